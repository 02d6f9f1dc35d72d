"""The owner's evening: the clinic's days in numbers."""

from collections.abc import Callable, Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from daybook.accounts.permissions import Permission
from daybook.web.staff.doors import Fresh
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.reports import csv_file
from daybook.web.staff.reports.page import page_context
from daybook.web.staff.reports.wish import Rows, rows, wish


@staff(Permission.REPORTS)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "staff/reports/index.html", page_context(wish(request)))


@staff(Permission.REPORTS, fresh=Fresh.FILE)
@require_GET
def visits(request: StaffRequest) -> HttpResponse:
    return _file(request, "visits", csv_file.visits)


@staff(Permission.REPORTS, fresh=Fresh.FILE)
@require_GET
def money(request: StaffRequest) -> HttpResponse:
    return _file(request, "money", csv_file.money)


def _file(
    request: StaffRequest, name: str, lines: Callable[[Rows], Iterator[list[csv_file.Cell]]]
) -> HttpResponse:
    found = rows(wish(request))
    period = found.wish.period
    file = f"{name}-{period.first.isoformat()}-{period.last.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"}
    return HttpResponse(
        csv_file.written(lines(found)), content_type="text/csv; charset=utf-8", headers=headers
    )
