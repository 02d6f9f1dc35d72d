"""Search: every word's beginning in the script typed, the file number, a phone's last digits."""

import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daybook.lib.text import search_terms
from daybook.patients import queries
from daybook.patients.contacts import write_phones, write_terms
from daybook.patients.models import Patient
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.factories import make_clinic, make_patient

pytestmark = pytest.mark.django_db

NAMES = (
    "Kavya Chowdary",
    "Kavitha Rao",
    "kavya rao",
    "Bhavana O'Brien",
    "Dr. SAI IYER",
    "కవిత రెడ్డి",
    "లక్ష్మి Naidu",
    "मीना शर्मा",
    "குமார் மீனா",
    "Joseph-Thomas Paul",
    "R. Venkatesh",
    "Ward 12 Baby",
)
PHONES = ("+919848022338", "+919848022338", "+917697714383", "+919990044383", "+14155552671")


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def people(clinic: Clinic) -> list[tuple[Patient, str]]:
    """Each name with a phone; some share one."""
    found = []
    for number, name in enumerate(NAMES):
        phone = PHONES[number % len(PHONES)]
        found.append((make_patient(clinic, name, phone, file_number=1000 + 7 * number), phone))
    return found


def names(text: str, limit: int = 50) -> list[str]:
    return [hit.name for hit in queries.search(text, limit)]


def test_it_finds_every_words_beginning_in_the_script_typed(clinic: Clinic, people: Any) -> None:
    with clinic_scope(clinic):
        assert set(names("kav")) == {"Kavya Chowdary", "Kavitha Rao", "kavya rao"}
        assert names("CHOW") == ["Kavya Chowdary"]
        assert names("కవి") == ["కవిత రెడ్డి"]
        assert names("రెడ్డి") == ["కవిత రెడ్డి"]
        assert names("लक्ष्मी") == []
        assert names("मीन श") == ["मीना शर्मा"]
        assert names("மீனா") == ["குமார் மீனா"]
        assert names("obri") == names("O'Br") == names("o’brien") == ["Bhavana O'Brien"]
        assert names("thom") == ["Joseph-Thomas Paul"]
        assert names("owdary") == []


def test_each_typed_word_must_fit(clinic: Clinic, people: Any) -> None:
    with clinic_scope(clinic):
        assert set(names("ka ra")) == {"Kavitha Rao", "kavya rao"}
        assert names("rao kavy") == ["kavya rao"]
        assert names("kavya reddy") == []


def test_a_phone_is_found_by_its_last_digits(clinic: Clinic, people: Any) -> None:
    with clinic_scope(clinic):
        expected = {patient.name for patient, phone in people if phone.endswith("4383")}
        assert expected and set(names("4383")) == expected
        assert set(names("383")) == expected
        assert len(names("7697714383")) == len(names("+91 76977 14383")) == len(names("07697714383"))
        assert set(names("98480 22338")) == {
            patient.name for patient, phone in people if phone.endswith("22338")
        }
        assert set(names("(415) 555-2671")) == {
            patient.name for patient, phone in people if phone.startswith("+1")
        }
        assert names("౪౩౮౩") == names("4383")
        assert names("9848") == [], "the beginning of a phone is not its end"


def test_two_digits_are_the_beginning_of_a_file_number_only(clinic: Clinic, people: Any) -> None:
    with clinic_scope(clinic):
        assert names("83") == []
        assert names("1007") == ["Kavitha Rao"]
        assert len(names("10")) == len(NAMES)
        assert names("12") == ["Ward 12 Baby"]


def test_name_and_digits_together(clinic: Clinic, people: Any) -> None:
    with clinic_scope(clinic):
        assert names("kav 338") == ["Kavitha Rao", "Kavya Chowdary"]
        assert names("98480 22338 chow") == ["Kavya Chowdary"]
        assert names("kavya 1014") == ["kavya rao"]


def test_whole_words_come_first_then_the_newest(clinic: Clinic) -> None:
    for name in ("Rao Anil", "Raoji Anil", "Anil Rao", "Ramesh Anil"):
        make_patient(clinic, name)
    with clinic_scope(clinic):
        assert names("rao") == ["Anil Rao", "Rao Anil", "Raoji Anil"]
        assert names("anil ra") == ["Ramesh Anil", "Anil Rao", "Raoji Anil", "Rao Anil"]
        assert names("anil ra", limit=2) == ["Ramesh Anil", "Anil Rao"]


def test_a_hit_tells_people_apart(clinic: Clinic, people: Any) -> None:
    with clinic_scope(clinic):
        (hit,) = queries.search("chow")
        assert (hit.file_number, hit.phone, hit.family) == (1000, "+919848022338", 5)


@pytest.mark.parametrize(
    "text", ["", "  ", "+", "' - .", "\x00", "%", "_", "\\", "' OR 1=1 --", "%q", "%(x)s", "a" * 9000]
)
def test_odd_text_finds_nobody_and_harms_nothing(clinic: Clinic, people: Any, text: str) -> None:
    with clinic_scope(clinic):
        assert names(text) == []


def test_another_clinics_patients_are_not_found(clinic: Clinic, people: Any) -> None:
    other = make_clinic()
    mine = make_patient(other, "Kavya Elsewhere", "+919848022338")
    with clinic_scope(other):
        assert [hit.id for hit in queries.search("kavya")] == [mine.id]
        assert queries.search("22338")[0].family == 0
    with clinic_scope(clinic):
        assert "Kavya Elsewhere" not in names("kavya")


def test_a_changed_name_is_found_by_the_new_words_only(clinic: Clinic) -> None:
    patient = make_patient(clinic, "Kavya Chowdary", "+919848022338")
    with clinic_scope(clinic):
        patient.name = "Kavya Rao"
        patient.save()
        write_phones(patient, ("+917697714383",))
        write_terms(patient, ("+917697714383",))
        assert names("chow") == names("22338") == []
        assert names("rao") == names("4383") == ["Kavya Rao"]


def fits(patient: Patient, phone: str, text: str) -> bool:
    """The rule, by looking at every patient: `text` is words and runs of ASCII digits with spaces between."""
    words = [*search_terms(patient.name), str(patient.file_number)]
    digits = phone.removeprefix("+")
    for typed in text.split():
        begins = any(word.startswith(search_terms(typed)[0]) for word in words)
        ends = typed.isascii() and typed.isdigit() and len(typed) >= 3 and digits.endswith(typed)
        if not begins and not ends:
            return False
    return True


def graphemes(word: str) -> list[str]:
    """Beginnings of a word where a person may stop typing: not between a letter and its sign."""
    ends = [i for i in range(1, len(word)) if unicodedata.category(word[i])[0] != "M"]
    return [word[:end] for end in (*ends, len(word))]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_it_finds_what_looking_at_everybody_finds(clinic: Clinic, people: Any, data: st.DataObject) -> None:
    everything = sorted({part for name in NAMES for word in search_terms(name) for part in graphemes(word)})
    words = st.lists(st.sampled_from(everything), min_size=1, max_size=3)
    endings = st.sampled_from(["", *sorted({phone[-n:] for phone in PHONES for n in (3, 4, 7)}), "999"])
    text = " ".join([*data.draw(words), data.draw(endings)]).strip()
    # Two runs of digits beside each other are one number; here there is at most one.
    if sum(part.isdigit() for part in text.split()) > 1:
        return
    with clinic_scope(clinic):
        found = {hit.id for hit in queries.search(text, 50)}
    assert found == {patient.id for patient, phone in people if fits(patient, phone, text)}
