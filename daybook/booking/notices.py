"""What the patient is told about an appointment: rows of `messaging`, in the transaction of what they tell about.

A booking is confirmed, and reminded of later. A move or a cancellation takes back what has not left, and tells of
itself when something has.
"""

from daybook.booking.models import Appointment
from daybook.booking.transitions import CANCEL, REOPEN, Transition
from daybook.lib import clock
from daybook.messaging.facts import Facts
from daybook.messaging.models import Purpose
from daybook.messaging.queue import Occasion, queue, take_back
from daybook.patients.models import Patient

S = Appointment.Status


def booked(row: Appointment, patient: Patient) -> None:
    """One statement; none for a patient without an e-mail address."""
    _tell(row, patient, Purpose.CONFIRMATION, Purpose.REMINDER)


def moved(row: Appointment, patient: Patient) -> None:
    """`row` as it is now. Someone who was told of nothing yet gets a confirmation instead of a change."""
    if _could_have_been_told(patient):
        take_back(row.id, "moved")
        _tell(row, patient, Purpose.CHANGE, Purpose.REMINDER)


def marked(row: Appointment, step: Transition, version: int) -> None:
    """`row` as it was before the step; `version`: the one that it has now."""
    patient, before = row.patient, row.status
    if patient is None or not _could_have_been_told(patient) or row.starts_at <= clock.now():
        return
    if step is CANCEL:
        take_back(row.id, "cancelled")
        _tell(row, patient, Purpose.CANCELLATION, version=version)
    elif step is REOPEN and before == S.CANCELLED:
        _tell(row, patient, Purpose.CONFIRMATION, Purpose.REMINDER, version=version)
    elif step is REOPEN:
        _tell(row, patient, Purpose.REMINDER, version=version)
    else:
        take_back(row.id, "over")


def agreed(row: Appointment, patient: Patient) -> None:
    """The patient agreed to messages after this was booked: a reminder, no confirmation of what they know."""
    _tell(row, patient, Purpose.REMINDER)


def _could_have_been_told(patient: Patient) -> bool:
    """Most patients have no address, and are not asked about at every step."""
    return bool(patient.email)


def _tell(row: Appointment, patient: Patient, *purposes: Purpose, version: int | None = None) -> None:
    if not patient.email or row.import_batch_id is not None:
        return
    branch = row.branch
    facts = Facts(
        patient=patient.name,
        practitioner=row.practitioner.name,
        service=row.service.name if row.service else "",
        branch=branch.name,
        address=branch.address,
        phone=branch.phone,
        zone=branch.time_zone,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )
    queue(Occasion(row.id, patient.id, (version or row.version) - 1, facts), purposes)
