"""Messages to patients: what is queued, what has left, what went wrong; and sending one again."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from daybook.accounts.permissions import Permission
from daybook.lib import clock
from daybook.lib.refused import Refused
from daybook.lib.zones import day_bounds, local_day, zone
from daybook.messaging import queries
from daybook.messaging.actions.resend import resend
from daybook.messaging.models import Message
from daybook.web.days import day_or_none
from daybook.web.dialogs import done
from daybook.web.dialogs import show as answer
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.messages.lines import lines

SHOWN = 50
MOST_PAGES = 1000


@staff(Permission.MESSAGES)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """The messages of one day, all of them or those in one state."""
    place = zone(request.clinic.time_zone)
    today = local_day(clock.now(), place)
    day = day_or_none(request.GET.get("day", "")) or today
    state = request.GET.get("state", "")
    state = state if state in Message.State.values else ""
    number = _page_number(request)
    skip = (number - 1) * SHOWN
    found = queries.due_between(*day_bounds(day, place), state, skip=skip, limit=SHOWN)
    context: dict[str, Any] = {
        "heading": date_format(day, "l j F"),
        "is_today": day == today,
        "today_url": _url(request, today, state),
        "previous_url": _url(request, day - timedelta(days=1), state),
        "next_url": _url(request, day + timedelta(days=1), state),
        "tabs": _tabs(request, day, state, found.counts),
        "lines": lines(request, found.rows),
        "page": {"number": number, "has_previous": number > 1, "has_next": found.more}
        | {"previous_page_number": number - 1, "next_page_number": number + 1},
        "range": f"{skip + 1}–{skip + len(found.rows)}",
        "may_plan": request.may(Permission.SETTINGS),
    }
    return render(request, "staff/messages/index.html", context)


def _page_number(request: StaffRequest) -> int:
    text = request.GET.get("page", "")
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdecimal() else 1


def _url(request: StaffRequest, day: Any, state: str) -> str:
    query = {"day": day.isoformat()} | ({"state": state} if state else {})
    return f"/c/{request.tenant.slug}/messages/?{urlencode(query)}"


def _tabs(request: StaffRequest, day: Any, shown: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """All of the day first; then the states that there are, and the one that is asked for."""
    tabs: list[tuple[str, Any, int]] = [("", _("All"), sum(counts.values()))]
    tabs += [
        (state.value, state.label, counts.get(state, 0))
        for state in Message.State
        if counts.get(state) or state == shown
    ]
    return [
        {"url": _url(request, day, state), "word": word, "count": count, "current": state == shown}
        for state, word, count in tabs
    ]


def _load(message_id: UUID) -> Message:
    found = queries.message_by_id(message_id)
    if found is None:
        raise Http404
    return found


@staff(Permission.MESSAGES)
@require_GET
def show(request: StaffRequest, message_id: UUID) -> HttpResponse:
    return _card(request, _load(message_id))


def _card(
    request: StaffRequest, row: Message, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    [line] = lines(request, [row])
    context = {
        "heading": row.get_purpose_display(),
        "line": line,
        "content": queries.content_of(row),
        "refusal": refusal,
        "base": f"/c/{request.tenant.slug}/",
    }
    return answer(request, "staff/messages/_message.html", context, status=status)


@staff(Permission.MESSAGES)
@require_POST
def again(request: StaffRequest, message_id: UUID) -> HttpResponse:
    row = _load(message_id)
    try:
        resend(actor=request.actor, message=row)
    except Refused as refusal:
        return _card(request, row, refusal, status=409)
    return done(request, _("It is sent again within a minute."), f"/c/{request.tenant.slug}/messages/")
