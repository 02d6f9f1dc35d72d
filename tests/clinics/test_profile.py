"""What a clinic says about itself."""

from typing import Any

import pytest

from daybook.accounts.permissions import NotPermitted, Role
from daybook.audit.actor import Actor
from daybook.clinics.actions.save_profile import save_profile
from daybook.clinics.details import ProfileDetails
from daybook.clinics.queries import profile
from daybook.clinics.refusals import ClinicsRefused
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from daybook.tenancy.versions import StaleSave
from tests.factories import actor_for, make_clinic, make_member, make_service, trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic("sunrise-profile")


@pytest.fixture
def alice(clinic: Clinic) -> Actor:
    return actor_for(make_member(clinic, Role.OWNER))


def details(**changes: str) -> ProfileDetails:
    told: dict[str, Any] = {
        "name": "Sunrise Clinic",
        "address": "",
        "phone": "",
        "email": "",
        "country": "IN",
        "language": "en",
        "time_zone": "Asia/Kolkata",
        "currency": "INR",
        "tax_id": "",
    }
    return ProfileDetails(**{**told, **changes})  # type: ignore[typeddict-item]


def test_it_saves_the_profile(clinic: Clinic, alice: Actor) -> None:
    with clinic_scope(clinic):
        new = details(phone="98480 22338", email="desk@sunrise.example", address="Road 1\nKukatpally")
        save_profile(actor=alice, profile=profile(), version=1, **new)
        kept = profile()
    assert (kept.phone, kept.address, kept.version) == ("+919848022338", "Road 1\nKukatpally", 2)
    [(verb, told)] = trail(clinic)
    assert verb == "clinic.changed"
    assert told["phone"] == ["", "+919848022338"]


def test_a_phone_is_read_as_a_number_of_the_country_that_is_saved(clinic: Clinic, alice: Actor) -> None:
    with clinic_scope(clinic):
        save_profile(
            actor=alice, profile=profile(), version=1, **details(country="GB", phone="020 7946 0958")
        )
        assert profile().phone == "+442079460958"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("email", "nobody"),
        ("country", "ZZ"),
        ("language", "tlh"),
        ("time_zone", "Asia"),
        ("currency", "XYZ"),
        ("tax_id", "x" * 21),
        ("phone", "98480"),
    ],
)
def test_a_value_no_profile_can_have_is_refused_by_its_field(
    clinic: Clinic, alice: Actor, field: str, value: str
) -> None:
    with clinic_scope(clinic):
        with pytest.raises(ClinicsRefused) as refused:
            save_profile(actor=alice, profile=profile(), version=1, **details(**{field: value}))
        assert refused.value.field == field
        assert profile().version == 1


def test_the_currency_stays_while_there_are_prices_in_it(clinic: Clinic, alice: Actor) -> None:
    free = make_service(clinic, price_minor=0)
    with clinic_scope(clinic):
        save_profile(actor=alice, profile=profile(), version=1, **details(currency="JPY"))
        type(free).objects.update(price_minor=1200)
        with pytest.raises(ClinicsRefused) as refused:
            save_profile(actor=alice, profile=profile(), version=2, **details(currency="INR"))
        assert (refused.value.code, refused.value.field) == ("currency_used", "currency")
        assert profile().currency == "JPY"


def test_a_stale_save_is_refused_and_taking_a_file_number_makes_none(clinic: Clinic, alice: Actor) -> None:
    with clinic_scope(clinic):
        shown = profile()
        type(shown).objects.update(next_file_number=99)
        save_profile(actor=alice, profile=profile(), version=1, **details(tax_id="36AAAAA0000A1Z5"))
        with pytest.raises(StaleSave) as stale:
            save_profile(actor=alice, profile=shown, version=1, **details(name="Sunset"))
        assert {each.field for each in stale.value.differing} == {"name", "tax_id"}
        assert profile().next_file_number == 99


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.RECEPTIONIST, Role.BILLING])
def test_only_owner_and_administrator_change_the_profile(clinic: Clinic, role: str) -> None:
    bob = actor_for(make_member(clinic, role))
    with clinic_scope(clinic), pytest.raises(NotPermitted):
        save_profile(actor=bob, profile=profile(), version=1, **details())
