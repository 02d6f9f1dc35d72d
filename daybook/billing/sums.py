"""What the lines of a bill come to. The only place where a bill is added up: forms, drafts and invoices ask it."""

from collections.abc import Sequence
from dataclasses import dataclass

from daybook.billing.lines import Line
from daybook.billing.tax import RATES, half_up, split


@dataclass(frozen=True, slots=True)
class LineSums:
    """One line, in minor units: net = gross - discount = taxable + central + state."""

    line: Line
    rate: int
    gross: int
    discount: int
    net: int
    taxable: int
    central: int
    state: int


@dataclass(frozen=True, slots=True)
class Sums:
    """A bill, in minor units: total = gross - discount + rounding, and gross - discount = taxable + central + state."""

    lines: tuple[LineSums, ...]
    gross: int
    discount: int
    taxable: int
    central: int
    state: int
    rounding: int
    total: int


def sums(lines: Sequence[Line], *, taxed: bool, unit: int) -> Sums:
    """Add up. `taxed`: the clinic charges tax. `unit`: the total is rounded to a multiple of so many minor units,
    halves upwards (as section 170 of the CGST Act rounds to the rupee); what that adds or takes is a line of its own,
    and no part of the taxable value. 1 rounds nothing."""
    each = tuple(_line(line, taxed) for line in lines)
    net = sum(one.net for one in each)
    total = half_up(net, unit) * unit
    return Sums(
        lines=each,
        gross=sum(one.gross for one in each),
        discount=sum(one.discount for one in each),
        taxable=sum(one.taxable for one in each),
        central=sum(one.central for one in each),
        state=sum(one.state for one in each),
        rounding=total - net,
        total=total,
    )


def _line(line: Line, taxed: bool) -> LineSums:
    rate = RATES[line.tax] if taxed else 0
    net = line.gross - line.discount
    taxable, central, state = split(net, rate)
    return LineSums(line, rate, line.gross, line.discount, net, taxable, central, state)
