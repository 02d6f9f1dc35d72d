"""FHIR R4 primitive values out of parsed JSON, checked. Source: https://hl7.org/fhir/R4/datatypes.html

Every function takes the object that holds the value, the element's name, and raises BadField with words that
name the element and never its value. An absent element is "" or None.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from daybook.lib.text import clean_line
from daybook.operations.imports.fhir.shapes import PartialDate, Precision
from daybook.operations.imports.lines import Json

# https://hl7.org/fhir/R4/datatypes.html#id
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
# https://hl7.org/fhir/R4/datatypes.html#date, with the ranges left to the calendar
DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
# https://hl7.org/fhir/R4/datatypes.html#dateTime: with hours there are seconds and a zone
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})", re.ASCII)
# "Strings SHALL NOT contain Unicode character points below 32, except for u0009, u000D, u000A" (#string);
# a surrogate standing alone is valid JSON but not text that can be stored.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class BadField(ValueError):
    """Words for what is wrong with one element; holds no value of the source."""


def text(parent: Json, name: str, *, longest: int) -> str:
    """A string on one line, at most `longest` characters, in normal form C."""
    value = parent.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadField(_("{field} is not text.").format(field=name))
    return _checked(value, name, longest)


def texts(parent: Json, name: str, *, longest: int) -> tuple[str, ...]:
    """A list of strings; blank ones and the nulls of FHIR's primitive extensions are left out."""
    found = parent.get(name)
    if found is None:
        return ()
    if not isinstance(found, list) or any(not isinstance(one, str | None) for one in found):
        raise BadField(_("{field} is not a list of texts.").format(field=name))
    cleaned = (_checked(one, name, longest) for one in found if one)
    return tuple(one for one in cleaned if one)


def _checked(value: str, name: str, longest: int) -> str:
    if UNFIT.search(value):
        raise BadField(_("{field} holds a character that text cannot hold (such as NUL).").format(field=name))
    cleaned = clean_line(value)
    if len(cleaned) > longest:
        raise too_long(name, longest)
    return cleaned


def too_long(name: str, longest: int) -> BadField:
    return BadField(_("{field} is longer than {limit} characters.").format(field=name, limit=longest))


def flag(parent: Json, name: str, *, default: bool) -> bool:
    value = parent.get(name, default)
    if not isinstance(value, bool):
        raise BadField(_("{field} is neither true nor false.").format(field=name))
    return value


def child(parent: Json, name: str) -> Json:
    """The object under `name`; an empty one when it is absent."""
    value = parent.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadField(_("{field} is not an object.").format(field=name))
    return value


def children(parent: Json, name: str) -> list[Json]:
    """The objects of the list under `name`; empty when it is absent."""
    value = parent.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or any(not isinstance(one, dict) for one in value):
        raise BadField(_("{field} is not a list of objects.").format(field=name))
    return value


def resource_id(resource: Json) -> str:
    value = resource.get("id")
    if value is None or value == "":
        raise BadField(_("id is missing."))
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise BadField(_("id is not a FHIR id (up to 64 letters, digits, hyphens and dots)."))
    return value


def partial_date(parent: Json, name: str) -> PartialDate | None:
    """YYYY, YYYY-MM or YYYY-MM-DD, an existing day."""
    value = parent.get(name)
    if value is None:
        return None
    found = DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise BadField(_("{field} is not a date (YYYY, YYYY-MM or YYYY-MM-DD).").format(field=name))
    year, month, day = found.groups()
    precision: Precision = "day" if day else "month" if month else "year"
    try:
        return PartialDate(date(int(year), int(month or 1), int(day or 1)), precision)
    except ValueError:
        raise BadField(_("{field} is a day that does not exist.").format(field=name)) from None


def moment(parent: Json, name: str) -> datetime | None:
    """A date with a time and a zone, as aware UTC."""
    value = parent.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise BadField(_("{field} is not a date with a time and a zone.").format(field=name))
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadField(_("{field} is a time that does not exist.").format(field=name)) from None
