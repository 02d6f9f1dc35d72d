"""Who the tests of accounts are about: Alice owns a clinic, Bob works there, Charlie is a stranger."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from daybook.accounts.hashers import Argon2idHasher
from daybook.accounts.models import User
from daybook.messaging.models import AccountMail
from tests.factories import PASSWORD, make_user

_CODE = re.compile(r"\b\d{4}-\d{4}\b")


def make_person(email: str | None = None) -> User:
    """Someone whose e-mail address is verified, as after a finished sign-up."""
    user = make_user(email)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: Any) -> Any:
    """The form of /sign-in/, sent."""
    return client.post("/sign-in/", {"login": email, "password": password, **extra})


def mails_to(email: str) -> list[AccountMail]:
    return list(AccountMail.objects.filter(to=email).order_by("id"))


def code_for(email: str) -> str:
    """The code in the newest mail to the address."""
    found = _CODE.search(mails_to(email)[-1].text)
    assert found is not None
    return found[0]


def is_signed_in(client: Client) -> bool:
    return bool(client.get("/account/").status_code == 200)


def count_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by one with each costly computation: what an answer's time would tell."""
    calls: list[str] = []
    for name in ("encode", "verify"):
        _count(monkeypatch, name, calls)
    return calls


def _count(monkeypatch: pytest.MonkeyPatch, name: str, calls: list[str]) -> None:
    real = getattr(Argon2idHasher, name)

    def counted(self: Argon2idHasher, *args: Any) -> Any:
        calls.append(name)
        return real(self, *args)

    monkeypatch.setattr(Argon2idHasher, name, counted)
