"""The ledger of consent as the patient's file shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daybook.accounts.permissions import Permission
from daybook.lib.zones import zone
from daybook.patients.consents import ledger
from daybook.patients.models import Consent, Patient
from daybook.patients.wordings import wording
from daybook.web.staff.entry import StaffRequest


@dataclass(frozen=True, slots=True)
class Given:
    """One line of the ledger; moments on the clinic's clock."""

    row: Consent
    words: str
    given_at: datetime
    withdrawn_at: datetime | None


def consents_context(request: StaffRequest, patient: Patient) -> dict[str, Any]:
    """What holds now, what held once, and what the patient has not been asked yet."""
    place = zone(request.clinic.time_zone)

    def wall(at: datetime | None) -> Any:
        return at and at.astimezone(place).replace(tzinfo=None)

    given = [
        Given(
            row, wording(row.purpose, row.wording, row.language), wall(row.given_at), wall(row.withdrawn_at)
        )
        for row in ledger(patient)
    ]
    open_ones = [each for each in given if each.withdrawn_at is None]
    missing = set(Consent.Purpose.values) - {each.row.purpose for each in open_ones}
    return {
        "consents": open_ones,
        "withdrawn": [each for each in given if each.withdrawn_at is not None],
        "may_ask": bool(missing) and request.may(Permission.EDIT_PATIENTS),
        "may_withdraw": request.may(Permission.EDIT_PATIENTS),
        "consents_url": f"/c/{request.tenant.slug}/patients/{patient.id}/consents/",
    }
