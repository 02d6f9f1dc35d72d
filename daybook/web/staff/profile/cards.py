"""The overview's cards: one for each part of the settings, in the order in which a new clinic sets them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from daybook.clinics.models import Profile
from daybook.scheduling.readiness import Readiness

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Card:
    """`missing`: what has to be done before anything can be booked; `advice`: what would be good; else it is set."""

    title: str
    icon: str
    url: str
    facts: str
    action: str
    missing: str = ""
    advice: str = ""


def cards(slug: str, clinic: Profile, now: Readiness) -> list[Card]:
    return [
        _clinic(slug, clinic),
        _branches(slug, now),
        _rooms(slug, now),
        _practitioners(slug, now),
        _services(slug, now),
        _holidays(slug, now),
        _staff(slug, now),
    ]


def _to(name: str, slug: str) -> str:
    return reverse(name, kwargs={"slug": slug})


def _few(names: list[str]) -> str:
    rest = len(names) - SHOWN
    shown = ", ".join(names[:SHOWN])
    return _("%(names)s and %(rest)d more") % {"names": shown, "rest": rest} if rest > 0 else shown


def _clinic(slug: str, clinic: Profile) -> Card:
    advice = "" if clinic.phone and clinic.address else _("Patients look for the phone and the address.")
    facts = " · ".join([clinic.name, clinic.time_zone.replace("_", " "), clinic.currency])
    return Card(_("Clinic"), "clinic", _to("profile", slug), facts, _("Write the profile"), advice=advice)


def _branches(slug: str, now: Readiness) -> Card:
    missing = "" if now.branches else _("A clinic needs a place to work in.")
    return Card(_("Branches"), "door", _to("branches", slug), _few(now.branches), _("Add a branch"), missing)


def _rooms(slug: str, now: Readiness) -> Card:
    facts = ngettext("%(n)d room", "%(n)d rooms", now.rooms) % {"n": now.rooms} if now.rooms else ""
    advice = ""
    if now.branches_without_rooms:
        names = _few(now.branches_without_rooms)
        advice = _("No rooms yet at %(names)s: two visits could need the same one.") % {"names": names}
    return Card(_("Rooms"), "door", _to("rooms", slug), facts, _("Add rooms"), advice=advice)


def _practitioners(slug: str, now: Readiness) -> Card:
    missing = ""
    if not now.practitioners:
        missing = _("Appointments are with somebody.")
    elif now.without_hours:
        missing = _("No hours yet: %(names)s") % {"names": _few(now.without_hours)}
    elif now.without_services:
        missing = _("No services yet: %(names)s") % {"names": _few(now.without_services)}
    action = _("Set their hours") if now.practitioners else _("Add a practitioner")
    return Card(
        _("Practitioners"),
        "person",
        _to("practitioners", slug),
        _few(now.practitioners),
        action,
        missing,
    )


def _services(slug: str, now: Readiness) -> Card:
    missing = "" if now.services else _("What is booked has a length and a price.")
    advice = ""
    if now.done_by_nobody:
        advice = _("Done by nobody: %(names)s") % {"names": _few(now.done_by_nobody)}
    return Card(
        _("Services"),
        "bill",
        _to("services", slug),
        _few(now.services),
        _("Add a service"),
        missing,
        advice,
    )


def _holidays(slug: str, now: Readiness) -> Card:
    facts = ngettext("%(n)d day to come", "%(n)d days to come", now.holidays) % {"n": now.holidays}
    advice = "" if now.holidays else _("On a holiday nobody can be booked.")
    return Card(
        _("Holidays"),
        "calendar",
        _to("holidays", slug),
        facts if now.holidays else "",
        _("Add holidays"),
        advice=advice,
    )


def _staff(slug: str, now: Readiness) -> Card:
    facts = ngettext("%(n)d person", "%(n)d people", now.staff) % {"n": now.staff}
    advice = _("Invite those who work at the desk and the practitioners.") if now.staff < 2 else ""
    return Card(
        pgettext("people of the clinic", "Staff"), "people", _to("team", slug), facts, "", advice=advice
    )
