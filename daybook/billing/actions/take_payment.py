"""Take money for a bill, or for several at once, by cash, card or UPI; each bill's receipt has a number of its own."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.billing import rows
from daybook.billing.ledger import keep, owed_on
from daybook.billing.locks import lock
from daybook.billing.models import Invoice, Method, Paper, Payment
from daybook.billing.numbers import series_of
from daybook.billing.queries import family_dues
from daybook.billing.receipts import check_taken, numbered, on_bill, shown, told_text, who
from daybook.billing.references import check_reference
from daybook.billing.refusals import BillingRefused
from daybook.lib.ids import uuid7
from daybook.tenancy.writes import insert


def take_payment(
    *,
    actor: Actor,
    payment_id: UUID,
    invoice: Invoice,
    method: str,
    amount_minor: int,
    given_minor: int | None = None,
    reference: str = "",
    also: Sequence[Invoice] = (),
    again: bool = False,
) -> Payment:
    """A part of what is due, or all of it. `payment_id` is the form's: sent twice, it is paid once. `given_minor`: the
    cash handed over; the difference is the change. More than is due is never taken: that would be an advance.

    `also`: more bills of the patient or their family that the same money pays, after `invoice` and in their order; each
    gets a receipt, and all of them the reference. `again`: see `check_reference`. Gives the first bill's payment.

    Raises NotPermitted, or BillingRefused: "used", "amount", "overpaid", "given", "reference", "again", "method",
    "also".
    """
    require(actor, Permission.BILL)
    bills = [invoice, *(each for each in also if each.id != invoice.id)]
    with transaction.atomic():
        lock(*(bill.id for bill in bills), reference if method == Method.UPI else None)
        earlier = rows.payment(payment_id)
        if earlier is not None:
            return same_form(earlier, invoice)
        family = _family(invoice, bills)
        check_taken(method, invoice.currency, amount_minor, given_minor)
        shares = _shares(bills, amount_minor)
        kept = check_reference(method, reference, patients=family, again=again)
        together = payment_id if len(bills) > 1 else None
        taken = [
            Payment(
                id=payment_id if bill is invoice else uuid7(),
                kind=Payment.Kind.PAYMENT,
                method=method,
                amount_minor=share,
                reference=kept,
                together=together,
                **on_bill(bill),
                **who(actor),
            )
            for bill, share in zip(bills, shares, strict=True)
        ]
        if method == Method.CASH and given_minor is not None:
            # The receipt on which the change is told is the first one's.
            taken[0].given_minor = given_minor - (amount_minor - taken[0].amount_minor)
        _write(actor, taken, again)
    return taken[0]


def same_form(earlier: Payment, invoice: Invoice) -> Payment:
    """The form sent twice; raises BillingRefused when its id belongs to something else."""
    if earlier.invoice_id != invoice.id:
        raise BillingRefused(_("This form was used already. Open a new one."), code="used")
    return earlier


def _write(actor: Actor, taken: list[Payment], again: bool) -> None:
    """Numbers are taken series by series: who pays bills of two branches in another order would wait for us for
    ever."""
    for payment in sorted(taken, key=lambda payment: series_of(payment.branch)):
        numbered(payment, Paper.RECEIPT, payment.branch)
        insert(payment)
    keep(*(payment.invoice_id for payment in taken if payment.invoice_id))
    for payment in taken:
        details = {
            "number": payment.number_text,
            "amount": told_text(payment, payment.amount_minor),
            "method": payment.method,
            **({"reference_again": payment.reference} if again else {}),
        }
        record(actor, "payment.taken", on=payment, patient=payment.patient_id, details=details)


def _family(invoice: Invoice, bills: Sequence[Invoice]) -> set[UUID]:
    """Whose bills may be paid together with this one."""
    if len(bills) == 1:
        return {invoice.patient_id, *(due.patient_id for due in family_dues(invoice.patient_id))}
    known = {due.invoice_id: due.patient_id for due in family_dues(invoice.patient_id)}
    if any(bill.id not in known for bill in bills[1:]):
        words = _("One of these bills is paid by now, or is not of this family. Open the payment again.")
        raise BillingRefused(words, code="also", field="also")
    return {invoice.patient_id, *known.values()}


def _shares(bills: Sequence[Invoice], amount: int) -> list[int]:
    """How much of the money each bill gets, in their order; each gets something."""
    owed = owed_on([bill.id for bill in bills])
    if owed.get(bills[0].id, 0) <= 0:
        raise BillingRefused(_("Nothing is due on this bill."), code="overpaid", field="amount")
    due = [max(owed.get(bill.id, 0), 0) for bill in bills]
    if amount > sum(due):
        words = _("Only %(due)s is due. Give the rest back as change.")
        told = shown(sum(due), bills[0].currency)
        raise BillingRefused(words % {"due": told}, code="overpaid", field="amount")
    shares, left = [], amount
    for each in due:
        shares.append(min(each, left))
        left -= shares[-1]
    if not all(shares):
        words = _("This does not reach the last of the bills. They come to %(due)s; pay that, or untick one.")
        told = shown(sum(due), bills[0].currency)
        raise BillingRefused(words % {"due": told}, code="amount", field="amount")
    return shares
