"""One's own account: browsers signed in and ended, address and password changed, what is held, and no one else's."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from daybook.accounts.agents import browser_of
from daybook.accounts.models import Session, User
from daybook.accounts.permissions import Role
from daybook.lib import clock
from tests.accounts.people import code_for, is_signed_in, mails_to, make_person, sign_in
from tests.factories import PASSWORD, make_clinic, make_member

pytestmark = pytest.mark.django_db
ALICE = "alice@example.org"
CHROME = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"


@pytest.fixture
def alice() -> User:
    return make_person(ALICE)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def browser(agent: str, ip: str) -> Client:
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=ip)
    sign_in(client, ALICE)
    return client


def handles(client: Client) -> list[str]:
    return re.findall(r"/account/sessions/(\w+)/end/", text(client.get("/account/")))


def test_each_browser_is_listed_with_where_and_what_and_never_with_its_key(alice: User) -> None:
    phone, desk = browser(CHROME, "203.0.113.9"), browser(FIREFOX, "2001:db8::7")
    page = text(desk.get("/account/"))
    for words in ("Chrome on Android", "Firefox on Linux", "203.0.113.9", "2001:db8::7", "this one"):
        assert words in page
    for client in (phone, desk):
        assert client.cookies["__Host-session"].value not in page


def test_one_is_ended_and_its_next_request_is_refused(alice: User) -> None:
    phone, desk = browser(CHROME, "203.0.113.9"), browser(FIREFOX, "203.0.113.10")
    [handle] = handles(desk)
    desk.post(f"/account/sessions/{handle}/end/")
    assert not is_signed_in(phone)
    assert is_signed_in(desk)
    desk.post(f"/account/sessions/{handle}/end/")
    assert is_signed_in(desk)


def test_an_ended_one_is_refused_at_the_clinics_door_too(alice: User) -> None:
    clinic = make_clinic("sunrise")
    make_member(clinic, Role.OWNER, user=alice)
    phone, desk = browser(CHROME, "203.0.113.9"), browser(FIREFOX, "203.0.113.10")
    assert phone.get("/c/sunrise/settings/team/").status_code == 200
    desk.post("/account/sessions/end/")
    assert phone.get("/c/sunrise/settings/team/")["Location"].startswith("/sign-in/")
    assert desk.get("/c/sunrise/settings/team/").status_code == 200


def test_nobody_ends_somebody_elses(alice: User) -> None:
    phone = browser(CHROME, "203.0.113.9")
    [mine] = handles(browser(FIREFOX, "203.0.113.10"))
    make_person("charlie@example.org")
    charlie = Client()
    sign_in(charlie, "charlie@example.org")
    charlie.post(f"/account/sessions/{mine}/end/")
    charlie.post("/account/sessions/end/")
    assert is_signed_in(phone)


def test_a_session_ends_by_itself_and_does_not_grow_by_use(alice: User) -> None:
    client = browser(CHROME, "203.0.113.9")
    ends = Session.objects.get(user=alice).expire_date
    with clock.frozen(clock.now() + timedelta(hours=5)):
        client.post("/account/sessions/end/")
        client.get("/account/")
    assert Session.objects.get(user=alice).expire_date == ends
    assert timedelta(hours=13) < ends - clock.now() <= timedelta(hours=14)
    Session.objects.filter(user=alice).update(expire_date=clock.now() - timedelta(seconds=1))
    assert not is_signed_in(client)


def test_a_strange_description_of_a_browser_is_kept_short_and_clean(alice: User) -> None:
    browser("x\x01" * 400, "203.0.113.9")
    kept = Session.objects.get(user=alice)
    assert len(kept.agent) == 300
    assert "\x01" not in kept.agent


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome on Android"),
        (FIREFOX, "Firefox on Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge on Windows",
        ),
        ("curl/8.0", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_browsers_have_names_people_know(agent: str, words: str) -> None:
    assert browser_of(agent) == words


def test_the_password_changes_with_the_present_one_and_everyone_is_signed_out(alice: User) -> None:
    phone, desk = browser(CHROME, "203.0.113.9"), browser(FIREFOX, "203.0.113.10")
    new = {"oldpassword": "wrong password", "password1": "quite another sentence"}
    wrong = desk.post("/account/password/", new)
    assert "not your present password" in text(wrong)
    assert is_signed_in(phone)
    done = desk.post("/account/password/", {**new, "oldpassword": PASSWORD})
    assert done["Location"] == "/sign-in/"
    assert "Your password is changed" in text(desk.get("/sign-in/"))
    assert not is_signed_in(phone)
    assert not is_signed_in(desk)
    assert not Session.objects.filter(user=alice).exists()
    assert sign_in(desk, ALICE, "quite another sentence").status_code == 302
    assert mails_to(ALICE)[-1].subject == "Your password was changed"


def test_guessing_the_present_password_ends(alice: User) -> None:
    desk = browser(FIREFOX, "203.0.113.10")
    for _ in range(5):
        desk.post(
            "/account/password/", {"oldpassword": "wrong password", "password1": "quite another sentence"}
        )
    refused = desk.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": "quite another sentence"}
    )
    assert "Too many tries" in text(refused)


def test_a_new_address_counts_when_its_code_is_entered(alice: User) -> None:
    desk = browser(FIREFOX, "203.0.113.10")
    assert desk.get("/account/email/")["Location"].startswith("/account/again/")
    desk.post("/account/again/?next=/account/email/", {"password": PASSWORD})
    new = "alice.rao@example.org"
    assert desk.post("/account/email/", {"email": new, "action_add": "1"})["Location"] == "/code/"
    alice.refresh_from_db()
    assert alice.email == ALICE
    assert "Keep the old address" in text(desk.get("/code/"))
    assert desk.post("/code/", {"code": code_for(new), "action": "verify"})["Location"] == "/account/"
    alice.refresh_from_db()
    assert alice.email == new
    assert "alice.rao@example.org instead of" in mails_to(ALICE)[-1].text
    assert sign_in(Client(), new).status_code == 302
    assert sign_in(Client(), ALICE).status_code == 200


def test_another_persons_address_is_not_taken_and_not_told(alice: User) -> None:
    bob = make_person("bob@example.org")
    desk = browser(FIREFOX, "203.0.113.10")
    desk.post("/account/again/?next=/account/email/", {"password": PASSWORD})
    answer = desk.post("/account/email/", {"email": bob.email, "action_add": "1"})
    assert answer["Location"] == "/code/"
    refused = desk.post("/code/", {"code": code_for(bob.email), "action": "verify"})
    assert "Another account has this" in text(refused)
    alice.refresh_from_db()
    assert alice.email == ALICE


@pytest.mark.parametrize("email", ["", "no address", ALICE, "a\x00@x.org", "x" * 260 + "@x.org"])
def test_an_address_that_cannot_be_is_refused(alice: User, email: str) -> None:
    desk = browser(FIREFOX, "203.0.113.10")
    desk.post("/account/again/?next=/account/email/", {"password": PASSWORD})
    response = desk.post("/account/email/", {"email": email, "action_add": "1"})
    assert response.status_code == 200
    assert response.context["form"].errors


def test_being_asked_again_takes_the_right_password_only(alice: User) -> None:
    desk = browser(FIREFOX, "203.0.113.10")
    wrong = desk.post("/account/again/?next=/account/email/", {"password": "wrong password"})
    assert "not your password" in text(wrong)
    assert desk.get("/account/email/").status_code == 302
    right = desk.post("/account/again/?next=https://evil.example/", {"password": PASSWORD})
    assert right["Location"] == "/clinics/"


def test_what_is_held_is_all_of_it_and_holds_no_secret(alice: User) -> None:
    clinic = make_clinic("sunrise", name="Sunrise Clinic")
    make_member(clinic, Role.ADMIN, user=alice, display_name="Alice R")
    desk = browser(FIREFOX, "203.0.113.10")
    page = text(desk.get("/account/"))
    assert "Sunrise Clinic" in page
    assert "Alice R" in page
    assert desk.get("/account/held-on-me/")["Location"].startswith("/account/again/")
    assert desk.get("/account/held-on-me.json")["Location"].startswith("/account/again/")
    desk.post("/account/again/?next=/account/held-on-me/", {"password": PASSWORD})
    assert 'url=/account/held-on-me.json"' in desk.get("/account/held-on-me/").content.decode()
    response = desk.get("/account/held-on-me.json")
    held = json.loads(response.content)
    assert held["email"] == ALICE
    assert held["clinics"] == [
        {"clinic": "Sunrise Clinic", "name": "Alice R", "role": "Administrator", "disabled": False}
    ]
    assert [each["address"] for each in held["sessions"]] == ["203.0.113.10"]
    assert len(held["known_devices"]) == 1
    raw = response.content.decode()
    assert alice.password not in raw
    assert desk.cookies["__Host-session"].value not in raw
    assert "attachment" in response["Content-Disposition"]


@pytest.mark.parametrize(
    "path",
    ["", "email/", "password/", "again/", "again/code/", "second-factor/on/", "second-factor/off/", "recovery-codes/",
     "recovery-codes/new/", "held-on-me.json"],
)  # fmt: skip
def test_a_stranger_is_sent_to_sign_in(client: Client, path: str) -> None:
    response = client.get(f"/account/{path}")
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")
    assert client.post("/account/sessions/end/")["Location"].startswith("/sign-in/")
