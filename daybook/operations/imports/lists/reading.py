"""One row of a list, read: what it says of a patient, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from daybook.lib.money import BadMoney
from daybook.lib.text import clean, clean_line, search_terms
from daybook.operations.imports.lists import values
from daybook.operations.imports.lists.dates import day_first
from daybook.operations.imports.lists.fields import Field, of_heading
from daybook.operations.imports.lists.plan import Plan
from daybook.patients.birth_input import BadBirth, parse_birth
from daybook.patients.births import Birth
from daybook.patients.details import MOST_PHONES, MOST_WARNING
from daybook.patients.models import Patient, Sex

Kind = Literal["patient", "blank", "total", "heading"]
Reason = tuple[str, str]  # a code of words.py, and the field it is about or ""

_TOTALS = frozenset(["total", "totals", "grand", "subtotal", "sum", "count", "कुल", "योग", "మొత్తం", "மொத்தம்"])
_MOST_LINES = 20
_REPLACED = "\ufffd"
_LIMITED = ("name", "address", "guardian_name", "guardian_relation", "emergency_name")
_COLUMNS: Any = Patient._meta
_LONGEST: dict[str, int] = {name: _COLUMNS.get_field(name).max_length for name in _LIMITED}


@dataclass(slots=True)
class Reading:
    """`wrong`: why the row does not go in. `without`: what it goes in without."""

    kind: Kind = "patient"
    record: str = ""
    name: str = ""
    phones: list[str] = field(default_factory=list)
    birth: Birth | None = None
    sex: str = Sex.UNKNOWN
    texts: dict[str, str] = field(default_factory=dict)
    owed: int = 0
    wrong: list[Reason] = field(default_factory=list)
    without: list[Reason] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        birth = [self.birth.on.isoformat(), str(self.birth.precision)] if self.birth else None
        return {
            "record": self.record,
            "name": self.name,
            "phones": self.phones,
            "birth": birth,
            "sex": str(self.sex),
            "texts": self.texts,
            "owed": self.owed,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Reading:
        birth = kept["birth"]
        return cls(
            record=kept["record"],
            name=kept["name"],
            phones=kept["phones"],
            birth=Birth(date.fromisoformat(birth[0]), birth[1]) if birth else None,
            sex=kept["sex"],
            texts=kept["texts"],
            owed=kept["owed"],
        )


@dataclass(frozen=True, slots=True)
class House:
    """What of the clinic a row is read by."""

    country: str
    currency: str
    today: date


def read_row(cells: Sequence[str], plan: Plan, house: House) -> Reading:
    found = Reading(kind=_kind(cells, plan))
    if found.kind != "patient":
        return found
    of = _Cells(cells, plan)
    if any(cell.count("\n") > _MOST_LINES for cell in cells):
        found.wrong.append(("quote", ""))
        return found
    if any(cell.strip() for cell in cells[len(plan.columns) :]):
        found.wrong.append(("more_cells", ""))
    found.record = clean_line(of.one(Field.RECORD))[:80]
    _name(of, found)
    _phones(of, found, plan, house)
    _birth(of, found, plan, house)
    _texts(of, found, house)
    _owed(of, found, plan, house)
    return found


class _Cells:
    def __init__(self, cells: Sequence[str], plan: Plan) -> None:
        self._by_field: dict[str, list[str]] = {}
        for cell, each in zip(cells, plan.columns, strict=False):
            if each and cell.strip():
                self._by_field.setdefault(each, []).append(cell)

    def one(self, name: str) -> str:
        return next(iter(self._by_field.get(name, ())), "")

    def all(self, name: str) -> list[str]:
        return self._by_field.get(name, [])


def _kind(cells: Sequence[str], plan: Plan) -> Kind:
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not any(char.isalnum() for cell in filled for char in cell):
        return "blank"
    if plan.heading and _is_heading(cells, plan):
        return "heading"
    return "total" if _is_total(cells, filled, plan) else "patient"


def _is_heading(cells: Sequence[str], plan: Plan) -> bool:
    """Page after page of a printed list has its headings again."""
    known = [(cell, each) for cell, each in zip(cells, plan.columns, strict=False) if each]
    return len(known) > 1 and all(len(cell) < 60 and of_heading(cell) == each for cell, each in known)


def _is_total(cells: Sequence[str], filled: Sequence[str], plan: Plan) -> bool:
    """ "Total", "Grand total: 70", "Page 3 of 12", "No. of patients 70": few cells, one of them begins so."""
    of = _Cells(cells, plan)
    if of.one(Field.PHONE) or of.one(Field.BIRTH) or len(filled) > max(2, len(plan.columns) // 2):
        return False
    for cell in filled:
        words = search_terms(cell)
        if words and (words[0] in _TOTALS or words[:2] in (["sub", "total"], ["no", "of"], ["number", "of"])):
            return (
                len(words) == 1
                or words[1] in _TOTALS
                or not words[1].isalpha()
                or words[0] in ("no", "number", "total", "count")
            )
        if len(words) in (2, 4) and words[0] == "page" and words[1].isdecimal():
            return True
    return False


def _name(of: _Cells, found: Reading) -> None:
    parts = [of.one(each) for each in (Field.TITLE, Field.NAME, Field.FIRST, Field.MIDDLE, Field.LAST)]
    title, *rest = (clean_line(part) for part in parts)
    name = " ".join(part for part in rest if part)
    if not name or not any(char.isalpha() for char in name):
        found.wrong.append(("no_name", Field.NAME))
        return
    found.name = name if not title or name.casefold().startswith(title.casefold()) else f"{title} {name}"
    if len(found.name) > _LONGEST["name"]:
        found.wrong.append(("too_long", Field.NAME))
    if _REPLACED in found.name:
        found.wrong.append(("letters", Field.NAME))
    if values.is_formula(found.name):
        found.wrong.append(("formula", Field.NAME))


def _phones(of: _Cells, found: Reading, plan: Plan, house: House) -> None:
    for cell in of.all(Field.PHONE):
        numbers, bad = values.phones(cell, house.country)
        found.phones += numbers
        if bad:
            code = (
                "scientific"
                if values.is_scientific(cell)
                else "formula"
                if values.is_formula(cell)
                else "phone"
            )
            (found.without if numbers else _serious(found, plan)).append((code, Field.PHONE))
    found.phones = list(dict.fromkeys(found.phones))
    if len(found.phones) > MOST_PHONES:
        found.phones = found.phones[:MOST_PHONES]
        found.without.append(("many_phones", Field.PHONE))


def _serious(found: Reading, plan: Plan) -> list[Reason]:
    return found.without if plan.lenient else found.wrong


def _birth(of: _Cells, found: Reading, plan: Plan, house: House) -> None:
    for name in (Field.BIRTH, Field.AGE):
        cell = of.one(name)
        if values.is_nothing(cell):
            continue
        if values.is_formula(cell):
            _serious(found, plan).append(("formula", name))
            return
        text = day_first(cell, plan.order)
        try:
            found.birth = _parsed(text, name, plan, house)
        except BadBirth as error:
            _serious(found, plan).append((error.code, name))
        return


def _parsed(text: str, name: str, plan: Plan, house: House) -> Birth:
    """An age was true on the day it was told; a date is a date. A bare number under "Age" is an age, never a year."""
    told = plan.told_day(house.today)
    if name == Field.AGE and text.isdecimal():
        text += " y"
    aged = not any(char in "./-" for char in text) and not (text.isdecimal() and len(text) == 4)
    return parse_birth(text, told if aged else house.today)


def _texts(of: _Cells, found: Reading, house: House) -> None:
    _sex(of, found)
    found.texts["address"] = clean(", ".join(clean(cell).rstrip(",") for cell in of.all(Field.ADDRESS)))
    for each in (Field.GUARDIAN, Field.RELATION, Field.EMERGENCY):
        found.texts[each] = clean_line(of.one(each))
    for warning in (Field.ALLERGIES, Field.ALERTS):
        said = (clean(cell) for cell in of.all(warning))
        found.texts[warning] = "\n".join(text for text in said if not values.is_nothing(text))
    limits = {**_LONGEST, Field.ALLERGIES: MOST_WARNING, Field.ALERTS: MOST_WARNING}
    for name, longest in limits.items():
        if name != Field.NAME and len(found.texts[name]) > longest:
            found.wrong.append(("too_long", name))
    for number in (Field.GUARDIAN_PHONE, Field.EMERGENCY_PHONE):
        numbers, bad = values.phones(of.one(number), house.country)
        found.texts[number] = numbers[0] if numbers else ""
        if bad and not numbers:
            found.without.append(("phone", number))
    _email(of, found)
    _language(of, found)


def _sex(of: _Cells, found: Reading) -> None:
    said = of.one(Field.SEX)
    if not values.is_nothing(said):
        sex = values.sex(said)
        found.sex = sex or Sex.UNKNOWN
        if sex is None:
            found.without.append(("sex", Field.SEX))


def _language(of: _Cells, found: Reading) -> None:
    spoken = of.one(Field.LANGUAGE)
    code = "" if values.is_nothing(spoken) else values.language(spoken)
    found.texts["language"] = code or ""
    if code is None:
        found.without.append(("language", Field.LANGUAGE))


def _email(of: _Cells, found: Reading) -> None:
    cell = clean_line(of.one(Field.EMAIL)).removeprefix("mailto:")
    found.texts["email"] = ""
    if values.is_nothing(cell):
        return
    for part in cell.replace(";", ",").replace("/", ",").split(","):
        try:
            validate_email(part.strip())
        except ValidationError:
            continue
        if len(part.strip()) <= 254:
            found.texts["email"] = part.strip()
            return
    found.without.append(("email", Field.EMAIL))


def _owed(of: _Cells, found: Reading, plan: Plan, house: House) -> None:
    for name, sign in ((Field.OWED, 1), (Field.PAID, -1)):
        cell = of.one(name)
        if not cell:
            continue
        if values.is_formula(cell):
            _serious(found, plan).append(("formula", name))
            continue
        try:
            found.owed += sign * values.amount(cell, house.currency)
        except BadMoney:
            _serious(found, plan).append(("money", name))
