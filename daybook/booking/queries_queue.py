"""Reads of the queue."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from daybook.booking.models import LIVE, Appointment, QueueEntry, token_text
from daybook.clinics.models import Branch, Practitioner
from daybook.patients.models import Patient
from daybook.tenancy.reads import read

__all__ = [
    "QueueLine",
    "booked_today",
    "entry",
    "entry_of",
    "here_already",
    "my_queue",
    "next_waiting",
    "queue_of_day",
    "waiting",
    "waiting_count",
]


class QueueLine(NamedTuple):
    """One token as a list shows it. `id` is a UUID's text, `patient` and `practitioner` are names, `starts_at` is the
    booked time; who walked in has none, and no `appointment_id`."""

    id: str
    practitioner_id: UUID
    practitioner: str
    branch_id: UUID
    branch: str
    state: str
    letter: str
    number: int
    patient_id: UUID
    patient: str
    born_on: date | None
    born_precision: str | None
    appointment_id: UUID | None
    starts_at: datetime | None
    service: str | None
    arrived_at: datetime
    queued_at: datetime
    called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    version: int

    @property
    def token(self) -> str:
        return token_text(self.letter, self.number)


_LINES = """
SELECT q.id::text, q.practitioner_id, d.name, q.branch_id, b.name, q.state, q.letter, q.number,
    q.patient_id, p.name, p.born_on, p.born_precision, q.appointment_id, a.starts_at, s.name,
    q.arrived_at, q.queued_at, q.called_at, q.started_at, q.ended_at, q.version
FROM booking_queueentry q
JOIN clinics_practitioner d ON d.clinic_id = %(clinic)s AND d.id = q.practitioner_id
JOIN clinics_branch b ON b.clinic_id = %(clinic)s AND b.id = q.branch_id
JOIN patients_patient p ON p.clinic_id = %(clinic)s AND p.id = q.patient_id
LEFT JOIN booking_appointment a ON a.clinic_id = %(clinic)s AND a.id = q.appointment_id
LEFT JOIN clinics_service s ON s.clinic_id = %(clinic)s AND s.id = a.service_id
WHERE q.clinic_id = %(clinic)s AND q.day = %(day)s AND q.state <> 'withdrawn' AND {whose}
ORDER BY q.queued_at, q.id
"""
_AT_BRANCH = _LINES.format(whose="q.branch_id = %(branch)s")
_OF_ONE = _LINES.format(whose="q.practitioner_id = %(practitioner)s")


def queue_of_day(branch: Branch, day: date) -> list[QueueLine]:
    """Everybody who was or is here on a day, whoever is next first."""
    return [QueueLine._make(row) for row in read(_AT_BRANCH, branch=branch.id, day=day)]


def my_queue(practitioner: Practitioner, day: date) -> list[QueueLine]:
    """The same for one practitioner, at whichever branch."""
    return [QueueLine._make(row) for row in read(_OF_ONE, practitioner=practitioner.id, day=day)]


def waiting(day: date, branch: Branch, practitioner: Practitioner | None = None) -> list[QueueLine]:
    """Who waits to be called, in their order."""
    return [
        line
        for line in queue_of_day(branch, day)
        if line.state == QueueEntry.State.WAITING
        and (practitioner is None or line.practitioner_id == practitioner.id)
    ]


def next_waiting(practitioner: Practitioner, day: date, branch: Branch | None = None) -> QueueLine | None:
    """Who is next in the practitioner's line: at one branch, or wherever they are."""
    mine = (line for line in my_queue(practitioner, day) if line.state == QueueEntry.State.WAITING)
    return next((line for line in mine if branch is None or line.branch_id == branch.id), None)


_COUNT = """
SELECT count(*) FROM booking_queueentry q
WHERE q.clinic_id = %(clinic)s AND q.day = %(day)s AND q.state = 'waiting' AND {whose}
"""
_ALL, _ONE_BRANCH = _COUNT.format(whose="true"), _COUNT.format(whose="q.branch_id = %(branch)s")
_ONE_MEMBER = _COUNT.format(
    whose="q.practitioner_id = ANY(ARRAY(SELECT id FROM clinics_practitioner"
    " WHERE clinic_id = %(clinic)s AND membership_id = %(member)s))"
)


def waiting_count(day: date, *, branch_id: UUID | None = None, member_id: UUID | None = None) -> int:
    """How many wait: for the practitioner who is this member, at a branch, or at the clinic."""
    if member_id is not None:
        rows = read(_ONE_MEMBER, day=day, member=member_id)
    elif branch_id is not None:
        rows = read(_ONE_BRANCH, day=day, branch=branch_id)
    else:
        rows = read(_ALL, day=day)
    return int(rows[0][0])


def entry(entry_id: UUID) -> QueueEntry | None:
    """One token with whatever it is about; None when it is not there (or not this clinic's)."""
    return (
        QueueEntry.objects.select_related("practitioner", "branch", "patient", *_APPOINTMENT)
        .filter(id=entry_id)
        .first()
    )


_APPOINTMENT = (
    "appointment",
    *(f"appointment__{name}" for name in ("practitioner", "branch", "patient", "service")),
)


def entry_of(appointment_id: UUID) -> QueueEntry | None:
    """The token of an appointment, unless it was withdrawn."""
    rows = QueueEntry.objects.filter(appointment_id=appointment_id).exclude(state=QueueEntry.State.WITHDRAWN)
    return rows.order_by("-arrived_at").first()


def here_already(patient: Patient, practitioner: Practitioner, day: date) -> QueueEntry | None:
    """The patient's token with the practitioner on a day, as long as they have not left nor been seen."""
    mine = QueueEntry.objects.filter(patient=patient, practitioner=practitioner, day=day, state__in=LIVE)
    return mine.first()


def booked_today(patient: Patient, start: datetime, end: datetime) -> list[Appointment]:
    """What the patient is expected for within a day, earliest first."""
    rows = Appointment.objects.filter(
        patient=patient,
        starts_at__gte=start,
        starts_at__lt=end,
        status=Appointment.Status.BOOKED,
        import_batch_id__isnull=True,
    )
    return list(
        rows.select_related("practitioner", "branch", "patient", "service", "room").order_by("starts_at")
    )
