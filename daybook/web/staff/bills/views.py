"""Bills: the list, and one bill."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from daybook.accounts.permissions import Permission
from daybook.billing import rows
from daybook.billing.models import Invoice
from daybook.web.staff.bills.listed import list_context
from daybook.web.staff.bills.shown import bill_context
from daybook.web.staff.entry import StaffRequest, staff


def load(invoice_id: UUID) -> Invoice:
    found = rows.invoice(invoice_id)
    if found is None:
        raise Http404
    return found


@staff(Permission.BILL)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "staff/bills/index.html", list_context(request))


@staff(Permission.BILL)
@require_GET
def show(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    return render(request, "staff/bills/bill.html", bill_context(request, load(invoice_id)))
