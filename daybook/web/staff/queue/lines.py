"""The queue as plain values: what the page, the panel beside the book and the screen in the waiting room draw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from daybook.accounts.permissions import Permission
from daybook.booking import queue_steps
from daybook.booking.models import QueueEntry
from daybook.booking.queries_queue import QueueLine
from daybook.booking.queue_steps import Step
from daybook.lib import clock
from daybook.lib.zones import clock_text
from daybook.patients.births import Birth, age_in_words
from daybook.web.staff.entry import StaffRequest

S = QueueEntry.State
LONG_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Verb:
    """What can be done with a token: its word in addresses, its button's words, its key in one's own queue. `opens`:
    the visit opens with it, which sends the patient in (web/staff/visits)."""

    word: str
    label: Any
    sources: frozenset[str]
    permission: Permission
    key: str = ""
    opens: bool = False


def _step(word: str, step: Step, label: Any, key: str = "", *, opens: bool = False) -> Verb:
    return Verb(word, label, step.sources, step.permission, key, opens)


_SEEN = frozenset({S.WITH_PRACTITIONER, S.DONE})
# In the order of the buttons; the first that is possible is the primary one.
VERBS = (
    _step("start", queue_steps.START, gettext_lazy("Start consultation"), "s", opens=True),
    Verb("visit", gettext_lazy("Open the visit"), _SEEN, Permission.CONSULT, "o", opens=True),
    _step("call", queue_steps.CALL, gettext_lazy("Call"), "c"),
    _step("finish", queue_steps.FINISH, gettext_lazy("Done"), "d"),
    _step("back", queue_steps.PUT_BACK, gettext_lazy("Did not come")),
    _step("leaving", queue_steps.LEAVE, gettext_lazy("Has left")),
    _step("return", queue_steps.BRING_BACK, gettext_lazy("Back to the line")),
)


def steps(request: StaffRequest, state: str, *words: str) -> tuple[Verb, ...]:
    """What this person may do with a token in this state; of `words` alone when there are any."""
    return tuple(
        verb
        for verb in VERBS
        if state in verb.sources and request.may(verb.permission) and (not words or verb.word in words)
    )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the queue. `since`: minutes after local midnight; `minutes`: how long they have been waiting, or in.
    `long`: too long. `steps`: what this person may do at once."""

    id: str
    token: str
    name: str
    age: str
    detail: str
    minutes: int
    since: int
    url: str
    version: int
    state: str
    long: bool = False
    steps: tuple[Verb, ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """One practitioner's line. `next_id`: who is called by "Call next", and `branch_id`: where that is."""

    id: str
    name: str
    detail: str
    inside: tuple[Person, ...] = ()
    called: tuple[Person, ...] = ()
    waiting: tuple[Person, ...] = ()
    seen: int = 0
    branch_id: str = ""
    mine: bool = False

    @property
    def next_id(self) -> str:
        return self.waiting[0].id if self.waiting else ""

    @property
    def longest(self) -> int:
        return max((person.minutes for person in self.waiting), default=0)

    @property
    def empty(self) -> bool:
        return not (self.inside or self.called or self.waiting)


def booked_words(line: QueueLine, place: ZoneInfo) -> str:
    if line.starts_at is None:
        return _("no appointment")
    return _("booked %(time)s") % {"time": clock_text(line.starts_at.astimezone(place))}


def age_of(line: QueueLine, day: date) -> str:
    return age_in_words(Birth(line.born_on, line.born_precision or ""), day) if line.born_on else ""


def minutes_since(at: datetime | None) -> int:
    return max(int((clock.now() - at).total_seconds() // 60), 0) if at else 0


def person(request: StaffRequest, line: QueueLine, day: date, place: ZoneInfo, *words: str) -> Person:
    began = line.started_at if line.state == S.WITH_PRACTITIONER else line.arrived_at
    local = began.astimezone(place) if began else None
    detail = [booked_words(line, place), line.service or ""]
    return Person(
        id=line.id,
        token=line.token,
        name=line.patient,
        age=age_of(line, day),
        detail=" · ".join(part for part in detail if part),
        minutes=minutes_since(began),
        since=local.hour * 60 + local.minute if local else 0,
        url=f"/c/{request.tenant.slug}/queue/{line.id}/",
        version=line.version,
        state=line.state,
        long=line.state == S.WAITING and clock.now() - line.arrived_at > LONG_WAIT,
        steps=steps(request, line.state, *words) if words else (),
    )


def lane(
    request: StaffRequest,
    who: tuple[str, str, str],
    lines: Iterable[QueueLine],
    day: date,
    place: ZoneInfo,
    *,
    own: bool = False,
) -> Lane:
    """`who`: the practitioner's id, name, and what stands under the name. Sending in is offered in one's own line."""
    mine, visit = list(lines), ("start", "visit") if own else ()

    def those(state: str, *words: str) -> tuple[Person, ...]:
        return tuple(person(request, each, day, place, *words) for each in mine if each.state == state)

    return Lane(
        *who,
        inside=those(S.WITH_PRACTITIONER, *visit, "finish"),
        called=those(S.CALLED, *visit, "back"),
        waiting=those(S.WAITING),
        seen=len([each for each in mine if each.state == S.DONE]),
        mine=own,
        branch_id=next((str(each.branch_id) for each in mine if each.state == S.WAITING), ""),
    )


def waiting_words(lines: Sequence[QueueLine]) -> str:
    """ "longest 18 min", while somebody waits."""
    minutes = max((minutes_since(each.arrived_at) for each in lines if each.state == S.WAITING), default=None)
    return "" if minutes is None else _("longest %(minutes)d min") % {"minutes": minutes}


def before_words(count: int) -> str:
    """How many are before somebody in their line, as it is told to them."""
    if not count:
        return _("You are next.")
    return ngettext("%(count)d is before you.", "%(count)d are before you.", count) % {"count": count}


def ahead_words(count: int) -> str:
    """The same as it is told of them."""
    if not count:
        return _("next in line")
    return ngettext("%(count)d before them", "%(count)d before them", count) % {"count": count}


def tokens_of(lines: Iterable[QueueLine]) -> dict[str, str]:
    """The token of each appointment, by its id."""
    return {str(line.appointment_id): line.token for line in lines if line.appointment_id}
