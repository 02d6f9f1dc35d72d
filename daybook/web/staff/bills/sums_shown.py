"""What a bill comes to, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from daybook.billing import rows
from daybook.billing.actions.issue import unit_of
from daybook.billing.lines import Line
from daybook.billing.models import Invoice
from daybook.billing.sums import Sums, sums
from daybook.billing.tax import charges_tax
from daybook.web.staff.bills.amounts import told, told_in_column
from daybook.web.staff.entry import StaffRequest


@dataclass(frozen=True, slots=True)
class Figure:
    label: Any
    amount: str


@dataclass(frozen=True, slots=True)
class Shown:
    """`figures` lead to `total`; those that are nothing are left out. `taxes` are inside it."""

    figures: list[Figure]
    total: str
    taxes: list[Figure]


def added(request: StaffRequest, lines: Sequence[Line]) -> Sums:
    unit = unit_of(request.clinic, rows.settings())
    return sums(lines, taxed=charges_tax(request.clinic), unit=unit)


def shown(request: StaffRequest, lines: Sequence[Line]) -> Shown:
    told_sums = added(request, lines)
    currency = request.clinic.currency
    amounts = (told_sums.gross, told_sums.discount, told_sums.central, told_sums.state, told_sums.rounding)
    return _shown(amounts, told_sums.total, currency)


def of_invoice(invoice: Invoice) -> Shown:
    amounts = (
        invoice.gross_minor,
        invoice.discount_minor,
        invoice.central_minor,
        invoice.state_minor,
        invoice.rounding_minor,
    )
    return _shown(amounts, invoice.total_minor, invoice.currency)


def total_of(request: StaffRequest, lines: Sequence[Line]) -> str:
    return told(added(request, lines).total, request.clinic.currency)


def _shown(amounts: tuple[int, ...], total: int, currency: str) -> Shown:
    gross, discount, central, state, rounding = amounts
    figures = [(_("Price"), gross)] if gross != total else []
    figures += [(_("Discount"), -discount)] if discount else []
    figures += [(_("Rounding"), rounding)] if rounding else []
    taxes = [(_("CGST in it"), central), (_("SGST in it"), state)] if central or state else []
    return Shown(_told(figures, currency), told_in_column(total, currency), _told(taxes, currency))


def _told(figures: list[tuple[str, int]], currency: str) -> list[Figure]:
    return [Figure(label, told_in_column(minor, currency)) for label, minor in figures]
