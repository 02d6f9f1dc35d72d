"""How the demo is loaded: once, whole or not at all, never in production. With few days, to be quick."""

import pytest
from django.conf import settings

from daybook.accounts.models import User
from daybook.booking.models import Appointment
from daybook.lib.refused import Refused
from daybook.operations.demo import load, world
from daybook.operations.demo.load import load_demo
from daybook.operations.demo.logins import LOGINS
from daybook.patients.models import Patient
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "PAST_DAYS", 1)
    monkeypatch.setattr(world, "COMING_DAYS", 1)


def counts() -> dict[str, tuple[int, int]]:
    found = {}
    for clinic in Clinic.objects.all():
        with clinic_scope(clinic):
            found[clinic.slug] = Patient.objects.count(), Appointment.objects.count()
    return found


def test_a_second_call_does_nothing() -> None:
    assert load_demo() == LOGINS
    before = counts(), User.objects.count()
    assert set(before[0]) == {"sunrise", "lotus"}
    assert load_demo() == LOGINS
    assert (counts(), User.objects.count()) == before


def test_a_load_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(load, "load_trail", fail)
        load_demo()
    assert (counts(), User.objects.count()) == ({}, 0)
    load_demo()
    assert set(counts()) == {"sunrise", "lotus"}


def test_it_is_never_loaded_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PRODUCTION", True)
    with pytest.raises(Refused):
        load_demo()
    assert counts() == {}
