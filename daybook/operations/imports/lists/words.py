"""What the reasons are called. No value of a row stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybook.operations.imports.lists.fields import Field
from daybook.operations.models import ListRow

Outcome = ListRow.Outcome

OUTCOMES: dict[str, Promise] = {
    Outcome.ADD: gettext_lazy("Goes in"),
    Outcome.PARTLY: gettext_lazy("Goes in without something"),
    Outcome.SAME: gettext_lazy("Twice in the file"),
    Outcome.THERE: gettext_lazy("Perhaps here already"),
    Outcome.KNOWN: gettext_lazy("Brought before"),
    Outcome.BAD: gettext_lazy("Cannot go in"),
    Outcome.TOTAL: gettext_lazy("No patient"),
}

REASONS: dict[str, Promise] = {
    "no_name": gettext_lazy("There is no name."),
    "too_long": gettext_lazy("%(field)s: too long. Shorten it."),
    "letters": gettext_lazy("%(field)s: letters that cannot be read. Is it another encoding?"),
    "formula": gettext_lazy("%(field)s: a formula stands here. Write the value itself."),
    "scientific": gettext_lazy(
        "%(field)s: a spreadsheet has cut this number short. Format the column as text."
    ),
    "quote": gettext_lazy("Many lines are in one cell: a quotation mark is opened and not closed."),
    "more_cells": gettext_lazy(
        "There are more cells than headings: perhaps a comma inside an address, without quotation marks."
    ),
    "phone": gettext_lazy("%(field)s: not a number that can be dialled."),
    "many_phones": gettext_lazy("A file has room for five phones; the rest is left out."),
    "birth": gettext_lazy("%(field)s: cannot be read as a date or an age."),
    "birth_no_such_day": gettext_lazy("%(field)s: there is no such day."),
    "birth_future": gettext_lazy("%(field)s: in the future."),
    "birth_too_old": gettext_lazy("%(field)s: more than 130 years ago."),
    "money": gettext_lazy("%(field)s: not an amount."),
    "sex": gettext_lazy("%(field)s: not a word for it."),
    "email": gettext_lazy("%(field)s: not an address."),
    "language": gettext_lazy("%(field)s: not a language that is known here."),
    "stored": gettext_lazy("The row cannot be stored."),
    "total": gettext_lazy("A line of totals."),
    "heading": gettext_lazy("The headings again."),
    "same_row": gettext_lazy("the same row"),
    "same_number": gettext_lazy("same number and name"),
    "same_phone": gettext_lazy("same phone"),
    "same_name": gettext_lazy("same name"),
    "similar_name": gettext_lazy("similar name"),
    "part_name": gettext_lazy("part of the name"),
    "same_birth": gettext_lazy("same birth date"),
    "similar_age": gettext_lazy("similar age"),
    "other_birth": gettext_lazy("another birth date"),
    "brought": gettext_lazy("An earlier import brought this row."),
}
_FIELDS = dict(Field.choices) | {Field.PHONE: gettext_lazy("Phone")}


def reason(code: str, field: str) -> str:
    return str(REASONS.get(code, code)) % {"field": str(_FIELDS.get(field, field))}


def sentence(outcome: str, reasons: Iterable[Sequence[str]], match_number: int | None) -> str:
    """Why a row has its outcome."""
    parts = [reason(*each) for each in reasons]
    if outcome == Outcome.SAME:
        return _("As row %(row)s: %(what)s.") % {"row": match_number, "what": ", ".join(parts)}
    if outcome == Outcome.THERE:
        return _("%(what)s.") % {"what": ", ".join(parts)[:1].upper() + ", ".join(parts)[1:]}
    if outcome == Outcome.PARTLY:
        return _("Without: %(what)s") % {"what": " ".join(parts)}
    return " ".join(parts)


def counted(counts: dict[str, int]) -> list[tuple[str, Any, int]]:
    """(outcome, its words, how many), in the order in which people care."""
    return [(key, words, counts.get(key, 0)) for key, words in OUTCOMES.items()]
