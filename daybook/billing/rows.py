"""Single rows of billing, and short lists of them; sums are `ledger`, reports `queries`."""

from uuid import UUID

from django.db.models import Q

from daybook.billing.models import (
    CreditNote,
    CreditNoteLine,
    Draft,
    Invoice,
    InvoiceLine,
    Payment,
    Series,
    Settings,
)
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
    """Of an appointment, without those that were taken back whole; one at most."""
    void = CreditNote.objects.filter(whole=True, invoice__appointment_id=appointment_id)
    return list(
        Invoice.objects.filter(appointment_id=appointment_id).exclude(id__in=void.values("invoice_id"))
    )


def invoices_by_id(ids: list[UUID]) -> list[Invoice]:
    """With patient and branch, the oldest first."""
    rows = Invoice.objects.select_related("patient", "branch").filter(id__in=ids)
    return list(rows.order_by("issued_at", "id"))


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
    """With its patient and branch, and its invoice when it has one."""
    rows = Payment.objects.select_related("patient", "branch", "invoice", "other")
    return rows.filter(id=payment_id).first()


def payments_together(together: UUID) -> list[Payment]:
    """The rows of one payment over several bills, with their bills."""
    rows = Payment.objects.select_related("patient", "branch", "invoice")
    return list(rows.filter(together=together).order_by("number", "id"))


def payments_by_reference(method: str, reference: str) -> list[Payment]:
    """Money that was taken with that reference, the first first."""
    rows = Payment.objects.select_related("patient", "invoice").filter(method=method, reference=reference)
    return list(rows.exclude(kind=Payment.Kind.REFUND).order_by("taken_at", "id"))


def advances_of(patient_id: UUID) -> list[Payment]:
    """Everything about a patient's advance, the newest first."""
    about = Q(kind=Payment.Kind.ADVANCE) | Q(method="advance") | Q(invoice=None)
    rows = Payment.objects.select_related("invoice", "branch").filter(about, patient_id=patient_id)
    return list(rows.order_by("-taken_at", "-id"))


def credit_notes_of(invoice: Invoice) -> list[CreditNote]:
    """In their order."""
    return list(CreditNote.objects.filter(invoice=invoice).order_by("issued_at", "number"))


def credit_note(note_id: UUID) -> CreditNote | None:
    """With its invoice, and that one's patient and branch."""
    return CreditNote.objects.select_related("invoice__patient", "invoice__branch").filter(id=note_id).first()


def lines_of_note(note: CreditNote) -> list[CreditNoteLine]:
    """With the invoice's lines, in their order."""
    return list(CreditNoteLine.objects.filter(note=note).select_related("line").order_by("line__number"))


def lines_credited(invoice: Invoice) -> list[CreditNoteLine]:
    """What was taken off its lines so far."""
    return list(CreditNoteLine.objects.filter(note__invoice=invoice))


def settings() -> Settings:
    """The clinic's, or the defaults as a row that is not saved."""
    return Settings.objects.first() or Settings()


def series() -> dict[UUID, Series]:
    """By branch, of those that have letters of their own."""
    return {row.branch_id: row for row in Series.objects.all()}
