"""Bringing a list in: its rows become patients' files, a piece at a time, each with its entry in the trail.

No consent, no appointment and so no message comes of it. A piece that was cut off is not there at all, and is
done again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.db.models import Q, QuerySet

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor, Kind
from daybook.audit.record import record
from daybook.billing.models import OpeningBalance
from daybook.clinics.actions.take_file_number import take_file_numbers
from daybook.lib import clock
from daybook.operations.imports.batch import one_at_a_time
from daybook.operations.imports.lists import clinic_matches
from daybook.operations.imports.lists.check import house
from daybook.operations.imports.lists.fill import fill
from daybook.operations.imports.lists.keys import again, external_id
from daybook.operations.imports.lists.reading import House, Reading
from daybook.operations.imports.lists.sealed import content_of
from daybook.operations.imports.lists.words import sentence
from daybook.operations.models import ImportBatch, ListRow, PatientList
from daybook.patients.births import Precision
from daybook.patients.models import Patient, Phone, SearchTerm
from daybook.patients.terms import terms_of
from daybook.patients.warnings import seal_warning
from daybook.tenancy import vault
from daybook.tenancy.scope import clinic_scope

PIECE = 500
MOST_TOLD = 1000
Outcome, Choice, Result, State = ListRow.Outcome, ListRow.Choice, ListRow.Result, PatientList.State
GOES_IN = Q(outcome__in=[Outcome.ADD, Outcome.PARTLY]) | (
    Q(outcome__in=[Outcome.SAME, Outcome.THERE]) & ~Q(choice=Choice.LEAVE)
)
PLAIN = (
    *("address", "language", "email", "emergency_name", "emergency_phone"),
    *("guardian_name", "guardian_relation", "guardian_phone"),
)


def actor_of(patient_list: PatientList) -> Actor:
    """Who started it: their job does it in their name, with the role that they had."""
    kind: Kind = "import" if patient_list.actor_kind == "import" else "staff"
    return Actor(kind, patient_list.actor_id, patient_list.actor_label, patient_list.actor_role)


def pieces(clinic_id: int, patient_list: PatientList) -> Iterator[PatientList]:
    """Write what is left, a piece in each step. Runs outside any scope; may be stopped or killed at any time."""
    while True:
        with clinic_scope(clinic_id):
            one_at_a_time()
            fresh = PatientList.objects.select_for_update().defer("content_sealed").get(id=patient_list.id)
            if fresh.state != State.WRITING:
                return
            for name in ("written_to", "batch_id", "actor_role"):
                setattr(patient_list, name, getattr(fresh, name))
            part = list(_left(patient_list)[:PIECE])
            if part:
                _write(patient_list, part)
                patient_list.written_to = part[-1].number
                PatientList.objects.filter(id=patient_list.id).update(
                    written_to=patient_list.written_to, moved_at=clock.now()
                )
            else:
                _finish(patient_list)
        yield patient_list
        if not part:
            return


def _left(patient_list: PatientList) -> QuerySet[ListRow]:
    rows = ListRow.objects.filter(GOES_IN, patient_list=patient_list, number__gt=patient_list.written_to)
    return rows.order_by("number")


def batch_of(patient_list: PatientList) -> UUID:
    if patient_list.batch_id is None:
        raise RuntimeError("a list is written as a part of an import")
    return patient_list.batch_id


def _write(patient_list: PatientList, part: Sequence[ListRow]) -> None:
    """In one savepoint; if the database refuses a value in it, in halves, down to the row that it is."""
    try:
        with transaction.atomic():
            added = _added(patient_list, part)
            if added:
                on = ("importbatch", patient_list.batch_id)
                record(actor_of(patient_list), "import.added", on=on, details=dict(added))
    except (DataError, IntegrityError):
        if len(part) == 1:
            reasons = [["stored", ""]]
            ListRow.objects.filter(id=part[0].id).update(outcome=Outcome.BAD, reasons=reasons)
            return
        middle = len(part) // 2
        _write(patient_list, part[:middle])
        _write(patient_list, part[middle:])


def _added(patient_list: PatientList, part: Sequence[ListRow]) -> Counter[str]:
    batch_id, about, actor = batch_of(patient_list), house(), actor_of(patient_list)
    readings = {row.id: Reading.from_json(content_of(row)["read"]) for row in part}
    fresh = _still_new(batch_id, part, readings)
    added = _insert(fresh, readings, batch_id, about, actor)
    ListRow.objects.filter(id__in=[row.id for row, _key in fresh]).update(
        result=Result.ADDED, content_sealed=None
    )
    for row in part:
        if row.choice == Choice.FILL and row.outcome in (Outcome.SAME, Outcome.THERE):
            added += _fill(patient_list, row, readings[row.id], about, actor)
    return +added


def _still_new(
    batch_id: UUID, part: Sequence[ListRow], readings: dict[UUID, Reading]
) -> list[tuple[ListRow, str]]:
    """The rows that become files, each with what the file keeps. Somebody may have been registered since the check."""
    rows = [row for row in part if row.choice == Choice.ADD or row.outcome in (Outcome.ADD, Outcome.PARTLY)]
    read = [readings[row.id] for row in rows]
    known, there = clinic_matches.known(read), clinic_matches.matches(read, but=batch_id)
    found, taken = [], set(known)
    for index, row in enumerate(rows):
        key = external_id(read[index])
        if row.choice == Choice.ADD:
            key = again(key, row.number) if key in taken else key
        elif key in taken:
            _put_aside(row, Outcome.KNOWN, ["brought"])
            continue
        elif index in there:
            row.match_patient = there[index].patient_id
            _put_aside(row, Outcome.THERE, there[index].reasons)
            continue
        taken.add(key)
        found.append((row, key))
    twice = set(
        Patient.objects.filter(external_id__in=[key for _row, key in found]).values_list(
            "external_id", flat=True
        )
    )
    for row, key in found:
        if key in twice:
            _put_aside(row, Outcome.KNOWN, ["brought"])
    return [(row, key) for row, key in found if key not in twice]


def _put_aside(row: ListRow, outcome: str, reasons: Sequence[str]) -> None:
    row.outcome, row.reasons = outcome, [[code, ""] for code in reasons]
    row.save(update_fields=["outcome", "reasons", "match_patient"])


def _insert(
    fresh: Sequence[tuple[ListRow, str]],
    readings: dict[UUID, Reading],
    batch_id: UUID,
    about: House,
    actor: Actor,
) -> Counter[str]:
    if not fresh:
        return Counter()
    warned = [row.id for row, _key in fresh if _warns(readings[row.id])]
    vault.prepare(vault.Subject.patient(row_id) for row_id in warned)
    patients, phones, terms, openings = [], [], [], []
    first = take_file_numbers(len(fresh))
    for number, (row, key) in enumerate(fresh, start=first):
        read = readings[row.id]
        patients.append(_patient(row.id, read, key, number, batch_id))
        numbers = _numbers(read)
        phones += [Phone(patient_id=row.id, number=one, position=at) for at, one in enumerate(numbers)]
        found = sorted(terms_of(read.name, number, numbers))
        terms += [SearchTerm(patient_id=row.id, kind=term.kind, term=term.text) for term in found]
        if read.owed:
            openings.append(opening(row.id, read.owed, about, actor, batch_id))
    Patient.objects.bulk_create(patients)
    Phone.objects.bulk_create(phones)
    SearchTerm.objects.bulk_create(terms)
    OpeningBalance.objects.bulk_create(openings)
    return Counter({"patient": len(patients), "opening": len(openings)})


def opening(patient_id: UUID, owed: int, about: House, actor: Actor, batch_id: UUID) -> OpeningBalance:
    """`owed` in minor units: above zero by the patient, below to them."""
    return OpeningBalance(
        patient_id=patient_id,
        amount_minor=owed,
        currency=about.currency,
        entered_by=actor.label[:200],
        import_batch_id=batch_id,
    )


def _warns(read: Reading) -> bool:
    return bool(read.texts["allergies"] or read.texts["alerts"])


def _numbers(read: Reading) -> list[str]:
    """The guardian's phone where there is no other, as at the desk."""
    return read.phones or [one for one in (read.texts["guardian_phone"],) if one]


def _patient(patient_id: UUID, read: Reading, key: str, number: int, batch_id: UUID) -> Patient:
    return Patient(
        id=patient_id,
        file_number=number,
        name=read.name,
        born_on=read.birth.on if read.birth else None,
        born_precision=read.birth.precision if read.birth else Precision.DAY,
        sex=read.sex,
        allergies_sealed=seal_warning(patient_id, "allergies", read.texts["allergies"]),
        alerts_sealed=seal_warning(patient_id, "alerts", read.texts["alerts"]),
        import_batch_id=batch_id,
        external_id=key[:200],
        **{name: read.texts[name] for name in PLAIN},
    )


def _fill(patient_list: PatientList, row: ListRow, read: Reading, about: House, actor: Actor) -> Counter[str]:
    target = row.match_patient or _row_above(patient_list, row.match_number or 0)
    patient = Patient.objects.filter(id=target).first() if target else None
    if patient is None:
        return Counter()
    new = opening(patient.id, read.owed, about, actor, batch_of(patient_list)) if read.owed else None
    filled = fill(actor, patient, read, new, batch_of(patient_list))
    row.result = Result.FILLED if filled else Result.UNCHANGED
    row.content_sealed = None
    row.save(update_fields=["result", "content_sealed"])
    return filled


def _row_above(patient_list: PatientList, number: int) -> UUID | None:
    """The file that the row above has become, or whose it is."""
    above = ListRow.objects.filter(patient_list=patient_list, number=number).first()
    if above is None:
        return None
    return above.id if above.result == Result.ADDED else above.match_patient


def _finish(patient_list: PatientList) -> None:
    now: datetime = clock.now()
    rows = ListRow.objects.filter(patient_list=patient_list)
    rows.filter(Q(outcome__in=[Outcome.KNOWN, Outcome.TOTAL])).update(content_sealed=None)
    PatientList.objects.filter(id=patient_list.id).update(state=State.DONE, content_sealed=None, moved_at=now)
    patient_list.state = State.DONE
    batch_id, actor = batch_of(patient_list), actor_of(patient_list)
    added = Counter(dict(_results(rows)))
    added["opening"] = OpeningBalance.objects.filter(import_batch_id=batch_id).count()
    left = rows.filter(outcome__in=[Outcome.BAD, Outcome.SAME, Outcome.THERE], result=Result.NOTHING)
    known = rows.filter(outcome=Outcome.KNOWN).count()
    count = left.count()
    ImportBatch.objects.filter(id=batch_id, state=ImportBatch.State.RUNNING).update(
        state=ImportBatch.State.FINISHED,
        ended_at=now,
        added=dict(+added),
        known={"patient": known} if known else {},
        bad_count=count,
        bad_lines=[
            ["", row.number, sentence(row.outcome, row.reasons, row.match_number)]
            for row in left.order_by("number").only("number", "outcome", "reasons", "match_number")[
                :MOST_TOLD
            ]
        ],
    )
    details = {"added": dict(+added), "left_out": count}
    record(actor, "import.finished", on=("importbatch", batch_id), details=details)


def _results(rows: QuerySet[ListRow]) -> Iterator[tuple[str, int]]:
    yield "patient", rows.filter(result=Result.ADDED).count()
    yield "filled", rows.filter(result=Result.FILLED).count()


def start_batch(patient_list: PatientList, actor: Actor) -> ImportBatch:
    """In the transaction that starts the writing."""
    require(actor, Permission.IMPORT)
    batch = ImportBatch.objects.create(
        source="list", actor_kind=actor.kind, actor_id=actor.id, actor_label=actor.label[:200]
    )
    record(actor, "import.started", on=batch, details={"source": "list", "list": str(patient_list.id)})
    return batch
