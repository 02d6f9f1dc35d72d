"""The demo's appointments as rows of the book. The book's own constraints judge them like any others."""

from __future__ import annotations

from collections.abc import Mapping

from daybook.booking.models import Appointment
from daybook.booking.notes import seal_note
from daybook.operations.demo.insert import insert_rows
from daybook.operations.demo.load_facts import Facts
from daybook.operations.demo.shapes import DemoAppointment, DemoClinic
from daybook.patients.models import Patient


def load_appointments(
    demo: DemoClinic, facts: Facts, patients: Mapping[int, Patient]
) -> list[tuple[DemoAppointment, Appointment]]:
    """Each with its row. Runs in the clinic's scope."""
    found = [(one, _row(one, facts, patients)) for one in demo.appointments]
    insert_rows(row for _one, row in found)
    return found


def _row(one: DemoAppointment, facts: Facts, patients: Mapping[int, Patient]) -> Appointment:
    row = Appointment(
        practitioner=facts.practitioners[one.practitioner],
        branch=facts.branches[one.branch],
        room=facts.rooms[one.branch, one.room],
        service=facts.services[one.service],
        patient=patients[one.patient],
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        busy_from=one.busy_from,
        busy_until=one.busy_until,
        status=one.status,
        lane=one.lane,
        overbook_reason=one.overbook_reason,
        cancel_reason=one.cancel_reason,
        arrived_at=one.arrived_at,
        consulted_at=one.consulted_at,
        done_at=one.done_at,
        ended_at=one.ended_at,
        created_at=one.created_at,
    )
    row.note_sealed = seal_note(row, one.note)
    return row
