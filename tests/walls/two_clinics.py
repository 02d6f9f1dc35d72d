"""Two clinics with a row in every clinic-owned table, so that each wall can be tried at every table and every page.

A new clinic-owned model needs a row here; `test_every_table_has_rows` says which one is missing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps

from daybook.accounts.invitations import hash_of
from daybook.accounts.models import Invitation, Membership, SignIn
from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.audit.chain import seal_entries
from daybook.audit.jobs import check_seals
from daybook.audit.models import Entry
from daybook.audit.record import record
from daybook.billing.ledger import keep
from daybook.billing.models import (
    CreditNote,
    CreditNoteLine,
    Draft,
    Invoice,
    InvoiceLine,
    NumberCounter,
    OpeningBalance,
    Payment,
    Series,
)
from daybook.billing.models import Settings as BillingSettings
from daybook.billing.receipts import on_bill
from daybook.booking.models import Appointment, DayVersion, QueueCounter, QueueEntry
from daybook.clinics.models import Branch, Practitioner, Room, Service
from daybook.lib.ids import uuid7
from daybook.merging.models import Merge, TwoPeople
from daybook.messaging.models import Message, MessagePlan, MessageTemplate, Purpose
from daybook.operations.imports.lists.actions.bring import bring
from daybook.operations.imports.lists.actions.choose_columns import choose_columns
from daybook.operations.imports.lists.work import steps
from daybook.operations.models import ImportBatch, ImportFill, PatientList
from daybook.patients.models import Consent, Patient
from daybook.records.lines import Line
from daybook.records.models import (
    Amendment,
    Attachment,
    Favourite,
    NoteTemplate,
    Prescription,
    TakenVitals,
    Visit,
    VisitInvoice,
)
from daybook.records.note import Diagnosis, Note
from daybook.records.sealed import (
    Content,
    seal_amendment,
    seal_file,
    seal_lines,
    seal_name,
    seal_note,
    seal_taken,
)
from daybook.scheduling.models import Holiday, Leave
from daybook.tenancy.models import Clinic, ClinicOwned
from daybook.tenancy.scope import clinic_scope
from tests import database, factories
from tests.walls.catalogue import APPEND_ONLY

SOON = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0) + timedelta(days=2)
EVERY_DAY = range(7)


@dataclass
class Side:
    """One clinic. `mark` is a part of every name in it, so that a page that shows one is found out.

    `members`: one for each role; `disabled` was a receptionist. The practitioner is the one who signs in as such.
    """

    mark: str
    clinic: Clinic = field(init=False)
    members: dict[str, Membership] = field(default_factory=dict)
    disabled: Membership = field(init=False)
    invitation: Invitation = field(init=False)
    token: str = field(init=False)
    branch: Branch = field(init=False)
    room: Room = field(init=False)
    practitioner: Practitioner = field(init=False)
    service: Service = field(init=False)
    patient: Patient = field(init=False)
    leave: Leave = field(init=False)
    holiday: Holiday = field(init=False)
    appointment: Appointment = field(init=False)
    message: Message = field(init=False)
    queue_entry: QueueEntry = field(init=False)
    visit: Visit = field(init=False)
    signed: Visit = field(init=False)
    attachment: Attachment = field(init=False)
    template: NoteTemplate = field(init=False)
    favourite: Favourite = field(init=False)
    draft: Draft = field(init=False)
    invoice: Invoice = field(init=False)
    void_invoice: Invoice = field(init=False)
    payment: Payment = field(init=False)
    batch: ImportBatch = field(init=False)
    list: PatientList = field(init=False)
    entry: Entry = field(init=False)
    merge: Merge = field(init=False)

    def __post_init__(self) -> None:
        self.clinic = factories.make_clinic(name=f"{self.mark} Clinic")
        with clinic_scope(self.clinic):
            self._people()
            self._places()
            self._book()
            self._bills()
            self._records()
            self._messages()
            self._merges()

    @property
    def owner(self) -> Membership:
        return self.members[Role.OWNER]

    @property
    def member(self) -> Membership:
        """The one whom others change."""
        return self.members[Role.RECEPTIONIST]

    def id_of(self, name: str) -> UUID:
        """The id of one of the rows above, by its name."""
        found: UUID = getattr(self, name).id
        return found

    def named(self, what: str) -> str:
        return f"{self.mark} {what}"

    def _people(self) -> None:
        for role in Role:
            name = self.named(role)
            self.members[role] = factories.make_member(self.clinic, role, display_name=name)
        self.disabled = factories.make_member(
            self.clinic,
            Role.RECEPTIONIST,
            display_name=self.named("gone"),
            disabled_at=SOON - timedelta(days=9),
        )
        SignIn.objects.create(member=self.member, session=self.mark.lower(), agent="Firefox Linux")
        self.token = f"token-of-{self.mark}"
        self.invitation = Invitation.objects.create(
            email=f"{self.mark.lower()}@example.org",
            display_name=self.named("invited"),
            role=Role.RECEPTIONIST,
            token_hash=hash_of(self.token),
            expires_at=SOON + timedelta(days=7),
        )

    def _places(self) -> None:
        self.branch = factories.make_branch(self.clinic, self.named("branch"))
        factories.make_branch(self.clinic, self.named("other branch"), position=1)
        self.room = factories.make_room(self.branch, self.named("room"))
        doctor = self.members[Role.PRACTITIONER]
        self.practitioner = factories.make_practitioner(self.clinic, self.named("doctor"), membership=doctor)
        self.service = factories.make_service(self.clinic, self.named("service"), by=[self.practitioner])
        hours: Any = {"weekdays": EVERY_DAY, "room": self.room}
        factories.make_hours(self.practitioner, self.branch, time(0), time(0), **hours)
        away = SOON + timedelta(days=30)
        self.leave = factories.make_leave(
            self.practitioner, away, away + timedelta(days=1), self.named("wedding")
        )
        self.holiday = Holiday.objects.create(
            branch=self.branch, day=SOON.date() + timedelta(days=60), name=self.named("feast")
        )

    def _book(self) -> None:
        self.patient = factories.make_patient(self.clinic, self.named("patient"), phone="+919848012345")
        rows: dict[str, Any] = {"room": self.room, "service": self.service}
        self.appointment = factories.make_appointment(
            self.practitioner, self.branch, self.patient, SOON, **rows
        )
        DayVersion.objects.create(day=SOON.date(), number=1)
        token: Any = {"practitioner": self.practitioner, "day": SOON.date(), "letter": "A"}
        QueueCounter.objects.create(**token, last=1)
        self.queue_entry = QueueEntry.objects.create(
            **token, branch=self.branch, patient=self.patient, number=1, arrived_at=SOON, queued_at=SOON
        )
        self.batch = ImportBatch.objects.create(
            source="fhir", actor_kind="system", actor_id="tests", actor_label=f"{self.mark} importer"
        )
        self._list()
        self.entry = record(
            Actor("staff", str(self.owner.id), self.owner.display_name, Role.OWNER),
            "appointment.booked",
            on=self.appointment,
            patient=self.patient.id,
        )
        seal_entries()
        check_seals()

    def _list(self) -> None:
        owner = Actor("staff", str(self.owner.id), self.owner.display_name, Role.OWNER)
        content = f"Name,Mobile\n{self.named('listed')},9848022338\n".encode()
        self.list = bring(actor=owner, name="list.csv", content=content, list_id=uuid7())
        choose_columns(actor=owner, patient_list=self.list, columns=["name", "phone"], by_job=False)
        for _step in steps(self.clinic.id, self.list.id):
            pass
        self.list.refresh_from_db()
        ImportFill.objects.create(
            patient=self.patient, import_batch_id=self.batch.id, fields=["email"], version=1
        )
        OpeningBalance.objects.create(
            patient=self.patient, amount_minor=100, currency="INR", entered_by=self.named("owner")
        )

    def _records(self) -> None:
        who: Any = {"patient": self.patient, "practitioner": self.practitioner, "branch": self.branch}
        self.visit = Visit(**who, appointment=self.appointment)
        note = Note(complaint=self.named("complaint"), diagnoses=(Diagnosis(self.named("illness")),))
        self.visit.note_sealed = seal_note(self.patient.id, self.visit.id, note)
        self.visit.save(force_insert=True)
        paper = Prescription(visit=self.visit)
        lines = (Line(medicine=self.named("medicine"), dose="1-0-1"),)
        paper.lines_sealed = seal_lines(self.patient.id, paper.id, lines)
        paper.save(force_insert=True)
        taken = TakenVitals(entry=self.queue_entry, taken_by=self.named("desk"))
        taken.vitals_sealed = seal_taken(self.patient.id, taken.id, {"pulse": 71})
        taken.save(force_insert=True)
        self.signed = Visit.objects.create(**who, state="signed", finished_at=SOON, started_at=SOON)
        added = Amendment(visit=self.signed, number=1, by_label=self.named("doctor"))
        added.content_sealed = seal_amendment(
            self.patient.id, added.id, self.named("reason"), Content(note, lines)
        )
        added.save(force_insert=True)
        self.attachment = Attachment(patient=self.patient, visit=self.visit, kind="image/png", size=1)
        self.attachment.name_sealed = seal_name(
            self.patient.id, self.attachment.id, self.named("picture.png")
        )
        self.attachment.content_sealed = seal_file(self.patient.id, self.attachment.id, b"\x89PNG")
        self.attachment.added_by = self.named("doctor")
        self.attachment.save(force_insert=True)
        self.template = NoteTemplate.objects.create(name=self.named("template"))
        self.favourite = Favourite.objects.create(
            practitioner=self.practitioner, name=self.named("favourite"), lines=[{"medicine": "Zinc"}]
        )
        VisitInvoice.objects.create(visit=self.visit, invoice=self.invoice)

    def _merges(self) -> None:
        """Of the only patient there is: rows for the walls, nothing that could be merged or taken back."""
        mark = self.named("owner")
        self.merge = Merge.objects.create(kept=self.patient, away=self.patient, merged_by=mark)
        TwoPeople.objects.create(one=self.patient, other=self.patient, said_by=mark)

    def _bills(self) -> None:
        BillingSettings.objects.create(upi_address=f"{self.mark.lower()}@okbank")
        Series.objects.create(branch=self.branch, prefix="M")
        for kind in ("invoice", "receipt", "credit_note", "advance"):
            NumberCounter.objects.create(kind=kind, series="M", year=2026, last=2)
        who: Any = {"patient": self.patient, "branch": self.branch, "practitioner": self.practitioner}
        line = {"text": self.named("item"), "service": None, "quantity": 1, "price": 50000, "tax": "exempt"}
        self.draft = Draft.objects.create(**who, lines=[line])
        self.void_invoice, self.invoice = (self._bill(who, at) for at in (1, 2))
        number = self._number(1)
        self.payment = Payment.objects.filter(invoice=self.invoice).get()
        self.credit_note = CreditNote.objects.create(
            **number,
            **dict.fromkeys(("central_minor", "state_minor", "rounding_minor"), 0),
            invoice=self.void_invoice,
            whole=True,
            reason=self.named("mistake"),
            taxable_minor=50000,
            total_minor=50000,
            issued_at=SOON,
            issued_by=self.named("desk"),
        )
        CreditNoteLine.objects.create(
            note=self.credit_note,
            line=self.void_invoice.lines.get(),
            taxable_minor=50000,
            central_minor=0,
            state_minor=0,
        )
        self.advance = Payment.objects.create(
            **number,
            kind="advance",
            patient=self.patient,
            branch=self.branch,
            currency="INR",
            method="cash",
            amount_minor=30000,
            taken_at=SOON,
            taken_by=self.member,
            taken_by_name=self.named("desk"),
            seller={},
            buyer_sealed=b"",
        )
        keep(self.void_invoice.id, self.invoice.id, advance_of=self.patient.id)

    def _number(self, at: int) -> dict[str, Any]:
        return {"series": "M", "financial_year": 2026, "number": at, "number_text": f"M-2627-{at}"}

    def _bill(self, who: dict[str, Any], at: int) -> Invoice:
        """With a line, and a part of it paid."""
        number: Any = self._number(at)
        sums: Any = dict.fromkeys(("discount_minor", "central_minor", "state_minor"), 0)
        invoice = Invoice.objects.create(
            **who,
            **number,
            **sums,
            title=Invoice.Title.INVOICE,
            issued_at=SOON,
            issued_by=self.named("desk"),
            currency="INR",
            gross_minor=50000,
            taxable_minor=50000,
            rounding_minor=0,
            total_minor=50000,
            seller={},
            buyer_sealed=b"",
        )
        InvoiceLine.objects.create(
            **sums,
            invoice=invoice,
            number=1,
            service=self.service,
            text=self.named("item"),
            quantity=1,
            price_minor=50000,
            tax_class="exempt",
            rate=0,
            taxable_minor=50000,
        )
        Payment.objects.create(
            **number,
            **on_bill(invoice),
            method="cash",
            amount_minor=20000,
            taken_at=SOON,
            taken_by=self.member,
            taken_by_name=self.named("desk"),
        )
        return invoice

    def _messages(self) -> None:
        self.patient.email = f"{self.mark.lower()}.patient@example.org"
        self.patient.save()
        Consent.objects.create(
            patient=self.patient, purpose="booking", wording=1, language="en", method="desk", given_to="tests"
        )
        self.message = Message.objects.create(
            patient=self.patient,
            appointment_id=self.appointment.id,
            purpose=Purpose.CONFIRMATION,
            language="en",
            state=Message.State.UNKNOWN,
            due_at=SOON - timedelta(days=1),
            not_after=SOON,
            message_id=f"<{self.mark}@localhost>",
            facts_sealed=b"",
        )
        MessagePlan.objects.create()
        MessageTemplate.objects.create(
            purpose=Purpose.REMINDER, language="en", subject="S", body=self.named("words")
        )


@dataclass(frozen=True)
class Sides:
    """Ours, whose scope is open, and theirs, which must not be there."""

    ours: Side
    theirs: Side


def make_sides() -> Sides:
    return Sides(Side("Oursmark"), Side("Theirsmark"))


def owned_models() -> list[type[ClinicOwned]]:
    """Every clinic-owned model."""
    return [model for model in apps.get_models() if issubclass(model, ClinicOwned)]


def tables_of_patients() -> list[str]:
    """What keeps a patient from being deleted: rows that name them, those that name others of these first."""
    naming: list[type[ClinicOwned]] = [Patient]
    for known in naming:  # grows as it is walked
        naming += [
            model
            for model in owned_models()
            if model not in naming and any(f.related_model is known for f in model._meta.concrete_fields)
        ]
    return [model._meta.db_table for model in reversed(naming[1:])]


@contextmanager
def deletable(*tables: str) -> Iterator[None]:
    """What nobody may delete, for as long as a test has to."""
    names = ", ".join(tables)
    with database.owner_connection() as owner:
        owner.execute(f"GRANT DELETE ON {names} TO daybook_app".encode())
    try:
        yield
    finally:
        with database.owner_connection() as owner:
            owner.execute(
                f"REVOKE DELETE ON {', '.join(APPEND_ONLY & set(tables))} FROM daybook_app".encode()
            )
