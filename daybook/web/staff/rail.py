"""Where a staff member can go from every page. One table; a feature adds its line here.

Addresses are put together, not reversed: this runs on every page. tests/web/test_rail.py opens each of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daybook.accounts.permissions import Permission
from daybook.web.staff.queue.count import waiting_now


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the rail: the address below /c/<slug>/, the word, the drawing, who may, the key that goes there, and
    what asks how many things wait there."""

    path: str
    word: Any
    icon: str
    needs: Permission | None = None
    key: str = ""
    also: tuple[str, ...] = ()
    counts: Callable[[Any], int] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as this person meets it on this page."""

    url: str
    word: Any
    icon: str
    key: str
    current: bool
    counted: Callable[[], int] | None = None

    @property
    def count(self) -> int:
        """How many things wait there; asked when it is drawn."""
        return self.counted() if self.counted else 0


@dataclass(frozen=True, slots=True)
class Places:
    """Addresses that every staff page needs; `book` and `walk_in` are empty for those who may not."""

    day: str
    search: str
    patients: str
    book: str
    walk_in: str


SETTINGS = (
    Entry("settings/overview/", _("Overview"), "settings", Permission.SETTINGS),
    Entry("settings/profile/", _("Clinic"), "clinic", Permission.PROFILE),
    Entry("settings/branches/", _("Branches"), "door", Permission.SETTINGS),
    Entry("settings/rooms/", _("Rooms"), "door", Permission.SETTINGS),
    Entry("settings/services/", _("Services"), "bill", Permission.SETTINGS),
    Entry(
        "settings/practitioners/",
        _("Practitioners"),
        "person",
        Permission.SETTINGS,
        also=("settings/hours/",),
    ),
    Entry("settings/billing/", _("Billing"), "bill", Permission.SETTINGS),
    Entry("settings/templates/", _("Note templates"), "pencil", Permission.TEMPLATES),
    Entry("settings/holidays/", _("Holidays"), "calendar", Permission.SETTINGS),
    Entry("settings/messages/", _("Messages"), "message", Permission.SETTINGS),
    Entry("settings/team/", pgettext_lazy("people of the clinic", "Staff"), "people", Permission.STAFF),
    Entry("settings/credentials/", _("Signing in"), "lock", Permission.CREDENTIALS),
    Entry("settings/imports/", _("Imports"), "import", Permission.IMPORT),
)
# Those who may change everyone's hours find them under Practitioners.
OWN = Entry("settings/hours/", _("My hours"), "clock", Permission.OWN_HOURS)
RAIL = (
    Entry("my-day/", _("My day"), "person", Permission.CONSULT),
    Entry(
        "day/",
        _("Today"),
        "today",
        Permission.SEE_BOOK,
        "t",
        also=("week/", "month/", "appointments/", "visits/"),
    ),
    Entry("queue/", _("Queue"), "walk", Permission.SEE_BOOK, "q", counts=waiting_now),
    Entry("patients/", _("Patients"), "people", Permission.SEE_PATIENTS, "p"),
    Entry("messages/", _("Messages"), "message", Permission.MESSAGES),
    Entry("bills/", _("Bills"), "bill", Permission.BILL, "i"),
    Entry("reports/", _("Reports"), "report", Permission.REPORTS),
    Entry("trail/", _("Who did what"), "audit", Permission.AUDIT),
)


def base_of(request: Any) -> str:
    """`/c/<slug>/` of the request's clinic."""
    return f"/c/{request.tenant.slug}/"


def places(request: Any) -> Places:
    base = base_of(request)
    return Places(
        day=f"{base}day/",
        search=f"{base}patients/search/",
        patients=f"{base}patients/",
        book=f"{base}appointments/new/" if request.may(Permission.BOOK) else "",
        walk_in=f"{base}queue/new/" if request.may(Permission.CHECK_IN) else "",
    )


def links(request: Any) -> list[Link]:
    """The rail, with Settings last: it opens the first settings page this person may see."""
    shown = _links(request, RAIL)
    inner = settings_links(request)
    if not request.may(Permission.SETTINGS):
        shown += _links(request, [OWN])
    if inner:
        current = any(link.current for link in inner)
        shown.append(Link(inner[0].url, _("Settings"), "settings", "", current))
    return shown


def settings_links(request: Any) -> list[Link]:
    return _links(request, SETTINGS)


def _links(request: Any, entries: Iterable[Entry]) -> list[Link]:
    base = base_of(request)
    return [
        Link(
            base + entry.path,
            entry.word,
            entry.icon,
            entry.key,
            _here(request.path, base, entry),
            partial(entry.counts, request) if entry.counts else None,
        )
        for entry in entries
        if entry.needs is None or request.may(entry.needs)
    ]


def _here(path: str, base: str, entry: Entry) -> bool:
    return any(path.startswith(base + part) for part in (entry.path, *entry.also))
