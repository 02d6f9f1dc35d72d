"""What the page of a practitioner's hours shows: the week at one branch, and the leave."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from daybook.accounts.permissions import Permission
from daybook.clinics import queries
from daybook.clinics.models import Branch, Practitioner
from daybook.scheduling import plans
from daybook.scheduling.away import Away, as_away
from daybook.scheduling.models import Leave
from daybook.scheduling.rights import may_change_hours
from daybook.scheduling.week import Span, digest
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.hours.affected import affected
from daybook.web.staff.hours.week_form import WORK, WeekForm, room_choices, starting_like
from daybook.web.staff.practitioners.lines import hours_words


@dataclass(frozen=True, slots=True)
class Place:
    """A branch as a tab, with the hours of a week there."""

    branch: Branch
    hours: str


@dataclass(frozen=True, slots=True)
class LeaveLine:
    leave: Leave
    away: Away


PRESETS: dict[str, list[Span]] = {
    "day": [Span(day, 9 * 60, 17 * 60, WORK) for day in range(5)],
    "split": [Span(day, start, end, WORK) for day in range(6) for start, end in ((570, 780), (1020, 1230))],
}


def load(practitioner_id: UUID) -> Practitioner:
    found = queries.practitioner(practitioner_id)
    if found is None:
        raise Http404
    return found


def refused_to(request: StaffRequest, practitioner: Practitioner) -> HttpResponse | None:
    """The answer to somebody who may see only their own hours."""
    if may_change_hours(request.actor, practitioner):
        return None
    return render(request, "staff/not_permitted.html", status=403)


def open_branches() -> list[Branch]:
    return [each for each in queries.branches() if each.closed_at is None]


def first_form(request: StaffRequest, practitioner: Practitioner, branch: Branch) -> WeekForm:
    """The week as it is saved, or (`?like=`) one to start from; its version is the saved one's either way."""
    saved = plans.week(practitioner, branch)
    like = request.GET.get("like", "")
    if like in PRESETS:
        return WeekForm.of(PRESETS[like], digest(saved))
    other = queries.practitioner(UUID(like)) if _is_uuid(like) else None
    if other is not None:
        return WeekForm.of(starting_like(plans.week(other, branch)), digest(saved))
    return WeekForm.of(saved, digest(saved))


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def context(
    request: StaffRequest, practitioner: Practitioner, branch: Branch | None, form: WeekForm | None
) -> dict[str, Any]:
    """Everything for `staff/hours/hours.html` and its fragments."""
    worked = plans.worked_minutes()
    zone = plans.home_zone(practitioner)
    tabs = [Place(each, hours_words(worked.get((practitioner.id, each.id), 0))) for each in open_branches()]
    others = [
        each
        for each in queries.practitioners()
        if branch and each.id != practitioner.id and each.left_at is None and (each.id, branch.id) in worked
    ]
    rooms = [room for room in queries.rooms() if branch and room.branch_id == branch.id]
    return {
        "practitioner": practitioner,
        "branch": branch,
        "form": form,
        "tabs": tabs,
        "others": others,
        "rooms": room_choices(room for room in rooms if room.closed_at is None),
        "leaves": [
            LeaveLine(each, as_away(each.starts_at, each.ends_at, zone))
            for each in plans.leaves(practitioner)
        ],
        "may_settings": request.may(Permission.SETTINGS),
        "affected": affected(request, practitioner),
        "zone": zone.key,
        "week_hours": hours_words(form.minutes) if form else "",
        "empty_week": form is not None and not form.minutes,
    }
