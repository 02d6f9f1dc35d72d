"""The ledger of consent: what was agreed to, in which words, how, by whom; and that it is once and for good."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from daybook.accounts.permissions import NotPermitted
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.messaging.actions.withdraw_consent import withdraw_consent
from daybook.patients.actions.give_consent import Agreed, give_consent
from daybook.patients.actions.register import register
from daybook.patients.consents import ledger
from daybook.patients.details import Details
from daybook.patients.models import Consent, Patient
from daybook.patients.refusals import PatientsRefused
from daybook.patients.wordings import CURRENT, LANGUAGES, wording
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.booking.desk import staff

RECEPTION = staff("receptionist")
BOTH = Agreed(("booking", "reminder"), "hi", "phone")
pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Any:
    clinic = factories.make_clinic()
    with clinic_scope(clinic):
        yield clinic


def test_every_purpose_has_its_present_words_in_every_language() -> None:
    for purpose in Consent.Purpose:
        words = {wording(purpose, CURRENT[purpose], code) for code, _name in LANGUAGES}
        assert len(words) == len(LANGUAGES)


def test_it_says_what_how_when_and_to_whom(clinic: Any) -> None:
    patient = factories.make_patient(clinic, email="p@example.org")
    with clock.frozen(datetime(2026, 3, 2, tzinfo=UTC)) as now:
        give_consent(actor=RECEPTION, patient=patient, agreed=BOTH)
    rows = ledger(patient)
    assert {row.purpose for row in rows} == {"booking", "reminder"}
    for row in rows:
        assert (row.wording, row.language, row.method) == (1, "hi", "phone")
        assert (row.given_at, row.given_to, row.withdrawn_at) == (now.at, RECEPTION.label, None)
    assert [verb for verb, _ in factories.trail(clinic)] == ["consent.given"] * 2


def test_given_twice_is_once_and_given_again_after_a_withdrawal_is_a_new_line(clinic: Any) -> None:
    patient = factories.make_patient(clinic, email="p@example.org")
    assert len(give_consent(actor=RECEPTION, patient=patient, agreed=BOTH)) == 2
    assert give_consent(actor=RECEPTION, patient=patient, agreed=BOTH) == []
    assert withdraw_consent(actor=RECEPTION, patient=patient, purpose="reminder", method="paper")
    assert len(give_consent(actor=RECEPTION, patient=patient, agreed=BOTH)) == 1
    lines = [(row.purpose, row.withdrawn_at is None, row.withdrawn_method) for row in ledger(patient)]
    assert sorted(lines) == [("booking", True, ""), ("reminder", False, "paper"), ("reminder", True, "")]


def test_for_a_child_the_guardian_agrees(clinic: Any) -> None:
    born: Any = {"born_on": date(clock.now().year - 9, 1, 1), "email": "mother@example.org"}
    alone = factories.make_patient(clinic, **born)
    with pytest.raises(PatientsRefused) as refusal:
        give_consent(actor=RECEPTION, patient=alone, agreed=BOTH)
    assert (refusal.value.code, refusal.value.field) == ("no_guardian", "guardian_name")
    child = factories.make_patient(clinic, guardian_name="Divya", guardian_relation="mother", **born)
    [first, _second] = give_consent(actor=RECEPTION, patient=child, agreed=BOTH)
    assert (first.guardian_name, first.guardian_relation) == ("Divya", "mother")


def test_without_an_address_there_is_nothing_to_agree_to(clinic: Any) -> None:
    with pytest.raises(PatientsRefused) as refusal:
        give_consent(actor=RECEPTION, patient=factories.make_patient(clinic), agreed=BOTH)
    assert refusal.value.field == "email"


def test_a_registration_that_is_refused_for_its_consent_registers_nobody(clinic: Any) -> None:
    with pytest.raises(PatientsRefused):
        register(
            actor=RECEPTION,
            details=Details(name="N", phones=("+919848012345",)),
            patient_id=uuid7(),
            agreed=BOTH,
        )
    assert not Patient.objects.exists()
    details = Details(name="N", phones=("+919848012345",), email="n@example.org")
    done = register(actor=RECEPTION, details=details, patient_id=uuid7(), agreed=BOTH)
    assert len(ledger(done.patient)) == 2


def test_who_may_not_change_files_may_not_write_consent(clinic: Any) -> None:
    patient = factories.make_patient(clinic, email="p@example.org")
    for write in (
        lambda: give_consent(actor=staff("billing"), patient=patient, agreed=BOTH),
        lambda: withdraw_consent(actor=staff("billing"), patient=patient, purpose="booking", method="desk"),
    ):
        with pytest.raises(NotPermitted):
            write()
    assert ledger(patient) == []
