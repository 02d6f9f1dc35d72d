"""Vitals, doses, allergies and codes as values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.records import icd10, vitals
from daybook.records.allergies import hits
from daybook.records.lines import LONGEST, Line, from_plain, problems, read_line, to_plain
from daybook.records.note import Diagnosis, Note
from daybook.records.note import from_plain as note_from_plain
from daybook.records.note import to_plain as note_to_plain
from daybook.records.phrases import PHRASES, in_language


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("blood_pressure", "134/84", {"systolic": 134, "diastolic": 84}),
        ("blood_pressure", "134 84", {"systolic": 134, "diastolic": 84}),
        ("weight", "81.5", {"weight_g": 81500}),
        ("weight", "3,25", {"weight_g": 3250}),
        ("temperature", "98.4", {"temperature": 984}),
        ("temperature", "37", {"temperature": 986}),
        ("height", "173", {"height_mm": 1730}),
        ("spo2", "98", {"spo2": 98}),
    ],
)
def test_a_vital_is_read(name: str, typed: str, kept: dict[str, int]) -> None:
    assert vitals.read(name, typed) == kept


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("blood_pressure", "84/134"),
        ("blood_pressure", "134"),
        ("blood_pressure", "900/10"),
        ("weight", "fat"),
        ("weight", "9999"),
        ("spo2", "101"),
        ("temperature", "120"),
        ("pulse", "١٢"),
        ("height", "1e3"),
    ],
)
def test_what_nobody_has_is_not_taken(name: str, typed: str) -> None:
    with pytest.raises(vitals.BadVital):
        vitals.read(name, typed)


@given(st.integers(300, 400_000))
def test_a_weight_is_said_as_it_is_read(grams: int) -> None:
    assert vitals.read("weight", vitals.shown({"weight_g": grams}, "weight")) == {"weight_g": grams}


def test_the_body_mass_index() -> None:
    assert vitals.bmi_shown({"weight_g": 81500, "height_mm": 1730}) == "27.2"
    assert vitals.bmi_shown({"weight_g": 81500}) == ""
    assert vitals.flag({"weight_g": 81500, "height_mm": 1730}, "bmi") == "high"
    assert vitals.flag({"systolic": 152, "diastolic": 84}, "blood_pressure") == "high"
    assert vitals.flag({"spo2": 91}, "spo2") == "low"


@pytest.mark.parametrize(
    ("typed", "read", "good"),
    [
        ("1-0-1", "1-0-1", True),
        ("1 - 0 – 1", "1-0-1", True),
        ("1 0 1", "1-0-1", True),
        ("½-0-½", "½-0-½", True),
        ("1/2-0-1/2", "1/2-0-1/2", True),
        ("1-1-1-1", "1-1-1-1", True),
        ("5 ml twice a day", "5 ml twice a day", True),
        ("2 puffs when needed", "2 puffs when needed", True),
        ("0-0-0", "0-0-0", False),
        ("1-", "1-", False),
        ("1-0-", "1-0-", False),
        ("1-0-1-0-1", "1-0-1-0-1", False),
        ("--", "--", False),
        ("", "", False),
    ],
)
def test_a_dose(typed: str, read: str, good: bool) -> None:
    line = read_line({"medicine": "Metformin", "dose": typed})
    assert line.dose == read
    assert ("dose" not in problems(line)) is good


@pytest.mark.parametrize(
    ("allergies", "medicine", "found"),
    [
        ("Penicillin (rash 2019)", "Amoxicillin", [("penicillin", False)]),
        ("Allergic to penicillins", "Augmentin 625", [("penicillin", False)]),
        ("penicillin", "Cefixime", [("penicillin", True)]),
        ("sulfa drugs", "Trimethoprim + sulfamethoxazole", [("sulfonamide", False)]),
        ("Aspirin", "Ibuprofen", [("NSAID", False)]),
        ("amoxicillin", "Cloxacillin", [("penicillin", False)]),
        ("Metformin", "metformin xr", [("metformin", False)]),
        ("No known allergies", "Paracetamol", []),
        ("Egg, peanuts, dust", "Ecosprin", []),
        ("Penicillin", "Azithromycin", []),
        ("", "Amoxicillin", []),
        ("No allergy to penicillin", "Amoxicillin", []),
        ("No known allergies except penicillin", "Amoxicillin", [("penicillin", False)]),
        ("No penicillin", "Amoxicillin", [("penicillin", False)]),
        ("Sulfa: rash, severe", "Trimethoprim + sulfamethoxazole", [("sulfonamide", False)]),
        ("Cefixime", "Amoxicillin", [("cephalosporin", True)]),
        ("पेनिसिलिन से एलर्जी", "Amoxicillin", [("penicillin", False)]),
        ("పెన్సిలిన్ అలెర్జీ లేదు", "Amoxicillin", []),
        ("NSAIDs", "Diclofenac", [("NSAID", False)]),
        ("Mefenamic acid", "Folic acid", []),
    ],
)
def test_an_allergy_reaches_the_family(allergies: str, medicine: str, found: list[tuple[str, bool]]) -> None:
    assert [(hit.allergy, hit.near) for hit in hits(allergies, medicine)] == found


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("hyperten", "I10"),
        ("I10", "I10"),
        ("j209", "J20.9"),
        ("bp", "I10"),
        ("common cold", "J00"),
        ("uti", "N39.0"),
    ],
)
def test_a_diagnosis_is_found(typed: str, code: str) -> None:
    assert icd10.search(typed)[0].code == code


def test_every_usual_code_exists_and_nonsense_finds_nothing() -> None:
    assert all(icd10.described(code) for code in icd10.USUAL)
    assert icd10.described("I") is None and icd10.described("X999") is None
    assert icd10.search("qqqq") == () and icd10.search(" ") == ()


def test_every_phrase_stands_in_every_language() -> None:
    assert len({len(each) for each in PHRASES.values()}) == 1
    assert in_language("After food", "te") == PHRASES["te"][0]
    assert in_language("with a joke", "te") == "with a joke"
    assert in_language(PHRASES["hi"][3], "ta") == PHRASES["ta"][3]


TEXT = st.text(max_size=40)


@given(st.lists(st.builds(Line, *([TEXT] * len(LONGEST)), st.lists(TEXT).map(tuple)), max_size=4))
def test_lines_come_back_as_they_were(lines: list[Line]) -> None:
    assert list(from_plain(to_plain(lines))) == lines


@given(TEXT, TEXT, st.lists(st.builds(Diagnosis, TEXT), max_size=3), st.none() | st.dates())
def test_a_note_comes_back_as_it_was(complaint: str, advice: str, found: list[Diagnosis], on: object) -> None:
    note = Note(complaint=complaint, advice=advice, diagnoses=tuple(found), follow_up_on=on)  # type: ignore[arg-type]
    assert note_from_plain(note_to_plain(note)) == note
