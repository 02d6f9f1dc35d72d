"""What other pages show of bills: the appointment's card and the patient's file."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission
from daybook.billing import rows
from daybook.billing.lines import from_json
from daybook.billing.listing import Listed, account_of, listing
from daybook.billing.queries import standing
from daybook.lib.zones import zone
from daybook.web.staff.bills.amounts import told
from daybook.web.staff.bills.listed import LineShown
from daybook.web.staff.bills.shown import state
from daybook.web.staff.bills.sums_shown import total_of
from daybook.web.staff.entry import StaffRequest

SHOWN = 8


@dataclass(frozen=True, slots=True)
class CardBill:
    """`url`: the bill's, or where one is made. `pay_url`: "" when nothing is due on it."""

    url: str
    number: str
    word: str
    tag: str
    pay_url: str
    balance: str


def bill_of_card(request: StaffRequest, appointment_id: UUID, patient_id: UUID | None) -> CardBill | None:
    """The bill of an appointment; None for those who do not bill."""
    if not request.may(Permission.BILL) or patient_id is None:
        return None
    found, base, money = (
        account_of(appointment_id, patient_id),
        f"/c/{request.tenant.slug}/bills/",
        _money(request),
    )
    all_in_all = ", ".join(filter(None, (_balance(found.balance, money), _advance(found.advance, money))))
    if found.kind == "draft":
        return CardBill(f"{base}drafts/{found.id}/", _("Draft"), _("not issued"), "", "", all_in_all)
    if found.kind == "invoice":
        word, tag = state(found.owed, True, False, money)
        pay = f"{base}{found.id}/payment/" if found.owed > 0 else ""
        return CardBill(f"{base}{found.id}/", found.number, word, tag, pay, all_in_all)
    return CardBill(f"{base}new/?appointment={appointment_id}", "", "", "", "", all_in_all)


@dataclass(frozen=True, slots=True)
class FileBills:
    """A patient's money on their file: bills and drafts, the newest first, what is due over all of them, what they have
    paid in advance and the balance that they came with ("" when there is none)."""

    lines: list[LineShown]
    more: bool
    balance: str
    tag: str
    new_url: str
    advance: str
    advance_url: str
    opening: str


def bills_of_file(request: StaffRequest, patient_id: UUID) -> FileBills | None:
    if not request.may(Permission.BILL):
        return None
    base, money = f"/c/{request.tenant.slug}/bills/", _money(request)
    bills = listing(patient_id=patient_id, limit=SHOWN + 1)
    owed, held, opening = standing(patient_id)
    owed += opening
    drafts = [
        LineShown(
            f"{base}drafts/{row.id}/",
            _("Draft"),
            "",
            None,
            total_of(request, from_json(row.lines)),
            _("not issued"),
            "",
        )
        for row in rows.drafts_of(patient_id)
    ]
    lines = [*drafts, *(_line(base, row) for row in bills[:SHOWN])]
    tag = "warn" if owed > 0 else "bad" if owed < 0 else "ok"
    words = _balance(owed, money) or _("nothing due")
    return FileBills(
        lines,
        len(bills) > SHOWN,
        words,
        tag,
        f"{base}new/?patient={patient_id}",
        _advance(held, money),
        f"{base}advances/{patient_id}/",
        _balance(opening, money),
    )


def _line(base: str, row: Listed) -> LineShown:
    word, tag = state(row.owed, row.paid, row.void, row.currency)
    at = row.issued_at.astimezone(zone(row.time_zone)).replace(tzinfo=None)
    return LineShown(f"{base}{row.id}/", row.number, "", at, told(row.total, row.currency), word, tag)


def _balance(owed: int, currency: str) -> str:
    if owed > 0:
        return _("%(amount)s due") % {"amount": told(owed, currency)}
    return _("%(amount)s to give back") % {"amount": told(-owed, currency)} if owed < 0 else ""


def _advance(held: int, currency: str) -> str:
    return _("%(amount)s in advance") % {"amount": told(held, currency)} if held else ""


def _money(request: StaffRequest) -> str:
    return request.clinic.currency
