"""The day on paper: a page for each practitioner, which the browser prints."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from daybook.accounts.permissions import Permission
from daybook.booking import choices
from daybook.booking.actions.print_day import print_day
from daybook.booking.models import Appointment
from daybook.booking.sheet import SheetLine
from daybook.lib import clock
from daybook.lib.phones import format_phone
from daybook.lib.zones import clock_text
from daybook.patients.births import Birth, age_in_words
from daybook.web.ids import uuid_or_none
from daybook.web.staff.day.page import Wish, wish
from daybook.web.staff.entry import StaffRequest, staff

STATES = {state.value: state.label for state in Appointment.Status}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line of the paper, ready to be read."""

    time: str
    name: str
    age: str
    file_number: int
    phone: str
    service: str
    state: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A practitioner's page."""

    name: str
    speciality: str
    rows: tuple[SheetRow, ...]


@staff(Permission.SEE_BOOK)
@require_GET
def sheet(request: StaffRequest) -> HttpResponse:
    """Opening it is written down, because what is printed is out of sight from then on."""
    wanted = wish(request)
    if wanted is None:
        return render(request, "staff/day/no_branch.html", {"may_open": request.may(Permission.SETTINGS)})
    may_phone = request.may(Permission.SEE_PATIENTS)
    phones = may_phone and "phones" in request.GET
    only = {found for text in wanted.who if (found := uuid_or_none(text))}
    lines = print_day(actor=request.actor, branch=wanted.branch, day=wanted.day, only=only, phones=phones)
    link = f"/c/{request.tenant.slug}/day/"
    context = {
        "day": wanted.day,
        "branch": wanted.branch,
        "sheets": _sheets(request, wanted, lines),
        "phones": phones,
        "may_phone": may_phone,
        "other_url": f"{link}sheet/?{wanted.query(phones='' if phones else '1')}",
        "day_url": f"{link}?{wanted.query()}",
        "printed": clock.now().astimezone(wanted.zone).replace(tzinfo=None),
    }
    return render(request, "staff/day/sheet.html", context)


def _sheets(request: StaffRequest, wanted: Wish, lines: Iterable[SheetLine]) -> list[Sheet]:
    found: dict[UUID, list[SheetRow]] = defaultdict(list)
    for line in lines:
        found[line.practitioner_id].append(_row(request, wanted, line))
    return [Sheet(who.name, who.speciality, tuple(found[who.id])) for who in choices.by_id(found)]


def _row(request: StaffRequest, wanted: Wish, line: SheetLine) -> SheetRow:
    plain = line.status == Appointment.Status.BOOKED
    return SheetRow(
        time=clock_text(line.starts_at.astimezone(wanted.zone)),
        name=line.patient,
        age=age_in_words(Birth(line.born_on, line.born_precision or ""), wanted.day) if line.born_on else "",
        file_number=line.file_number,
        phone=format_phone(line.phone, request.clinic.country) if line.phone else "",
        service=line.service,
        state="" if plain else str(STATES.get(line.status, _("Booked"))),
    )
