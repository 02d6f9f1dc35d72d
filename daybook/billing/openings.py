"""What patients owed, or had paid ahead, before the clinic had Daybook: counted in their balance, and nowhere else.

It is no bill, so no report of bills has it, and no money that was taken here, so no report of takings has it either. An
opening balance of another currency than the clinic's present one does not count, as for bills.
"""

from uuid import UUID

from daybook.patients.merged import FILES
from daybook.tenancy.reads import read

# The opening balances `o`; compose with more conditions over `o`.
OPENINGS = """
FROM billing_openingbalance o
JOIN clinics_profile h ON h.clinic_id = %(clinic)s AND h.currency = o.currency
WHERE o.clinic_id = %(clinic)s
"""
# One number, for a SELECT that has %(patient)s.
OPENING = f"(SELECT coalesce(sum(o.amount_minor), 0)::bigint {OPENINGS} AND o.patient_id IN {FILES})"


def opening_of(patient_id: UUID) -> int:
    """In minor units: above zero owed by the patient, below to them."""
    return int(read(f"SELECT {OPENING}", patient=patient_id)[0][0])
