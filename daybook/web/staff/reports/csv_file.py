"""The same numbers for a spreadsheet: no patient is in them. What a name begins with never becomes a formula."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from io import StringIO

from django.utils.translation import gettext as _

from daybook.lib.money import minor_digits
from daybook.web.staff.reports.wish import Rows

# https://owasp.org/www-community/attacks/CSV_Injection; the wide forms are read as the narrow ones by some.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | int | Decimal
MARK = "\ufeff"  # tells a spreadsheet that the letters are UTF-8


def text(value: str) -> str:
    """A cell that stays text."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def visits(rows: Rows) -> Iterator[list[Cell]]:
    """A line for each day, branch and practitioner."""
    yield [
        _("Day"),
        _("Branch"),
        _("Practitioner"),
        _("Seen"),
        _("Walk-ins"),
        _("New patients"),
        _("No-shows"),
        _("Cancelled"),
        _("Left"),
        _("Waits"),
        _("Minutes waited"),
    ]
    branches = {each.id: each.name for each in rows.wish.branches}
    for row in rows.counts:
        if rows.wish.period.first <= row.day:
            who = [row.day.isoformat(), text(branches[row.branch_id]), text(rows.names[row.practitioner_id])]
            yield [*who, *row[3:9], row.waits, row.waited // 60]


def money(rows: Rows) -> Iterator[list[Cell]]:
    """A line for each day, branch, method and person who took it; and one for what was billed. "In advance": what of
    the amount, less what was given back, is in patients' advances; it is in the amount already."""
    yield [
        _("Day"),
        _("Branch"),
        _("What"),
        _("Person"),
        _("Currency"),
        _("Amount"),
        _("Given back"),
        _("Papers"),
        _("In advance"),
    ]
    branches, currency = {each.id: each.name for each in rows.wish.branches}, rows.wish.currency
    digits = minor_digits(currency)
    methods = {"cash": _("Cash"), "card": _("Card"), "upi": _("UPI")}
    first = rows.wish.period.first
    for row in rows.taken:
        if first <= row.day:
            amounts = [_major(amount, digits) for amount in (row.amount + row.refunded, row.refunded)]
            advances = _major(row.advances, digits)
            who = [text(branches[row.branch_id]), methods.get(row.method, row.method), text(row.person)]
            yield [row.day.isoformat(), *who, currency, *amounts, row.receipts, advances]
    for bill in rows.issued:
        if first <= bill.day:
            amounts = [_major(amount, digits) for amount in (bill.total, bill.credited)]
            name = rows.names[bill.practitioner_id] if bill.practitioner_id else ""
            who = [text(branches[bill.branch_id]), _("Billed"), text(name)]
            yield [bill.day.isoformat(), *who, currency, *amounts, bill.bills, ""]


def written(lines: Iterable[list[Cell]]) -> str:
    """RFC 4180."""
    out = StringIO(MARK)
    out.seek(0, 2)
    csv.writer(out).writerows(lines)
    return out.getvalue()


def _major(minor: int, digits: int) -> Decimal:
    return Decimal(minor).scaleb(-digits)
