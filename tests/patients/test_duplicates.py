"""Who may be registered already. Families share phones and names; a person decides."""

from datetime import date

import pytest

from daybook.patients.births import Birth, Precision
from daybook.patients.duplicates import likely_duplicates
from daybook.patients.models import Sex
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.factories import make_clinic, make_patient

pytestmark = pytest.mark.django_db

PHONE, OTHER_PHONE = "+919848022338", "+917697714383"
BORN = date(1980, 2, 3)


@pytest.fixture
def clinic() -> Clinic:
    clinic = make_clinic()
    make_patient(clinic, "Kavya Chowdary", PHONE, born_on=BORN, sex=Sex.FEMALE)
    return clinic


def found(clinic: Clinic, name: str, phone: str = "", on: date | None = None, **more: str) -> list[list[str]]:
    with clinic_scope(clinic):
        birth = Birth(on) if on else None
        likely = likely_duplicates(name=name, phones=[phone] if phone else [], birth=birth, **more)
        return [[str(reason) for reason in each.reasons] for each in likely]


@pytest.mark.parametrize(
    ("name", "phone", "on", "reasons"),
    [
        ("Kavya Chowdary", PHONE, BORN, ["same phone", "same name", "same birth date"]),
        ("chowdary kavya", OTHER_PHONE, None, ["same name"]),
        ("K. Choudary", PHONE, None, ["same phone"]),  # an initial and a slip
        ("Kavya Choudary", OTHER_PHONE, BORN, ["similar name", "same birth date"]),
        ("Kavya Chaudhari", OTHER_PHONE, BORN, ["part of the name", "same birth date"]),
        ("Kavya", OTHER_PHONE, BORN, ["part of the name", "same birth date"]),
        ("Kavya", PHONE, None, ["same phone", "part of the name"]),
        ("కావ్య చౌదరి", OTHER_PHONE, BORN, ["same birth date"]),
        ("Ravi", PHONE, None, ["same phone"]),
    ],
)
def test_it_shows_who_may_be_the_same(
    clinic: Clinic, name: str, phone: str, on: date | None, reasons: list[str]
) -> None:
    shown = found(clinic, name, phone, on)
    assert len(shown) == 1 and set(reasons) <= set(shown[0])


@pytest.mark.parametrize(
    ("name", "phone", "on"),
    [
        ("Kiran Chowdary", OTHER_PHONE, None),
        ("Kavya", OTHER_PHONE, None),  # half the town
        ("Kavya Chowdary", OTHER_PHONE, date(2001, 5, 6)),  # another woman of that name
        ("Aarav Chowdary", PHONE, date(2020, 5, 6)),  # her child
        ("Ravi Teja", OTHER_PHONE, BORN),
        ("Kavya Choudary", OTHER_PHONE, None),
    ],
)
def test_it_does_not_ask_about_others(clinic: Clinic, name: str, phone: str, on: date | None) -> None:
    assert found(clinic, name, phone, on) == []


def test_a_husband_on_the_same_phone_is_not_asked_about(clinic: Clinic) -> None:
    assert found(clinic, "Ravi", PHONE, sex=Sex.MALE) == []


def test_an_age_told_agrees_with_a_birth_date(clinic: Clinic) -> None:
    with clinic_scope(clinic):
        told = Birth(date(1981, 1, 1), Precision.YEAR)
        assert likely_duplicates(name="Kavya Choudary", birth=told)[0].hit.name == "Kavya Chowdary"
        assert likely_duplicates(name="Kavya Choudary", birth=Birth(date(1990, 1, 1), Precision.YEAR)) == []


def test_the_likeliest_come_first_and_not_more_than_five() -> None:
    clinic = make_clinic()
    for _ in range(7):
        make_patient(clinic, "Kavya Chowdary")
    best = make_patient(clinic, "Kavya Chowdary", PHONE, born_on=BORN)
    make_patient(clinic, "Kavya Chowdary")
    with clinic_scope(clinic):
        likely = likely_duplicates(name="Kavya Chowdary", phones=[PHONE], birth=Birth(BORN))
    assert len(likely) == 5 and likely[0].hit.id == best.id


def test_another_clinics_patients_are_nobodys_duplicates(clinic: Clinic) -> None:
    assert found(make_clinic(), "Kavya Chowdary", PHONE, BORN) == []


@pytest.mark.parametrize("name", ["", "  ", "%", "a", "\x00", "x" * 5000])
def test_odd_names_are_no_trouble(clinic: Clinic, name: str) -> None:
    assert found(clinic, name) == []
