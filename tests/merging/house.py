"""Two files of Lakshmi Devi, each with a life of its own: something in every table that names a patient."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.billing.actions.issue import issue
from daybook.billing.actions.save_draft import save_draft
from daybook.billing.actions.take_payment import take_payment
from daybook.billing.lines import Line as BillLine
from daybook.billing.models import Invoice
from daybook.booking.models import Appointment, QueueEntry
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.merging.actions.merge import merge
from daybook.merging.links import links, owned_models, parents, sealed_columns
from daybook.merging.models import Merge
from daybook.patients.actions.change import change
from daybook.patients.actions.give_consent import Agreed, give_consent
from daybook.patients.actions.register import register
from daybook.patients.births import Birth
from daybook.patients.details import Details
from daybook.patients.models import Patient
from daybook.patients.queries import details_of
from daybook.records.actions.amend import amend
from daybook.records.actions.attach import attach
from daybook.records.actions.open_visit import open_visit
from daybook.records.models import Visit
from daybook.records.sealed import Content
from daybook.tenancy import vault
from tests import factories
from tests.records.room import AMLODIPINE, Room, said

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
# Neither is a part of what was: a counter of the book, and the trail with its chain and what it remembers of merges.
COUNTING = {"booking_dayversion", "audit_entry", "audit_seal", "merging_merge"}
OLD = Details(
    name="Lakshmi Devi",
    phones=("+919848012345",),
    birth=Birth(date(1984, 7, 1), "year"),
    sex="female",
    email="lakshmi@example.org",
    allergies="Penicillin: rash",
    alerts="Hard of hearing",
)
NEW = Details(
    name="Laxmi Devi",
    phones=("+919848012345", "+919000011111"),
    birth=Birth(date(1984, 5, 12)),
    sex="female",
    address="4 Tank Road",
    guardian_name="Ravi",
    guardian_relation="husband",
    allergies="penicillin: rash\nSulfa",
)


@dataclass
class House(Room):
    """`old` (file 1) stays, `new` (file 2) goes."""

    old: Patient = field(init=False)
    new: Patient = field(init=False)
    owner: Actor = field(init=False)

    def _furnish(self) -> None:
        super()._furnish()
        self.owner = factories.actor_for(factories.make_member(self.clinic, Role.OWNER))
        self.old, self.new = (
            register(actor=self.actor, details=each, patient_id=uuid7()).patient for each in (OLD, NEW)
        )

    def live(self) -> None:
        """Both come, are seen, billed, written to, and one is expected again."""
        self.lives(self.old, 10)
        self.lives(self.new, 11)

    def lives(self, patient: Patient, hour: int) -> None:
        """One of them."""
        give_consent(actor=self.actor, patient=self._with_address(patient), agreed=Agreed(("booking",), "en"))
        row = self.book(self.at(hour), patient=patient, note=f"At {hour}")
        visit = self.visited(row, f"Cough at {hour}")
        self.sign(visit, self.content(f"Cough at {hour}"))
        self.amended(visit)
        attach(
            actor=self.anna_herself,
            visit=visit,
            name=f"x{hour}.png",
            content=PIXEL,
            attachment_id=uuid7(),
        )
        self.billed(patient, row)
        save_draft(**self._bill(patient, None))
        self.taken_in(patient, number=hour)
        if patient == self.new:
            self.book(self.at(12, days=1), patient=self.new, note="Tomorrow")

    def registered(self, name: str) -> Patient:
        return register(
            actor=self.actor, details=Details(name=name), patient_id=uuid7(), phoneless=True
        ).patient

    def rename(self, patient: Patient, name: str) -> None:
        self.says(patient, name=name)

    def rename_address(self, address: str) -> None:
        self.says(Patient.objects.get(pk=self.old.pk), address=address)

    def phones(self, patient: Patient, numbers: list[str]) -> None:
        self.says(patient, phones=tuple(numbers))

    def says(self, patient: Patient, **changed: Any) -> None:
        told = replace(details_of(patient, warnings=False), **changed)
        change(actor=self.actor, patient=patient, details=told, version=patient.version)

    def _with_address(self, patient: Patient) -> Patient:
        if not patient.email:
            self.says(patient, email="laxmi@example.org")
        return patient

    def content(self, complaint: str) -> Content:
        return said(AMLODIPINE, complaint=complaint)

    def visited(self, row: Appointment, complaint: str) -> Visit:
        return self.fresh(open_visit(actor=self.anna_herself, appointment=row))

    def amended(self, visit: Visit, after: int = 0) -> None:
        content = self.content(f"Amended {after}")
        wanted: dict[str, Any] = {"reason": "Forgot", "content": content, "after": after}
        amend(actor=self.anna_herself, visit=self.fresh(visit), **wanted)

    def _bill(self, patient: Patient, row: Appointment | None) -> dict[str, Any]:
        line = BillLine(text="Consultation", quantity=1, price=50_000, tax="exempt")
        appointment = {"appointment_id": row.id} if row else {}
        who = {"actor": self.actor, "draft_id": uuid7(), "patient": patient, "branch": self.branch}
        return {**who, "lines": [line], **appointment}

    def billed(self, patient: Patient, row: Appointment | None = None, paid: int = 20_000) -> Invoice:
        draft = save_draft(**self._bill(patient, row))
        invoice = issue(actor=self.owner, draft_id=draft.id)
        if paid:
            take_payment(
                actor=self.owner, payment_id=uuid7(), invoice=invoice, method="cash", amount_minor=paid
            )
        return invoice

    def taken_in(self, patient: Patient, number: int, **fields: Any) -> QueueEntry:
        now = clock.now()
        values = {"state": "done", "ended_at": now, "arrived_at": now, "queued_at": now} | fields
        return QueueEntry.objects.create(
            practitioner=self.anna, branch=self.branch, patient=patient, day=now.date(), letter="A",
            number=number, **values,
        )  # fmt: skip

    def merge(self, **chosen: str) -> Merge:
        for each in (self.old, self.new):
            each.refresh_from_db()
        return merge(
            actor=self.owner,
            kept=self.old,
            away=self.new,
            chosen=chosen,
            versions=(self.old.version, self.new.version),
        )

    def rows(self) -> dict[tuple[str, UUID], dict[str, Any]]:
        """Every row of every table of the clinic; sealed columns as they read, not as they are."""
        return {(model._meta.db_table, row["id"]): row for model in owned_models() for row in _rows(model)}

    def later(self, **span: int) -> datetime:
        return clock.now() + timedelta(**span)


def _rows(model: Any) -> Iterator[dict[str, Any]]:
    table = model._meta.db_table
    if table in COUNTING:
        return
    for row in model.objects.values():
        if table == "patients_patient":
            del row["version"]
        yield {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


def readable(patient_id: UUID) -> dict[tuple[str, str, UUID], str]:
    """Everything sealed of this patient, opened as a page does: with the key of who the row says it is of."""
    found: dict[tuple[str, str, UUID], str] = {}
    of_patient = {link.model: link.column for link in links() if link.column == "patient_id"} | {
        Patient: "id"
    }
    for model in owned_models():
        table = model._meta.db_table
        for column in sealed_columns(model) if table not in COUNTING else ():
            if model in of_patient:
                rows = model.objects.filter(**{of_patient[model]: patient_id})
            elif table.startswith("records_"):
                rows = model.objects.filter(
                    **{f"{parents(model)[0][0].removesuffix('_id')}__patient": patient_id}
                )
            else:
                continue
            for row in rows.filter(**{f"{column}__isnull": False}):
                place = vault.Place(table, column.removesuffix("_sealed"), row.pk)
                plain = vault.unseal(vault.Subject.patient(patient_id), place, getattr(row, column))
                found[table, column, row.pk] = plain.hex()
    return found
