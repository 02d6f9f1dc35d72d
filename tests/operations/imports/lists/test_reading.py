"""How lists come: letters, signs between cells, headings, dates, phones, amounts; and what is refused, in words."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybook.lib.money import BadMoney
from daybook.operations.imports.lists import plan as plans
from daybook.operations.imports.lists import values
from daybook.operations.imports.lists.dates import day_first, evidence
from daybook.operations.imports.lists.export import harmless
from daybook.operations.imports.lists.fields import of_headings
from daybook.operations.imports.lists.plan import Plan
from daybook.operations.imports.lists.reading import House, Reading, read_row
from daybook.operations.imports.lists.refusals import ListRefused

HOUSE = House("IN", "INR", date(2026, 11, 22))
PEOPLE = "Name;Mobile\nJosé D’Souza;98480 22338\nZoë Rao;98480 22339\n"


def guessed(content: bytes) -> tuple[Plan, list[list[str]]]:
    return plans.guess(content, plans.kind_of(content))


def workbook(*rows: list[object], sheets: int = 1) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    for _more in range(sheets - 1):
        book.create_sheet()
    book.save(out)
    return out.getvalue()


def read(plan: Plan, *cells: str) -> Reading:
    return read_row(cells, plan, HOUSE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_letters_are_read_whatever_the_encoding(encoding: str) -> None:
    plan, head = guessed(PEOPLE.encode(encoding))
    assert (plan.delimiter, plan.heading, plan.columns) == (";", 1, ("name", "phone"))
    assert head[1] == ["José D’Souza", "98480 22338"]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_found(sign: str) -> None:
    lines = [
        sign.join(row) for row in (["Name", "Mobile", "City"], ["A B", "9848022338", "X"], ["C D", "", "Y"])
    ]
    assert guessed("\r\n".join(lines).encode())[0].delimiter == sign


def test_a_spreadsheet_may_say_the_sign_itself() -> None:
    plan, _head = guessed(b"sep=;\nName;Address\nA;1,2,3,4,5\n")
    assert (plan.delimiter, plan.heading) == (";", 2)


def test_headings_are_found_below_a_title() -> None:
    plan, _head = guessed(b"Sri Clinic,,\nPatients in 2019,,\n\nPatient,Ph,Age\nRavi Rao,9848022338,40\n")
    assert (plan.heading, plan.columns) == (4, ("name", "phone", "age"))


def test_without_headings_columns_are_told_by_what_they_hold() -> None:
    plan, _head = guessed(b"1,Ravi Rao,9848022338,12.02.1980,M\n2,Sita Devi,9848022339,13.02.1981,F\n")
    assert (plan.heading, plan.columns) == (0, ("", "name", "phone", "birth", "sex"))


def test_headings_in_other_words_and_scripts() -> None:
    found = of_headings(
        ["UHID", "First Name", "Surname", "Father Name", "Father Mobile", "मोबाइल नंबर", "వయస్సు", "Last Visit"]
    )
    assert found == ["record", "first", "last", "guardian_name", "guardian_phone", "phone", "age", ""]


def test_a_split_name_is_put_together() -> None:
    plan = Plan(columns=("title", "first", "middle", "last"))
    assert read(plan, "Dr.", " Sai ", "", "IYER").name == "Dr. Sai IYER"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n , ,\n", "no rows"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old Excel file"),
        (b"PK\x03\x04broken", "cannot be opened"),
        (bytes(range(1, 32)) * 50, "no list as text"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(ListRefused, match=words):
        guessed(content)


def test_another_zip_is_no_workbook_and_a_bomb_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(ListRefused, match="no workbook"):
        guessed(out.getvalue())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1_100_000)
    monkeypatch.setattr("daybook.operations.imports.lists.xlsx.MOST_UNPACKED", 1_000_000)
    with pytest.raises(ListRefused, match="too large"):
        guessed(out.getvalue())


def test_entities_of_xml_are_not_followed() -> None:
    good = workbook(["Name"], ["Ravi"])
    out = io.BytesIO()
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part, bomb if part == "xl/worksheets/sheet1.xml" else old.read(part))
    with pytest.raises(ListRefused, match="cannot be opened"):
        guessed(out.getvalue())


def test_a_workbook_is_read_as_a_person_reads_it_and_a_formula_stays_text() -> None:
    content = workbook(
        ["Name", "Mobile", "DOB", "Balance"],
        ["Ravi Rao", 9848022338.0, date(1980, 2, 12), "=1+1"],
    )
    plan, head = guessed(content)
    assert head[1] == ["Ravi Rao", "9848022338", "1980-02-12", "=1+1"]
    found = read(plan, *head[1])
    assert found.phones == ["+919848022338"]
    assert found.wrong == [("formula", "owed")]


def test_a_wide_sheet_and_a_long_list_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ListRefused, match="200 columns"):
        guessed(workbook(["Name"] * 201))
    monkeypatch.setattr(plans, "MOST_ROWS", 3)
    with pytest.raises(ListRefused, match="two parts"):
        guessed(b"Name,Mobile\n" + b"A,1\n" * 3)


def test_a_quotation_that_never_ends_is_told_by_its_row() -> None:
    content = b'Name,Address\nRavi,"12 MG Road\n' + b"Sita,Guntur\n" * 8000
    with pytest.raises(ListRefused, match="Row 2"):
        list(plans.rows(content, "csv", Plan()))
    short = Plan(columns=("name", "address"))
    assert read(short, "Ravi", "12 MG Road\n" + "Sita,Guntur\n" * 30).wrong == [("quote", "")]


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["04/01/2014", "18/03/1991"], "dmy"),
        (["04/01/2014", "03/18/1991"], "mdy"),
        (["04/01/2014", "05/06/2012"], ""),
        (["18/03/1991", "03/18/1991"], ""),
        (["1991-03-18", "45 yrs", "15-Jan-82", ""], "dmy"),
    ],
)
def test_the_order_of_day_and_month_is_the_files(cells: list[str], order: str) -> None:
    assert evidence(enumerate(cells, start=2)).order == order


@pytest.mark.parametrize(
    ("cell", "order", "birth"),
    [
        ("04/01/2014", "dmy", "04.01.2014"),
        ("04/01/2014", "mdy", "01.04.2014"),
        ("1/4/14", "mdy", "04.01.2014"),
        ("2014-01-04 00:00:00", "mdy", "04.01.2014"),
        ("41643", "dmy", "04.01.2014"),
        ("20140104", "dmy", "04.01.2014"),
        ("०४/०१/२०१४", "dmy", "04.01.2014"),
        ("15-Jan-82", "mdy", "15.01.1982"),
    ],
)
def test_birth_dates(cell: str, order: str, birth: str) -> None:
    found = read(Plan(columns=("name", "birth"), order=order), "Ravi", cell).birth
    assert found is not None
    assert found.words() == birth


def test_an_age_was_true_on_the_day_it_was_told() -> None:
    found = read(Plan(columns=("name", "age"), told_on="2019-03-01"), "Ravi", "45").birth
    assert found is not None
    assert found.words() == "1974"


@pytest.mark.parametrize(
    ("cell", "numbers", "bad"),
    [
        ("98480 22338 / 98480-22339", ["+919848022338", "+919848022339"], 0),
        ("0091 98480 22338", ["+919848022338"], 0),
        ("Mob: 9848022338", ["+919848022338"], 0),
        ("'9848022338", ["+919848022338"], 0),
        ("9848022338, 12345", ["+919848022338"], 1),
        ("+1 202 555 0143", ["+12025550143"], 0),
        ("nil", [], 0),
        ("9.84802E+09", [], 1),
    ],
)
def test_phones_by_the_clinics_country(cell: str, numbers: list[str], bad: int) -> None:
    assert values.phones(cell, "IN") == (numbers, bad)


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        ("₹1,200.50", 120_050),
        ("450 Cr", -45_000),
        ("450 Dr", 45_000),
        ("(300)", -30_000),
        ("-", 0),
        ("1,23,450/-", 12_345_000),
    ],
)
def test_balances(cell: str, minor: int) -> None:
    assert values.amount(cell, "INR") == minor


@pytest.mark.parametrize("cell", ["paid", "12,3", "1.2.3", "₹"])
def test_what_is_no_amount(cell: str) -> None:
    with pytest.raises(BadMoney):
        values.amount(cell, "INR")


@pytest.mark.parametrize(
    "cells",
    [
        ("", "Total", "", "4,500"),
        ("Grand Total", "", "", "4,500"),
        ("", "Page 3 of 12", "", ""),
        ("No. of patients: 70", "", "", ""),
    ],
)
def test_totals_are_no_patients(cells: tuple[str, ...]) -> None:
    assert read(Plan(columns=("record", "name", "phone", "owed"), heading=1), *cells).kind == "total"


def test_a_person_called_so_is_one_and_headings_again_are_none() -> None:
    plan = Plan(columns=("record", "name", "phone", "owed"), heading=1)
    assert read(plan, "7", "Total Singh Rathore", "9848022338", "").kind == "patient"
    assert read(plan, "Reg No", "Name", "Mobile", "Balance").kind == "heading"
    assert read(plan, "---", "", " ", "").kind == "blank"


def test_a_row_with_more_cells_than_headings_comes_back() -> None:
    plan = Plan(columns=("name", "address"))
    assert read(plan, "Ravi", "12 MG Road", "Guntur").wrong == [("more_cells", "")]
    assert read(plan, "Ravi", "12 MG Road", " ").wrong == []


def test_a_lenient_plan_leaves_the_value_out_and_not_its_row() -> None:
    cells = ("Ravi", "12345", "31/02/1990", "paid")
    strict = Plan(columns=("name", "phone", "birth", "owed"), order="dmy")
    lenient = Plan(columns=strict.columns, order="dmy", lenient=True)
    wrong = [("phone", "phone"), ("birth_no_such_day", "birth"), ("money", "owed")]
    assert (read(strict, *cells).wrong, read(lenient, *cells).without) == (wrong, wrong)


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "＝1"])
def test_no_cell_that_goes_out_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["+91 98480 22338", "-300", "Ravi", ""])
def test_numbers_and_words_go_out_as_they_came(cell: str) -> None:
    assert harmless(cell) == cell


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=9, max_size=9), st.sampled_from(["dmy", "mdy"]), st.booleans())
def test_no_row_breaks_the_reading_and_what_is_read_comes_back_the_same(
    cells: list[str], order: str, lenient: bool
) -> None:
    columns = ("record", "name", "phone", "birth", "sex", "address", "email", "alerts", "owed")
    found = read_row(cells, Plan(columns=columns, order=order, lenient=lenient), HOUSE)
    if found.kind == "patient" and "quote" not in dict(found.wrong):
        again = Reading.from_json(found.as_json())
        assert again.as_json() == found.as_json()
        assert day_first(cells[3], order) == day_first(cells[3], order).strip()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000))
def test_no_bytes_break_the_guess(content: bytes) -> None:
    try:
        plan, head = guessed(content)
    except ListRefused as refused:
        assert str(refused.message)
    else:
        assert len(plan.columns) == max(len(row) for row in head)
