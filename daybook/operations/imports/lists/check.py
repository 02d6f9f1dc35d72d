"""The dry run: each row of a list gets its outcome, a piece at a time, and nothing of the clinic's is touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from daybook.clinics.queries import profile
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.lib.zones import local_day, zone
from daybook.operations.imports.lists import clinic_matches, text_file
from daybook.operations.imports.lists.dates import Evidence, evidence
from daybook.operations.imports.lists.fields import Field
from daybook.operations.imports.lists.file_matches import Above
from daybook.operations.imports.lists.keys import Keys, external_id
from daybook.operations.imports.lists.plan import Plan, rows
from daybook.operations.imports.lists.reading import House, Reading, read_row
from daybook.operations.imports.lists.sealed import file_of, seal_content, seal_file, secret_of
from daybook.operations.models import ListRow, PatientList
from daybook.tenancy.scope import clinic_scope

PIECE = 500
Outcome, State = ListRow.Outcome, PatientList.State
Row = tuple[int, list[str]]


def house() -> House:
    about = profile()
    return House(about.country, about.currency, local_day(clock.now(), zone(about.time_zone)))


def pieces(clinic_id: int, patient_list: PatientList) -> Iterator[PatientList]:
    """Check what is left, a piece in each step; `patient_list` is given back as it is then. Runs outside any scope.

    It may be stopped after each piece, or killed in the middle of one, and goes on where it was.
    """
    with clinic_scope(clinic_id):
        content, plan, secret = file_of(patient_list), Plan.of(patient_list.plan), secret_of(patient_list)
        if patient_list.kind == "xlsx" and not plan.unpacked:
            content, plan = _unpack(patient_list, content, plan)
        about = house()
    if not patient_list.checked_to:
        plan = _look_through(clinic_id, patient_list, content, plan)
        yield patient_list
        if patient_list.state != State.CHECKING:
            return
    below = max(patient_list.checked_to, plan.heading)
    left = _left(content, patient_list.kind, plan, below)
    while part := list(islice(left, PIECE)):
        with clinic_scope(clinic_id):
            fresh = PatientList.objects.select_for_update().defer("content_sealed").get(id=patient_list.id)
            if fresh.state != State.CHECKING or fresh.checked_to != patient_list.checked_to:
                return  # put away, or in other hands
            _check(patient_list, part, plan, about, secret)
            _move(patient_list, checked_to=part[-1][0])
        yield patient_list
    with clinic_scope(clinic_id):
        _move(patient_list, state=State.CHECKED, row_count=patient_list.checked_to)
    yield patient_list


def _left(content: bytes, kind: str, plan: Plan, below: int) -> Iterator[Row]:
    for number, cells in rows(content, kind, plan):
        if number > below:
            yield number, cells


def _move(patient_list: PatientList, **values: object) -> None:
    values["moved_at"] = clock.now()
    PatientList.objects.filter(id=patient_list.id).update(**values)
    for name, value in values.items():
        setattr(patient_list, name, value)


def _unpack(patient_list: PatientList, content: bytes, plan: Plan) -> tuple[bytes, Plan]:
    """A workbook is read once: its rows are kept as CSV from then on, which every later turn reads in no time."""
    found = text_file.written(cells for _number, cells in rows(content, "xlsx", plan))
    plan = replace(plan, unpacked=True, encoding="utf-8", delimiter=",")
    _move(patient_list, plan=plan.kept(), content_sealed=seal_file(patient_list.id, found))
    patient_list.content_sealed = None
    return found, plan


def _look_through(clinic_id: int, patient_list: PatientList, content: bytes, plan: Plan) -> Plan:
    """How many rows there are, and which of day and month comes first, as the file tells; or the list waits for
    somebody to say it."""
    found, last = look_at_dates(content, patient_list.kind, plan)
    if not plan.order:
        told_by = found.month_first if found.order == "mdy" else found.day_first
        plan = replace(plan, order=found.order, order_row=told_by)
    state = State.CHECKING if plan.order else State.DATES
    with clinic_scope(clinic_id):
        _move(patient_list, plan=plan.kept(), state=state, row_count=last)
    return plan


def look_at_dates(content: bytes, kind: str, plan: Plan) -> tuple[Evidence, int]:
    """What the birth dates tell of their order, and the last row's number."""
    columns, last = plan.indexes(Field.BIRTH), 0

    def cells() -> Iterator[tuple[int, str]]:
        nonlocal last
        for number, row in rows(content, kind, plan):
            last = number
            if number > plan.heading:
                yield from ((number, row[index]) for index in columns if index < len(row))

    return evidence(cells()), last


def _check(patient_list: PatientList, part: list[Row], plan: Plan, about: House, secret: bytes) -> None:
    read = [(number, cells, read_row(cells, plan, about)) for number, cells in part]
    good = [each for each in read if each[2].kind == "patient" and not each[2].wrong]
    readings = [each[2] for each in good]
    keys = [Keys.of(each, secret) for each in readings]
    above = Above.of(patient_list, keys)
    known, there = clinic_matches.known(readings), clinic_matches.matches(readings)
    made = [_plain(patient_list, *each) for each in read if each[2].kind not in ("patient", "blank")]
    made += [_plain(patient_list, *each) for each in read if each[2].kind == "patient" and each[2].wrong]
    for index, ((number, cells, reading), mine) in enumerate(zip(good, keys, strict=True)):
        row = _row(patient_list, number, cells, reading)
        row.row_key, row.person_key = mine.row, mine.person
        row.phone_key = mine.phones[0] if mine.phones else ""
        _decide(row, reading, above.like(reading, cells, mine), known, there.get(index))
        if row.outcome != Outcome.SAME:
            above.add(number, reading, cells, mine)
        made.append(row)
    ListRow.objects.bulk_create(made)


def _row(patient_list: PatientList, number: int, cells: list[str], reading: Reading) -> ListRow:
    row = ListRow(id=uuid7(), patient_list=patient_list, number=number, outcome=Outcome.ADD)
    row.content_sealed = seal_content(row.id, cells, reading.as_json())
    return row


def _plain(patient_list: PatientList, number: int, cells: list[str], reading: Reading) -> ListRow:
    row = _row(patient_list, number, cells, reading)
    if reading.kind == "patient":
        row.outcome, row.reasons = Outcome.BAD, [list(each) for each in reading.wrong]
    else:
        row.outcome, row.reasons = Outcome.TOTAL, [[reading.kind, ""]]
    return row


def _decide(
    row: ListRow,
    reading: Reading,
    above: tuple[int, list[str]] | None,
    known: Mapping[str, object],
    there: clinic_matches.Match | None,
) -> None:
    if above:
        row.outcome, row.match_number = Outcome.SAME, above[0]
        row.reasons = [[code, ""] for code in above[1]]
    elif external_id(reading) in known:
        row.outcome, row.reasons = Outcome.KNOWN, [["brought", ""]]
    elif there:
        row.outcome, row.match_patient = Outcome.THERE, there.patient_id
        row.reasons = [[code, ""] for code in there.reasons]
    elif reading.without:
        row.outcome, row.reasons = Outcome.PARTLY, [list(each) for each in reading.without]
