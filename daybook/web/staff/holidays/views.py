"""Days on which a branch, or the whole clinic, is closed."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from daybook.accounts.permissions import Permission
from daybook.clinics import queries
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.lib.zones import local_day, zone
from daybook.scheduling import plans
from daybook.scheduling.actions.add_holiday import add_holiday
from daybook.scheduling.actions.remove_holiday import remove_holiday
from daybook.scheduling.models import Holiday
from daybook.scheduling.national import coming
from daybook.web.dialogs import done
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.holidays.forms import HolidayForm
from daybook.web.staff.hours.affected import on_closed_days


def _form(data: object = None) -> HolidayForm:
    return HolidayForm(data, branches=[each for each in queries.branches() if each.closed_at is None])


def _page(request: StaffRequest, form: HolidayForm) -> HttpResponse:
    days = plans.holidays()
    taken = {each.day for each in days if each.branch_id is None}
    today = local_day(clock.now(), zone(request.clinic.time_zone))
    offered = [(uuid7(), each) for each in coming(request.clinic.country, today) if each.day not in taken]
    affected = on_closed_days(request, days, queries.branches())
    context = {"form": form, "holidays": days, "offered": offered, "affected": affected}
    return render(request, "staff/holidays/index.html", context, status=form.status)


@staff(Permission.SETTINGS)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    form = _form()
    if "more" in request.GET:
        form.fields["day"].widget.attrs["autofocus"] = True
    return _page(request, form)


@staff(Permission.SETTINGS)
@require_POST
def new(request: StaffRequest) -> HttpResponse:
    form = _form(request.POST)

    def add() -> Holiday:
        typed = form.cleaned_data
        return add_holiday(
            actor=request.actor,
            holiday_id=typed["id"],
            day=typed["day"],
            name=typed["name"],
            branch=typed["branch"],
        )

    if form.saves(add):
        return redirect(reverse("holidays", kwargs={"slug": request.tenant.slug}) + "?more")
    return _page(request, form)


@staff(Permission.SETTINGS)
@require_POST
def remove(request: StaffRequest, holiday_id: UUID) -> HttpResponse:
    holiday = plans.holiday(holiday_id)
    if holiday is None:
        raise Http404
    remove_holiday(actor=request.actor, holiday=holiday)
    words = _("%(name)s is an ordinary day.") % {"name": holiday.name}
    return done(request, words, reverse("holidays", kwargs={"slug": request.tenant.slug}))
