"""A consulting room: Dr Anna, a patient who does not take penicillin, and a visit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from daybook.accounts.models import Membership
from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.booking.models import Appointment
from daybook.booking.versions import several_changes
from daybook.clinics.models import Practitioner
from daybook.patients.models import Patient
from daybook.patients.warnings import seal_warning
from daybook.records.actions.amend import said_now
from daybook.records.actions.open_visit import open_visit
from daybook.records.actions.save_note import Saved, save_note
from daybook.records.actions.sign import sign
from daybook.records.lines import Line
from daybook.records.models import Visit
from daybook.records.note import Diagnosis, Note
from daybook.records.queries import visit as visit_by_id
from daybook.records.sealed import Content
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.booking.desk import Desk

HYPERTENSION = Diagnosis("Essential (primary) hypertension", "I10")
AMLODIPINE = Line("Amlodipine", "5 mg", "tablet", "1-0-0", "after_food", "30")
AMOXICILLIN = Line("Amoxicillin", "500 mg", "capsule", "1-1-1", "after_food", "5")


@dataclass
class Room(Desk):
    """`doctor` signs in as Dr Anna; `reception` may not read what is clinical."""

    doctor: Membership = field(init=False)
    reception: Membership = field(init=False)

    def _furnish(self) -> None:
        super()._furnish()
        self.doctor = factories.make_member(self.clinic, Role.PRACTITIONER, display_name="Dr Anna")
        self.reception = factories.make_member(self.clinic, Role.RECEPTIONIST)
        Practitioner.objects.filter(pk=self.anna.pk).update(membership=self.doctor)
        sealed = seal_warning(self.patient.id, "allergies", "Penicillin: rash")
        Patient.objects.filter(pk=self.patient.pk).update(allergies_sealed=sealed)
        self.patient.allergies_sealed = sealed

    @property
    def anna_herself(self) -> Actor:
        return factories.actor_for(self.doctor)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """The clinic's scope, in which several things may be done."""
        with clinic_scope(self.clinic), several_changes():
            yield

    def booked(self, hour: int = 10) -> Appointment:
        return self.book(self.at(hour))

    def open(self, row: Appointment | None = None) -> Visit:
        """The visit with everything loaded."""
        row = row or Appointment.objects.filter(starts_at=self.at(10)).first() or self.booked()
        return self.fresh(open_visit(actor=self.anna_herself, appointment=row))

    def fresh(self, visit: Visit) -> Visit:
        found = visit_by_id(visit.id)
        assert found is not None
        return found

    def save(self, visit: Visit, content: Content, version: int | None = None) -> Saved:
        which = visit.version if version is None else version
        return save_note(actor=self.anna_herself, visit=visit, content=content, version=which)

    def sign(self, visit: Visit, content: Content) -> Visit:
        return sign(actor=self.anna_herself, visit=visit, content=content, version=visit.version)

    def signed(self, content: Content | None = None) -> Visit:
        visit = self.open()
        self.sign(visit, content or said())
        return self.fresh(visit)

    def said(self, visit: Visit) -> Content:
        return said_now(self.fresh(visit))[1]

    def client(self, member: Membership) -> Client:
        return factories.client_for(member)

    def url(self, path: str) -> str:
        return f"/c/{self.clinic.slug}/{path}"


def said(*lines: Line, **note: Any) -> Content:
    """What a note says; a complaint and a diagnosis unless told otherwise."""
    return Content(Note(**{"complaint": "Headache", "diagnoses": (HYPERTENSION,), **note}), lines)
