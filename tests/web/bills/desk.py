"""A signed-in browser at the till."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from daybook.accounts.permissions import Role
from daybook.billing.models import Invoice
from daybook.lib.ids import uuid7
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.billing.till import Till


@dataclass
class Desk:
    """A signed-in browser of one role."""

    till: Till
    client: Client

    def at(self, path: str) -> str:
        return f"/c/{self.till.clinic.slug}/{path}"

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(self.at(path), secure=True, headers=headers)

    def post(self, path: str, **values: Any) -> Any:
        return self.client.post(self.at(path), values, secure=True)

    def sent(self, path: str, **values: Any) -> str:
        """The page that a form leads to."""
        answer = self.client.post(self.at(path), {"id": uuid7(), **values}, secure=True, follow=True)
        assert answer.redirect_chain, answer.content.decode()
        return str(answer.content.decode())

    def bill(self, *lines: dict[str, Any], **values: Any) -> Any:
        """The form of a new bill, with some lines."""
        typed: dict[str, Any] = {
            "id": uuid7(),
            "patient": self.till.patient.id,
            "branch": self.till.branch.id,
        }
        for at, each in enumerate(lines or [{"text": "Visit"}]):
            typed |= {f"line-{at}-{name}": value for name, value in each.items()}
        return self.post("bills/new/", **{**typed, **values})


def desk_of(till: Till, role: str = Role.RECEPTIONIST) -> Desk:
    with clinic_scope(till.clinic):
        return Desk(till, factories.client_for(till.member(role)))


def all_of(till: Till, model: Any) -> list[Any]:
    with clinic_scope(till.clinic):
        return list(model.objects.order_by("id"))


def issued(till: Till, *args: Any, **fields: Any) -> Invoice:
    with clinic_scope(till.clinic):
        return till.invoice(*args, **fields)
