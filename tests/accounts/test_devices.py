"""A sign-in from a device that was not seen before is told by mail, and "It was not me" shuts everything."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from daybook.accounts.actions.forget_old import forget_old
from daybook.accounts.devices import note_device
from daybook.accounts.models import Device, Session, User
from daybook.audit.models import Entry
from daybook.lib import clock
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.accounts.people import code_for, is_signed_in, mails_to, make_person, sign_in

pytestmark = pytest.mark.django_db
ALICE = "alice@example.org"
CHROME = "Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36"
PHONE = "Mozilla/5.0 (Linux; Android 15) Chrome/141.0 Mobile Safari/537.36"


@pytest.fixture
def alice() -> User:
    return make_person(ALICE)


def come(agent: str = CHROME, ip: str = "203.0.113.5") -> Client:
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=ip)
    sign_in(client, ALICE)
    return client


def subjects() -> list[str]:
    return [mail.subject for mail in mails_to(ALICE)]


def link() -> str:
    found = re.search(r"/not-me/\S+", mails_to(ALICE)[-1].text)
    assert found
    return found[0]


def test_the_first_sign_in_of_an_account_is_no_news(alice: User) -> None:
    come()
    come()
    assert subjects() == []


@pytest.mark.parametrize(
    ("agent", "ip", "told"),
    [
        (CHROME, "203.0.113.9", False),
        (CHROME, "203.0.250.1", False),  # the same provider's network
        (CHROME.replace("141", "142"), "203.0.113.5", False),  # a newer version of it
        (PHONE, "203.0.113.5", True),
        (CHROME, "198.51.100.7", True),
        ("", "203.0.113.5", True),
    ],
)
def test_what_counts_as_another_device(alice: User, agent: str, ip: str, told: bool) -> None:
    come()
    come(agent, ip)
    assert (subjects() == ["A sign-in from a new device"]) is told
    come(agent, ip)
    assert len(subjects()) == told


def test_the_mail_names_the_device_and_no_clinic(alice: User) -> None:
    clinic = factories.make_clinic(name="Secret Clinic")
    factories.make_member(clinic, user=alice)
    come()
    come(PHONE)
    [mail] = mails_to(ALICE)
    assert "Chrome on Android" in mail.text
    assert "Secret" not in mail.text
    assert "203.0" not in mail.text


def test_kept_is_nothing_that_says_where_somebody_was(alice: User) -> None:
    come()
    kept = str(list(Device.objects.values()))
    assert "203" not in kept.replace(str(clock.now().year), "")
    assert "Chrome" not in kept
    other = make_person("bob@example.org")
    note_device(other, ip="203.0.113.5", agent=CHROME)
    assert len(set(Device.objects.values_list("mark", flat=True))) == 2


def test_two_at_once_are_told_once(alice: User) -> None:
    come()
    alice.refresh_from_db()
    assert note_device(alice, ip="198.51.100.7", agent=PHONE) is not None
    assert note_device(alice, ip="198.51.100.7", agent=PHONE) is None


def test_it_was_not_me_shuts_everything_and_leads_to_a_new_password(alice: User) -> None:
    clinic = factories.make_clinic()
    factories.make_member(clinic, user=alice)
    home = come()
    thief = come(PHONE, "198.51.100.7")
    Authenticator.objects.create(user=alice, type="totp", data={"secret": "thief's"})
    browser = Client()
    asked = browser.get(link())
    assert asked.status_code == 200
    assert is_signed_in(thief)  # a mail program that looks at links does nothing
    page = browser.post(link())
    assert page["Location"] == "/password/code/"
    assert not Session.objects.filter(user=alice).exists()
    assert not is_signed_in(home)
    assert not Authenticator.objects.filter(user=alice).exists()
    assert sign_in(Client(), ALICE).status_code == 200  # the old password is nothing any more
    browser.post("/password/code/", {"code": code_for(ALICE)})
    browser.post("/password/new/", {"password1": "a quite different sentence"})
    assert sign_in(Client(), ALICE, "a quite different sentence")["Location"].startswith("/c")
    with clinic_scope(clinic):
        assert "account.disowned" in Entry.objects.values_list("verb", flat=True)


def test_what_was_there_before_the_thief_stays(alice: User) -> None:
    come()
    come(PHONE)
    long_ago = clock.now() - timedelta(days=9)
    Authenticator.objects.create(user=alice, type="totp", data={"secret": "own"}, created_at=long_ago)
    Client().post(link())
    assert Authenticator.objects.get(user=alice).data == {"secret": "own"}


def test_a_link_ends_with_the_password_and_after_two_weeks(alice: User) -> None:
    come()
    come(PHONE)
    address = link()
    assert Client().get(address[:-3] + "x/").status_code == 410
    Client().post(address)
    for method in ("get", "post"):
        again: Any = getattr(Client(), method)(address)
        assert again.status_code == 410
    assert User.objects.get(pk=alice.pk).has_usable_password() is False


def test_a_device_is_forgotten_half_a_year_after_its_last_use(alice: User) -> None:
    come()
    Device.objects.update(last_at=clock.now() - timedelta(days=181))
    forget_old()
    assert not Device.objects.exists()
