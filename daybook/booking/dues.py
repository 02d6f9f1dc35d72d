"""What the patients of a day owe, over all their bills: for the day's cards."""

from datetime import date

from daybook.billing.ledger import ENTRIES
from daybook.clinics.models import Branch
from daybook.lib.zones import day_bounds, zone
from daybook.tenancy.reads import read

_DUES = f"""
WITH day AS (
    SELECT a.id, a.patient_id FROM booking_appointment a
    WHERE a.clinic_id = %(clinic)s AND a.branch_id = %(branch)s AND a.starts_at >= %(start)s AND a.starts_at < %(end)s
        AND a.patient_id IS NOT NULL
)
SELECT day.id::text, o.owed FROM day JOIN (
    SELECT i.patient_id, sum(e.amount)::bigint AS owed
    {ENTRIES} AND i.patient_id IN (SELECT patient_id FROM day)
    GROUP BY i.patient_id HAVING sum(e.amount) > 0
) o ON o.patient_id = day.patient_id
"""  # noqa: S608 - put together from the texts above


def dues_of_day(branch: Branch, day: date) -> dict[str, int]:
    """Appointment's id as text -> what its patient owes, in minor units; those who owe nothing are left out."""
    start, end = day_bounds(day, zone(branch.time_zone))
    return dict(read(_DUES, branch=branch.id, start=start, end=end))
