"""Small rows for tests, written straight into the tables: a test that is about an action calls the action.

Every function opens the clinic's scope itself, so it works inside one and outside. A name that is not given
is made up and used once.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from django.test import Client

from daybook.accounts.models import Membership, User
from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.audit.details import read_details
from daybook.audit.models import Entry
from daybook.booking.models import Appointment
from daybook.clinics.models import Branch, Offering, Practitioner, Profile, Room, Service
from daybook.lib.phones import reversed_digits
from daybook.lib.text import search_terms
from daybook.patients.models import Consent, Patient, Phone, SearchTerm
from daybook.scheduling.models import Leave, WeeklyHours
from daybook.tenancy.models import Clinic, ClinicOwned
from daybook.tenancy.scope import clinic_scope

_number = count(1)
PASSWORD = "correct horse battery"


def make_clinic(slug: str | None = None, **profile: Any) -> Clinic:
    """A clinic and its profile: INR, Asia/Kolkata, unless `profile` says otherwise."""
    slug = slug or f"clinic-{next(_number)}"
    clinic = Clinic.objects.create(slug=slug)
    with clinic_scope(clinic):
        Profile.objects.create(**{"name": slug.title(), **profile})
    return clinic


def make_user(email: str | None = None) -> User:
    return User.objects.create_user(email or f"person-{next(_number)}@example.org", PASSWORD)


def make_member(
    clinic: Clinic, role: str = Role.OWNER, *, user: User | None = None, **fields: Any
) -> Membership:
    """`user`: a person who is already somewhere else."""
    user = user or make_user()
    fields.setdefault("display_name", f"{role.title()} {next(_number)}")
    with clinic_scope(clinic):
        return Membership.objects.create(user=user, role=role, **fields)  # type: ignore[no-any-return]


def scope_of(row: ClinicOwned) -> AbstractContextManager[None]:
    """The scope of the clinic that the row belongs to."""
    clinic_id: Any = row.clinic_id
    return clinic_scope(clinic_id)


def actor_for(member: Membership) -> Actor:
    return Actor("staff", str(member.id), member.display_name, member.role)


def client_for(member: Membership) -> Client:
    """A signed-in browser; a view's own exception fails the test."""
    client = Client()
    client.force_login(member.user)
    return client


def make_branch(clinic: Clinic, name: str | None = None, **fields: Any) -> Branch:
    with clinic_scope(clinic):
        return Branch.objects.create(name=name or f"Branch {next(_number)}", **fields)


def make_room(branch: Branch, name: str | None = None, **fields: Any) -> Room:
    with scope_of(branch):
        return Room.objects.create(branch=branch, name=name or f"Room {next(_number)}", **fields)


def make_practitioner(clinic: Clinic, name: str | None = None, **fields: Any) -> Practitioner:
    with clinic_scope(clinic):
        return Practitioner.objects.create(name=name or f"Dr Number {next(_number)}", **fields)


def make_service(
    clinic: Clinic, name: str | None = None, *, by: Iterable[Practitioner] = (), **fields: Any
) -> Service:
    """`by`: who does it."""
    with clinic_scope(clinic):
        service = Service.objects.create(name=name or f"Service {next(_number)}", **fields)
        for practitioner in by:
            Offering.objects.create(practitioner=practitioner, service=service)
    return service


def make_hours(
    practitioner: Practitioner,
    branch: Branch,
    start: time = time(9),
    end: time = time(17),
    *,
    weekdays: Iterable[int] = range(6),
    room: Room | None = None,
    kind: str = WeeklyHours.Kind.WORK,
) -> None:
    """The same span on each weekday (0 is Monday); `end` 00:00 is midnight at the end of the day."""
    starts, ends = _minutes(start), _minutes(end) or 1440
    with scope_of(practitioner):
        for weekday in weekdays:
            WeeklyHours.objects.create(
                practitioner=practitioner,
                branch=branch,
                room=room,
                kind=kind,
                weekday=weekday,
                starts_minute=starts,
                ends_minute=ends,
            )


def make_leave(practitioner: Practitioner, starts_at: datetime, ends_at: datetime, reason: str = "") -> Leave:
    with scope_of(practitioner):
        return Leave.objects.create(
            practitioner=practitioner, starts_at=starts_at, ends_at=ends_at, reason=reason
        )


def make_patient(clinic: Clinic, name: str | None = None, phone: str | None = None, **fields: Any) -> Patient:
    """`phone` in E.164. The patient can be found by name, file number and phone."""
    number = next(_number)
    with clinic_scope(clinic):
        fields.setdefault("file_number", number)
        patient = Patient.objects.create(name=name or f"Patient {number}", **fields)
        for word in [*search_terms(patient.name), str(patient.file_number)]:
            SearchTerm.objects.create(patient=patient, kind=SearchTerm.Kind.WORD, term=word)
        if phone:
            Phone.objects.create(patient=patient, number=phone)
            by_phone = {"kind": SearchTerm.Kind.PHONE, "term": reversed_digits(phone)}
            SearchTerm.objects.create(patient=patient, **by_phone)
    return patient


def make_consents(patients: Iterable[Patient]) -> None:
    """They agreed to every kind of message."""
    for patient in patients:
        with scope_of(patient):
            for purpose in Consent.Purpose:
                Consent.objects.create(
                    patient=patient,
                    purpose=purpose,
                    wording=1,
                    language="en",
                    method="desk",
                    given_to="tests",
                )


def make_appointment(
    practitioner: Practitioner,
    branch: Branch,
    patient: Patient | None,
    starts_at: datetime | None = None,
    *,
    minutes: int = 15,
    **fields: Any,
) -> Appointment:
    """`starts_at`: tomorrow at 10:00 UTC, when it does not matter."""
    tomorrow = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    at = starts_at or tomorrow
    until = at + timedelta(minutes=minutes)
    fields = {"busy_from": at, "busy_until": until, **fields}
    with scope_of(practitioner):
        return Appointment.objects.create(
            practitioner=practitioner, branch=branch, patient=patient, starts_at=at, ends_at=until, **fields
        )


def trail(clinic: Clinic, *, on: UUID | str | None = None) -> list[tuple[str, dict[str, Any]]]:
    """(verb, details) of the clinic's audit entries in the order they were written; of one row with `on`."""
    with clinic_scope(clinic):
        entries = Entry.objects.order_by("at", "id")
        if on is not None:
            entries = entries.filter(subject_id=str(on))
        return [(entry.verb, read_details(entry)) for entry in entries]


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
