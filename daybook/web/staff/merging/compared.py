"""Two files side by side, in words, and what will move."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daybook.booking.models import Appointment
from daybook.lib.phones import format_phone
from daybook.lib.zones import zone
from daybook.merging.fields import AWAY, BOTH, GROUPS, KEPT, Choice, Said
from daybook.merging.queries import Preview
from daybook.patients.births import Birth
from daybook.patients.contacts import numbers_of
from daybook.patients.duplicates import likely_duplicates
from daybook.patients.models import Consent, Patient, Sex
from daybook.web.staff.bills.amounts import told
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.merging.forms import MergeForm
from daybook.web.staff.patients.file import born_in_words, language_name
from daybook.web.staff.patients.lines import Line, lines


@dataclass(frozen=True, slots=True)
class Option:
    """`words`: what this file says, line by line."""

    value: str
    words: list[str]
    picked: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One line. `asked`: both say something else, and one is chosen, or `both` of them together."""

    group: str
    label: Any
    kept: Option
    away: Option
    both: Option | None
    asked: bool

    @property
    def same(self) -> bool:
        return self.kept.words == self.away.words

    @property
    def two(self) -> tuple[Option, Option]:
        return self.kept, self.away


def labels() -> dict[str, Any]:
    return {
        "name": _("Name"),
        "phones": _("Phones"),
        "birth": _("Born"),
        "sex": _("Sex"),
        "language": _("Speaks"),
        "email": _("E-mail"),
        "address": _("Address"),
        "guardian": _("Guardian"),
        "emergency": _("In an emergency"),
        "deceased": _("Died"),
        "allergies": _("Allergies"),
        "alerts": _("Alerts"),
    }


def compared(
    request: StaffRequest, kept: Patient, away: Patient, seen: Preview, form: MergeForm
) -> dict[str, Any]:
    base = f"/c/{request.tenant.slug}/"
    return {
        "kept": kept,
        "away": away,
        "lines": [_line(request, each, seen, form) for each in seen.choices],
        "moves": moves(seen),
        "stays": stays(seen, away),
        "overlaps": [_pair(request, base, each) for each in seen.overlaps.coming],
        "waiting": [
            {"token": each.away.token, "other": each.kept.token, "who": each.away.practitioner.name}
            for each in seen.waiting
        ],
        "advance": told(seen.advance, request.clinic.currency) if seen.advance else "",
        "blocked": seen.blocked,
        "swap_url": f"{base}patients/{away.id}/merge/?other={kept.id}",
        "kept_url": f"{base}patients/{kept.id}/",
        "away_url": f"{base}patients/{away.id}/",
    }


def _line(request: StaffRequest, each: Choice, seen: Preview, form: MergeForm) -> Compared:
    asked = bool(each.options)
    picked = form.picked(each.group) if asked else each.usual
    mine, theirs = (_words(request, each.group, said) for said in (seen.kept, seen.away))
    both = Option(BOTH, [], picked == BOTH) if BOTH in each.options else None
    return Compared(
        each.group,
        labels()[each.group],
        Option(KEPT, mine, picked == KEPT),
        Option(AWAY, theirs, picked == AWAY),
        both,
        asked,
    )


def _words(request: StaffRequest, group: str, said: Said) -> list[str]:
    country = request.clinic.country
    if group == "phones":
        return [format_phone(each, country) for each in said.phones]
    if group in said.warnings:
        return said.warnings[group].splitlines()
    values = [said.columns[name] for name in GROUPS[group]]
    if group == "birth":
        return [born_in_words(Birth(*values))] if values[0] else []
    if group == "sex":
        return [str(Sex(values[0]).label)] if values[0] != Sex.UNKNOWN else []
    if group == "language":
        return [language_name(values[0])] if values[0] else []
    return [line for each in values for line in _lines_of(each, country)]


def _lines_of(value: Any, country: str) -> Iterable[str]:
    if isinstance(value, date):
        return [date_format(value, "j F Y")]
    if isinstance(value, str) and value.startswith("+"):
        return [format_phone(value, country)]
    return str(value).splitlines() if value else []


def _pair(request: StaffRequest, base: str, pair: Any) -> dict[str, Any]:
    return {"kept": _booked(base, pair.kept), "away": _booked(base, pair.away)}


def _booked(base: str, row: Appointment) -> dict[str, Any]:
    at: datetime = row.starts_at.astimezone(zone(row.branch.time_zone)).replace(tzinfo=None)
    return {"at": at, "who": row.practitioner.name, "url": f"{base}appointments/{row.id}/", "row": row}


def moves(seen: Preview) -> list[str]:
    """In the order in which a clinic thinks of them; what has no words of its own is told as other entries."""
    left = dict(seen.counts)
    found = []
    for table in _TOLD:
        if number := left.pop(table, 0):
            found.append(_counted(table, number))
    if rest := sum(left.values()):
        found.append(ngettext("%(n)d other entry", "%(n)d other entries", rest) % {"n": rest})
    return found


_TOLD = (
    "records_visit",
    "records_attachment",
    "booking_appointment",
    "booking_queueentry",
    "billing_draft",
    "billing_openingbalance",
    "messaging_message",
    "patients_consent",
    "patients_patient",
)


def _counted(table: str, n: int) -> str:
    words = {
        "records_visit": ngettext(
            "%(n)d visit, with its note and medicines", "%(n)d visits, with their notes and medicines", n
        ),
        "records_attachment": ngettext("%(n)d document", "%(n)d documents", n),
        "booking_appointment": ngettext("%(n)d appointment", "%(n)d appointments", n),
        "booking_queueentry": ngettext("%(n)d token of the queue", "%(n)d tokens of the queue", n),
        "billing_draft": ngettext("%(n)d draft bill", "%(n)d draft bills", n),
        "billing_openingbalance": ngettext("%(n)d opening balance", "%(n)d opening balances", n),
        "messaging_message": ngettext("%(n)d message", "%(n)d messages", n),
        "patients_consent": ngettext("%(n)d consent", "%(n)d consents", n),
        "patients_patient": ngettext(
            "%(n)d file that was merged earlier", "%(n)d files that were merged earlier", n
        ),
    }
    return words[table] % {"n": n}


def stays(seen: Preview, away: Patient) -> list[str]:
    """What is not moved, and why it is not lost."""
    found, number = [], away.file_number
    if seen.bills:
        text = ngettext(
            "%(n)d bill keeps its number and stays as issued; it is shown and counted in the merged file.",
            "%(n)d bills keep their numbers and stay as issued; they are shown and counted in the merged file.",
            seen.bills,
        )
        found.append(text % {"n": seen.bills})
    if past := len(seen.overlaps.stay):
        text = ngettext(
            "%(n)d past appointment stays under file %(file)d, because the other file has one at the same time.",
            "%(n)d past appointments stay under file %(file)d, because the other file has some at the same time.",
            past,
        )
        found.append(text % {"n": past, "file": number})
    for row in seen.consents.stay:
        if not any(each.purpose == row.purpose for each in seen.consents.close):
            found.append(_("Consent (%(what)s): what the file that stays says counts.") % _purpose(row))
    for row in seen.consents.close:
        text = _("Consent (%(what)s): taken back on file %(file)d later, so there is none any more.")
        found.append(text % {**_purpose(row), "file": number})
    return found


def _purpose(row: Consent) -> dict[str, Any]:
    return {"what": row.get_purpose_display()}


def likely_lines(request: StaffRequest, patient: Patient) -> list[Line]:
    """Who may be the same person as this one, with what is the same."""
    numbers = numbers_of(patient)
    found = likely_duplicates(name=patient.name, phones=numbers, birth=Birth.of(patient), sex=patient.sex)
    others = [each for each in found if each.hit.id != patient.id]
    shown = lines(request, [each.hit for each in others])
    return [replace(line, reasons=each.reasons) for line, each in zip(shown, others, strict=True)]
