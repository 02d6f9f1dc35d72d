from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock
from daybook.patients.births import is_child
from daybook.patients.models import Consent, Patient
from daybook.patients.refusals import PatientsRefused
from daybook.patients.wordings import CURRENT, wording
from daybook.tenancy.writes import insert_unless_conflict


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody said yes to: purposes, the language of the words they saw or heard, how they said it."""

    purposes: tuple[str, ...]
    language: str
    method: str = Consent.Method.DESK


def give_consent(*, actor: Actor, patient: Patient, agreed: Agreed) -> list[Consent]:
    """Write into the ledger that the patient agreed, in the present words of each purpose.

    One that was given before and not taken back stays as it is and is not among what is returned. For a child the
    guardian of the file agreed (Digital Personal Data Protection Act 2023, section 9). Raises PatientsRefused
    ("no_address", "no_guardian") or NotPermitted.
    """
    require(actor, Permission.EDIT_PATIENTS)
    wanted = list(dict.fromkeys(agreed.purposes))
    if wanted and not patient.email:
        words = _("Write the patient's e-mail address first: these messages go there.")
        raise PatientsRefused(words, code="no_address", field="email")
    child = is_child(patient, clock.now().date())
    if wanted and child and not patient.guardian_name:
        words = _("For a child the guardian agrees. Write the guardian's name first.")
        raise PatientsRefused(words, code="no_guardian", field="guardian_name")
    rows = [_row(actor, patient, purpose, agreed, child) for purpose in wanted]
    with transaction.atomic():
        given = [row for row in rows if insert_unless_conflict(row)]
        for row in given:
            details = {"purpose": row.purpose, "how": row.method}
            record(actor, "consent.given", on=row, patient=patient.id, details=details)
    return given


def _row(actor: Actor, patient: Patient, purpose: str, agreed: Agreed, child: bool) -> Consent:
    version = CURRENT[Consent.Purpose(purpose)]
    wording(purpose, version, agreed.language)  # or what was agreed to could not be read later
    return Consent(
        patient=patient,
        purpose=purpose,
        wording=version,
        language=agreed.language,
        method=Consent.Method(agreed.method),
        given_to=actor.label[:200],
        guardian_name=patient.guardian_name if child else "",
        guardian_relation=patient.guardian_relation if child else "",
    )
