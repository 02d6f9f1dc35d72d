"""The same numbers for a spreadsheet: no patient, and nothing that a spreadsheet would run."""

import csv
from io import StringIO
from typing import Any

import pytest

from daybook.accounts.permissions import Role
from daybook.billing.actions.take_advance import take_advance
from daybook.billing.actions.use_advance import use_advance
from daybook.lib.ids import uuid7
from daybook.tenancy.scope import clinic_scope
from daybook.web.staff.reports.csv_file import text
from tests import factories
from tests.web.reports.evening import DAY, Evening, a_stranger_s_evening


def read(answer: Any) -> list[dict[str, str]]:
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_stays_text(name: str) -> None:
    assert text(name) == "'" + name
    assert text("Dr Rao = a name") == "Dr Rao = a name"


def test_visits(evening: Evening) -> None:
    a_stranger_s_evening()
    hostile = factories.make_practitioner(evening.till.clinic, '=HYPERLINK("http://x";"y")')
    patient = factories.make_patient(evening.till.clinic, "Thulasi Devarakonda")
    evening.booked(DAY, 9, "done", patient=patient, practitioner=hostile)
    evening.booked(DAY, 10, "no_show")
    answer = evening.get("visits.csv")
    lines = read(answer)
    assert "Thulasi" not in answer.content.decode()
    assert {(row["Practitioner"], row["Seen"], row["No-shows"]) for row in lines} == {
        ("'" + hostile.name, "1", "0"),
        ("Dr Anna", "0", "1"),
    }
    assert {row["Day"] for row in lines} == {"2026-03-11"}


def test_money(evening: Evening) -> None:
    a_stranger_s_evening()
    evening.till.members[Role.RECEPTIONIST] = factories.make_member(
        evening.till.clinic, Role.RECEPTIONIST, display_name="@Ravi"
    )
    evening.paid(123_400)
    evening.given_back(10_000)
    lines = read(evening.get("money.csv", of="week"))
    assert [(row["What"], row["Person"], row["Amount"], row["Given back"]) for row in lines] == [
        ("Cash", "'@Ravi", "1334.00", "0.00"),
        ("Cash", evening.owner().display_name, "0.00", "100.00"),
        ("Billed", "", "1334.00", "100.00"),
    ]


def test_an_advance_is_in_the_money_once(evening: Evening) -> None:
    with clinic_scope(evening.till.clinic):
        till = evening.till
        common: Any = {"patient": till.patient, "branch": till.branch, "method": "cash"}
        take_advance(actor=till.actor, advance_id=uuid7(), amount_minor=70_000, **common)
        use_advance(actor=till.actor, payment_id=uuid7(), invoice=till.invoice())
    [cash, _billed] = read(evening.get("money.csv"))
    assert (cash["What"], cash["Amount"], cash["In advance"], cash["Papers"]) == (
        "Cash",
        "700.00",
        "700.00",
        "1",
    )


def test_the_period_before_is_not_in_the_file(evening: Evening) -> None:
    evening.booked(DAY.replace(day=4), 9, "done")
    assert read(evening.get("visits.csv")) == []
