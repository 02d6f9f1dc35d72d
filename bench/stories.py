"""What patients of a seeded clinic were seen for: stories of visits, each sealed as the product seals it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bench.book import Desk
from bench.copying import Filling, Row, Table, id_at
from bench.people import Person
from bench.shape import CLIENTS, LONG, STORIES
from daybook.lib import clock
from daybook.operations.demo.illnesses import PASSING
from daybook.records.models import Prescription, Visit
from daybook.records.note import Note
from daybook.records.sealed import seal_lines, seal_note

TOLD = 40
"""Patients with a story."""
EVERY = timedelta(days=25)
VISITS, PRESCRIPTIONS = Table(Visit), Table(Prescription)


def add_stories(
    filling: Filling, clinic_id: int, desks: list[Desk], persons: list[Person], chance: Random
) -> dict[str, Any]:
    """Runs in the clinic's scope, and tells: `stories`, patients with STORIES visits each; `long`, one with LONG;
    `papers`, visits that can be printed; `open`, a visit that is being written for each client and one more."""
    *many, long = chance.sample(persons, TOLD + 1)
    rows = [row for person in many for row in _story(clinic_id, person, STORIES, desks, chance)]
    papers = [visit_id for visit_id, _visit, _paper in rows]
    rows += _story(clinic_id, long, LONG, desks, chance)
    filling.add(VISITS, (visit for _id, visit, _paper in rows))
    filling.add(PRESCRIPTIONS, (paper for _id, _visit, paper in rows))
    opened = [_open(clinic_id, person, desks[0], chance) for person in many[: CLIENTS + 1]]
    filling.add(VISITS, (visit for _id, visit in opened))
    return {
        "stories": [one.id for one in many],
        "long": long.id,
        "papers": chance.sample(papers, 200),
        "open": [visit_id for visit_id, _visit in opened],
    }


def _story(
    clinic_id: int, person: Person, count: int, desks: list[Desk], chance: Random
) -> Iterator[tuple[Any, Row, Row]]:
    """(the visit's id, its row, its prescription's), signed; the last one some weeks ago."""
    for number in range(count, 0, -1):
        at = clock.now() - EVERY * number
        visit_id, paper_id = id_at(at, chance), id_at(at, chance)
        illness = chance.choice(PASSING)
        note = Note(
            complaint=illness.complaint,
            findings=illness.findings,
            advice=illness.advice,
            vitals={"systolic": chance.randint(110, 150), "diastolic": 80, "weight_g": 70_000 + number * 100},
            diagnoses=(illness.diagnosis,),
        )
        sealed = seal_note(person.id, visit_id, note)
        desk = chance.choice(desks)
        visit = _visit(clinic_id, visit_id, person, desk, at, state="signed", note_sealed=sealed)
        lines = seal_lines(person.id, paper_id, illness.lines)
        yield (
            visit_id,
            visit,
            PRESCRIPTIONS.row(clinic_id=clinic_id, id=paper_id, visit_id=visit_id, lines_sealed=lines),
        )


def _open(clinic_id: int, person: Person, desk: Desk, chance: Random) -> tuple[Any, Row]:
    visit_id = id_at(clock.now(), chance)
    return visit_id, _visit(clinic_id, visit_id, person, desk, clock.now(), state="open")


def _visit(clinic_id: int, visit_id: Any, person: Person, desk: Desk, at: datetime, **more: Any) -> Row:
    signed = {"finished_at": at, "saved_at": at, "signed_by": "Seed"} if more["state"] == "signed" else {}
    return VISITS.row(
        clinic_id=clinic_id,
        id=visit_id,
        patient_id=person.id,
        practitioner_id=desk.practitioner,
        branch_id=desk.branch,
        started_at=at,
        **signed,
        **more,
    )
