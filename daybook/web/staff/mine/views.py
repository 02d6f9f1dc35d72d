"""A practitioner's own today."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from daybook.accounts.permissions import Permission
from daybook.web.staff.day.page import wish
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.mine.page import etag
from daybook.web.staff.mine.page import my_day as page_of


@staff(Permission.CONSULT)
@require_GET
def my_day(request: StaffRequest) -> HttpResponse:
    wanted = wish(request)
    if wanted is None:
        return render(request, "staff/day/no_branch.html", {"may_open": request.may(Permission.SETTINGS)})
    who = request.practitioner
    page = page_of(request, who, wanted) if who else None
    return render(request, "staff/mine/my_day.html", {"page": page})


@staff(Permission.CONSULT)
@require_GET
def changes(request: StaffRequest) -> HttpResponse:
    """What an open list asks every few seconds: 304, or the list drawn anew."""
    wanted = wish(request)
    if wanted is None or request.practitioner is None:
        return HttpResponse(status=204)
    mark = etag(wanted)
    if request.headers.get("If-None-Match") == mark:
        response = HttpResponse(status=304)
    else:
        page = page_of(request, request.practitioner, wanted)
        response = render(request, "staff/mine/_list.html", {"page": page})
    response["ETag"] = mark
    return response
