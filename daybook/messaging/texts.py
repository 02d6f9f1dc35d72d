"""Filling the placeholders of a template, and checking a template before it is kept."""

import re
from collections.abc import Mapping
from datetime import datetime

from babel.dates import format_date, format_time
from django.utils.translation import gettext as _

from daybook.lib.phones import format_phone
from daybook.lib.zones import zone
from daybook.messaging.facts import Facts
from daybook.messaging.refusals import MessagingRefused
from daybook.messaging.wordings import FOOTERS, Wording

# A subject is read on locked screens and in logs of mail servers: nothing of the patient's may be in it.
IN_SUBJECT = ("clinic",)
IN_BODY = ("patient", "practitioner", "service", "date", "time", "branch", "address", "phone", "clinic")
_PLACE = re.compile(r"\{([^{}\n]*)\}")
_BLANKS = re.compile(r"\n{3,}")


def check(wording: Wording) -> None:
    """Raises MessagingRefused, with `field`, for an empty text or a placeholder that means nothing there."""
    for field, text in wording._asdict().items():
        if not text:
            raise MessagingRefused(_("Write something here."), code="empty", field=field)
    if "\n" in wording.subject:
        raise MessagingRefused(_("A subject is one line."), code="lines", field="subject")
    _check_places(wording.subject, IN_SUBJECT, "subject")
    _check_places(wording.body, IN_BODY, "body")


def _check_places(text: str, known: tuple[str, ...], field: str) -> None:
    found = _PLACE.findall(text)
    for name in found:
        if field == "subject" and name in IN_BODY and name not in known:
            words = _("{%(name)s} cannot stand in the subject: it is not sealed. Only {clinic} can.")
            raise MessagingRefused(words % {"name": name}, code="private", field=field)
        if name not in known:
            words = _("{%(name)s} is no placeholder. Those that there are: %(known)s.")
            shown = ", ".join(f"{{{each}}}" for each in known)
            raise MessagingRefused(words % {"name": name, "known": shown}, code="placeholder", field=field)
    if "{" in _PLACE.sub("", text) or "}" in _PLACE.sub("", text):
        words = _("A { or } stands alone. A placeholder is a word between both, such as {clinic}.")
        raise MessagingRefused(words, code="brace", field=field)


def filled(wording: Wording, facts: Facts, clinic: str, language: str) -> Wording:
    """Subject and text as they leave. A placeholder with nothing to say leaves no empty lines behind."""
    values = _values(facts, clinic, language)
    body = f"{_fill(wording.body, values)}\n\n--\n{_fill(FOOTERS[language], values)}\n"
    subject = " ".join(_fill(wording.subject, {"clinic": clinic}).split())
    return Wording(subject[:200], _BLANKS.sub("\n\n", "\n".join(line.rstrip() for line in body.split("\n"))))


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: values.get(found[1], ""), text)


def _values(facts: Facts, clinic: str, language: str) -> dict[str, str]:
    local: datetime = facts.starts_at.astimezone(zone(facts.zone))
    return {
        "patient": facts.patient,
        "practitioner": facts.practitioner,
        "service": facts.service,
        "date": format_date(local, "EEEE d MMMM y", locale=f"{language}_IN"),
        "time": format_time(local, "h:mm a", locale=f"{language}_IN"),
        "branch": facts.branch,
        "address": facts.address,
        "phone": format_phone(facts.phone, ""),  # with its country: a mail is read anywhere
        "clinic": clinic,
    }
