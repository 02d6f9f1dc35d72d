"""Signing in: who gets in, who does not, where one goes afterwards, and how often one may guess."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from daybook.accounts import limits
from daybook.accounts.models import Session, User
from daybook.accounts.permissions import Role
from daybook.lib import clock
from tests.accounts.people import code_for, count_hashes, is_signed_in, mails_to, make_person, sign_in
from tests.factories import PASSWORD, make_clinic, make_member, make_user

ALICE = "alice@example.org"
ROOT = Path(__file__).resolve().parents[2]


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.django_db
def test_the_right_password_opens_and_a_wrong_one_keeps_the_address_typed(client: Client) -> None:
    make_person(ALICE)
    wrong = sign_in(client, " Alice@Example.org", "wrong password")
    assert wrong.status_code == 200
    assert "Alice@Example.org" in text(wrong)
    assert "do not belong together" in text(wrong)
    assert not is_signed_in(client)
    assert sign_in(client, " Alice@Example.org ")["Location"] == "/clinics/"
    assert is_signed_in(client)


@pytest.mark.django_db
def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(client: Client) -> None:
    make_person(ALICE)
    pages = [
        re.sub(r'value="\w{64}"|content="\w{64}"', "", text(sign_in(Client(), email, "wrong password")))
        for email in (ALICE, "nobody@example.org")
    ]
    assert pages[0] == pages[1].replace("nobody@example.org", ALICE)


@pytest.mark.django_db
def test_both_are_hashed_once_so_that_time_tells_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person(ALICE)
    hashed = count_hashes(monkeypatch)
    sign_in(client, ALICE, "wrong password")
    known, hashed[:] = len(hashed), []
    sign_in(client, "nobody@example.org", "wrong password")
    assert (known, len(hashed)) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("login", "no address"),
        ("login", "a\x00@x.org"),
        ("login", "x" * 300 + "@x.org"),
        ("password", "\x00"),
        ("password", "x" * 129),
    ],
)
def test_bad_input_is_no_error_of_ours(client: Client, field: str, value: str) -> None:
    response = client.post("/sign-in/", {"login": ALICE, "password": PASSWORD, field: value})
    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cookie", ['"\\000\\000\\000\\000\\000\\000\\000\\000"', "x" * 5000, "' OR 1=1 --", "\u00e9" * 32, ""]
)
@pytest.mark.parametrize("url", ["/account/", "/c/sunrise/day/", "/sign-in/", "/c/unknown/day/"])
def test_a_nonsense_cookie_is_nobody(client: Client, cookie: str, url: str) -> None:
    make_clinic("sunrise")
    response = client.get(url, headers={"Cookie": f"__Host-session={cookie}"})
    assert response.status_code in (200, 302)
    assert "/sign-in/" in response.headers.get("Location", "/sign-in/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "http:///evil.example",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
        "http://localhost/c/",
        "/ok\x00",
        "x" * 5000,
    ],
)
def test_one_is_never_sent_elsewhere(client: Client, target: str) -> None:
    make_person(ALICE)
    assert sign_in(client, ALICE, next=target).headers.get("Location") == "/clinics/"
    for page in ("/sign-in/", "/sign-up/", "/password/"):
        assert client.get(page, {"next": target}).headers.get("Location", "/").startswith("/")
    assert client.post("/sign-out/", {"next": target})["Location"] == "/sign-in/"


@pytest.mark.django_db
def test_one_is_sent_where_one_wanted_to_go(client: Client) -> None:
    make_person(ALICE)
    wanted = "/c/sunrise/day/?branch=1"
    response = client.get("/sign-in/", {"next": wanted})
    assert 'name="next" value="/c/sunrise/day/?branch=1"' in text(response)
    assert sign_in(client, ALICE, next=wanted)["Location"] == wanted


@pytest.mark.django_db
def test_an_address_that_was_never_verified_is_asked_for_its_code(client: Client) -> None:
    make_user(ALICE)
    assert sign_in(client, ALICE)["Location"] == "/code/"
    assert not is_signed_in(client)
    client.post("/code/", {"code": code_for(ALICE), "action": "verify"})
    assert is_signed_in(client)


@pytest.mark.django_db
def test_guesses_from_one_place_end_and_the_person_elsewhere_still_gets_in(client: Client) -> None:
    make_person(ALICE)
    for _ in range(limits.WRONG_FOR_FROM.times):
        assert "do not belong" in text(sign_in(client, ALICE, "wrong password"))
    for _ in range(100):
        refused = sign_in(client, ALICE)
        if refused.status_code == 429:
            break
        assert "Too many tries" in text(refused)
    assert not is_signed_in(client)
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert sign_in(elsewhere, ALICE)["Location"] == "/clinics/"


@pytest.mark.django_db
def test_guesses_from_everywhere_end_too(client: Client) -> None:
    make_person(ALICE)
    for number in range(limits.WRONG_FOR.times):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), ALICE, "wrong password")
    assert "Too many tries" in text(sign_in(Client(REMOTE_ADDR="198.51.100.1"), ALICE))
    with clock.frozen(clock.now() + timedelta(hours=1, minutes=1)):
        assert sign_in(Client(REMOTE_ADDR="198.51.100.1"), ALICE).status_code == 302


@pytest.mark.django_db
def test_signing_in_rightly_all_day_is_not_limited(client: Client) -> None:
    make_person(ALICE)
    for _ in range(12):
        assert sign_in(Client(), ALICE).status_code == 302


@pytest.mark.django_db
def test_a_proxy_that_is_not_trusted_does_not_change_ones_place(client: Client) -> None:
    make_person(ALICE)
    answers = [
        text(sign_in(Client(headers={"X-Forwarded-For": f"203.0.113.{n}"}), ALICE, "wrong password"))
        for n in range(7)
    ]
    assert "Too many tries" in answers[-1]


GUESS = """
import sys, django
django.setup()
from django.test import Client
client = Client()
print("ready", flush=True)
sys.stdin.readline()
tried = 0
for _ in range(20):
    page = client.post("/sign-in/", {"login": "alice@example.org", "password": "wrong password"})
    tried += b"do not belong together" in page.content
print(tried, flush=True)
"""


@pytest.mark.slow
def test_two_processes_that_guess_at_once_get_no_more_guesses_than_one(committed_db: None) -> None:
    make_person(ALICE)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", GUESS], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    answers = [process.communicate("go\n")[0] for process in processes]
    assert sum(int(answer.split()[-1]) for answer in answers) == limits.WRONG_FOR_FROM.times


@pytest.mark.django_db
def test_a_forgotten_password_is_set_anew_with_a_mailed_code(client: Client) -> None:
    make_person(ALICE)
    stolen = Client()
    sign_in(stolen, ALICE)
    assert client.post("/password/", {"email": ALICE})["Location"] == "/password/code/"
    assert client.post("/password/code/", {"code": code_for(ALICE)})["Location"] == "/password/new/"
    done = client.post("/password/new/", {"password1": "quite another sentence"})
    assert done["Location"] == "/sign-in/"
    assert "Your password is changed" in text(client.get("/sign-in/"))
    assert not is_signed_in(client)
    assert not is_signed_in(stolen)
    assert sign_in(client, ALICE).status_code == 200
    assert sign_in(client, ALICE, "quite another sentence").status_code == 302
    assert mails_to(ALICE)[-1].subject == "Your password was set anew"


@pytest.mark.django_db
def test_setting_anew_tells_nothing_about_an_address(client: Client) -> None:
    make_person(ALICE)
    pages = []
    for email in (ALICE, "nobody@example.org"):
        browser = Client()
        assert browser.post("/password/", {"email": email})["Location"] == "/password/code/"
        page = text(browser.get("/password/code/")).replace(email, "X")
        pages.append(re.sub(r'value="\w{64}"|content="\w{64}"', "", page))
        assert browser.post("/password/code/", {"code": "0000-0000"}).status_code == 200
        assert browser.get("/password/new/")["Location"] == "/password/code/"
    assert pages[0] == pages[1]
    assert "no account" in mails_to("nobody@example.org")[-1].text


@pytest.mark.django_db
def test_a_wrong_code_three_times_ends_it(client: Client) -> None:
    make_person(ALICE)
    client.post("/password/", {"email": ALICE})
    code = code_for(ALICE)
    for _ in range(3):
        client.post("/password/code/", {"code": "0000-0000"})
    assert client.post("/password/code/", {"code": code})["Location"] == "/sign-in/"


@pytest.mark.django_db
def test_a_weak_new_password_is_refused_and_the_step_stays(client: Client) -> None:
    make_person(ALICE)
    client.post("/password/", {"email": ALICE})
    client.post("/password/code/", {"code": code_for(ALICE)})
    for weak in ("", "short", "password1234", ALICE):
        response = client.post("/password/new/", {"password1": weak})
        assert response.status_code == 200
        assert response.context["form"].errors
    assert sign_in(Client(), ALICE).status_code == 302


@pytest.mark.django_db
def test_one_address_gets_only_so_many_mails(client: Client) -> None:
    make_person(ALICE)
    answers = [Client(REMOTE_ADDR=f"203.0.113.{n}").post("/password/", {"email": ALICE}) for n in range(12)]
    assert [answer.status_code for answer in answers[-2:]] == [429, 429]
    assert len(mails_to(ALICE)) == limits.MAILS.times


@pytest.mark.django_db
def test_a_closed_account_does_not_open(client: Client) -> None:
    user = make_person(ALICE)
    User.objects.filter(pk=user.pk).update(is_active=False)
    response = client.post("/sign-in/", {"login": ALICE, "password": PASSWORD}, follow=True)
    assert "closed" in text(response)
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_public_pages_set_no_cookie_before_they_need_to_and_never_a_third(client: Client) -> None:
    make_person(ALICE)
    assert not client.get("/").cookies
    assert set(client.get("/sign-in/").cookies) == {"__Host-csrf"}
    assert set(client.get("/sign-up/").cookies) <= {"__Host-csrf"}
    assert set(client.get("/join/sunrise/token/").cookies) <= {"__Host-csrf"}
    sign_in(client, ALICE)
    for url in ("/account/", "/clinics/", "/account/second-factor/on/", "/sign-up/clinic/"):
        client.get(url)
    assert set(client.cookies) == {"__Host-csrf", "__Host-session"}
    for cookie in client.cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax")


@pytest.mark.django_db
def test_signing_out_is_by_post_and_ends_the_session(client: Client) -> None:
    make_person(ALICE)
    sign_in(client, ALICE)
    kept = client.cookies["__Host-session"].value
    assert "Sign out?" in text(client.get("/sign-out/"))
    assert is_signed_in(client)
    response = client.post("/sign-out/")
    assert response["Location"] == "/sign-in/"
    assert "cookies" in response["Clear-Site-Data"]
    assert not Session.objects.filter(pk=kept).exists()
    client.cookies["__Host-session"] = kept
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_the_session_key_changes_at_sign_in(client: Client) -> None:
    make_user(ALICE)
    sign_in(client, ALICE)
    before = client.cookies["__Host-session"].value
    client.post("/code/", {"code": code_for(ALICE), "action": "verify"})
    assert is_signed_in(client)
    assert client.cookies["__Host-session"].value != before
    assert not Session.objects.filter(pk=before).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["accounts/login/", "login/", "signup/", "password/set/", "password/done/", "account/recovery-codes/download/",
     "phone/change/", "account/inactive/", "login/code/", "confirm-email/"],
)  # fmt: skip
def test_pages_that_are_not_ours_are_not_there(client: Client, path: str) -> None:
    assert client.get(f"/{path}").status_code == 404


@pytest.mark.django_db
def test_no_json_door_beside_the_pages(client: Client) -> None:
    make_person(ALICE)
    data = {"login": ALICE, "password": "wrong password"}
    response = client.post(
        "/sign-in/", data, headers={"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"}
    )
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.django_db
def test_one_clinic_is_opened_straight_and_several_are_listed(client: Client) -> None:
    user = make_person(ALICE)
    sign_in(client, ALICE)
    assert "does not work at a clinic yet" in text(client.get("/clinics/"))
    sunrise = make_clinic("sunrise", name="Sunrise Clinic")
    make_member(sunrise, Role.OWNER, user=user, display_name="Dr Alice")
    assert client.get("/clinics/")["Location"] == "/c/sunrise/"
    assert "Sunrise Clinic" in text(client.get("/clinics/?all"))
    lotus = make_clinic("lotus", name="Lotus Dental")
    make_member(lotus, Role.PRACTITIONER, user=user, disabled_at=clock.now())
    listed = text(client.get("/clinics/"))
    assert "no longer work here" in listed
    assert 'href="/c/lotus/"' not in listed
    menu = text(client.get("/clinics/menu/?at=sunrise"))
    assert "Sunrise" not in menu
    assert "Lotus" not in menu
    assert client.get("/")["Location"] == "/clinics/"
