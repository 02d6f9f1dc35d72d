"""Set a practitioner's whole week at a branch: every span of work and every break, at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Branch, Practitioner, Room
from daybook.lib import clock
from daybook.lib.text import clean_line
from daybook.lib.zones import zone
from daybook.scheduling.models import Weekday, WeeklyHours
from daybook.scheduling.plans import elsewhere, span_of_row, week
from daybook.scheduling.refusals import SchedulingRefused, WeekRefused
from daybook.scheduling.rights import require_hours
from daybook.scheduling.versions import schedule_changed
from daybook.scheduling.week import Span, astuple, clashes, digest, problems_of
from daybook.tenancy.versions import Difference, StaleSave


def set_week(
    *, actor: Actor, practitioner: Practitioner, branch: Branch, version: str, spans: Iterable[Span]
) -> None:
    """`version`: `week.digest` of the week that the form was opened with.

    Raises NotPermitted, StaleSave, WeekRefused with every problem by its day, or SchedulingRefused: a closed branch,
    who has left, a room that is not an open one of the branch.
    """
    require_hours(actor, practitioner)
    asked = sorted((_tidy(span) for span in spans), key=astuple)
    # One week of a practitioner after another: two branches' weeks must not overlap.
    Practitioner.objects.select_for_update(no_key=True).get(id=practitioner.id)
    saved = week(practitioner, branch)
    if asked == saved:
        return
    if digest(saved) != version:
        raise StaleSave(by_day(saved, asked), digest(saved))
    _check(practitioner, branch, asked)
    _write(practitioner, branch, asked)
    changed = {each.field: [each.saved, each.asked] for each in by_day(saved, asked)}
    record(actor, "hours.changed", on=practitioner, details={"branch": branch.name, **changed})
    schedule_changed()


def by_day(saved: Sequence[Span], asked: Sequence[Span]) -> list[Difference]:
    """The days on which two weeks are not the same, in words."""
    rooms = {room.id: room.name for room in Room.objects.all()}
    found = []
    for day in Weekday:
        ours, theirs = ([s for s in spans if s.weekday == day] for spans in (saved, asked))
        if ours != theirs:
            words = [", ".join(_words(span, rooms) for span in spans) or "–" for spans in (ours, theirs)]
            found.append(Difference(day.name.lower(), day.label, *words))
    return found


def _words(span: Span, rooms: dict[Any, str]) -> str:
    extra = span.label or _("break") if not span.works else rooms.get(span.room_id, "")
    return f"{span} ({extra})" if extra else str(span)


def _tidy(span: Span) -> Span:
    label = clean_line(span.label)
    if span.works:
        return Span(span.weekday, span.starts, span.ends, room_id=span.room_id)
    return Span(span.weekday, span.starts, span.ends, WeeklyHours.Kind.BREAK.value, label=label)


def _check(practitioner: Practitioner, branch: Branch, asked: list[Span]) -> None:
    if branch.closed_at is not None:
        raise SchedulingRefused(_("This branch is closed."), code="closed")
    if practitioner.left_at is not None:
        raise SchedulingRefused(_("This practitioner has left the clinic."), code="left")
    if any(span.weekday not in Weekday for span in asked):
        raise SchedulingRefused(_("A week has seven days."), code="weekday")
    if any(len(span.label) > 40 for span in asked):
        raise SchedulingRefused(_("A break's name can have 40 letters at most."), code="too_long")
    wanted = {span.room_id for span in asked if span.room_id}
    if wanted - set(Room.objects.filter(branch=branch, closed_at=None).values_list("id", flat=True)):
        raise SchedulingRefused(_("Choose one of the open rooms of this branch."), code="room")
    problems = list(problems_of(asked))
    if not problems:
        there = elsewhere(practitioner, branch)
        problems = list(clashes(asked, zone(branch.time_zone), there, clock.now()))
    if problems:
        raise WeekRefused(problems)


def _write(practitioner: Practitioner, branch: Branch, asked: list[Span]) -> None:
    """Only what is different: a span that stays keeps its row."""
    rows = {span_of_row(row): row.id for row in _rows(practitioner, branch)}
    gone = [row_id for span, row_id in rows.items() if span not in asked]
    WeeklyHours.objects.filter(id__in=gone).delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            practitioner=practitioner,
            branch=branch,
            room_id=span.room_id,
            kind=span.kind,
            weekday=span.weekday,
            starts_minute=span.starts,
            ends_minute=span.ends,
            label=span.label,
        )
        for span in asked
        if span not in rows
    )


def _rows(practitioner: Practitioner, branch: Branch) -> Iterable[WeeklyHours]:
    return WeeklyHours.objects.filter(practitioner=practitioner, branch=branch)
