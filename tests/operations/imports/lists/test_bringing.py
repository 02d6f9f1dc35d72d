"""What becomes of a list between the file and the clinic: choices, filling in, being stopped, being taken back."""

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from daybook.accounts.permissions import NotPermitted, Role
from daybook.audit.actor import Actor
from daybook.billing.models import OpeningBalance
from daybook.lib.ids import uuid7
from daybook.operations.cli import parser
from daybook.operations.cli.failed import CommandFailed
from daybook.operations.imports.batch import ImportRefused
from daybook.operations.imports.built_on import built_on
from daybook.operations.imports.lists import check, command, queries, work, write
from daybook.operations.imports.lists.actions.bring import bring
from daybook.operations.imports.lists.actions.choose_columns import choose_columns
from daybook.operations.imports.lists.actions.decide import decide
from daybook.operations.imports.lists.actions.put_away import put_away
from daybook.operations.imports.lists.actions.say_order import say_order
from daybook.operations.imports.lists.actions.start import start
from daybook.operations.imports.lists.export import written
from daybook.operations.imports.lists.plan import Plan
from daybook.operations.imports.lists.refusals import ListRefused
from daybook.operations.imports.undo import undo_import
from daybook.operations.models import ImportBatch, ListRow, PatientList
from daybook.patients.contacts import numbers_of
from daybook.patients.models import Patient
from daybook.patients.warnings import read_warnings
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.factories import make_appointment, make_branch, make_clinic, make_patient, make_practitioner
from tests.operations.imports.lists.lists import (
    HERE,
    MESSY,
    OWNER,
    brought,
    brought_in,
    checked,
    go_on,
    outcomes,
    row_at,
    text,
)

pytestmark = pytest.mark.django_db
HEAD = "Name,Mobile,DOB,Email,Remarks,Balance"
RAVI = "Ravi Rao,9848022338,12/02/1980,ravi@example.in,diabetic,450"
State = PatientList.State


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


def people(clinic: Clinic) -> list[str]:
    with clinic_scope(clinic):
        return sorted(Patient.objects.values_list("name", flat=True))


def begun(clinic: Clinic, row: PatientList, **choice: Any) -> PatientList:
    with clinic_scope(clinic):
        if choice:
            decide(actor=OWNER, patient_list=row, **choice)
        start(actor=OWNER, patient_list=row, by_job=False)
    return go_on(clinic, row)


def test_who_is_here_already_is_shown_and_left_out(clinic: Clinic) -> None:
    there = make_patient(clinic, "Ravi Rao", "+919848022338")
    row = checked(clinic, text(HEAD, RAVI, "Sita Rao,9848022338,13/02/1985,,,"), order="dmy")
    assert outcomes(clinic, row) == Counter(there=1, add=1)  # a family on one phone is two people
    assert row_at(clinic, row, 2).match_patient == there.id
    begun(clinic, row)
    assert people(clinic) == ["Ravi Rao", "Sita Rao"]


def test_a_doubtful_row_is_added_when_somebody_says_so_and_once(clinic: Clinic) -> None:
    make_patient(clinic, "Ravi Rao", "+919848022338")
    content = text(HEAD, RAVI)
    begun(clinic, checked(clinic, content, order="dmy"), choice="add", number=2)
    assert people(clinic) == ["Ravi Rao", "Ravi Rao"]
    assert outcomes(clinic, checked(clinic, content, order="dmy")) == Counter(known=1)


def test_filling_in_writes_into_empty_places_only_and_is_taken_out_again(clinic: Clinic) -> None:
    there = make_patient(clinic, "Ravi Rao", "+919848022338", email="old@example.in")
    row = begun(clinic, checked(clinic, text(HEAD, RAVI), order="dmy"), choice="fill", outcome="there")
    with clinic_scope(clinic):
        now = Patient.objects.get(id=there.id)
        assert (str(now.born_on), now.email) == ("1980-02-12", "old@example.in")
        assert read_warnings(now).alerts == "diabetic"
        assert OpeningBalance.objects.get(patient=now).amount_minor == 45_000
        assert ImportBatch.objects.get().added == {"filled": 1, "opening": 1}
    undo_import(clinic.slug, row.batch_id, actor=OWNER)  # type: ignore[arg-type]
    with clinic_scope(clinic):
        now = Patient.objects.get(id=there.id)
        assert (now.born_on, now.email) == (None, "old@example.in")
        assert not read_warnings(now)
        assert numbers_of(now) == ("+919848022338",)
        assert not OpeningBalance.objects.exists()


def test_a_second_row_of_the_file_fills_in_the_first(clinic: Clinic) -> None:
    content = text(HEAD, "Ravi Rao,9848022338,,,,", RAVI)
    begun(clinic, checked(clinic, content, order="dmy"), choice="fill", number=3)
    with clinic_scope(clinic):
        assert str(Patient.objects.get().born_on) == "1980-02-12"


def test_dates_that_may_be_read_both_ways_are_asked_once(clinic: Clinic) -> None:
    row = checked(clinic, text(HEAD, "A Rao,,04/01/2014,,,", "B Rao,,05/06/2012,,,"))
    assert row.state == State.DATES
    with clinic_scope(clinic):
        assert queries.open_dates(row).examples == ["04/01/2014", "05/06/2012"]
        say_order(actor=OWNER, patient_list=row, order="mdy", by_job=False)
    row = go_on(clinic, row)
    assert row.state == State.CHECKED
    begun(clinic, row)
    with clinic_scope(clinic):
        assert str(Patient.objects.get(name="A Rao").born_on) == "2014-04-01"


def test_the_columns_are_remembered_for_the_next_list_with_these_headings(clinic: Clinic) -> None:
    columns = ["name", "", "birth", "email", "alerts", "paid"]
    checked(clinic, text(HEAD, RAVI), columns=columns, order="dmy")
    again = brought(clinic, text(HEAD.upper(), "Sita Rao,,,,,"))
    assert list(Plan.of(again.plan).columns) == columns
    assert Plan.of(again.plan).remembered
    stranger = make_clinic()
    assert not Plan.of(brought(stranger, text(HEAD, RAVI)).plan).remembered


@pytest.mark.parametrize("columns", [["", "phone", "", "", "", ""], ["name", "birth", "birth", "", "", ""]])
def test_columns_that_cannot_be_are_refused_and_nothing_moves(clinic: Clinic, columns: list[str]) -> None:
    row = brought(clinic, text(HEAD, RAVI))
    with clinic_scope(clinic):
        with pytest.raises(ListRefused):
            choose_columns(actor=OWNER, patient_list=row, columns=columns, by_job=False)
        assert PatientList.objects.get().state == State.COLUMNS


def test_a_run_that_was_killed_goes_on_and_nothing_is_twice(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    for engine in (check, write):
        monkeypatch.setattr(engine, "PIECE", 10)
    row = brought(clinic, MESSY)
    with clinic_scope(clinic):
        choose_columns(actor=OWNER, patient_list=row, columns=Plan.of(row.plan).columns, by_job=False)
    _killed(clinic, row, after=3)
    row = go_on(clinic, row)
    assert outcomes(clinic, row) == Counter(add=52, partly=11, bad=5, same=2)
    with clinic_scope(clinic):
        start(actor=OWNER, patient_list=row, by_job=False)
    _killed(clinic, row, after=3)
    assert len(people(clinic)) == 30
    assert go_on(clinic, row).state == State.DONE
    assert len(people(clinic)) == 63


def _killed(clinic: Clinic, row: PatientList, after: int) -> None:
    """After some pieces, as a worker that dies between two of them."""
    for _piece, _step in zip(range(after), work.steps(clinic.id, row.id), strict=False):
        pass


def test_who_was_registered_since_the_check_is_not_added_again(clinic: Clinic) -> None:
    row = checked(clinic, text(HEAD, RAVI), order="dmy")
    make_patient(clinic, "Ravi Rao", "+919848022338")
    begun(clinic, row)
    assert people(clinic) == ["Ravi Rao"]
    assert outcomes(clinic, row) == Counter(there=1)


def test_an_import_that_something_was_built_on_stays_and_says_on_whom(clinic: Clinic) -> None:
    row = brought_in(clinic, text(HEAD, RAVI, "Sita Rao,,,,,"), order="dmy")
    with clinic_scope(clinic):
        ravi = Patient.objects.get(name="Ravi Rao")
    make_appointment(make_practitioner(clinic), make_branch(clinic), ravi)
    with pytest.raises(ImportRefused, match="1 appointment"):
        undo_import(clinic.slug, row.batch_id, actor=OWNER)  # type: ignore[arg-type]
    assert people(clinic) == ["Ravi Rao", "Sita Rao"]
    with clinic_scope(clinic):
        [one] = built_on(row.batch_id)  # type: ignore[arg-type]
    assert (one.name, [str(each) for each in one.what]) == ("Ravi Rao", ["has an appointment"])


def test_rows_that_did_not_go_in_come_back_with_the_reason_and_no_formula(clinic: Clinic) -> None:
    bad = '=cmd|\' /C calc\'!A0,12345,,,"=HYPERLINK(""http://x"")",'
    row = checked(clinic, text(HEAD, bad, RAVI), order="dmy")
    with clinic_scope(clinic):
        lines = "".join(written(row, ["bad"])).splitlines()
    assert lines[0] == "\ufeffRow,Name,Mobile,DOB,Email,Remarks,Balance,Why it did not go in"
    assert lines[1].startswith("2,'=cmd|' /C calc'!A0,12345,,,\"'=HYPERLINK(")
    assert "Name: a formula stands here" in lines[1]
    assert len(lines) == 2


def test_who_may_not_import_may_do_nothing_of_it(clinic: Clinic) -> None:
    row = checked(clinic, text(HEAD, RAVI), order="dmy")
    desk = Actor("staff", "x", "Desk", Role.RECEPTIONIST)
    with clinic_scope(clinic):
        for forbidden in (
            lambda: bring(actor=desk, name="x", content=b"Name\nA\n", list_id=uuid7()),
            lambda: start(actor=desk, patient_list=row, by_job=False),
            lambda: decide(actor=desk, patient_list=row, choice="add"),
            lambda: put_away(actor=desk, patient_list=row),
        ):
            with pytest.raises(NotPermitted):
                forbidden()


def test_a_list_that_nobody_goes_on_with_is_forgotten(clinic: Clinic) -> None:
    row = checked(clinic, text(HEAD, RAVI), order="dmy")
    with clinic_scope(clinic):
        PatientList.objects.update(forget_at=row.created_at)
        work.forget_old()
        assert not PatientList.objects.exists()
        assert not ListRow.objects.exists()


def arguments(*words: str) -> argparse.Namespace:
    return parser.build().parse_args(["import", "list", *words])


def test_the_command_tries_brings_and_takes_back(
    clinic: Clinic, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, left = str(HERE / "patients-messy.csv"), tmp_path / "left.csv"
    command.run(arguments(file, "--clinic", clinic.slug, "--dry-run"))
    assert "Nothing went in" in capsys.readouterr().out
    assert people(clinic) == []
    mapping = "Remarks=,Reg No=record,9=paid"
    command.run(arguments(file, "--clinic", clinic.slug, "--mapping", mapping, "--left-out", str(left)))
    out = capsys.readouterr().out
    assert "63 patients" in out
    assert "row 63: As row 7: same phone, similar name, similar age." in out
    assert len(left.read_text().splitlines()) == 8
    with clinic_scope(clinic):
        assert OpeningBalance.objects.filter(amount_minor__lt=0).count() == 35
        batch = str(ImportBatch.objects.get().id)
    command.run(arguments(file, "--clinic", clinic.slug))
    assert "Nothing is new" in capsys.readouterr().out
    command.run(arguments(file, "--clinic", clinic.slug, "--undo", batch))
    assert people(clinic) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--mapping", "Nobody=name"], "is no HEADING=FIELD"),
        (["--encoding", "klingon"], "--encoding is one of"),
        (["--told-on", "yesterday"], "--told-on is a day"),
        ([], "--dates dmy or --dates mdy"),
    ],
)
def test_the_command_says_what_is_wrong_and_keeps_nothing(
    clinic: Clinic, tmp_path: Path, more: list[str], words: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(text(HEAD, "A Rao,,04/01/2014,,,"))
    with pytest.raises(CommandFailed, match=words):
        command.run(arguments(str(file), "--clinic", clinic.slug, *more))
    with clinic_scope(clinic):
        assert not PatientList.objects.exists()
        assert not Patient.objects.exists()
