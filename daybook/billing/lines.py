"""One line of a bill as it is typed, and whether it can be."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybook.billing.refusals import BillingRefused
from daybook.billing.tax import RATES, half_up
from daybook.clinics.codes import check_code
from daybook.lib.refused import BadInput
from daybook.lib.text import clean_line

MOST_LINES = 60
MOST_QUANTITY = 9_999
MOST_MINOR = (
    10**12
)  # of one line; a bill's total then stays far below what a bigint and a JavaScript number hold
MOST_TEXT = 120


@dataclass(frozen=True, slots=True)
class Line:
    """`price`: of one, tax included, in minor units. A discount is `percent`, in hundredths of a per cent, or
    `amount`, in minor units of the whole line; not both. `service`: the id of what it was taken from. `code`: SAC or
    HSN, or "" (clinics/codes.py)."""

    text: str
    quantity: int
    price: int
    tax: str
    service: UUID | None = None
    percent: int | None = None
    amount: int | None = None
    code: str = ""

    @property
    def gross(self) -> int:
        return self.quantity * self.price

    @property
    def discount(self) -> int:
        if self.percent is not None:
            return half_up(self.gross * self.percent, 10_000)
        return self.amount or 0

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "service": str(self.service) if self.service else None}


def from_json(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """The lines that a draft keeps."""
    return [Line(**{**row, "service": UUID(row["service"]) if row.get("service") else None}) for row in rows]


def checked(lines: Sequence[Line]) -> list[Line]:
    """The lines with their text cleaned. Raises BillingRefused, naming the line by its number."""
    if len(lines) > MOST_LINES:
        words = _("A bill has at most %(most)d lines. Make a second bill of the rest.")
        raise BillingRefused(words % {"most": MOST_LINES}, code="lines")
    found = []
    for number, line in enumerate(lines, 1):
        words = _fault(line)
        if words:
            text = _("Line %(number)d: %(fault)s") % {"number": number, "fault": words}
            raise BillingRefused(text, code="line", field=f"line-{number - 1}")
        found.append(Line(**{**asdict(line), "text": clean_line(line.text)}))
    return found


_FAULTS = {
    "text": gettext_lazy("say what it is for, in at most 120 letters."),
    "quantity": gettext_lazy("write how many, from 1 to 9,999."),
    "price": gettext_lazy("write a price of 0 or more."),
    "large": gettext_lazy("this amount is too large."),
    "discount": gettext_lazy("a discount is from 0 up to what the line costs."),
    "tax": gettext_lazy("choose one of the taxes shown."),
    "code": gettext_lazy("write the 4, 6 or 8 digits of the SAC or HSN code, or nothing."),
}


def _fault(line: Line) -> str:
    wrong = {
        "text": not 1 <= len(clean_line(line.text)) <= MOST_TEXT,
        "quantity": not 1 <= line.quantity <= MOST_QUANTITY,
        "price": line.price < 0,
        "large": abs(line.gross) > MOST_MINOR,
        "discount": _discount_is_wrong(line),
        "tax": line.tax not in RATES,
        "code": _code_is_wrong(line.code),
    }
    return next((str(_FAULTS[name]) for name, is_wrong in wrong.items() if is_wrong), "")


def _discount_is_wrong(line: Line) -> bool:
    if line.percent is not None and line.amount is not None:
        return True
    return not (0 <= (line.percent or 0) <= 10_000 and 0 <= line.discount <= max(line.gross, 0))


def _code_is_wrong(code: str) -> bool:
    try:
        check_code(code)
    except BadInput:
        return True
    return False
