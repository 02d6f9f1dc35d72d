"""Reads of billing. Days are days of the branch where the money was asked for or taken, by its own zone.

A range is `first`..`last`, both days included. Amounts are minor units of the clinic's currency.
"""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from daybook.billing.ledger import Entry, advance_of, balance, entries, owed_on
from daybook.billing.openings import OPENING
from daybook.billing.spans import widest
from daybook.patients.merged import FILES
from daybook.tenancy.reads import read

__all__ = [
    "Due",
    "Entry",
    "Issued",
    "Taken",
    "advance_of",
    "advance_total",
    "balance",
    "due_total",
    "dues",
    "dues_of",
    "entries",
    "family_dues",
    "issued",
    "owed_on",
    "standing",
    "taken",
]


class Taken(NamedTuple):
    """Money taken on a day by one person and method; refunds are subtracted. `method`: cash, card or upi. `person`: the
    name as it was; `person_id` a membership, None for money that no person took (an import). `receipts`: how
    many, refund vouchers included. `refunded`: what was given back, already subtracted from `amount`. `advances`:
    what of `amount` went into patients' advances, what was given back of them subtracted."""

    day: date
    branch_id: UUID
    method: str
    person_id: UUID | None
    person: str
    amount: int
    receipts: int
    refunded: int
    advances: int = 0


class Issued(NamedTuple):
    """Bills issued on a day for one practitioner (None: for nobody's). `total` with tax and rounding, before credit
    notes; `credited`: taken back on that day, whenever it was issued. `tax`: central and state."""

    day: date
    branch_id: UUID
    practitioner_id: UUID | None
    bills: int
    total: int
    discount: int
    tax: int
    credited: int


class Due(NamedTuple):
    """An invoice of which something is left. `owed`: above zero; below zero it is to be given back."""

    invoice_id: UUID
    number: str
    issued_at: datetime
    patient_id: UUID
    patient: str
    branch_id: UUID
    practitioner_id: UUID | None
    total: int
    owed: int


# Money that only changed its place ("credit", "advance") was counted when it was taken.
_TAKEN = """
SELECT (p.taken_at AT TIME ZONE b.time_zone)::date AS day, p.branch_id, p.method, p.taken_by_id, max(p.taken_by_name),
    sum(CASE p.kind WHEN 'refund' THEN -p.amount_minor ELSE p.amount_minor END)::bigint, count(*),
    sum(CASE p.kind WHEN 'refund' THEN p.amount_minor ELSE 0 END)::bigint,
    coalesce(sum(CASE p.kind WHEN 'refund' THEN -p.amount_minor ELSE p.amount_minor END)
        FILTER (WHERE p.invoice_id IS NULL), 0)::bigint
FROM billing_payment p
JOIN clinics_profile f ON f.clinic_id = %(clinic)s AND f.currency = p.currency
JOIN clinics_branch b ON b.clinic_id = %(clinic)s AND b.id = p.branch_id
LEFT JOIN billing_invoice i ON i.clinic_id = %(clinic)s AND i.id = p.invoice_id
WHERE p.clinic_id = %(clinic)s AND p.taken_at >= %(since)s AND p.taken_at < %(until)s
    AND p.method NOT IN ('credit', 'advance')
    AND (p.taken_at AT TIME ZONE b.time_zone)::date BETWEEN %(first)s AND %(last)s
    AND (%(branch)s::uuid IS NULL OR p.branch_id = %(branch)s)
    AND (%(practitioner)s::uuid IS NULL OR i.practitioner_id = %(practitioner)s)
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 5
"""

_ISSUED = """
WITH told AS (
    SELECT i.issued_at AS at, i.branch_id, i.practitioner_id, 1 AS count, i.total_minor AS total,
        i.discount_minor AS discount, i.central_minor + i.state_minor AS tax, 0 AS credited, i.currency
    FROM billing_invoice i
    WHERE i.clinic_id = %(clinic)s AND i.issued_at >= %(since)s AND i.issued_at < %(until)s
    UNION ALL
    SELECT c.issued_at, i.branch_id, i.practitioner_id, 0, 0, 0, 0, c.total_minor, i.currency
    FROM billing_creditnote c
    JOIN billing_invoice i ON i.clinic_id = %(clinic)s AND i.id = c.invoice_id
    WHERE c.clinic_id = %(clinic)s AND c.issued_at >= %(since)s AND c.issued_at < %(until)s
)
SELECT (t.at AT TIME ZONE b.time_zone)::date AS day, t.branch_id, t.practitioner_id, sum(t.count)::bigint,
    sum(t.total)::bigint, sum(t.discount)::bigint, sum(t.tax)::bigint, sum(t.credited)::bigint
FROM told t
JOIN clinics_profile f ON f.clinic_id = %(clinic)s AND f.currency = t.currency
JOIN clinics_branch b ON b.clinic_id = %(clinic)s AND b.id = t.branch_id
WHERE (t.at AT TIME ZONE b.time_zone)::date BETWEEN %(first)s AND %(last)s
    AND (%(branch)s::uuid IS NULL OR t.branch_id = %(branch)s)
    AND (%(practitioner)s::uuid IS NULL OR t.practitioner_id = %(practitioner)s)
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
"""


# The bills `k` of the kept balances that are not settled: few, behind an index of their own.
_OPEN = """
FROM billing_balance k
JOIN clinics_profile f ON f.clinic_id = %(clinic)s AND f.currency = k.currency
WHERE k.clinic_id = %(clinic)s AND k.owed_minor <> 0 AND k.invoice_id IS NOT NULL
    AND (%(branch)s::uuid IS NULL OR k.branch_id = %(branch)s)
    AND (%(practitioner)s::uuid IS NULL OR k.practitioner_id = %(practitioner)s)
"""

# Chosen first (OFFSET 0): otherwise the database goes through all bills of a patient, in the hope of few.
_DUES = """
SELECT i.id, i.number_text, i.issued_at, q.id, q.name, i.branch_id, i.practitioner_id, i.total_minor,
    o.owed_minor
FROM ({chosen}) o
JOIN billing_invoice i ON i.clinic_id = %(clinic)s AND i.id = o.invoice_id
JOIN patients_patient h ON h.clinic_id = %(clinic)s AND h.id = i.patient_id
JOIN patients_patient q ON q.clinic_id = %(clinic)s AND q.id = coalesce(h.merged_into_id, h.id)
ORDER BY i.issued_at, i.id
"""
_ALL_DUES = _DUES.format(
    chosen=f"SELECT k.invoice_id, k.owed_minor {_OPEN} ORDER BY k.issued_at, k.id LIMIT %(limit)s OFFSET %(offset)s"
)
_DUES_OF = _DUES.format(
    chosen=f"SELECT k.invoice_id, k.owed_minor {_OPEN} AND k.patient_id = ANY(ARRAY{FILES}) OFFSET 0"
)
# Who shares a phone number is taken for a family.
_FAMILY_DUES = _DUES.format(
    chosen=f"""SELECT k.invoice_id, k.owed_minor {_OPEN} AND k.owed_minor > 0 AND (k.patient_id = ANY(ARRAY{FILES})
    OR k.patient_id IN (
        SELECT theirs.patient_id FROM patients_phone ours
        JOIN patients_phone theirs ON theirs.clinic_id = %(clinic)s AND theirs.number = ours.number
        WHERE ours.clinic_id = %(clinic)s AND ours.patient_id = %(patient)s
    )) OFFSET 0"""  # noqa: S608 - put together from the texts above
)
_STANDING = f"""
SELECT coalesce(sum(k.owed_minor) FILTER (WHERE k.invoice_id IS NOT NULL), 0)::bigint,
    coalesce(-sum(k.owed_minor) FILTER (WHERE k.invoice_id IS NULL), 0)::bigint,
    {OPENING}
FROM billing_balance k
JOIN clinics_profile f ON f.clinic_id = %(clinic)s AND f.currency = k.currency
WHERE k.clinic_id = %(clinic)s AND k.patient_id = ANY(ARRAY{FILES}) AND k.owed_minor <> 0
"""  # noqa: S608 - put together from the texts above
_NOBODY: dict[str, Any] = {"branch": None, "practitioner": None}


def taken(
    first: date, last: date, *, branch_id: UUID | None = None, practitioner_id: UUID | None = None
) -> list[Taken]:
    """Money taken, by day, branch, method and person. Credit moved from bill to bill is no money and is left out."""
    rows = read(_TAKEN, **_range(first, last), branch=branch_id, practitioner=practitioner_id)
    return [Taken._make(row) for row in rows]


def issued(
    first: date, last: date, *, branch_id: UUID | None = None, practitioner_id: UUID | None = None
) -> list[Issued]:
    """What was billed, and what was taken back, by day, branch and practitioner."""
    rows = read(_ISSUED, **_range(first, last), branch=branch_id, practitioner=practitioner_id)
    return [Issued._make(row) for row in rows]


def dues(
    *,
    branch_id: UUID | None = None,
    practitioner_id: UUID | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Due]:
    """Invoices that are not settled now, oldest first; those with money to give back are among them."""
    who = {"branch": branch_id, "practitioner": practitioner_id}
    return [Due._make(row) for row in read(_ALL_DUES, **who, limit=limit, offset=offset)]


def dues_of(patient_id: UUID) -> list[Due]:
    """A patient's invoices that are not settled now."""
    return [Due._make(row) for row in read(_DUES_OF, **_NOBODY, patient=patient_id)]


def family_dues(patient_id: UUID) -> list[Due]:
    """Invoices on which something is due, of a patient and of who shares a phone number with them, oldest first."""
    return [Due._make(row) for row in read(_FAMILY_DUES, **_NOBODY, patient=patient_id)]


def due_total(*, branch_id: UUID | None = None, practitioner_id: UUID | None = None) -> tuple[int, int]:
    """(what patients owe now, how many invoices that are); money to give back is not subtracted."""
    sql = f"SELECT coalesce(sum(k.owed_minor), 0)::bigint, count(*) {_OPEN} AND k.owed_minor > 0"
    total, count = read(sql, branch=branch_id, practitioner=practitioner_id)[0]
    return int(total), int(count)


def advance_total() -> tuple[int, int]:
    """(what patients have paid in advance and not used, how many patients); of the clinic, since an advance is not a
    branch's."""
    total, count = read(
        """
        SELECT coalesce(-sum(k.owed_minor), 0)::bigint, count(*) FROM billing_balance k
        JOIN clinics_profile f ON f.clinic_id = %(clinic)s AND f.currency = k.currency
        WHERE k.clinic_id = %(clinic)s AND k.owed_minor <> 0 AND k.invoice_id IS NULL
        """
    )[0]
    return int(total), int(count)


def standing(patient_id: UUID) -> tuple[int, int, int]:
    """(what is left of all bills of a patient, what they have paid in advance, the balance that they came with)."""
    owed, held, opening = read(_STANDING, patient=patient_id)[0]
    return int(owed), int(held), int(opening)


def _range(first: date, last: date) -> dict[str, Any]:
    since, until = widest(first, last)
    return {"first": first, "last": last, "since": since, "until": until}
