"""What is owed, always by the same sum: entries of invoices, credit notes, payments and refunds.

Nothing is kept beside the entries, so no balance can differ from them. An entry above zero is owed by the patient: an
invoice, a refund. One below zero is owed no longer: a payment, a credit note. Only the clinic's present currency
counts. What a patient owed before the clinic had Daybook belongs to no bill: it is in the balance alone
(`openings.py`).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from daybook.billing.openings import OPENING
from daybook.patients.merged import FILES
from daybook.tenancy.reads import read


def _parts(link: str) -> str:
    """The one text of the sum. `link`: which bill, as each of the three tables names it."""
    return f"""
    SELECT x.id AS invoice_id, x.issued_at AS at, 'invoice'::text AS kind, x.number_text AS number,
        x.total_minor AS amount, x.id
    FROM billing_invoice x WHERE x.clinic_id = %(clinic)s {link.format("x.id")}
    UNION ALL
    SELECT x.invoice_id, x.issued_at, 'credit_note'::text, x.number_text, -x.total_minor, x.id
    FROM billing_creditnote x WHERE x.clinic_id = %(clinic)s {link.format("x.invoice_id")}
    UNION ALL
    SELECT x.invoice_id, x.taken_at, x.kind::text, x.number_text,
        CASE x.kind WHEN 'payment' THEN -x.amount_minor ELSE x.amount_minor END, x.id
    FROM billing_payment x WHERE x.clinic_id = %(clinic)s {link.format("x.invoice_id")}
"""  # noqa: S608 - texts of ours


# Of the invoices `i`, each with the lines `e` of its account; compose with more conditions over `i`. The first looks
# the account of each bill up, which is best for some of them; the second reads all accounts at once.
_OF = """
FROM billing_invoice i
JOIN clinics_profile f ON f.clinic_id = %(clinic)s AND f.currency = i.currency
"""
ENTRIES = f"{_OF} CROSS JOIN LATERAL ({_parts('AND {} = i.id')}) e WHERE i.clinic_id = %(clinic)s"
ALL_ENTRIES = f"{_OF} JOIN ({_parts('')}) e ON e.invoice_id = i.id WHERE i.clinic_id = %(clinic)s"


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
    sql = f"SELECT e.at, e.kind, e.number, e.amount, e.id, i.id {ENTRIES} AND i.patient_id IN {FILES}"
    return [Entry._make(row) for row in read(f"{sql} ORDER BY e.at, e.id", patient=patient_id)]


def balance(patient_id: UUID) -> int:
    """What a patient owes, in minor units; below zero, what the clinic owes them."""
    sql = f"SELECT coalesce(sum(e.amount), 0)::bigint + {OPENING} {ENTRIES} AND i.patient_id IN {FILES}"
    return int(read(sql, patient=patient_id)[0][0])


def owed_on(invoice_ids: Iterable[UUID]) -> dict[UUID, int]:
    """What is left of each of these invoices; below zero, what is to be given back."""
    sql = f"SELECT i.id, sum(e.amount)::bigint {ENTRIES} AND i.id = ANY(%(ids)s) GROUP BY i.id"
    return {row[0]: int(row[1]) for row in read(sql, ids=list(invoice_ids))}
