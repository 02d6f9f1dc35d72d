"""The demo's visits: a story for everybody who comes today, a signed note for who has been seen, and what was measured
of one who waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from daybook.booking.models import Appointment, QueueEntry
from daybook.lib import clock
from daybook.lib.zones import local_day, zone
from daybook.operations.demo.illnesses import (
    CHILD,
    DIABETES,
    FAVOURITES,
    HYPERTENSION,
    PASSING,
    TEMPLATES,
    Illness,
)
from daybook.operations.demo.insert import insert_rows
from daybook.operations.demo.load_facts import Facts
from daybook.patients.births import Birth
from daybook.patients.models import Patient
from daybook.records.lines import to_plain
from daybook.records.models import Favourite, NoteTemplate, Prescription, TakenVitals, Visit
from daybook.records.note import Note
from daybook.records.sealed import seal_lines, seal_note, seal_taken
from daybook.tenancy import vault

DOCTORS = ("General medicine", "Paediatrics")
Told = tuple[Visit, Prescription]


def load_visits(facts: Facts, appointments: Iterable[Appointment], desk: str) -> None:
    """Runs in the clinic's scope, after the book and the queue. `desk`: who measures while patients wait."""
    doctors = {each.id for each in facts.practitioners.values() if each.speciality in DOCTORS}
    if not doctors:
        return
    today = [row for row in appointments if row.practitioner_id in doctors and _is_today(row)]
    vault.prepare({vault.Subject.patient(row.patient_id) for row in today if row.patient_id})
    told = [each for row in today for each in _story(row)]
    insert_rows(visit for visit, _paper in told)
    insert_rows(paper for _visit, paper in told)
    NoteTemplate.objects.bulk_create(
        NoteTemplate(name=name, complaint=asked, findings=found, advice=advice, review_weeks=weeks)
        for name, asked, found, advice, weeks in TEMPLATES
    )
    Favourite.objects.bulk_create(
        Favourite(practitioner_id=doctor, name=name, lines=to_plain(lines))
        for doctor in doctors
        for name, lines in FAVOURITES.items()
    )
    _measure_one(doctors, desk)


def _measure_one(doctors: set[UUID], desk: str) -> None:
    """Vitals of whoever has waited longest for a doctor."""
    waiting = QueueEntry.objects.filter(state=QueueEntry.State.WAITING, practitioner__in=doctors)
    entry = waiting.select_related("patient").order_by("arrived_at").first()
    if entry is None:
        return
    random = Random(f"{entry.patient.file_number} measured")
    row = TakenVitals(entry=entry, taken_by=desk)
    found = _vitals(PASSING[0], random, _age(entry.patient, clock.now()), 1.0, _size(entry.patient_id))
    row.vitals_sealed = seal_taken(entry.patient_id, row.id, found)
    insert_rows([row])


def _is_today(row: Appointment) -> bool:
    place = zone(row.branch.time_zone)
    return local_day(row.starts_at, place) == local_day(clock.now(), place)


def _story(row: Appointment) -> Iterator[Told]:
    """Of the patient of one of today's appointments: what was before, and today's note once they are seen."""
    if row.patient is None:
        return
    random = Random(f"{row.patient.file_number} visits")
    age = _age(row.patient, row.starts_at)
    days = sorted(random.sample(range(20, max(60, min(720, age * 300))), random.randint(0, 9)), reverse=True)
    lasting = random.choice((HYPERTENSION, DIABETES, None)) if age >= 38 else None
    moments = [row.starts_at - timedelta(days=ago, minutes=random.randrange(-120, 120)) for ago in days]
    for place, at in enumerate(moments):
        illness = (
            lasting if lasting and random.random() < 0.7 else random.choice(CHILD if age < 15 else PASSING)
        )
        yield _told(row, row.patient.id, at, illness, random, age, place / max(1, len(moments)))
    if row.status == Appointment.Status.DONE and row.done_at:
        illness = lasting or random.choice(CHILD if age < 15 else PASSING)
        visit, paper = _told(
            row, row.patient.id, row.consulted_at or row.starts_at, illness, random, age, 1.0
        )
        visit.appointment, visit.finished_at = row, row.done_at
        yield visit, paper


def _age(patient: Patient, at: datetime) -> int:
    """In years; who did not say is forty."""
    born = Birth.of(patient)
    return (at.date() - born.on).days // 365 if born else 40


def _told(
    row: Appointment, patient: UUID, at: datetime, illness: Illness, random: Random, age: int, gone: float
) -> Told:
    visit = Visit(
        patient_id=patient,
        practitioner_id=row.practitioner_id,
        branch_id=row.branch_id,
        started_at=at,
        finished_at=at + timedelta(minutes=random.randint(6, 18)),
        state=Visit.State.SIGNED,
        signed_by=row.practitioner.name,
        saved_at=at,
        version=2,
    )
    note = Note(
        complaint=illness.complaint,
        findings=illness.findings,
        advice=illness.advice,
        vitals=_vitals(illness, random, age, gone, _size(patient)),
        diagnoses=(illness.diagnosis,),
        follow_up_on=(at + timedelta(weeks=4)).date() if illness.lasting else None,
    )
    visit.note_sealed = seal_note(patient, visit.id, note)
    paper = Prescription(visit=visit)
    paper.lines_sealed = seal_lines(patient, paper.id, illness.lines)
    return visit, paper


def _size(patient: UUID) -> tuple[int, int]:
    """A person's own weight in kg and height in cm."""
    random = Random(str(patient))
    height = random.randint(150, 178)
    return height - 100 + random.randint(0, 14), height


def _vitals(illness: Illness, random: Random, age: int, gone: float, size: tuple[int, int]) -> dict[str, int]:
    """Plausible numbers that get better from visit to visit where the illness has a course."""
    if age < 15:
        return {
            "weight_g": 3500 + age * 2400 + random.randrange(900),
            "temperature": random.randint(978, 1012),
        }
    systolic, sugar = random.randint(112, 134), 0
    if illness.course:
        level = round(illness.course[0] + (illness.course[1] - illness.course[0]) * gone) + random.randint(
            -5, 5
        )
        systolic, sugar = (systolic, level) if illness.sugar else (level, 0)
    found = {
        "systolic": systolic,
        "diastolic": round(systolic * 0.62),
        "pulse": random.randint(66, 90),
        "weight_g": size[0] * 1000 + random.randrange(12) * 100,
        "height_mm": size[1] * 10,
    }
    return found | ({"sugar": sugar} if sugar else {})
