"""What the patients of a day or a week owe, over all their bills and from before, what is to be given back subtracted:
for the cards of the book."""

from datetime import date
from uuid import UUID

from daybook.billing.openings import OPENINGS
from daybook.clinics.models import Branch
from daybook.lib.zones import day_bounds, zone
from daybook.tenancy.reads import read

_DUES = """
WITH day AS (
    SELECT a.id, a.patient_id FROM booking_appointment a
    WHERE a.clinic_id = %(clinic)s AND a.branch_id = %(branch)s AND a.starts_at >= %(start)s AND a.starts_at < %(end)s
        AND a.patient_id IS NOT NULL {who}
), merged AS (
    SELECT f.id, f.merged_into_id AS now FROM patients_patient f
    WHERE f.clinic_id = %(clinic)s AND f.merged_into_id IN (SELECT patient_id FROM day)
)
SELECT day.id::text, o.owed FROM day JOIN (
    SELECT coalesce((SELECT m.now FROM merged m WHERE m.id = x.patient_id), x.patient_id) AS patient_id,
        sum(x.amount)::bigint AS owed
    FROM (
        SELECT k.patient_id, k.owed_minor AS amount
        FROM billing_balance k JOIN clinics_profile f ON f.clinic_id = %(clinic)s AND f.currency = k.currency
        WHERE k.clinic_id = %(clinic)s AND k.owed_minor <> 0 AND k.invoice_id IS NOT NULL
            AND k.patient_id IN (SELECT patient_id FROM day UNION ALL SELECT id FROM merged)
        UNION ALL
        SELECT o.patient_id, o.amount_minor
        {openings} AND o.patient_id IN (SELECT patient_id FROM day UNION ALL SELECT id FROM merged)
    ) x
    GROUP BY 1 HAVING sum(x.amount) > 0
) o ON o.patient_id = day.patient_id
"""
_EVERYONE = _DUES.format(openings=OPENINGS, who="")
_ONE = _DUES.format(openings=OPENINGS, who="AND a.practitioner_id = %(who)s")


def dues_of_day(branch: Branch, day: date) -> dict[str, int]:
    """Appointment's id as text -> what its patient owes, in minor units; those who owe nothing are left out."""
    return dues_between(branch, day, day)


def dues_between(
    branch: Branch, first: date, last: date, practitioner_id: UUID | None = None
) -> dict[str, int]:
    """The same from `first` to `last`, both included: of everyone, or of one practitioner."""
    place = zone(branch.time_zone)
    about = {"branch": branch.id, "start": day_bounds(first, place)[0], "end": day_bounds(last, place)[1]}
    one = practitioner_id is not None
    return dict(read(_ONE, **about, who=practitioner_id) if one else read(_EVERYONE, **about))
