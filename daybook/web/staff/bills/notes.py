"""Credit notes: a bill taken back, whole or in part."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daybook.accounts.permissions import Permission
from daybook.billing import rows
from daybook.billing.actions.credit import credit
from daybook.billing.actions.void import void
from daybook.billing.credits import left_of
from daybook.billing.models import CreditNote, Invoice
from daybook.web.dialogs import done
from daybook.web.saving import posted
from daybook.web.staff.bills.amounts import told
from daybook.web.staff.bills.asking import asked
from daybook.web.staff.bills.drafts import bill_url
from daybook.web.staff.bills.forms import CreditForm, VoidForm
from daybook.web.staff.bills.views import load
from daybook.web.staff.entry import StaffRequest, staff


@staff(Permission.CREDIT)
@require_http_methods(["GET", "POST"])
def take_back(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """Void by a credit note over all that is left."""
    invoice = load(invoice_id)

    def act(data: dict[str, Any]) -> HttpResponse:
        note = void(actor=request.actor, credit_note_id=data["id"], invoice=invoice, reason=data["reason"])
        return _done(request, invoice, note)

    return asked(
        request, "staff/bills/_void.html", VoidForm(posted(request)), act, lambda: {"invoice": invoice}
    )


@staff(Permission.CREDIT)
@require_http_methods(["GET", "POST"])
def take_part_back(request: StaffRequest, invoice_id: UUID) -> HttpResponse:
    """Some amounts of some lines, by a credit note."""
    invoice = load(invoice_id)
    left = left_of(rows.lines_of(invoice), rows.lines_credited(invoice))
    form = CreditForm(posted(request), left=left, currency=invoice.currency)

    def act(data: dict[str, Any]) -> HttpResponse:
        note = credit(
            actor=request.actor,
            credit_note_id=data["id"],
            invoice=invoice,
            reason=data["reason"],
            amounts=form.amounts,
        )
        return _done(request, invoice, note)

    return asked(request, "staff/bills/_crediting.html", form, act, lambda: {"invoice": invoice})


def _done(request: StaffRequest, invoice: Invoice, note: CreditNote) -> HttpResponse:
    words = _("%(amount)s taken back by %(number)s.") % {
        "amount": told(note.total_minor, invoice.currency),
        "number": note.number_text,
    }
    return done(request, words, bill_url(request, invoice.id), go=True)
