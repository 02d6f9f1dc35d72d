"""Passkeys with Chromium's own virtual authenticator: made, used, named, removed; what stands before a clinic's pages;
each page by axe."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect
from pytest_django.plugin import DjangoDbBlocker

from daybook.accounts.models import Membership, Session
from daybook.clinics.models import Profile
from daybook.lib import clock
from daybook.tenancy.queries import clinic_by_slug
from daybook.tenancy.scope import clinic_scope
from tests.browser.conftest import PHONE, Sit, faults_of, picture

OWNER, RECEPTION, PASSWORD = "owner@lotus.example", "reception@lotus.example", "golconda-by-morning"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_device(page: Page) -> Any:
    """The page's tab has a device that keeps passkeys and knows its owner's finger."""
    tab = page.context.new_cdp_session(page)
    tab.send("WebAuthn.enable")
    tab.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return tab


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def good(page: Page, name: str) -> None:
    assert faults_of(page) == [], name
    picture(page, f"doors-{name}")


def sign_in(page: Page) -> None:
    page.get_by_label("E-mail").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


def test_a_passkey_is_made_used_named_and_removed(sit: Sit) -> None:
    page = sit(None, PHONE, "light", touch=True).open("/sign-in/")
    with_device(page)
    sign_in(page)
    page.goto(page.url.split("/c/")[0] + "/account/passkeys/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Continue")
    page.get_by_label("Name of the passkey").fill("My phone")
    good(page, "passkey-new")
    press(page, "Make the passkey")
    expect(page.locator("#codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    _alone(page)
    _beside_the_password(page)
    _named_and_removed(page)


def _alone(page: Page) -> None:
    press(page, "Sign out")
    press(page, "Sign in with a passkey")
    page.wait_for_url(re.compile("/c/lotus"))


def _beside_the_password(page: Page) -> None:
    page.goto(page.url.split("/c/")[0] + "/account/")
    press(page, "Sign out")
    sign_in(page)
    good(page, "second-factor")
    press(page, "Use a passkey")
    page.wait_for_url(re.compile("/c/lotus"))


def _named_and_removed(page: Page) -> None:
    page.goto(page.url.split("/c/")[0] + "/account/passkeys/")
    expect(page.locator(".lines")).to_contain_text("last used")
    good(page, "passkeys")
    page.get_by_role("link", name="Rename My phone").click()
    page.get_by_label("Name of the passkey").fill("Office phone")
    press(page, "Save")
    page.get_by_role("link", name="Remove Office phone").click()
    page.get_by_role("link", name="Use a passkey instead").click()
    good(page, "passkey-again")
    press(page, "Use a passkey")
    press(page, "Remove")
    expect(page.locator("main")).to_contain_text("There is none yet")


def test_the_question_keeps_what_was_typed(sit: Sit, django_db_blocker: DjangoDbBlocker) -> None:
    page = sit(OWNER).open("/c/lotus/settings/credentials/")
    good(page, "credentials")
    page.get_by_role("link", name="Require a second factor").click()
    expect(page.locator("#dialog").get_by_label("Required from")).to_be_visible()
    good(page, "require")
    page.goto(page.url.replace("credentials", "team"))
    page.get_by_role("link", name="Invite").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Name").fill("Ravi Kumar")
    dialog.get_by_label("E-mail").fill("ravi@lotus.example")
    with django_db_blocker.unblock():
        Session.objects.update(created_at=clock.now() - timedelta(minutes=20))
    dialog.get_by_role("button", name="Send the invitation").click()
    expect(dialog.get_by_label("Password")).to_be_focused()
    good(page, "again")
    dialog.get_by_label("Password").fill("not this one")
    dialog.get_by_role("button", name="Continue").click()
    expect(dialog.get_by_role("alert").first).to_contain_text("not your password")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Continue").click()
    expect(dialog).to_contain_text("Ravi Kumar has a mail")


@contextmanager
def due(blocker: DjangoDbBlocker, row: Any, **values: Any) -> Iterator[None]:
    """Something that stands before the pages of Lotus, for as long as a test looks at it."""
    with blocker.unblock():
        lotus = clinic_by_slug("lotus")
        assert lotus is not None
        with clinic_scope(lotus):
            row.objects.update(**values)
        try:
            yield
        finally:
            with clinic_scope(lotus):
                row.objects.update(**dict.fromkeys(values))


def test_what_stands_before_a_clinic(sit: Sit, django_db_blocker: DjangoDbBlocker) -> None:
    desk = sit(RECEPTION, PHONE, "dark", touch=True)
    page = desk.open("/clinics/")
    today = clock.now().date()
    with due(django_db_blocker, Profile, second_factor_from=today + timedelta(days=3)):
        page.goto(desk.site.url + "/c/lotus/day/")
        expect(page.get_by_role("note")).to_contain_text("days this clinic opens only with a second factor")
        good(page, "banner")
    with due(django_db_blocker, Profile, second_factor_from=today):
        page.goto(desk.site.url + "/c/lotus/queue/")
        expect(page.get_by_role("heading")).to_contain_text("Set up a second factor")
        good(page, "second-factor-due")
    with due(django_db_blocker, Membership, password_after=clock.now()):
        page.goto(desk.site.url + "/c/lotus/queue/")
        expect(page.get_by_role("heading")).to_contain_text("A new password, please")
        good(page, "password-due")
    with due(django_db_blocker, Membership, proof_after=clock.now() + timedelta(hours=1)):
        page.goto(desk.site.url + "/c/lotus/queue/")
        expect(page.locator("main")).to_contain_text("has signed you out there")
        good(page, "signed-out")
