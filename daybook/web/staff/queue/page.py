"""The queue's page: every practitioner's line at a branch today, one's own first."""

from dataclasses import dataclass

from daybook.accounts.permissions import Permission
from daybook.booking import choices
from daybook.booking.queries_queue import QueueLine, my_queue, queue_of_day
from daybook.booking.versions import day_version
from daybook.clinics.models import Practitioner
from daybook.lib import clock
from daybook.scheduling.queries import DayHours, day_hours
from daybook.web.staff.day.page import Wish
from daybook.web.staff.day.shapes import Choice
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.queue.count import note_waiting
from daybook.web.staff.queue.lines import Lane, Person, S, lane, person, waiting_words


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The whole page. `mine`: the line of whoever looks, if they see patients; `lanes`: the others'. `gone`: who was
    here today and is not any more, the last first."""

    mine: Lane | None
    lanes: tuple[Lane, ...]
    gone: tuple[Person, ...]
    note: str
    waiting: int
    branches: tuple[Choice, ...]
    branch: str
    poll_url: str
    etag: str
    new_url: str
    next_url: str
    screen_url: str


GONE = 8  # lines of those who were seen or have left


def etag(wanted: Wish) -> str:
    """The day's counter, and the minute: waiting times show without anybody doing anything."""
    return f'"{day_version(wanted.today)}-{int(clock.now().timestamp()) // 60}"'


def queue_page(request: StaffRequest, wanted: Wish) -> QueuePage:
    base, mark = (
        f"/c/{request.tenant.slug}/",
        etag(wanted),
    )  # the mark before the rows: rather a redraw too many
    lines = queue_of_day(wanted.branch, wanted.today)
    own = choices.practitioner_of(request.member)
    others = [each for each in _lanes(request, wanted, lines) if own is None or each.id != str(own.id)]
    waiting = len([line for line in lines if line.state == S.WAITING])
    note_waiting(request, waiting)
    may, query = request.may(Permission.CHECK_IN), wanted.query(day="", who=())
    return QueuePage(
        mine=_mine(request, wanted, own) if own else None,
        lanes=tuple(others),
        gone=_gone(request, wanted, lines),
        note=waiting_words(lines),
        waiting=waiting,
        branches=tuple(
            Choice(b.name, f"{base}queue/?branch={b.id}", b.id == wanted.branch.id) for b in wanted.branches
        ),
        branch=wanted.branch.name,
        poll_url=f"{base}queue/changes/?{query}",
        etag=mark,
        new_url=f"{base}queue/new/?branch={wanted.branch.id}" if may else "",
        next_url=f"{base}queue/next/" if may else "",
        screen_url=f"{base}queue/screen/?{query}",
    )


def _mine(request: StaffRequest, wanted: Wish, own: Practitioner) -> Lane:
    """At whichever branch they are."""
    lines = my_queue(own, wanted.today)
    who = (str(own.id), own.name, own.speciality)
    return lane(request, who, lines, wanted.today, wanted.zone, own=True)


def _lanes(request: StaffRequest, wanted: Wish, lines: list[QueueLine]) -> list[Lane]:
    """Of everybody who works at the branch today or has somebody in the queue."""
    hours = day_hours(wanted.branch, wanted.today)
    working = {who for who, each in hours.items() if each.work}
    return [
        lane(
            request,
            (str(who.id), who.name, _detail(who.speciality, hours.get(who.id))),
            [line for line in lines if line.practitioner_id == who.id],
            wanted.today,
            wanted.zone,
        )
        for who in choices.by_id(working | {line.practitioner_id for line in lines})
    ]


def _detail(speciality: str, hours: DayHours | None) -> str:
    room = next((part.room.name for part in hours.work if part.room), "") if hours else ""
    return " · ".join(part for part in (speciality, room) if part)


def _gone(request: StaffRequest, wanted: Wish, lines: list[QueueLine]) -> tuple[Person, ...]:
    gone = [line for line in lines if line.ended_at]
    gone.sort(key=lambda line: line.ended_at or line.arrived_at, reverse=True)
    return tuple(person(request, line, wanted.today, wanted.zone) for line in gone[:GONE])
