"""Is this a value that a row of the clinic's settings can have? Asked by every action, so by every door."""

from collections.abc import Callable, Mapping
from typing import Any

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from daybook.clinics.codes import check_code
from daybook.clinics.models import COLOURS
from daybook.clinics.refusals import ClinicsRefused
from daybook.lib.money import MAX_MINOR, minor_digits
from daybook.lib.phones import parse_phone
from daybook.lib.refused import BadInput
from daybook.lib.text import clean, clean_line
from daybook.lib.zones import zone


def checked(
    model: type[models.Model], values: Mapping[str, object], *, country: str = "IN"
) -> dict[str, Any]:
    """`values` by field name, cleaned: text trimmed, phones as E.164 (read as numbers of `country`).

    Raises ClinicsRefused, naming the field, for what the model's field does not allow: its length, its choices,
    an e-mail address, a zone, a currency, a country, a language, a phone.
    """
    return {name: _one(model._meta.get_field(name), value, country) for name, value in values.items()}


def _one(field: Any, value: Any, country: str) -> Any:
    if isinstance(value, str):
        value = clean(value) if isinstance(field, models.TextField) else clean_line(value)
        if len(value) > field.max_length:
            raise ClinicsRefused(_too_long(field.max_length), code="too_long", field=field.name)
    try:
        if field.name == "phone":
            return parse_phone(value, country) if value else ""
        value = field.clean(value, None)
        rule: Callable[[Any], Any] = _KNOWN.get(field.name, _anything)
        rule(value)
    except BadInput as bad:
        raise ClinicsRefused(bad.message, code=bad.code, field=field.name) from None
    except ValidationError as bad:
        raise ClinicsRefused(bad.messages[0], code="invalid", field=field.name) from None
    return value


def _too_long(most: int) -> str:
    return ngettext("At most %(most)d letter.", "At most %(most)d letters.", most) % {"most": most}


def _anything(value: Any) -> None:
    """No rule beyond the field's own."""


def _one_of(known: Any, words: Any) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if value not in known:
            raise BadInput(words, code="unknown")

    return check


def _between(least: int, most: int) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if not least <= value <= most:
            words = gettext("Write a number from %(least)d to %(most)d.")
            raise BadInput(words % {"least": least, "most": most}, code="range")

    return check


_KNOWN: dict[str, Callable[[Any], Any]] = {
    "code": check_code,
    "time_zone": zone,
    "currency": minor_digits,
    "country": _one_of(phonenumbers.SUPPORTED_REGIONS, _("There is no country of that code.")),
    "language": _one_of(dict(settings.LANGUAGES), _("Daybook does not speak this language yet.")),
    "colour": _one_of(COLOURS, _("Choose one of the colours shown.")),
    "minutes": _between(5, 720),
    "buffer_before": _between(0, 240),
    "buffer_after": _between(0, 240),
    "price_minor": _between(0, MAX_MINOR),
}
