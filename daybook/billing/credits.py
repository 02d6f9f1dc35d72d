"""What is left of a bill's lines, and what a credit note takes off them: taxes in proportion, to the last paisa."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from daybook.billing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from daybook.billing.tax import half_up


class Left(NamedTuple):
    """What can still be taken off a line, in minor units, tax included; and what was so far, of it and of its tax."""

    line: InvoiceLine
    amount: int
    taken: int
    tax_taken: int


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a credit note: taxable + central + state is what is taken off."""

    line: InvoiceLine
    taxable: int
    central: int
    state: int


@dataclass(frozen=True, slots=True)
class Note:
    """total = taxable + central + state + rounding. `whole`: nothing of the bill is left after it."""

    parts: tuple[Part, ...]
    taxable: int
    central: int
    state: int
    rounding: int
    total: int
    whole: bool


def net(row: InvoiceLine | CreditNoteLine) -> int:
    return row.taxable_minor + row.central_minor + row.state_minor


def left_of(lines: Sequence[InvoiceLine], credited: Iterable[CreditNoteLine]) -> list[Left]:
    taken, tax = dict.fromkeys((line.id for line in lines), 0), dict.fromkeys((line.id for line in lines), 0)
    for part in credited:
        taken[part.line_id] += net(part)
        tax[part.line_id] += part.central_minor
    return [Left(line, net(line) - taken[line.id], taken[line.id], tax[line.id]) for line in lines]


def add_up(
    invoice: Invoice, left: Sequence[Left], earlier: Iterable[CreditNote], amounts: Mapping[int, int]
) -> Note:
    """`amounts`: by the line's number, each from 1 to what is left of it.

    The part of a tax is that of all that was ever taken off the line, less what was taken before: so the parts of any
    number of notes come to the line's own tax. A total that was rounded is rounded back with the last of it, and never
    before, unless there would be less than nothing left.
    """
    parts = tuple(_part(each, amounts[each.line.number]) for each in left if amounts.get(each.line.number))
    taxable, central = sum(part.taxable for part in parts), sum(part.central for part in parts)
    value = taxable + 2 * central
    remaining = invoice.total_minor - sum(note.total_minor for note in earlier)
    whole = value == sum(each.amount for each in left)
    total = remaining if whole else min(value, remaining)
    return Note(parts, taxable, central, central, total - value, total, whole)


def _part(left: Left, amount: int) -> Part:
    line, taken = left.line, left.taken + amount
    tax = half_up(line.central_minor * taken, net(line)) - left.tax_taken
    return Part(line, amount - 2 * tax, tax, tax)
