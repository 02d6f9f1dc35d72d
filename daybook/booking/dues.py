"""What the patients of a day owe, over all their bills, what is to be given back subtracted: for the day's cards."""

from datetime import date

from daybook.clinics.models import Branch
from daybook.lib.zones import day_bounds, zone
from daybook.tenancy.reads import read

_DUES = """
WITH day AS (
    SELECT a.id, a.patient_id FROM booking_appointment a
    WHERE a.clinic_id = %(clinic)s AND a.branch_id = %(branch)s AND a.starts_at >= %(start)s AND a.starts_at < %(end)s
        AND a.patient_id IS NOT NULL
)
SELECT day.id::text, o.owed FROM day JOIN (
    SELECT k.patient_id, sum(k.owed_minor)::bigint AS owed
    FROM billing_balance k
    JOIN clinics_profile f ON f.clinic_id = %(clinic)s AND f.currency = k.currency
    WHERE k.clinic_id = %(clinic)s AND k.owed_minor <> 0 AND k.invoice_id IS NOT NULL
        AND k.patient_id IN (SELECT patient_id FROM day)
    GROUP BY k.patient_id HAVING sum(k.owed_minor) > 0
) o ON o.patient_id = day.patient_id
"""


def dues_of_day(branch: Branch, day: date) -> dict[str, int]:
    """Appointment's id as text -> what its patient owes, in minor units; those who owe nothing are left out."""
    start, end = day_bounds(day, zone(branch.time_zone))
    return dict(read(_DUES, branch=branch.id, start=start, end=end))
