"""Passkeys: made, shown instead of the password and beside it, named, removed; and what does not pass for one."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from fido2.utils import websafe_encode

from daybook.accounts.models import User
from tests.accounts.authenticator import PRESENT, Device, asked
from tests.accounts.people import is_signed_in, make_person, sign_in
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
ALICE, BOB = "alice@example.org", "bob@example.org"
NEW, LIST = "/account/passkeys/new/", "/account/passkeys/"


@pytest.fixture
def alice() -> User:
    return make_person(ALICE)


def confirm(client: Client) -> None:
    client.post("/account/again/?next=/account/", {"password": PASSWORD}, secure=True)


def add(client: Client, device: Device, name: str = "Phone") -> Any:
    question = asked(client.get(NEW, secure=True).content)
    return client.post(NEW, {"name": name, "credential": device.make(question)}, secure=True)


def show(client: Client, device: Device, **more: Any) -> Any:
    question = client.post("/sign-in/passkey/options/", secure=True).json()["publicKey"]
    return client.post("/sign-in/passkey/", {"credential": device.show(question), **more}, secure=True)


@pytest.fixture
def device(client: Client, alice: User) -> Device:
    """With a passkey of Alice, whose browser is signed out again."""
    sign_in(client, ALICE)
    confirm(client)
    device = Device()
    assert add(client, device)["Location"] == "/account/recovery-codes/"
    client.post("/sign-out/")
    return device


def test_a_passkey_signs_in_alone(client: Client, device: Device) -> None:
    answer = show(client, device, next="/account/")
    assert answer["Location"] == "/account/"
    assert is_signed_in(client)
    assert Authenticator.objects.get(type="webauthn").last_used_at is not None


def test_after_the_password_the_passkey_is_the_second_factor(client: Client, device: Device) -> None:
    assert sign_in(client, ALICE)["Location"] == "/sign-in/code/"
    assert not is_signed_in(client)
    question = asked(client.get("/sign-in/code/", secure=True).content)
    client.post("/sign-in/code/", {"credential": device.show(question)}, secure=True)
    assert is_signed_in(client)


def test_a_passkey_answers_is_it_you(client: Client, device: Device) -> None:
    show(client, device)
    assert client.get(NEW, secure=True)["Location"].startswith("/account/again/")
    page = client.get("/account/again/passkey/?next=/account/passkeys/new/", secure=True)
    answer = {"credential": device.show(asked(page.content)), "next": NEW}
    assert client.post("/account/again/passkey/", answer, secure=True)["Location"] == NEW
    assert client.get(NEW, secure=True).status_code == 200


def test_an_answer_counts_once(client: Client, device: Device) -> None:
    question = client.post("/sign-in/passkey/options/", secure=True).json()["publicKey"]
    answer = {"credential": device.show(question)}
    client.post("/sign-in/passkey/", answer, secure=True)
    client.post("/sign-out/")
    client.post("/sign-in/passkey/options/", secure=True)
    client.post("/sign-in/passkey/", answer, secure=True)
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("origin", "https://testserver:8443"),
        ("origin", "https://evil.testserver"),
        ("origin", "http://testserver"),
        ("flags", PRESENT),
        ("flags", 0),
        ("host", "evil.example"),
        ("handle", websafe_encode(b"zzzzzz")),
        ("handle", websafe_encode(b"\xff\xfe")),
        ("handle", ""),
        ("id", b"another one"),
    ],
)
def test_what_is_not_right_does_not_open(client: Client, device: Device, what: str, value: Any) -> None:
    setattr(device, what, value)
    answer = show(client, device)
    assert answer["Location"] == "/sign-in/"
    assert "not accepted" in client.get("/sign-in/").content.decode()
    assert not is_signed_in(client)


def test_a_strangers_passkey_does_not_open_this_account(client: Client, device: Device) -> None:
    bob, other = Client(), Device()
    make_person(BOB)
    sign_in(bob, BOB)
    confirm(bob)
    add(bob, other)
    other.handle = device.handle
    show(client, other)
    assert not is_signed_in(client)
    sign_in(client, ALICE)
    question = asked(client.get("/sign-in/code/", secure=True).content)
    client.post("/sign-in/code/", {"credential": other.show(question)}, secure=True)
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "x",
        "[]",
        "{}",
        "null",
        "[" * 9_000,
        "x" * 30_000,
        '{"rawId": 1, "response": {}}',
        '{"rawId": "AA", "id": "AA", "type": "public-key", "response": null}',
        '{"rawId": "AA", "id": "AA", "type": "public-key", "response": {"clientDataJSON": "AA",'
        ' "authenticatorData": "AA", "signature": "AA", "userHandle": null}}',
        '{"rawId": "AA", "response": {"clientDataJSON": "e30", "attestationObject": "oQ"}}',
        "a\0b",
        "\ud800",
    ],
)
def test_nonsense_is_refused_in_words(client: Client, device: Device, nonsense: str) -> None:
    body = urlencode({"name": "X", "credential": nonsense}, errors="surrogatepass")
    sent: Any = {"data": body, "content_type": "application/x-www-form-urlencoded", "secure": True}
    client.post("/sign-in/passkey/options/", secure=True)
    assert client.post("/sign-in/passkey/", **sent)["Location"] == "/sign-in/"
    sign_in(client, ALICE)
    client.get("/sign-in/code/", secure=True)
    assert b"Passkey" in client.post("/sign-in/code/", **sent).content
    assert not is_signed_in(client)
    client.get("/sign-in/code/", secure=True)
    show(client, device)
    confirm(client)
    client.get(NEW, secure=True)
    assert client.post(NEW, **sent).status_code == 422
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_only_what_is_needed_is_kept(client: Client, alice: User) -> None:
    sign_in(client, ALICE)
    confirm(client)
    device = Device()
    answer = json.loads(device.make(asked(client.get(NEW, secure=True).content)))
    answer["response"]["more"] = answer["more"] = "\0 anything"
    client.post(NEW, {"name": " My  phone ", "credential": json.dumps(answer)}, secure=True)
    kept = Authenticator.objects.get(type="webauthn")
    assert "anything" not in str(kept.data)
    assert kept.wrap().name == "My phone"


def test_a_form_sent_twice_is_one_passkey(client: Client, alice: User) -> None:
    sign_in(client, ALICE)
    confirm(client)
    sent = {"name": "Phone", "credential": Device().make(asked(client.get(NEW, secure=True).content))}
    client.post(NEW, sent, secure=True)
    assert client.post(NEW, sent, secure=True)["Location"] == LIST
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_the_first_one_signs_out_browsers_that_came_without(client: Client, alice: User) -> None:
    other = Client()
    sign_in(other, ALICE)
    sign_in(client, ALICE)
    confirm(client)
    add(client, Device())
    assert is_signed_in(client)
    assert not is_signed_in(other)


def test_it_has_a_name_that_can_be_changed(client: Client, device: Device) -> None:
    show(client, device)
    [passkey] = Authenticator.objects.filter(type="webauthn")
    address = f"{LIST}{passkey.pk}/"
    assert client.post(address, {"name": " "}).status_code == 422
    assert client.post(address, {"name": "x" * 61}).status_code == 422
    client.post(address, {"name": "Old phone"})
    assert "Old phone" in client.get(LIST).content.decode()
    assert "last used" in client.get(LIST).content.decode()


def test_a_removed_one_no_longer_opens(client: Client, device: Device) -> None:
    show(client, device)
    [passkey] = Authenticator.objects.filter(type="webauthn")
    address = f"{LIST}{passkey.pk}/removal/"
    assert client.post(address)["Location"].startswith("/account/again/")
    confirm(client)
    assert client.post(address)["Location"] == LIST
    assert not Authenticator.objects.exists()  # nor the recovery codes
    browser = Client()
    show(browser, device)
    assert not is_signed_in(browser)
    assert sign_in(browser, ALICE)["Location"] == "/clinics/"


def test_nobody_reaches_the_passkey_of_another(client: Client, device: Device) -> None:
    make_person(BOB)
    bob = Client()
    sign_in(bob, BOB)
    confirm(bob)
    [passkey] = Authenticator.objects.filter(type="webauthn")
    for address in (f"{LIST}{passkey.pk}/", f"{LIST}{passkey.pk}/removal/", f"{LIST}999999999999/"):
        assert bob.get(address).status_code == 404
        assert bob.post(address, {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.filter(type="webauthn").count() == 1
