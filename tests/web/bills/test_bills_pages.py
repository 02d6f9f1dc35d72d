"""Bills over HTTP: what a form answers, twice sent, stale, wrong or somebody else's."""

from typing import Any

import pytest

from daybook.accounts.permissions import Role
from daybook.billing.actions.save_settings import save_settings
from daybook.billing.models import CreditNote, Draft, Invoice, Payment
from daybook.billing.queries import balance
from daybook.lib.ids import uuid7
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.billing.till import Till, line
from tests.web.bills.desk import Desk, all_of, desk_of, issued


@pytest.fixture
def desk(till: Till) -> Desk:
    return desk_of(till)


def test_a_services_name_brings_its_price_and_tax(desk: Desk) -> None:
    assert desk.bill({"text": "visit"}, issue=1).status_code == 302
    [invoice] = all_of(desk.till, Invoice)
    assert invoice.total_minor == 50_000
    with clinic_scope(desk.till.clinic):
        assert invoice.lines.get().service == desk.till.visit


def test_what_is_typed_is_what_is_issued(desk: Desk) -> None:
    lines: list[dict[str, Any]] = [
        {"text": "Dressing", "quantity": 2, "price": "1,200.50", "discount": "10 %", "tax": "gst_18"},
        {"text": "Bandage", "price": "₹50", "discount": "5"},
        {"text": "", "price": ""},
    ]
    assert desk.bill(*lines, issue=1).status_code == 302
    [invoice] = all_of(desk.till, Invoice)
    assert (invoice.gross_minor, invoice.discount_minor) == (245_100, 24_510)
    assert invoice.total_minor == 220_600


def test_saved_without_issuing_it_is_a_draft(desk: Desk) -> None:
    answer = desk.bill(save=1)
    assert answer["Location"].endswith("bills/?show=drafts")
    [draft] = all_of(desk.till, Draft)
    assert "Lakshmi" in desk.get("bills/?show=drafts").content.decode()
    assert "₹500.00" in desk.get(f"bills/drafts/{draft.id}/").content.decode()
    assert all_of(desk.till, Invoice) == []


def test_a_form_sent_twice_issues_once(desk: Desk) -> None:
    form = {"id": uuid7(), "issue": 1}
    first, second = desk.bill(**form), desk.bill(**form)
    assert first["Location"] == second["Location"]
    assert len(all_of(desk.till, Invoice)) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": "", "price": "50"}, "Say what it is for."),
        ({"text": "Gauze"}, "Write a price."),
        ({"text": "Gauze", "price": "12,34"}, "Write an amount such as"),
        ({"text": "Gauze", "price": "-5"}, "write a price of 0 or more."),
        ({"text": "Gauze", "price": "9" * 14}, "his amount is too large."),
        ({"text": "Gauze", "price": "50", "quantity": "0"}, "greater than or equal to 1"),
        ({"text": "Gauze", "price": "50", "discount": "60"}, "from 0 up to what the line costs"),
        ({"text": "Gauze", "price": "50", "discount": "101 %"}, "from 0 up to what the line costs"),
        ({"text": "Gauze", "price": "50", "discount": "half"}, "Write 10 % or an amount"),
        ({"text": "Gauze", "price": "50", "discount": "11 %"}, "your role may take off up to 10 %"),
        ({"text": "Gauze", "price": "50", "tax": "gst_99"}, "not in this list"),
    ],
)
def test_a_line_that_cannot_be_is_told_in_words(desk: Desk, wrong: dict[str, str], words: str) -> None:
    answer = desk.bill({"text": "Visit"}, wrong, issue=1)
    assert answer.status_code in (409, 422)
    page = answer.content.decode()
    assert words in page
    assert f'value="{wrong["text"]}"' in page or not wrong["text"]
    assert all_of(desk.till, Invoice) == all_of(desk.till, Draft) == []


def test_a_stale_tab_is_shown_what_others_saved(desk: Desk) -> None:
    with clinic_scope(desk.till.clinic):
        draft = desk.till.draft()
        desk.till.draft([line(70_000)], draft_id=draft.id, version=1)
    form = {"branch": desk.till.branch.id, "line-0-text": "Mine", "line-0-price": "10", "version": 1}
    answer = desk.post(f"bills/drafts/{draft.id}/", **form, save=1)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Theirs comes to ₹700." in page and 'value="Mine"' in page and 'name="version" value="2"' in page
    assert desk.post(f"bills/drafts/{draft.id}/", **{**form, "version": 2}, save=1).status_code == 302


def test_a_tab_of_a_bill_that_is_issued_by_now_leads_to_it(desk: Desk) -> None:
    invoice = issued(desk.till)
    form = {"branch": desk.till.branch.id, "line-0-text": "Other", "line-0-price": "10", "version": 1}
    answer = desk.post(f"bills/drafts/{invoice.id}/", **form, issue=1)
    assert answer["Location"].endswith(f"bills/{invoice.id}/")
    assert [row.total_minor for row in all_of(desk.till, Invoice)] == [50_000]


def test_an_appointment_leads_to_its_bill(desk: Desk) -> None:
    till = desk.till
    appointment = factories.make_appointment(till.anna, till.branch, till.patient, service=till.visit)
    page = desk.get(f"bills/new/?appointment={appointment.id}").content.decode()
    assert 'value="Visit"' in page and "Lakshmi" in page
    desk.bill(appointment=appointment.id, save=1)
    [draft] = all_of(till, Draft)
    again = desk.get(f"bills/new/?appointment={appointment.id}")
    assert again["Location"].endswith(f"bills/drafts/{draft.id}/")
    desk.post(
        f"bills/drafts/{draft.id}/", **{"branch": till.branch.id, "line-0-text": "Visit"}, version=1, issue=1
    )
    assert desk.get(f"bills/new/?appointment={appointment.id}")["Location"].endswith(f"bills/{draft.id}/")
    assert "₹500 due" in desk.get(f"appointments/{appointment.id}/").content.decode()


def test_money_is_taken_and_the_change_told(desk: Desk) -> None:
    invoice = issued(desk.till)
    form = {"id": uuid7(), "by": "cash", "amount": "300", "given": "500"}
    for _ in range(2):
        page = desk.client.post(desk.at(f"bills/{invoice.id}/payment/"), form, secure=True, follow=True)
    text = page.content.decode()
    assert "Give back ₹200." in text and "₹200 due" in text
    [payment] = all_of(desk.till, Payment)
    assert payment.taken_by_name == desk.till.member(Role.RECEPTIONIST).display_name


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"by": "cash", "amount": "500.01"}, "Only ₹500 is due."),
        ({"by": "cash", "amount": "-1"}, "Write an amount above 0."),
        ({"by": "cash", "amount": "9" * 20}, "This amount is too large."),
        ({"by": "cash", "amount": ""}, "needed"),
        ({"by": "cash", "amount": "100", "given": "50"}, "Less cash was given"),
        ({"by": "upi", "amount": "100", "reference": "123"}, "Write the 12 digits"),
        ({"by": "card", "amount": "100", "reference": "4111111111111111"}, "must not be kept"),
        ({"by": "credit", "amount": "100"}, "not in this list"),
    ],
)
def test_a_payment_that_cannot_be_is_told_in_words(desk: Desk, typed: dict[str, str], words: str) -> None:
    invoice = issued(desk.till)
    answer = desk.post(f"bills/{invoice.id}/payment/", id=uuid7(), **typed)
    assert answer.status_code in (409, 422)
    assert words in answer.content.decode()
    assert all_of(desk.till, Payment) == []


def test_the_code_carries_payee_amount_and_reference_and_says_what_it_cannot(desk: Desk) -> None:
    till, invoice = desk.till, issued(desk.till)
    assert "no UPI address yet" in desk.get(f"bills/{invoice.id}/payment/").content.decode()
    with clinic_scope(till.clinic):
        save_settings(actor=till.owner, version=1, upi_address="till@okbank", upi_name="", rounding="unit")
    page = desk.get(f"bills/{invoice.id}/payment/").content.decode()
    for part in ("till@okbank", "₹500", invoice.number_text, "Nobody tells Daybook", "<svg"):
        assert part in page
    less = desk.post(f"bills/{invoice.id}/payment/code/", amount="120").content.decode()
    assert "₹120" in less


def test_taking_back_and_giving_back(desk: Desk) -> None:
    till, invoice = desk.till, issued(desk.till)
    desk.post(f"bills/{invoice.id}/payment/", id=uuid7(), by="cash", amount="200")
    assert desk.post(f"bills/{invoice.id}/voiding/", id=uuid7(), reason="x").status_code == 403
    office = desk_of(till, Role.BILLING)
    office.post(f"bills/{invoice.id}/voiding/", id=uuid7(), reason="wrong patient")
    page = office.get(f"bills/{invoice.id}/").content.decode()
    assert "void by C-INV-2526-1" in page and "₹200 to give back" in page and "wrong patient" in page
    assert office.post(f"bills/{invoice.id}/refund/", id=uuid7(), by="cash", amount="201").status_code == 409
    office.post(f"bills/{invoice.id}/refund/", id=uuid7(), by="cash", amount="200")
    with clinic_scope(till.clinic):
        assert (balance(till.patient.id), CreditNote.objects.count()) == (0, 1)


def test_papers_are_pdf_files(desk: Desk) -> None:
    invoice = issued(desk.till)
    desk.post(f"bills/{invoice.id}/payment/", id=uuid7(), by="cash", amount="200")
    [payment] = all_of(desk.till, Payment)
    for path, name in (
        (f"bills/{invoice.id}/paper/", "INV-2526-1"),
        (f"bills/receipts/{payment.id}/", "R-INV"),
    ):
        answer = desk.get(path)
        assert answer.content.startswith(b"%PDF") and answer["Content-Type"] == "application/pdf"
        assert name in answer["Content-Disposition"]


def test_the_list_and_the_file_tell_what_is_due(desk: Desk) -> None:
    till = desk.till
    invoice, paid = issued(till), issued(till, patient=till.friend)
    desk.post(f"bills/{paid.id}/payment/", id=uuid7(), by="card", amount="500")
    today = desk.get("bills/").content.decode()
    assert invoice.number_text in today and paid.number_text in today and "on 1 bill<" in today
    due = desk.get("bills/?show=due").content.decode()
    assert invoice.number_text in due and paid.number_text not in due
    assert invoice.number_text not in desk.get("bills/?day=2026-03-01").content.decode()
    assert "₹500 due" in desk.get(f"patients/{till.patient.id}/").content.decode()
    assert "nothing due" in desk.get(f"patients/{till.friend.id}/").content.decode()


def test_a_draft_is_thrown_away_once(desk: Desk) -> None:
    with clinic_scope(desk.till.clinic):
        draft = desk.till.draft()
    assert desk.post(f"bills/drafts/{draft.id}/discarding/").status_code == 302
    assert desk.post(f"bills/drafts/{draft.id}/discarding/").status_code == 404
    assert all_of(desk.till, Draft) == []
