"""Advances, credit notes over a part, one payment over several bills, and codes, over HTTP."""

import re

import pytest

from daybook.accounts.permissions import Role
from daybook.billing.models import CreditNote, Draft, Invoice, InvoiceLine, Payment
from daybook.billing.queries import balance
from daybook.lib.ids import uuid7
from daybook.patients.models import Phone
from daybook.tenancy.scope import clinic_scope
from daybook.web.staff.bills.print import invoice_data, receipt_data
from tests.billing.till import Till, line
from tests.web.bills.desk import Desk, all_of, desk_of, issued

UTR = "412345678901"


@pytest.fixture
def desk(till: Till) -> Desk:
    return desk_of(till)


@pytest.fixture
def office(till: Till) -> Desk:
    return desk_of(till, Role.BILLING)


def test_one_upi_payment_over_the_bills_of_a_family(desk: Desk) -> None:
    till = desk.till
    with clinic_scope(till.clinic):
        Phone.objects.create(patient=till.friend, number="+919848012345")
    mine, other = issued(till), issued(till, [line(30_000)], patient=till.friend)
    form = desk.get(f"bills/{mine.id}/payment/").content.decode()
    assert f"{other.number_text} · Ravi · ₹300" in form and f'data-dues="{other.id}=300"' in form
    both = {"by": "upi", "reference": UTR, "also": str(other.id)}
    less = desk.post(f"bills/{mine.id}/payment/", id=uuid7(), amount="500", **both)
    assert less.status_code == 409 and "They come to ₹800" in less.content.decode()
    code = desk.post(f"bills/{mine.id}/payment/code/", amount="800", also=other.id)
    assert code.status_code == 200
    page = desk.sent(f"bills/{mine.id}/payment/", amount="800", **both)
    assert "₹800 taken, receipt R-INV-2526-1, R-INV-2526-2." in page
    rows = all_of(till, Payment)
    assert {row.reference for row in rows} == {UTR}
    with clinic_scope(till.clinic):
        paper = receipt_data(Payment.objects.select_related("invoice__branch").get(id=rows[0].id), "en")
    assert (paper["together_total"], paper["together"]) == ("₹800.00", "R-INV-2526-2")


def test_a_utr_that_was_used_is_told_and_asked_about(desk: Desk) -> None:
    first, second = issued(desk.till), issued(desk.till)
    desk.sent(f"bills/{first.id}/payment/", by="upi", amount="500", reference=UTR)
    again = {"by": "upi", "amount": "300", "reference": UTR}
    assert 'name="again"' not in desk.get(f"bills/{second.id}/payment/").content.decode()
    answer = desk.post(f"bills/{second.id}/payment/", id=uuid7(), **again)
    page = answer.content.decode()
    assert answer.status_code == 409 and "recorded already: ₹500 on R-INV-2526-1" in page
    assert 'name="again"' in page and f'value="{UTR}"' in page and 'value="300"' in page
    assert "₹300 taken" in desk.sent(f"bills/{second.id}/payment/", again="on", **again)


def test_a_part_is_taken_back_and_kept_for_the_next_bill(office: Desk) -> None:
    till = office.till
    invoice = issued(till, [line(50_000), line(118_000, text="Peel", tax="gst_18")])
    office.sent(f"bills/{invoice.id}/payment/", by="card", amount="1680")
    wrong = office.post(
        f"bills/{invoice.id}/crediting/", **{"id": uuid7(), "reason": "half", "line-2": "2000"}
    )
    page = wrong.content.decode()
    assert wrong.status_code == 409 and "from ₹1 to ₹1,180" in page and 'value="2000"' in page
    page = office.sent(f"bills/{invoice.id}/crediting/", **{"reason": "half", "line-2": "590"})
    assert "₹590 taken back by C-INV-2526-1." in page and "Keep as an advance" in page
    [note] = all_of(till, CreditNote)
    assert (note.whole, note.central_minor) == (False, 4_500)
    assert office.get(f"bills/credit-notes/{note.id}/").content.startswith(b"%PDF")
    assert "₹590 kept as an advance." in office.sent(f"bills/{invoice.id}/keeping/")
    assert "₹590 in advance" in office.get(f"patients/{till.patient.id}/").content.decode()
    second = issued(till)
    assert "Pay ₹500 with it" in office.get(f"bills/{second.id}/").content.decode()
    assert "₹500 paid from the advance." in office.sent(f"bills/{second.id}/advance/")
    assert office.post(f"bills/{second.id}/advance/", id=uuid7()).status_code == 409


def test_an_advance_is_taken_and_given_back(office: Desk) -> None:
    till = office.till
    at = f"bills/advances/{till.patient.id}/"
    assert "No advance yet" in office.get(at).content.decode()
    form = {"by": "cash", "given": "1000", "reason": "Root canal", "branch": till.branch.id}
    wrong = office.post(f"{at}new/", id=uuid7(), amount="", **form)
    assert wrong.status_code == 422 and 'value="Root canal"' in wrong.content.decode()
    page = office.sent(f"{at}new/", amount="700", **form)
    assert "Give back ₹300. ₹700 taken in advance, receipt A-INV-2526-1." in page and "Root canal" in page
    assert "Held in advance" in office.get("bills/").content.decode()
    back = {"by": "cash", "branch": till.branch.id}
    assert office.post(f"{at}refund/", id=uuid7(), amount="701", **back).status_code == 409
    assert "₹700 given back, voucher F-INV-2526-1." in office.sent(f"{at}refund/", amount="700", **back)
    for row in all_of(till, Payment):
        assert office.get(f"bills/receipts/{row.id}/").content.startswith(b"%PDF")
    with clinic_scope(till.clinic):
        assert balance(till.patient.id) == 0


def test_a_line_has_the_code_of_its_service_or_the_one_that_is_typed(desk: Desk) -> None:
    till = desk.till
    with clinic_scope(till.clinic):
        till.visit.code = "999314"
        till.visit.save()
    assert 'data-code="999314"' in desk.get("bills/new/").content.decode()
    lines = [
        {"text": "Visit"},
        {"text": "Gauze", "price": "50", "code": "3005"},
        {"text": "Talk", "price": "9"},
    ]
    desk.bill(*lines, issue=1)
    assert [row.code for row in all_of(till, InvoiceLine)] == ["999314", "3005", "999312"]
    wrong = desk.bill({"text": "Gauze", "price": "50", "code": "12"}, issue=1)
    assert "4, 6 or 8 digits" in wrong.content.decode() and all_of(till, Draft) == []


def test_the_paper_says_what_the_law_asks_for(till: Till) -> None:
    lines = [line(50_000), line(118_000, text="Peel", tax="gst_18", code="999722")]
    mixed, exempt = issued(till, lines), issued(till)
    with clinic_scope(till.clinic):
        till.profile.__class__.objects.update(tax_id="")
    plain = issued(till, lines)
    with clinic_scope(till.clinic):
        papers = [invoice_data(each, "en", pay_link=lambda owed: "") for each in (mixed, exempt, plain)]
    assert [paper["title"] for paper in papers] == ["invoice_and_bill", "bill_of_supply", "invoice"]
    assert [[row["code"] for row in paper["lines"]] for paper in papers] == [
        ["999312", "999722"],
        ["999312"],
        ["", ""],
    ]
    assert papers[0]["summary"] == [
        {"code": "999312", "rate": "", "taxable": "₹500.00", "central": "₹0.00", "state": "₹0.00"},
        {"code": "999722", "rate": "18 %", "taxable": "₹1,000.00", "central": "₹90.00", "state": "₹90.00"},
    ]
    assert [(paper["registered"], paper["exempt"], paper["inclusive"]) for paper in papers] == [
        (True, True, True),
        (True, True, False),
        (False, False, False),
    ]
    desk = desk_of(till)
    said = [
        "Prices include tax." in desk.get(f"bills/{each.id}/").content.decode()
        for each in (mixed, exempt, plain)
    ]
    assert said == [True, False, False]
    assert not re.search(r"name=.line-\d+-code", desk.get("bills/new/").content.decode())


def test_buttons_say_no_in_words(desk: Desk) -> None:
    invoice = issued(desk.till)
    for path in ("advance", "keeping"):
        answer = desk.post(f"bills/{invoice.id}/{path}/", id=uuid7())
        assert answer.status_code == 409 and 'role="alert"' in answer.content.decode()
    assert all_of(desk.till, Payment) == [] and len(all_of(desk.till, Invoice)) == 1
