"""The second factor: with tolerance, once, sealed, counted; recovery codes once each."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from daybook.accounts.limits import WRONG_CODE
from daybook.accounts.models import Session, User
from daybook.accounts.sealed import NotSealedHere, seal_text, unseal_text
from daybook.accounts.second_factor import code_at, step_of
from daybook.lib import clock
from daybook.lib.clock import FrozenClock
from tests.accounts.people import is_signed_in, mails_to, make_person, sign_in
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
ALICE = "alice@example.org"
# RFC 6238, appendix B, for SHA-1: the secret "12345678901234567890".
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture
def alice() -> User:
    return make_person(ALICE)


@pytest.fixture
def hand() -> Iterator[FrozenClock]:
    """At the beginning of a step, so that the neighbours are 30 seconds away exactly."""
    now = clock.now().replace(microsecond=0)
    with clock.frozen(now - timedelta(seconds=int(now.timestamp()) % 30)) as hand:
        yield hand


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def confirm(client: Client) -> None:
    """Type the password once more, as every change of the second factor asks."""
    client.post("/account/again/?next=/account/", {"password": PASSWORD})


def now_code(secret: str) -> str:
    return code_at(secret, int(clock.now().timestamp()) // 30)


def switch_on(client: Client) -> tuple[str, list[str]]:
    """The secret, and the recovery codes that are shown."""
    confirm(client)
    page = text(client.get("/account/second-factor/on/"))
    secret = re.search(r'<code class="secret">([A-Z2-7]+)</code>', page)
    assert secret
    response = client.post("/account/second-factor/on/", {"code": now_code(secret[1])})
    assert response["Location"] == "/account/recovery-codes/"
    codes = re.findall(r"<li><code>(\d{8})</code></li>", text(client.get("/account/recovery-codes/")))
    assert len(set(codes)) == 10
    return secret[1], codes


@pytest.fixture
def protected(client: Client, alice: User, hand: FrozenClock) -> tuple[str, list[str]]:
    """Alice's secret and recovery codes; nobody is signed in, and the code that switched it on is two steps ago."""
    sign_in(client, ALICE)
    found = switch_on(client)
    client.post("/sign-out/")
    hand.advance(timedelta(seconds=60))
    return found


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert code_at(RFC_SECRET, at // 30) == code
    assert step_of(RFC_SECRET, code, datetime.fromtimestamp(at, UTC)) == at // 30


def test_the_password_alone_does_not_open(client: Client, protected: tuple[str, list[str]]) -> None:
    assert sign_in(client, ALICE)["Location"] == "/sign-in/code/"
    assert not is_signed_in(client)
    assert client.get("/clinics/").status_code == 302
    assert client.post("/sign-in/code/", {"code": now_code(protected[0])})["Location"] == "/clinics/"
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("seconds", "opens"), [(-31, False), (-30, True), (0, True), (30, True), (59, True), (60, False)]
)
def test_a_code_is_good_for_its_step_and_the_ones_beside_it(
    client: Client, protected: tuple[str, list[str]], hand: FrozenClock, seconds: int, opens: bool
) -> None:
    hand.advance(timedelta(seconds=120))
    code = now_code(protected[0])
    hand.advance(timedelta(seconds=seconds))
    sign_in(client, ALICE)
    client.post("/sign-in/code/", {"code": code})
    assert is_signed_in(client) is opens


def test_a_code_works_once_however_long_it_is_still_good(
    client: Client, protected: tuple[str, list[str]], hand: FrozenClock
) -> None:
    code = now_code(protected[0])
    sign_in(client, ALICE)
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302
    thief = Client()
    sign_in(thief, ALICE)
    for seconds in (0, 15, 35):
        hand.advance(timedelta(seconds=seconds))
        assert "Wait for the next one" in text(thief.post("/sign-in/code/", {"code": code}))
    assert not is_signed_in(thief)


def test_the_code_that_switched_it_on_is_used_up(client: Client, alice: User, hand: FrozenClock) -> None:
    sign_in(client, ALICE)
    secret, _ = switch_on(client)
    other = Client()
    sign_in(other, ALICE)
    other.post("/sign-in/code/", {"code": now_code(secret)})
    assert not is_signed_in(other)


def test_each_recovery_code_works_once(client: Client, protected: tuple[str, list[str]]) -> None:
    first, second = protected[1][0], protected[1][9]
    for code, opens in ((first, True), (first, False), (f"{second[:4]} {second[4:]}", True)):
        browser = Client()
        sign_in(browser, ALICE)
        browser.post("/sign-in/code/", {"code": code})
        assert is_signed_in(browser) is opens


def test_recovery_codes_are_shown_once_and_new_ones_end_the_old(
    client: Client, protected: tuple[str, list[str]]
) -> None:
    old = protected[1]
    sign_in(client, ALICE)
    client.post("/sign-in/code/", {"code": now_code(protected[0])})
    confirm(client)
    again = text(client.get("/account/recovery-codes/"))
    assert "10 codes are left" in again
    assert not any(code in again for code in old)
    client.post("/account/recovery-codes/new/")
    new = re.findall(r"<li><code>(\d{8})</code></li>", text(client.get("/account/recovery-codes/")))
    assert len(new) == 10
    for code, opens in ((old[0], False), (new[0], True)):
        browser = Client()
        sign_in(browser, ALICE)
        browser.post("/sign-in/code/", {"code": code})
        assert is_signed_in(browser) is opens


def test_guessing_codes_ends(client: Client, protected: tuple[str, list[str]]) -> None:
    sign_in(client, ALICE)
    for _ in range(WRONG_CODE.times):
        client.post("/sign-in/code/", {"code": "000000"})
    refused = client.post("/sign-in/code/", {"code": now_code(protected[0])})
    assert "Too many tries" in text(refused)
    assert not is_signed_in(client)


@pytest.mark.parametrize("code", ["", "\x00", "x" * 41, "١٢٣٤٥٦", "12 34", "🦷"])
def test_nonsense_is_not_an_error_of_ours(
    client: Client, protected: tuple[str, list[str]], code: str
) -> None:
    sign_in(client, ALICE)
    response = client.post("/sign-in/code/", {"code": code})
    assert response.status_code == 200
    assert response.context["form"].errors


def test_secrets_are_sealed_in_the_database_and_in_the_session(
    client: Client, alice: User, hand: FrozenClock
) -> None:
    sign_in(client, ALICE)
    confirm(client)
    page = text(client.get("/account/second-factor/on/"))
    secret = re.search(r'<code class="secret">([A-Z2-7]+)</code>', page)[1]  # type: ignore[index]
    assert secret not in str(client.session.items())
    client.post("/account/second-factor/on/", {"code": now_code(secret)})
    kept = {each.type: each.data for each in Authenticator.objects.filter(user=alice)}
    assert unseal_text(kept["totp"]["secret"]) == secret
    assert secret not in str(kept)
    assert kept["recovery_codes"]["seed"].startswith("v1.")
    assert unseal_text(kept["recovery_codes"]["seed"]) not in str(kept)


def test_what_was_changed_or_sealed_elsewhere_does_not_open() -> None:
    sealed = seal_text("secret")
    assert seal_text("secret") != sealed
    for wrong in (sealed[:-4] + "AAAA", "v1.", "nonsense", ""):
        with pytest.raises(NotSealedHere):
            unseal_text(wrong)


def test_a_wrong_first_code_keeps_the_picture(client: Client, alice: User, hand: FrozenClock) -> None:
    sign_in(client, ALICE)
    confirm(client)
    before = re.search(r'class="secret">(\w+)<', text(client.get("/account/second-factor/on/")))
    wrong = client.post("/account/second-factor/on/", {"code": "000000"})
    after = re.search(r'class="secret">(\w+)<', text(wrong))
    assert before
    assert after
    assert before[1] == after[1]
    assert not Authenticator.objects.exists()


def test_the_picture_has_no_inline_style(client: Client, alice: User) -> None:
    sign_in(client, ALICE)
    confirm(client)
    page = client.get("/account/second-factor/on/").content.decode()
    picture = page[page.index("<svg") : page.index("</svg>")]
    assert "style" not in picture
    assert "otpauth" not in picture


def test_switching_it_on_or_off_asks_for_the_password_and_signs_the_others_out(
    client: Client, alice: User, hand: FrozenClock
) -> None:
    other = Client()
    sign_in(other, ALICE)
    sign_in(client, ALICE)
    assert client.get("/account/second-factor/on/")["Location"].startswith("/account/again/")
    secret, _ = switch_on(client)
    assert not is_signed_in(other)
    assert is_signed_in(client)
    hand.advance(timedelta(minutes=11))
    client.post("/sign-out/")
    sign_in(client, ALICE)
    client.post("/sign-in/code/", {"code": now_code(secret)})
    assert client.post("/account/second-factor/off/")["Location"].startswith("/account/again/")
    assert Authenticator.objects.count() == 2
    confirm(client)
    client.post("/account/second-factor/off/")
    assert not Authenticator.objects.exists()
    assert sign_in(Client(), ALICE)["Location"] == "/clinics/"


def test_a_new_password_does_not_go_round_the_second_factor(
    client: Client, protected: tuple[str, list[str]]
) -> None:
    client.post("/password/", {"email": ALICE})
    code = re.search(r"\d{4}-\d{4}", mails_to(ALICE)[-1].text)
    assert code
    client.post("/password/code/", {"code": code[0]})
    client.post("/password/new/", {"password1": "quite another sentence"})
    assert not is_signed_in(client)
    assert sign_in(client, ALICE, "quite another sentence")["Location"] == "/sign-in/code/"


def test_two_at_once_with_one_code_are_one(client: Client, protected: tuple[str, list[str]]) -> None:
    browsers = [Client(), Client()]
    for browser in browsers:
        sign_in(browser, ALICE)
    code = now_code(protected[0])
    for browser in browsers:
        browser.post("/sign-in/code/", {"code": code})
    assert [is_signed_in(browser) for browser in browsers] == [True, False]
    assert Session.objects.filter(user__email=ALICE).count() == 1
