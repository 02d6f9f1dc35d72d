"""What is owed, always by the same sum: entries of invoices, credit notes, payments and refunds.

Nothing is kept beside the entries, so no balance can differ from them. An entry above zero is owed by the patient: an
invoice, a refund. One below zero is owed no longer: a payment, a credit note. Only the clinic's present currency
counts.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from daybook.tenancy.reads import read

# Of the invoices `i`, each with the lines of its account. Compose with a WHERE over `i`.
ENTRIES = """
FROM billing_invoice i
JOIN clinics_profile f ON f.clinic_id = %(clinic)s AND f.currency = i.currency
CROSS JOIN LATERAL (
    SELECT i.issued_at AS at, 'invoice' AS kind, i.number_text AS number, i.total_minor AS amount, i.id AS id
    UNION ALL
    SELECT c.issued_at, 'credit_note', c.number_text, -c.total_minor, c.id
    FROM billing_creditnote c WHERE c.clinic_id = %(clinic)s AND c.invoice_id = i.id
    UNION ALL
    SELECT p.taken_at, p.kind, p.number_text,
        CASE p.kind WHEN 'payment' THEN -p.amount_minor ELSE p.amount_minor END, p.id
    FROM billing_payment p WHERE p.clinic_id = %(clinic)s AND p.invoice_id = i.id
) e
WHERE i.clinic_id = %(clinic)s
"""


class Entry(NamedTuple):
    """One line of a patient's account. `kind`: invoice, credit_note, payment or refund; `amount`: signed."""

    at: datetime
    kind: str
    number: str
    amount: int
    id: UUID
    invoice_id: UUID


def entries(patient_id: UUID) -> list[Entry]:
    """A patient's account, oldest first."""
    sql = f"SELECT e.at, e.kind, e.number, e.amount, e.id, i.id {ENTRIES} AND i.patient_id = %(patient)s"
    return [Entry._make(row) for row in read(f"{sql} ORDER BY e.at, e.id", patient=patient_id)]


def balance(patient_id: UUID) -> int:
    """What a patient owes, in minor units; below zero, what the clinic owes them."""
    sql = f"SELECT coalesce(sum(e.amount), 0)::bigint {ENTRIES} AND i.patient_id = %(patient)s"
    return int(read(sql, patient=patient_id)[0][0])


def owed_on(invoice_ids: Iterable[UUID]) -> dict[UUID, int]:
    """What is left of each of these invoices; below zero, what is to be given back."""
    sql = f"SELECT i.id, sum(e.amount)::bigint {ENTRIES} AND i.id = ANY(%(ids)s) GROUP BY i.id"
    return {row[0]: int(row[1]) for row in read(sql, ids=list(invoice_ids))}
