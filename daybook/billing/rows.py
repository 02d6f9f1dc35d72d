"""Single rows of billing, and short lists of them; sums are `ledger`, reports `queries`."""

from uuid import UUID

from daybook.billing.models import CreditNote, Draft, Invoice, InvoiceLine, Payment, Series, Settings
from daybook.patients.merged import files_of


def draft(draft_id: UUID) -> Draft | None:
    """With patient, branch and practitioner."""
    return Draft.objects.select_related("patient", "branch", "practitioner").filter(id=draft_id).first()


def draft_for(appointment_id: UUID) -> Draft | None:
    return Draft.objects.filter(appointment_id=appointment_id).first()


def drafts(limit: int = 100) -> list[Draft]:
    """The newest first, with patient and branch."""
    return list(Draft.objects.select_related("patient", "branch").order_by("-created_at")[:limit])


def drafts_of(patient_id: UUID) -> list[Draft]:
    return list(Draft.objects.filter(patient_id=patient_id).order_by("-created_at"))


def locked_draft(draft_id: UUID) -> Draft | None:
    """Nobody else changes or issues it until the transaction ends."""
    return Draft.objects.select_for_update().filter(id=draft_id).first()


def invoice(invoice_id: UUID) -> Invoice | None:
    """With patient, branch and practitioner."""
    rows = Invoice.objects.select_related("patient__merged_into", "branch", "practitioner")
    return rows.filter(id=invoice_id).first()


def is_issued(invoice_id: UUID) -> bool:
    return Invoice.objects.filter(id=invoice_id).exists()


def invoices_for(appointment_id: UUID) -> list[Invoice]:
    """Of an appointment, without those that were taken back; one at most."""
    return list(Invoice.objects.filter(appointment_id=appointment_id, credit_notes=None))


def invoices_of(patient_id: UUID, limit: int = 50) -> list[Invoice]:
    """The newest first."""
    return list(
        Invoice.objects.filter(patient_id__in=files_of(patient_id)).order_by("-issued_at", "-id")[:limit]
    )


def lines_of(invoice: Invoice) -> list[InvoiceLine]:
    return list(InvoiceLine.objects.filter(invoice=invoice).order_by("number"))


def payments_of(invoice: Invoice) -> list[Payment]:
    """Payments and refunds, in their order; `other` is loaded."""
    return list(
        Payment.objects.filter(invoice=invoice).select_related("other").order_by("taken_at", "number", "id")
    )


def payment(payment_id: UUID) -> Payment | None:
    """With its invoice, and that one's patient and branch."""
    rows = Payment.objects.select_related("invoice__patient", "invoice__branch", "other")
    return rows.filter(id=payment_id).first()


def payment_by_reference(method: str, reference: str) -> Payment | None:
    return Payment.objects.filter(method=method, reference=reference, kind=Payment.Kind.PAYMENT).first()


def credit_note_of(invoice: Invoice) -> CreditNote | None:
    return CreditNote.objects.filter(invoice=invoice).first()


def settings() -> Settings:
    """The clinic's, or the defaults as a row that is not saved."""
    return Settings.objects.first() or Settings()


def series() -> dict[UUID, Series]:
    """By branch, of those that have letters of their own."""
    return {row.branch_id: row for row in Series.objects.all()}
