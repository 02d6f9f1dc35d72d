"""The details of an entry in words: ids as names, moments as the clinic's clock shows them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from daybook.billing.models import Method
from daybook.booking.models import Appointment, QueueEntry
from daybook.patients.details import FIELDS, label
from daybook.web.staff.trail.words import DETAILS

# What an entry keeps as a code, by the detail's name, as the pages call it.
CODES: Mapping[str, Mapping[str, Any]] = {
    "from": {**dict(Appointment.Status.choices), **dict(QueueEntry.State.choices)},
    "method": dict(Method.choices),
}


class Fact(NamedTuple):
    label: Any
    text: str


def ids_in(details: Any) -> Iterator[UUID]:
    """Every id that the details mention, so that all of a page are looked up at once."""
    if isinstance(details, Mapping):
        details = list(details.values())
    if isinstance(details, list):
        for each in details:
            yield from ids_in(each)
    elif isinstance(details, str) and (found := _uuid(details)):
        yield found


def facts(details: Mapping[str, Any], names: Mapping[UUID, str], place: ZoneInfo) -> list[Fact]:
    return [
        Fact(_label(name), text)
        for name, value in details.items()
        if not isinstance(value, Mapping) and (text := _text(name, value, names, place))
    ] + [
        fact
        for value in details.values()
        if isinstance(value, Mapping)
        for fact in facts(value, names, place)
    ]


def _label(name: str) -> Any:
    return DETAILS.get(name) or name.removesuffix("_id").replace("_", " ").capitalize()


def _text(name: str, value: Any, names: Mapping[UUID, str], place: ZoneInfo) -> str:
    if name == "fields":
        return ", ".join(str(label(each)) if each in FIELDS else str(each) for each in value)
    if isinstance(value, str) and value in CODES.get(name, {}):
        return str(CODES[name][value])
    if isinstance(value, list):
        parts = [_one(each, names, place) for each in value]
        # A setting's change is kept as [before, after].
        return " → ".join(part or "–" for part in parts) if len(parts) == 2 else _joined(parts)
    return _one(value, names, place)


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)


def _one(value: Any, names: Mapping[UUID, str], place: ZoneInfo) -> str:
    if value is None or value == "" or value is False:
        return ""
    if value is True:
        return _("yes")
    if isinstance(value, list):
        return _joined(_one(each, names, place) for each in value)
    if not isinstance(value, str):
        return str(value)
    if found := _uuid(value):
        return names.get(found, "")
    if moment := _moment(value):
        local = moment.astimezone(place).replace(tzinfo=None)
        return f"{date_format(local, 'D j M Y')} {local.hour}:{local.minute:02}"
    return value


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if len(text) > 19 else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None
