"""Visits of the past, signed, each written once and whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from daybook.booking.models import Appointment
from daybook.operations.imports.fhir.contents import Gathered, says
from daybook.operations.imports.fhir.piece import Run, Written, ids_of, insert
from daybook.operations.imports.fhir.shapes import FhirEncounter
from daybook.operations.imports.fhir.waiting import Item
from daybook.operations.imports.lines import BadLine
from daybook.patients.models import Patient
from daybook.records.models import Prescription, Visit
from daybook.records.sealed import Content, open_content, seal_lines, seal_note


@dataclass(frozen=True, slots=True)
class Past:
    """An encounter that took place. `patient_source`: the patient's id in the source."""

    source: FhirEncounter
    patient_source: str
    patient: UUID
    practitioner: UUID
    signed_by: str
    branch: UUID
    appointment: UUID
    place: str


def write_records(run: Run, past: list[Past], written: Written) -> set[str]:
    """Make the visits that are not there yet; which encounters' they are. Their other lines are done with then."""
    there = set(
        Visit.objects.filter(appointment_id__in=[each.appointment for each in past]).values_list(
            "appointment_id", flat=True
        )
    )
    if there:
        written.known["visit"] += len(there)
    new = [each for each in past if each.appointment not in there]
    by_encounter = _by_encounter(run.waiting.of(each.source.id for each in new), written)
    visits, papers = [], []
    for each in new:
        visit, lines = _visit(run, each, _content(run, each, by_encounter[each.source.id], written))
        visits.append(visit)
        papers += lines
    insert(Visit, visits, written)
    Prescription.objects.bulk_create(papers)
    written.met += [each.source.id for each in new]
    return set(written.met)


def _by_encounter(found: Iterable[Item | BadLine], written: Written) -> defaultdict[str, list[Item]]:
    """What could be read again; the rest is left out."""
    items: defaultdict[str, list[Item]] = defaultdict(list)
    for one in found:
        if isinstance(one, BadLine):
            written.bad.append(one)
        else:
            items[one.encounter].append(one)
    return items


def _content(run: Run, past: Past, items: list[Item], written: Written) -> Content:
    gathered = Gathered()
    for item in items:
        if run.references.find("Patient", item.resource.patient) != past.patient_source:
            written.bad.append(item.left_out(_not_theirs()))
            continue
        became = gathered.take(item)
        if isinstance(became, BadLine):
            written.bad.append(became)
        else:
            written.outcomes[item.kind, became] += 1
    return gathered.content(past.source, past.place)


def _visit(run: Run, past: Past, content: Content) -> tuple[Visit, list[Prescription]]:
    """Signed by the practitioner when the encounter ended, as the source has it."""
    visit = Visit(
        patient_id=past.patient,
        practitioner_id=past.practitioner,
        branch_id=past.branch,
        appointment_id=past.appointment,
        started_at=past.source.start,
        finished_at=past.source.end,
        saved_at=past.source.end,
        state=Visit.State.SIGNED,
        signed_by=past.signed_by,
        import_batch_id=run.batch_id,
        external_id=run.source.key(past.source.id),
    )
    visit.note_sealed = seal_note(past.patient, visit.id, content.note)
    if not content.lines:
        return visit, []
    paper = Prescription(visit=visit)
    paper.lines_sealed = seal_lines(past.patient, paper.id, content.lines)
    return visit, [paper]


def settle(run: Run, encounters: list[str], written: Written) -> None:
    """What is still waiting: each line is known, because its visit says it already, or is left out with the reason."""
    items = _by_encounter(run.waiting.of(encounters), written)
    appointments = ids_of(run, Appointment, set(items))
    wanted = Q(external_id__in=run.source.keys(items)) | Q(appointment_id__in=appointments.values())
    rows = list(Visit.objects.filter(wanted))
    by_key = {row.external_id: row for row in rows}
    by_appointment = {row.appointment_id: row for row in rows}
    papers = {row.visit_id: row for row in Prescription.objects.filter(visit_id__in=[row.id for row in rows])}
    people = ids_of(run, Patient, {_patient(run, item) for each in items.values() for item in each})
    for encounter, found in items.items():
        appointment = appointments.get(encounter)
        visit = (
            by_key.get(run.source.key(encounter)) or by_key.get(encounter) or by_appointment.get(appointment)
        )
        if visit is None:
            words = _cancelled() if appointment else _("encounter: no such visit was taken in.")
            written.bad += [item.left_out(words) for item in found]
            continue
        theirs = [item for item in found if people.get(_patient(run, item)) == visit.patient_id]
        written.bad += [item.left_out(_not_theirs()) for item in found if item not in theirs]
        _compare(visit, papers.get(visit.id), theirs, written)


def _compare(visit: Visit, paper: Prescription | None, items: list[Item], written: Written) -> None:
    content = open_content(visit, paper)
    for item in items:
        if content.unreadable:
            written.bad.append(item.left_out(_("The note of its visit cannot be opened here.")))
        elif says(content, item):
            written.outcomes[item.kind, "known"] += 1
        else:
            words = _("Its visit is there already, signed and without it: write it as an amendment.")
            written.bad.append(item.left_out(words))


def _patient(run: Run, item: Item) -> str:
    return run.references.find("Patient", item.resource.patient)


def _not_theirs() -> str:
    return _("It is of another patient than its encounter.")


def _cancelled() -> str:
    return _("encounter: it was called off, so there is no visit.")
