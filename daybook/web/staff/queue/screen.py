"""The screen in the waiting room: which token goes where. Nobody's name."""

from dataclasses import dataclass

from daybook.booking.queries_queue import QueueLine, queue_of_day
from daybook.lib import clock
from daybook.lib.zones import clock_text
from daybook.scheduling.queries import DayHours, day_hours
from daybook.web.staff.day.page import Wish
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.queue.lines import S
from daybook.web.staff.queue.page import etag

NEXT = 4  # tokens that are announced after those who are called


@dataclass(frozen=True, slots=True)
class Door:
    """One practitioner: the tokens that are called, the one that is in, the next ones."""

    id: str
    practitioner: str
    room: str
    called: tuple[str, ...]
    inside: tuple[str, ...]
    next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScreenPage:
    clinic: str
    branch: str
    time: str
    doors: tuple[Door, ...]
    poll_url: str
    etag: str
    back_url: str


def screen_page(request: StaffRequest, wanted: Wish) -> ScreenPage:
    base, mark = f"/c/{request.tenant.slug}/queue/", etag(wanted)
    hours = day_hours(wanted.branch, wanted.today)
    doors: dict[str, list[QueueLine]] = {}
    for line in queue_of_day(wanted.branch, wanted.today):
        if line.state in (S.WAITING, S.CALLED, S.WITH_PRACTITIONER):
            doors.setdefault(str(line.practitioner_id), []).append(line)
    in_order = sorted(doors.values(), key=lambda lines: lines[0].letter)
    return ScreenPage(
        clinic=request.clinic.name,
        branch=wanted.branch.name,
        time=clock_text(clock.now().astimezone(wanted.zone)),
        doors=tuple(_door(lines, hours.get(lines[0].practitioner_id)) for lines in in_order),
        poll_url=f"{base}screen/changes/?{wanted.query(day='', who=())}",
        etag=mark,
        back_url=base,
    )


def _door(lines: list[QueueLine], hours: DayHours | None) -> Door:
    def tokens(state: str) -> tuple[str, ...]:
        return tuple(line.token for line in lines if line.state == state)

    room = next((part.room.name for part in hours.work if part.room), "") if hours else ""
    return Door(
        id=str(lines[0].practitioner_id),
        practitioner=lines[0].practitioner,
        room=room,
        called=tokens(S.CALLED),
        inside=tokens(S.WITH_PRACTITIONER),
        next=tokens(S.WAITING)[:NEXT],
    )
