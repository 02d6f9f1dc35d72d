"""The day's cards tell who owes something, to those who bill."""

from typing import Any

from daybook.lib import clock
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.billing.till import Till


def test_a_card_says_what_its_patient_owes(till: Till) -> None:
    here: dict[str, Any] = {"status": "arrived", "service": till.visit, "arrived_at": clock.now()}
    factories.make_appointment(till.anna, till.branch, till.patient, clock.now(), **here)
    with clinic_scope(till.clinic):
        invoice = till.invoice()
        client = factories.client_for(till.member("receptionist"))
    url = f"/c/{till.clinic.slug}/day/?branch={till.branch.id}"
    assert "₹500 due" in client.get(url, secure=True).content.decode()
    with clinic_scope(till.clinic):
        till.pay(invoice, 20_000)
    assert "₹300 due" in client.get(url, secure=True).content.decode()
    with clinic_scope(till.clinic):
        till.pay(invoice, 30_000)
    assert " due" not in client.get(url, secure=True).content.decode()


def test_other_desks_see_money_within_a_poll(till: Till) -> None:
    """The day's mark moves on with a payment, though no appointment has changed."""
    with clinic_scope(till.clinic):
        invoice = till.invoice()
        client = factories.client_for(till.member("receptionist"))
    url = f"/c/{till.clinic.slug}/day/changes/?branch={till.branch.id}"
    mark = client.get(url, secure=True)["ETag"]
    assert client.get(url, secure=True, headers={"if-none-match": mark}).status_code == 304
    with clinic_scope(till.clinic):
        till.pay(invoice, 50_000)
    assert client.get(url, secure=True, headers={"if-none-match": mark}).status_code == 200
