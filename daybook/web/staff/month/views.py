"""A month of the book."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from daybook.accounts.permissions import Permission
from daybook.web.staff.day.page import wish
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.month.page import month_page


@staff(Permission.SEE_BOOK)
@require_GET
def month(request: StaffRequest) -> HttpResponse:
    wanted = wish(request)
    if wanted is None:
        return render(request, "staff/day/no_branch.html", {"may_open": request.may(Permission.SETTINGS)})
    return render(request, "staff/month/month.html", {"page": month_page(request, wanted)})
