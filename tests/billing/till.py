"""A small clinic at whose till the tests of billing stand: Hyderabad, Monday 2 March 2026, nine in the morning."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from daybook.accounts.models import Membership
from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.billing.actions.issue import issue
from daybook.billing.actions.save_draft import save_draft
from daybook.billing.actions.take_payment import take_payment
from daybook.billing.lines import Line
from daybook.billing.models import Draft, Invoice, Payment
from daybook.clinics.models import Branch, Practitioner, Profile, Service
from daybook.lib.ids import uuid7
from daybook.patients.models import Patient
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests import factories

NINE = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
GSTIN = "36ABCDE1234F1Z5"


def line(price: int = 50_000, **fields: Any) -> Line:
    return Line(**{"text": "Consultation", "quantity": 1, "price": price, "tax": "exempt", **fields})


@dataclass
class Till:
    """`actor` is the receptionist, `owner` may take back. The clinic is registered for GST."""

    clinic: Clinic = field(default_factory=lambda: factories.make_clinic(tax_id=GSTIN))
    branch: Branch = field(init=False)
    anna: Practitioner = field(init=False)
    visit: Service = field(init=False)
    patient: Patient = field(init=False)
    friend: Patient = field(init=False)
    members: dict[str, Membership] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with clinic_scope(self.clinic):
            self.branch = factories.make_branch(self.clinic, "Main")
            self.anna = factories.make_practitioner(self.clinic, "Dr Anna")
            self.visit = factories.make_service(self.clinic, "Visit", by=[self.anna], price_minor=50_000)
            self.patient = factories.make_patient(self.clinic, "Lakshmi", "+919848012345")
            self.friend = factories.make_patient(self.clinic, "Ravi")

    @property
    def actor(self) -> Actor:
        return self.as_role(Role.RECEPTIONIST)

    @property
    def owner(self) -> Actor:
        return self.as_role(Role.OWNER)

    @property
    def profile(self) -> Profile:
        return Profile.objects.get()

    def member(self, role: str) -> Membership:
        if role not in self.members:
            self.members[role] = factories.make_member(self.clinic, role)
        return self.members[role]

    def as_role(self, role: str) -> Actor:
        return factories.actor_for(self.member(role))

    def draft(self, lines: Iterable[Line] | None = None, **fields: Any) -> Draft:
        values: dict[str, Any] = {"actor": self.actor, "draft_id": uuid7(), "patient": self.patient}
        kept = [line()] if lines is None else list(lines)
        return save_draft(**{**values, "branch": self.branch, "lines": kept, **fields})

    def invoice(self, lines: Iterable[Line] | None = None, **fields: Any) -> Invoice:
        draft = self.draft(lines, **fields)
        return issue(actor=fields.get("actor", self.actor), draft_id=draft.id)

    def pay(self, invoice: Invoice, amount: int, method: str = "cash", **fields: Any) -> Payment:
        values: dict[str, Any] = {"actor": self.actor, "payment_id": uuid7(), "invoice": invoice}
        return take_payment(**{**values, "method": method, "amount_minor": amount, **fields})

    def trail(self, on: UUID) -> list[str]:
        return [verb for verb, _details in factories.trail(self.clinic, on=on)]
