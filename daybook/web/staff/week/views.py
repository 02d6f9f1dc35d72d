"""A practitioner's week."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from daybook.accounts.permissions import Permission
from daybook.web.staff.day.page import wish
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.week.page import etag, week_page


@staff(Permission.SEE_BOOK)
@require_GET
def week(request: StaffRequest) -> HttpResponse:
    wanted = wish(request)
    if wanted is None:
        return render(request, "staff/day/no_branch.html", {"may_open": request.may(Permission.SETTINGS)})
    return render(request, "staff/week/week.html", {"page": week_page(request, wanted)})


@staff(Permission.SEE_BOOK)
@require_GET
def changes(request: StaffRequest) -> HttpResponse:
    """What an open week asks every few seconds: 304, or the week drawn anew."""
    wanted = wish(request)
    if wanted is None:
        return HttpResponse(status=204)
    mark = etag(request, wanted)
    if request.headers.get("If-None-Match") == mark:
        response = HttpResponse(status=304)
    else:
        response = render(request, "staff/week/_live.html", {"page": week_page(request, wanted)})
    response["ETag"] = mark
    return response
