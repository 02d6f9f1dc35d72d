"""Drafts can be changed, issued bills cannot; each gets the next number."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from daybook.accounts.permissions import NotPermitted, Role
from daybook.audit.actor import Actor
from daybook.billing import rows
from daybook.billing.actions.discard_draft import discard_draft
from daybook.billing.actions.issue import issue
from daybook.billing.actions.save_draft import save_draft
from daybook.billing.actions.save_series import save_series
from daybook.billing.actions.save_settings import save_settings
from daybook.billing.models import CreditNote, Draft, Invoice, InvoiceLine, Paper, Payment
from daybook.billing.numbers import financial_year, number_text
from daybook.billing.refusals import BillingRefused
from daybook.billing.snapshots import read_buyer
from daybook.lib.clock import FrozenClock
from daybook.lib.ids import uuid7
from daybook.tenancy import vault
from daybook.tenancy.versions import StaleSave
from tests import factories
from tests.billing.till import Till, line


def test_a_draft_becomes_an_invoice_with_a_number(till: Till) -> None:
    draft = till.draft([line(50_000), line(20_050, text="Dressing", quantity=2, tax="gst_18", percent=1_000)])
    invoice = issue(actor=till.actor, draft_id=draft.id)
    assert (invoice.id, invoice.number_text) == (draft.id, "INV-2526-1")
    assert Draft.objects.count() == 0
    assert (invoice.gross_minor, invoice.discount_minor) == (90_100, 4_010)
    assert (invoice.rounding_minor, invoice.total_minor) == (10, 86_100)
    assert invoice.title == Invoice.Title.INVOICE_CUM_BILL
    assert [(row.text, row.rate) for row in rows.lines_of(invoice)] == [
        ("Consultation", 0),
        ("Dressing", 1800),
    ]
    assert till.trail(invoice.id) == ["invoice.issued"]


def test_numbers_follow_one_another_and_a_draft_has_none(till: Till) -> None:
    discard_draft(actor=till.actor, draft=till.draft())
    assert [till.invoice().number for _ in range(3)] == [1, 2, 3]


def test_issuing_twice_is_issuing_once(till: Till) -> None:
    draft = till.draft()
    first, second = (issue(actor=till.actor, draft_id=draft.id) for _ in range(2))
    assert first.number == second.number
    assert Invoice.objects.count() == 1


def test_an_issued_bill_takes_no_more_changes(till: Till) -> None:
    draft = till.draft()
    issue(actor=till.actor, draft_id=draft.id)
    for version in (None, 1):
        with pytest.raises(BillingRefused) as refused:
            till.draft([line(1)], draft_id=draft.id, version=version)
        assert refused.value.code == "issued"
    assert Invoice.objects.get().total_minor == 50_000


@pytest.mark.parametrize("model", [Invoice, InvoiceLine, Payment, CreditNote])
def test_the_database_lets_nobody_change_what_has_a_number(till: Till, model: Any) -> None:
    till.pay(till.invoice(), 10_000)
    for statement in ("UPDATE {} SET id = id", "DELETE FROM {}"):
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(model._meta.db_table))


def test_a_stale_draft_is_refused(till: Till) -> None:
    draft = till.draft()
    till.draft([line(70_000)], draft_id=draft.id, version=1)
    with pytest.raises(StaleSave):
        till.draft([line(60_000)], draft_id=draft.id, version=1)
    assert Draft.objects.get().lines[0]["price"] == 70_000


def test_a_form_sent_twice_is_one_draft(till: Till) -> None:
    draft_id = uuid7()
    till.draft(draft_id=draft_id)
    till.draft(draft_id=draft_id)
    assert Draft.objects.count() == 1
    with pytest.raises(BillingRefused) as refused:
        till.draft(draft_id=draft_id, patient=till.friend)
    assert refused.value.code == "used"


def test_an_appointment_is_billed_once(till: Till) -> None:
    appointment = uuid7()
    till.draft(appointment_id=appointment)
    with pytest.raises(BillingRefused) as refused:
        till.draft(appointment_id=appointment)
    assert refused.value.code == "appointment"
    issue(actor=till.actor, draft_id=Draft.objects.get().id)
    later = till.draft(appointment_id=appointment)
    with pytest.raises(BillingRefused) as refused:
        issue(actor=till.actor, draft_id=later.id)
    assert refused.value.code == "billed"


def test_an_empty_bill_is_not_issued(till: Till) -> None:
    draft = till.draft([])
    with pytest.raises(BillingRefused) as refused:
        issue(actor=till.actor, draft_id=draft.id)
    assert refused.value.code == "empty"


@pytest.mark.parametrize(
    ("role", "percent", "allowed"),
    [
        (Role.RECEPTIONIST, 1_000, True),
        (Role.RECEPTIONIST, 1_001, False),
        (Role.BILLING, 2_000, True),
        (Role.BILLING, 2_001, False),
        (Role.ADMIN, 5_001, False),
        (Role.OWNER, 10_000, True),
    ],
)
def test_a_discount_is_limited_by_role(till: Till, role: str, percent: int, allowed: bool) -> None:
    lines = [line(50_000, percent=percent)]
    if allowed:
        till.draft(lines, actor=till.as_role(role))
        return
    with pytest.raises(BillingRefused) as refused:
        till.draft(lines, actor=till.as_role(role))
    assert refused.value.code == "discount"


def test_whoever_issues_answers_for_the_discount(till: Till) -> None:
    draft = till.draft([line(50_000, amount=25_000)], actor=till.owner)
    with pytest.raises(BillingRefused) as refused:
        issue(actor=till.actor, draft_id=draft.id)
    assert refused.value.code == "discount"
    assert issue(actor=till.owner, draft_id=draft.id).number == 1


def test_who_may_not_bill_does_not(till: Till) -> None:
    draft = till.draft()
    nobody = Actor("staff", str(uuid7()), "Nobody", "none")
    for tried in (
        lambda: issue(actor=nobody, draft_id=draft.id),
        lambda: discard_draft(actor=nobody, draft=draft),
        lambda: till.draft(actor=nobody),
    ):
        with pytest.raises(NotPermitted):
            tried()


@pytest.mark.parametrize(
    ("day", "country", "year"),
    [
        ((2026, 3, 31), "IN", 2025),
        ((2026, 4, 1), "IN", 2026),
        ((2026, 12, 31), "IN", 2026),
        ((2027, 1, 1), "IN", 2026),
        ((2026, 3, 31), "DE", 2026),
    ],
)
def test_the_financial_year(day: tuple[int, int, int], country: str, year: int) -> None:
    assert financial_year(datetime(*day).date(), country) == year


def test_the_year_turns_at_midnight_of_the_branch(till: Till, now: FrozenClock) -> None:
    # 31 March 2026, 18:29:59 UTC is one second to midnight in India.
    now.at = datetime(2026, 3, 31, 18, 29, 59, tzinfo=UTC)
    assert till.invoice().number_text == "INV-2526-1"
    now.advance(timedelta(seconds=1))
    assert [till.invoice().number_text for _ in range(2)] == ["INV-2627-1", "INV-2627-2"]
    abroad = factories.make_branch(till.clinic, "Dubai", time_zone="Asia/Dubai")
    assert till.invoice(branch=abroad).number_text == "INV-2526-2"


def test_a_branch_has_a_series_of_its_own(till: Till) -> None:
    other = factories.make_branch(till.clinic, "North")
    save_series(actor=till.owner, branch=other, version=1, prefix="nth")
    assert till.invoice().number_text == "INV-2526-1"
    assert till.invoice(branch=other).number_text == "NTH-2526-1"
    save_series(actor=till.owner, branch=other, version=2, prefix="N2")
    assert till.invoice(branch=other).number_text == "N2-2526-1"


@pytest.mark.parametrize("prefix", ["ABCD", "A/", "ÄB", "a b"])
def test_letters_that_no_number_may_have(till: Till, prefix: str) -> None:
    with pytest.raises(BillingRefused):
        save_series(actor=till.owner, branch=till.branch, version=1, prefix=prefix)


def test_a_number_has_sixteen_characters_at_most() -> None:
    assert number_text(Paper.RECEIPT, "INV", "2627", 99_999) == "R-INV-2627-99999"
    with pytest.raises(BillingRefused):
        number_text(Paper.RECEIPT, "INV", "2627", 100_000)


def test_without_a_gstin_there_is_no_tax(till: Till) -> None:
    profile = till.profile
    profile.tax_id = ""
    profile.save()
    invoice = till.invoice([line(11_800, tax="gst_18")])
    assert (invoice.central_minor, invoice.title) == (0, Invoice.Title.INVOICE)


def test_an_invoice_keeps_both_sides_as_they_were(till: Till) -> None:
    invoice = till.invoice(practitioner=till.anna)
    till.patient.name = "Other"
    till.patient.save()
    till.branch.name = "Elsewhere"
    till.branch.save()
    again = Invoice.objects.get()
    assert read_buyer(again)["name"] == "Lakshmi"
    assert (again.seller["branch"], again.seller["practitioner"]) == ("Main", "Dr Anna")
    assert b"Lakshmi" not in bytes(again.buyer_sealed)
    vault.destroy(vault.Subject.patient(till.patient.id))
    assert read_buyer(invoice)["name"] == ""


def test_rounding_is_the_clinics_choice(till: Till) -> None:
    save_settings(actor=till.owner, version=1, upi_address="a.b-c@okhdfcbank", upi_name="", rounding="none")
    assert till.invoice([line(149)]).total_minor == 149
    with pytest.raises(BillingRefused):
        save_settings(actor=till.owner, version=2, upi_address="no address", upi_name="", rounding="none")
    with pytest.raises(NotPermitted):
        save_settings(actor=till.actor, version=2, upi_address="", upi_name="", rounding="none")


def test_a_full_discount_owes_nothing(till: Till) -> None:
    invoice = till.invoice([line(percent=10_000)], actor=till.owner)
    assert invoice.total_minor == 0


def test_save_draft_takes_a_new_practitioner(till: Till) -> None:
    draft = till.draft()
    save_draft(
        actor=till.actor,
        draft_id=draft.id,
        patient=till.patient,
        branch=till.branch,
        lines=[line()],
        practitioner=till.anna,
        version=1,
    )
    assert Draft.objects.get().practitioner == till.anna
