"""Bills: what was asked for, what was paid, what was taken back (docs/why/money.md).

A draft is a bill that is still being written. What has a number is never changed: the application's role may only add
rows to those tables and read them (`tenancy/grants.py: APPEND_ONLY`). What an invoice is by now, due, paid or void,
follows from the payments and the credit notes that came after it (`billing/ledger.py`). `Balance` keeps the outcome
beside them, so that lists need not add up; it can be made anew from the rest at any time.

Amounts are integer minor units of the row's currency.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daybook.accounts.models import Membership
from daybook.clinics.models import Branch, Practitioner, Service, TaxClass
from daybook.lib import clock
from daybook.patients.models import Patient
from daybook.tenancy.fields import ClinicFK
from daybook.tenancy.models import ClinicOwned


class Settings(ClinicOwned):
    """How the clinic bills. No row means the defaults."""

    class Rounding(models.TextChoices):
        UNIT = "unit", _("To the whole rupee (or the currency's whole unit)")
        NONE = "none", _("Not at all")

    upi_address = models.CharField(_("UPI address (VPA)"), max_length=100, blank=True)
    upi_name = models.CharField(_("Name shown to who pays by UPI"), max_length=50, blank=True)
    rounding = models.CharField(_("Rounding"), max_length=4, choices=Rounding, default=Rounding.UNIT)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["clinic"], name="billing_settings_once")]


class Series(ClinicOwned):
    """The letters that a branch's numbers begin with. Branches without one share the clinic's ("INV")."""

    branch = ClinicFK(Branch, related_name="+", indexed=False)
    prefix = models.CharField(_("Letters before the number"), max_length=3)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["clinic", "branch"], name="series_branch")]


class Paper(models.TextChoices):
    """What has a number of its own; each counts for itself."""

    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    RECEIPT = "receipt", _("Receipt")
    REFUND = "refund", _("Refund voucher")
    ADVANCE = "advance", _("Receipt for an advance")


class NumberCounter(ClinicOwned):
    """The last number given. Its row stays locked until the transaction that took the number ends, so that numbers
    have no gaps and no repeats; `year` is the one in which the financial year begins."""

    kind = models.CharField(max_length=11, choices=Paper)
    series = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "kind", "series", "year"], name="number_counter_once")
        ]


class Draft(ClinicOwned):
    """A bill that is being written; when it is issued the invoice takes its id and the draft goes.

    `lines`: a list of {text, service (id or None), quantity, price (minor), percent (hundredths) or amount (minor),
    tax}; see `billing/lines.py`. `appointment_id` is what it was made for; booking is above, so it is no key.
    """

    patient = ClinicFK(Patient, related_name="drafts")
    branch = ClinicFK(Branch, related_name="+", indexed=False)
    practitioner = ClinicFK(Practitioner, null=True, related_name="+", indexed=False)
    appointment_id = models.UUIDField(null=True)
    lines = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "appointment_id"],
                condition=Q(appointment_id__isnull=False),
                name="draft_appointment_once",
            )
        ]


class Invoice(ClinicOwned):
    """An issued bill. Never changed: a mistake is taken back by a credit note and billed again.

    `seller` is the letterhead as it was; `buyer_sealed` the patient's name and address as they were, sealed with the
    patient's key. `taxable_minor + central_minor + state_minor + rounding_minor = total_minor`.
    """

    class Title(models.TextChoices):
        """CGST Rules 2017: tax invoice (rule 46), bill of supply for exempt supplies (rule 49), both in one to an
        unregistered person (rule 46A). A clinic without a GSTIN charges no tax (CGST Act, section 32)."""

        TAX_INVOICE = "tax_invoice", _("Tax invoice")
        BILL_OF_SUPPLY = "bill_of_supply", _("Bill of supply")
        INVOICE_CUM_BILL = "invoice_cum_bill", _("Invoice-cum-bill of supply")
        INVOICE = "invoice", _("Invoice")

    patient = ClinicFK(Patient, related_name="invoices")
    branch = ClinicFK(Branch, related_name="+", indexed=False)
    practitioner = ClinicFK(Practitioner, null=True, related_name="+", indexed=False)
    appointment_id = models.UUIDField(null=True)
    title = models.CharField(max_length=16, choices=Title)
    series = models.CharField(max_length=3)
    financial_year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    number_text = models.CharField(max_length=16)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    gross_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField()
    taxable_minor = models.BigIntegerField()
    central_minor = models.BigIntegerField()
    state_minor = models.BigIntegerField()
    rounding_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    seller = models.JSONField()
    buyer_sealed = models.BinaryField()

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "series", "financial_year", "number"], name="invoice_number"
            ),
            models.CheckConstraint(
                condition=Q(
                    total_minor=F("gross_minor") - F("discount_minor") + F("rounding_minor"),
                    gross_minor=F("taxable_minor")
                    + F("central_minor")
                    + F("state_minor")
                    + F("discount_minor"),
                ),
                name="invoice_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(total_minor__gte=0, discount_minor__gte=0, number__gte=1), name="invoice_amounts"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["clinic", "issued_at"], name="invoice_issued"),
            models.Index(
                fields=["clinic", "appointment_id"],
                condition=Q(appointment_id__isnull=False),
                name="invoice_appointment",
            ),
        ]


class InvoiceLine(ClinicOwned):
    """One line as it was issued. Prices include tax: quantity * price - discount = taxable + central + state."""

    invoice = ClinicFK(Invoice, related_name="lines", indexed=False)
    number = models.PositiveSmallIntegerField()
    service = ClinicFK(Service, null=True, related_name="+", indexed=False)
    text = models.CharField(max_length=120)
    code = models.CharField(max_length=8, blank=True, default="")  # SAC of a service, HSN of goods
    quantity = models.PositiveIntegerField()
    price_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField()
    tax_class = models.CharField(max_length=10, choices=TaxClass)
    rate = (
        models.PositiveSmallIntegerField()
    )  # of central and state tax together, in hundredths of a per cent
    taxable_minor = models.BigIntegerField()
    central_minor = models.BigIntegerField()
    state_minor = models.BigIntegerField()

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "invoice", "number"], name="invoice_line_once"),
            models.CheckConstraint(
                condition=Q(
                    taxable_minor=F("quantity") * F("price_minor")
                    - F("discount_minor")
                    - F("central_minor")
                    - F("state_minor")
                ),
                name="invoice_line_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, price_minor__gte=0, discount_minor__gte=0, taxable_minor__gte=0),
                name="invoice_line_amounts",
            ),
        ]


class Method(models.TextChoices):
    CASH = "cash", _("Cash")
    CARD = "card", _("Card")
    UPI = "upi", _("UPI")
    CREDIT = "credit", _("Credit of another bill")
    ADVANCE = "advance", _("From the advance")


MOVED = (Method.CREDIT, Method.ADVANCE)
"""Money that was there already and only changed its place: no report counts it as taken."""


class Payment(ClinicOwned):
    """Money taken for an invoice, with a receipt; taken before there is one, with a receipt for an advance; or given
    back, with a refund voucher. `amount_minor` is positive in all of them.

    Without an invoice it is about the patient's advance. With one, the kind "advance" keeps what was to be given back
    on that bill as an advance, and the method "advance" pays the bill from it: one row each, so that nothing is
    counted twice. `given_minor`: the cash that was handed over. `reference`: UPI's 12 digits, or a card machine's
    slip. `other`: with the method "credit", the bill that the money was moved from, or to. `together`: rows of one
    payment over several bills. `reason`: what an advance is for, or the receipts of the advance that is given back.
    `seller` and `buyer_sealed`: both sides as they were, where no invoice remembers them.
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("Payment")
        REFUND = "refund", _("Refund")
        ADVANCE = "advance", _("Advance")

    invoice = ClinicFK(Invoice, null=True, related_name="payments")
    patient = ClinicFK(Patient, related_name="payments")
    branch = ClinicFK(Branch, related_name="+", indexed=False)
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.PAYMENT)
    method = models.CharField(max_length=7, choices=Method)
    amount_minor = models.BigIntegerField()
    given_minor = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    other = ClinicFK(Invoice, null=True, related_name="+", indexed=False)
    together = models.UUIDField(null=True)
    taken_at = models.DateTimeField()
    taken_by = ClinicFK(Membership, null=True, related_name="+", indexed=False)
    taken_by_name = models.CharField(max_length=120)
    series = models.CharField(max_length=3)
    financial_year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    number_text = models.CharField(max_length=16)
    seller = models.JSONField(null=True)
    buyer_sealed = models.BinaryField(null=True)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "kind", "series", "financial_year", "number"], name="payment_number"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=1)
                & (Q(given_minor__isnull=True) | Q(given_minor__gte=F("amount_minor"), method="cash")),
                name="payment_amounts",
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=False) | Q(kind="advance") | ~Q(method="credit"),
                name="payment_other",
            ),
            models.CheckConstraint(
                condition=Q(invoice__isnull=False)
                | (~Q(kind="payment") & ~Q(method__in=["credit", "advance"]) & Q(buyer_sealed__isnull=False)),
                name="payment_for",
            ),
            models.CheckConstraint(
                condition=~Q(kind="advance") | Q(invoice__isnull=True) | Q(method="credit"),
                name="payment_kept",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["clinic", "taken_at"], name="payment_taken"),
            models.Index(
                fields=["clinic", "reference"], condition=~Q(reference=""), name="payment_reference"
            ),
        ]

    @property
    def stays_with_file(self) -> bool:
        """About a bill, so under the file that the bill was issued for (docs/why/merge.md)."""
        return self.invoice_id is not None


class OpeningBalance(ClinicOwned):
    """What a patient owed, or had paid ahead, when the clinic began with Daybook. No bill, no money taken: it counts in
    the patient's balance and in no report of bills or takings. `amount_minor`: owed above zero, paid ahead below."""

    patient = ClinicFK(Patient, cascade=True, related_name="opening_balances")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    entered_at = models.DateTimeField(default=clock.now)
    entered_by = models.CharField(max_length=200)
    import_batch_id = models.UUIDField(null=True)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="opening_balance_amount")
        ]
        indexes: ClassVar = [models.Index(fields=["clinic", "import_batch_id"], name="opening_balance_batch")]


class CreditNote(ClinicOwned):
    """Takes an invoice back, or a part of it (CGST Act, section 34). `whole`: nothing of it is left; at most one such.

    `taxable_minor + central_minor + state_minor + rounding_minor = total_minor`.
    """

    invoice = ClinicFK(Invoice, related_name="credit_notes", indexed=False)
    whole = models.BooleanField()
    reason = models.CharField(max_length=200)
    taxable_minor = models.BigIntegerField()
    central_minor = models.BigIntegerField()
    state_minor = models.BigIntegerField()
    rounding_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=120)
    series = models.CharField(max_length=3)
    financial_year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    number_text = models.CharField(max_length=16)

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clinic", "invoice"], condition=Q(whole=True), name="credit_note_whole_once"
            ),
            models.UniqueConstraint(
                fields=["clinic", "series", "financial_year", "number"], name="credit_note_number"
            ),
            models.CheckConstraint(
                condition=Q(
                    total_minor=F("taxable_minor")
                    + F("central_minor")
                    + F("state_minor")
                    + F("rounding_minor")
                ),
                name="credit_note_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(total_minor__gte=0) & (Q(whole=True) | Q(total_minor__gte=1)),
                name="credit_note_amounts",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["clinic", "issued_at"], name="credit_note_issued"),
            models.Index(fields=["clinic", "invoice"], name="credit_note_invoice"),
        ]


class CreditNoteLine(ClinicOwned):
    """What a credit note takes off one line of its invoice, tax in proportion."""

    note = ClinicFK(CreditNote, related_name="lines", indexed=False)
    line = ClinicFK(InvoiceLine, related_name="credits")
    taxable_minor = models.BigIntegerField()
    central_minor = models.BigIntegerField()
    state_minor = models.BigIntegerField()

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "note", "line"], name="credit_note_line_once"),
            models.CheckConstraint(
                condition=Q(taxable_minor__gte=0, central_minor__gte=0, state_minor__gte=0),
                name="credit_note_line_amounts",
            ),
        ]


class Balance(ClinicOwned):
    """What is left of a bill by now, below zero what is to be given back; without an invoice, a patient's advance, as
    what the clinic owes: zero or below. Written in the transaction of each entry, from all the entries
    (`billing/ledger.py`)."""

    invoice = ClinicFK(Invoice, null=True, related_name="+", indexed=False)
    patient = ClinicFK(Patient, related_name="+", indexed=False)
    branch = ClinicFK(Branch, null=True, related_name="+", indexed=False)
    practitioner = ClinicFK(Practitioner, null=True, related_name="+", indexed=False)
    currency = models.CharField(max_length=3)
    issued_at = models.DateTimeField(null=True)
    owed_minor = models.BigIntegerField()

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clinic", "invoice"], name="balance_invoice"),
            models.UniqueConstraint(
                fields=["clinic", "patient", "currency"],
                condition=Q(invoice__isnull=True),
                name="balance_advance",
            ),
            models.CheckConstraint(
                condition=Q(invoice__isnull=False) | Q(owed_minor__lte=0), name="balance_advance_amount"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["clinic", "issued_at"], condition=~Q(owed_minor=0), name="balance_open"),
            models.Index(fields=["clinic", "patient"], condition=~Q(owed_minor=0), name="balance_patient"),
        ]
