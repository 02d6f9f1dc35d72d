"""Passkeys with Chromium's own virtual authenticator: made, used, named, removed; each page by axe."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Sit, faults_of, picture

OWNER, PASSWORD = "owner@lotus.example", "golconda-by-morning"
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
    good(page, "sign-in")
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
    good(page, "account")
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
