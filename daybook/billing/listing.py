"""The list of issued bills, each with what is left of it."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from daybook.billing.ledger import ENTRIES
from daybook.billing.openings import OPENING
from daybook.billing.spans import widest
from daybook.patients.merged import FILES
from daybook.tenancy.reads import read


class Listed(NamedTuple):
    """One bill. `owed`: below zero it is to be given back. Amounts in minor units of `currency`."""

    id: UUID
    number: str
    issued_at: datetime
    patient_id: UUID
    patient: str
    practitioner: str | None
    time_zone: str
    currency: str
    total: int
    owed: int
    paid: bool
    void: bool


_CHOSEN = f"""
        AND (%(branch)s::uuid IS NULL OR i.branch_id = %(branch)s)
        AND (%(patient)s::uuid IS NULL OR i.patient_id IN {FILES})
        AND (%(since)s::timestamptz IS NULL OR i.issued_at >= %(since)s)
        AND (%(until)s::timestamptz IS NULL OR i.issued_at < %(until)s)
"""
# Where a page of all bills is wanted, its bills are chosen first, so that only theirs are added up. Those that are not
# settled are few, and have an index of their own in the kept balances.
_PAGE_FIRST = f"""
        AND i.id IN (
            SELECT i.id FROM billing_invoice i WHERE i.clinic_id = %(clinic)s {_CHOSEN}
            ORDER BY i.issued_at DESC, i.id DESC LIMIT %(limit)s OFFSET %(offset)s
        )
"""  # noqa: S608 - put together from the texts above
_OPEN_FIRST = f"""
        AND i.id IN (
            SELECT i.invoice_id FROM billing_balance i
            JOIN clinics_profile f ON f.clinic_id = %(clinic)s AND f.currency = i.currency
            WHERE i.clinic_id = %(clinic)s AND i.owed_minor <> 0 AND i.invoice_id IS NOT NULL {_CHOSEN}
            ORDER BY i.issued_at DESC, i.id DESC LIMIT %(limit)s OFFSET %(offset)s
        )
"""  # noqa: S608 - put together from the texts above
_PAGE_LAST = "LIMIT %(limit)s OFFSET %(offset)s"


def _list(first: str, last: str) -> str:
    return f"""
WITH o AS MATERIALIZED (
    SELECT i.id, i.number_text, i.issued_at, i.patient_id, i.practitioner_id, i.branch_id, i.currency, i.total_minor,
        sum(e.amount)::bigint AS owed, bool_or(e.kind = 'payment') AS paid, bool_or(e.kind = 'void') AS void
    {ENTRIES} {_CHOSEN} {first}
    GROUP BY i.clinic_id, i.id
)
SELECT o.id, o.number_text, o.issued_at, q.id, q.name, d.name, b.time_zone, o.currency, o.total_minor, o.owed,
    o.paid, o.void
FROM o
JOIN clinics_branch b ON b.clinic_id = %(clinic)s AND b.id = o.branch_id
JOIN patients_patient h ON h.clinic_id = %(clinic)s AND h.id = o.patient_id
JOIN patients_patient q ON q.clinic_id = %(clinic)s AND q.id = coalesce(h.merged_into_id, h.id)
LEFT JOIN clinics_practitioner d ON d.clinic_id = %(clinic)s AND d.id = o.practitioner_id
WHERE %(day)s::date IS NULL OR (o.issued_at AT TIME ZONE b.time_zone)::date = %(day)s
ORDER BY o.issued_at DESC, o.id DESC
{last}
"""  # noqa: S608 - put together from the texts above


_ALL, _OF_DAY, _UNSETTLED = _list(_PAGE_FIRST, ""), _list("", _PAGE_LAST), _list(_OPEN_FIRST, "")


def listing(
    *,
    branch_id: UUID | None = None,
    patient_id: UUID | None = None,
    day: date | None = None,
    unsettled: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> list[Listed]:
    """The newest first. `day`: of the branch that issued it. `unsettled`, instead of a day: something is due, or to be
    given back."""
    since, until = widest(day, day) if day else (None, None)
    rows = read(
        _UNSETTLED if unsettled else _OF_DAY if day else _ALL,
        branch=branch_id,
        patient=patient_id,
        day=day,
        since=since,
        until=until,
        limit=limit,
        offset=offset,
    )
    return [Listed._make(row) for row in rows]


class Account(NamedTuple):
    """What an appointment's card tells about money. `kind`: invoice, draft, or "" when it is not billed yet; `owed`: of
    that bill; `balance`: of the patient, over all bills and from before; `advance`: what they have paid in advance
    and not used."""

    kind: str
    id: UUID | None
    number: str
    owed: int
    balance: int
    advance: int


_ACCOUNT = f"""
SELECT coalesce(w.kind, ''), w.id, coalesce(w.number, ''), coalesce(w.owed, 0)::bigint, one.owed, one.advance
FROM (
    SELECT coalesce(sum(k.owed_minor) FILTER (WHERE k.invoice_id IS NOT NULL), 0)::bigint + {OPENING} AS owed,
        coalesce(-sum(k.owed_minor) FILTER (WHERE k.invoice_id IS NULL), 0)::bigint AS advance
    FROM billing_balance k JOIN clinics_profile f ON f.clinic_id = %(clinic)s AND f.currency = k.currency
    WHERE k.clinic_id = %(clinic)s AND k.patient_id = ANY(ARRAY{FILES}) AND k.owed_minor <> 0
) one
LEFT JOIN (
    SELECT 'invoice' AS kind, i.id, i.number_text AS number, sum(e.amount) AS owed
    {ENTRIES} AND i.appointment_id = %(appointment)s
    GROUP BY i.clinic_id, i.id HAVING NOT bool_or(e.kind = 'void')
    UNION ALL
    SELECT 'draft', d.id, '', 0 FROM billing_draft d
    WHERE d.clinic_id = %(clinic)s AND d.appointment_id = %(appointment)s
) w ON true
ORDER BY w.kind DESC
LIMIT 1
"""  # noqa: S608 - put together from the texts above


def account_of(appointment_id: UUID, patient_id: UUID) -> Account:
    """The bill of an appointment and its patient's balance, in one query."""
    return Account._make(read(_ACCOUNT, appointment=appointment_id, patient=patient_id)[0])
