"""The day view: reception's first screen."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from daybook.accounts.permissions import Permission
from daybook.booking import choices
from daybook.booking.queries import has_been_booked
from daybook.web.staff.day.page import day_page, etag, wish
from daybook.web.staff.entry import StaffRequest, staff


@staff()
@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """/c/<slug>/ leads to the first screen of the person's role: a practitioner's own column, else everyone's."""
    if request.may(Permission.SETTINGS) and not has_been_booked():
        return redirect("start", slug=request.tenant.slug)
    own = choices.practitioner_of(request.member)
    return HttpResponseRedirect(f"/c/{request.tenant.slug}/day/" + (f"?who={own.id}" if own else ""))


@staff(Permission.SEE_BOOK)
@require_GET
def day(request: StaffRequest) -> HttpResponse:
    wanted = wish(request)
    if wanted is None:
        return render(request, "staff/day/no_branch.html", {"may_open": request.may(Permission.SETTINGS)})
    return render(request, "staff/day/day.html", {"page": day_page(request, wanted)})


@staff(Permission.SEE_BOOK)
@require_GET
def changes(request: StaffRequest) -> HttpResponse:
    """What an open day view asks every few seconds: 304, or the day drawn anew."""
    wanted = wish(request)
    if wanted is None:
        return HttpResponse(status=204)
    mark = etag(request, wanted)
    if request.headers.get("If-None-Match") == mark:
        response = HttpResponse(status=304)
    else:
        response = render(request, "staff/day/_live.html", {"page": day_page(request, wanted)})
    response["ETag"] = mark
    return response
