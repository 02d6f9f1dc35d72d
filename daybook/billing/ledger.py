"""What is owed, always by the same sum: entries of invoices, credit notes, payments, refunds and advances.

An entry above zero is owed by the patient: an invoice, a refund. One below zero is owed no longer: a payment, a
credit note. A bill's account has the entries with that bill; a patient's advance is an account of its own, which
never comes above zero. Only the clinic's present currency counts. What a patient owed before the clinic had Daybook
belongs to no bill: it is in the balance alone (`openings.py`). A file that was merged into another keeps its entries;
the survivor's account has them too.

Actions ask the entries. Lists and sums ask `billing_balance`, where `keep` writes the outcome of the entries in the
same transaction: all of them again, so that a balance is never more wrong than its last entry. `differences` finds
any that is.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from daybook.billing.openings import opening_of
from daybook.lib.ids import uuid7
from daybook.patients.merged import FILES
from daybook.tenancy.reads import read
from daybook.tenancy.scope import current_clinic_id


def _parts(link: str) -> str:
    """The one text of a bill's sum. `link`: which bill, as each of the three tables names it."""
    return f"""
    SELECT x.id AS invoice_id, x.issued_at AS at, 'invoice'::text AS kind, x.number_text AS number,
        x.total_minor AS amount, x.id
    FROM billing_invoice x WHERE x.clinic_id = %(clinic)s {link.format("x.id")}
    UNION ALL
    SELECT x.invoice_id, x.issued_at, CASE WHEN x.whole THEN 'void' ELSE 'credit_note' END, x.number_text,
        -x.total_minor, x.id
    FROM billing_creditnote x WHERE x.clinic_id = %(clinic)s {link.format("x.invoice_id")}
    UNION ALL
    SELECT x.invoice_id, x.taken_at, x.kind::text, x.number_text,
        CASE x.kind WHEN 'payment' THEN -x.amount_minor ELSE x.amount_minor END, x.id
    FROM billing_payment x WHERE x.clinic_id = %(clinic)s {link.format("x.invoice_id")}
"""  # noqa: S608 - texts of ours


# Of the invoices `i`, each with the lines `e` of its account; compose with more conditions over `i`. The account of
# each bill is looked up by itself, which is best for some of them; whoever asks for many asks the kept balances.
ENTRIES = f"""
FROM billing_invoice i
JOIN clinics_profile f ON f.clinic_id = %(clinic)s AND f.currency = i.currency
CROSS JOIN LATERAL ({_parts("AND {} = i.id")}) e
WHERE i.clinic_id = %(clinic)s"""

# Of a patient's advance: what was put into it, by money or by what was to be given back on a bill; what bills were paid
# from it; what was given back. Compose with more conditions over `a`.
ADVANCES = """
FROM (
    SELECT p.taken_at AS at, p.kind::text AS kind, p.number_text AS number, p.id, p.invoice_id, p.patient_id,
    p.currency,
        CASE WHEN p.kind = 'advance' THEN -p.amount_minor ELSE p.amount_minor END AS amount
    FROM billing_payment p
    WHERE p.clinic_id = %(clinic)s
        AND (p.kind = 'advance' OR p.method = 'advance' OR p.invoice_id IS NULL)
) a
JOIN clinics_profile f ON f.clinic_id = %(clinic)s AND f.currency = a.currency
WHERE true"""

_KEEP = f"""
INSERT INTO billing_balance
    (clinic_id, id, invoice_id, patient_id, branch_id, practitioner_id, currency, issued_at, owed_minor)
SELECT i.clinic_id, i.id, i.id, i.patient_id, i.branch_id, i.practitioner_id, i.currency, i.issued_at,
    sum(e.amount)::bigint
FROM billing_invoice i CROSS JOIN LATERAL ({_parts("AND {} = i.id")}) e
WHERE i.clinic_id = %(clinic)s AND i.id = ANY(%(ids)s)
GROUP BY i.clinic_id, i.id
ON CONFLICT (clinic_id, invoice_id) DO UPDATE SET owed_minor = excluded.owed_minor
"""  # noqa: S608 - put together from the texts above

_KEEP_ADVANCE = f"""
INSERT INTO billing_balance (clinic_id, id, patient_id, currency, owed_minor)
SELECT %(clinic)s, %(id)s, %(patient)s, a.currency, sum(a.amount)::bigint {ADVANCES} AND a.patient_id = %(patient)s
GROUP BY a.currency
ON CONFLICT (clinic_id, patient_id, currency) WHERE invoice_id IS NULL
DO UPDATE SET owed_minor = excluded.owed_minor
"""


def keep(*invoice_ids: UUID, advance_of: UUID | None = None) -> None:
    """Keep what is left of these bills, and of a patient's advance: last in an action that wrote an entry of them,
    behind their locks."""
    values: dict[str, Any] = {
        "clinic": current_clinic_id(),
        "ids": list(invoice_ids),
        "id": uuid7(),
        "patient": advance_of,
    }
    with connection.cursor() as cursor:
        if invoice_ids:
            cursor.execute(_KEEP, values)
        if advance_of is not None:
            cursor.execute(_KEEP_ADVANCE, values)


class Entry(NamedTuple):
    """One line of a patient's account. `kind`: invoice, credit_note, void, payment, refund or advance; `amount`:
    signed. `invoice_id`: None in the account of the advance, where a payment is what a bill was paid with."""

    at: datetime
    kind: str
    number: str
    amount: int
    id: UUID
    invoice_id: UUID | None


def entries(patient_id: UUID) -> list[Entry]:
    """A patient's account over all bills and the advance, oldest first."""
    sql = f"""
    SELECT e.at, e.kind, e.number, e.amount, e.id, i.id {ENTRIES} AND i.patient_id IN {FILES}
    UNION ALL SELECT a.at, a.kind, a.number, a.amount, a.id, NULL {ADVANCES} AND a.patient_id IN {FILES}
    ORDER BY 1, 5
    """
    return [Entry._make(row) for row in read(sql, patient=patient_id)]


def balance(patient_id: UUID) -> int:
    """What a patient owes over all and from before, the advance subtracted, in minor units; below zero, what the
    clinic owes them."""
    return sum(entry.amount for entry in entries(patient_id)) + opening_of(patient_id)


def owed_on(invoice_ids: Iterable[UUID]) -> dict[UUID, int]:
    """What is left of each of these invoices; below zero, what is to be given back."""
    sql = f"SELECT i.id, sum(e.amount)::bigint {ENTRIES} AND i.id = ANY(%(ids)s) GROUP BY i.id"
    return {row[0]: int(row[1]) for row in read(sql, ids=list(invoice_ids))}


def advance_of(patient_id: UUID) -> int:
    """What a patient has paid in advance and not used yet; never below zero. A file that holds one is not merged into
    another, so it is the account of this file alone."""
    sql = f"SELECT coalesce(-sum(a.amount), 0)::bigint {ADVANCES} AND a.patient_id = %(patient)s"
    return int(read(sql, patient=patient_id)[0][0])


_DIFFERENCES = f"""
WITH summed AS (
    SELECT i.id, sum(e.amount)::bigint AS owed {ENTRIES} GROUP BY i.clinic_id, i.id
    UNION ALL SELECT a.patient_id, sum(a.amount)::bigint {ADVANCES} GROUP BY a.patient_id
), kept AS (
    SELECT coalesce(b.invoice_id, b.patient_id) AS id, b.owed_minor AS owed FROM billing_balance b
    JOIN clinics_profile f ON f.clinic_id = %(clinic)s AND f.currency = b.currency WHERE b.clinic_id = %(clinic)s
)
SELECT id FROM summed FULL JOIN kept USING (id) WHERE summed.owed IS DISTINCT FROM kept.owed
"""  # noqa: S608 - put together from the texts above


def differences() -> list[UUID]:
    """Bills, and patients by their advance, whose kept balance is not the sum of their entries: there must be none."""
    return [row[0] for row in read(_DIFFERENCES)]
