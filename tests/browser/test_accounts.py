"""From nothing to a clinic with two people, in a real browser with the real mails; and each page by axe."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from daybook.accounts.second_factor import code_at
from tests.browser.conftest import DESKTOP, PHONE, Sit, axe, faults_of, picture

PASSWORD, OTHER = "a quiet river runs", "a loud sea roars"
ALICE, BOB = "alice@river.example", "bob@river.example"
OWNER = "owner@sunrise.example"


def mailed_code(page: Page, email: str) -> str:
    """What development's page shows once the worker has sent it."""
    box = page.context.new_page()
    for _ in range(60):
        box.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/dev/mails/")
        newest = box.locator("article").filter(has_text=email).first
        if newest.count() and newest.locator(".big-code").count():
            code = newest.locator(".big-code").inner_text()
            assert axe(box) == []
            box.close()
            return code
        box.wait_for_timeout(250)
    pytest.fail(f"no code was mailed to {email}")


def good(page: Page, name: str) -> None:
    assert faults_of(page) == [], name
    picture(page, f"accounts-{name}")


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def test_a_clinic_is_signed_up_a_colleague_joins_and_is_shut_out(sit: Sit) -> None:
    alice = sit(None).open("/")
    good(alice, "sign-in")
    _sign_up(alice)
    slug = _open_clinic(alice)
    _first_hour(alice)
    _second_factor(alice)
    bob = sit(None, PHONE, "dark", touch=True).open(_invite(alice, slug))
    _join(bob)
    alice.goto(f"{alice.url.split('/settings/')[0]}/settings/team/")
    alice.get_by_role("link", name="Bob Kumar").click()
    alice.locator("#dialog").get_by_role("button", name="Disable").click()
    expect(alice.locator("main")).to_contain_text("Bob Kumar can no longer sign in here")
    bob.reload()
    expect(bob.get_by_role("heading")).to_contain_text("You can no longer sign in")
    good(bob, "disabled")


def _sign_up(page: Page) -> None:
    page.get_by_role("link", name="Sign up a clinic").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    press(page, "Continue")
    good(page, "sign-up-wrong")
    page.get_by_label("Your name").fill("Alice Rao")
    page.get_by_label("E-mail").fill(ALICE)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Continue")
    expect(page.get_by_label("Code from the mail")).to_be_focused()
    good(page, "code")
    page.get_by_label("Code from the mail").fill("1111-2222")
    press(page, "Continue")
    expect(page.locator(".summary")).to_contain_text("not the code")
    page.get_by_label("Code from the mail").fill(mailed_code(page, ALICE))
    press(page, "Continue")


def _open_clinic(page: Page) -> str:
    expect(page.get_by_label("Your name, as colleagues see it")).to_have_value("Alice Rao")
    page.get_by_label("Country").select_option("GB")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/London")
    page.get_by_label("Country").select_option("IN")
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Kolkata")
    page.get_by_label("Clinic name").fill("River Clinic")
    page.get_by_label("Phone of the clinic").fill("12")
    page.get_by_label("Address").fill("1 Bank Street")
    press(page, "Open the appointment book")
    expect(page.locator(".summary")).to_contain_text("phone number")
    expect(page.get_by_label("Address")).to_have_value("1 Bank Street")
    good(page, "clinic-wrong")
    page.get_by_label("Phone of the clinic").fill("040 2345 6789")
    press(page, "Open the appointment book")
    page.wait_for_url(re.compile("/c/river-clinic/start/"))
    return "river-clinic"


def _first_hour(page: Page) -> None:
    """From the open door to the first booked patient: what is there already is only confirmed."""
    page.get_by_role("link", name="Dental").click()
    expect(page.get_by_label("Name of Filling")).to_be_visible()
    good(page, "start")
    press(page, "Offer these")
    for day in ("Monday", "Sunday"):
        page.get_by_label(day).check()
    press(page, "Put into the book")
    expect(page.locator("#who")).to_contain_text("Alice Rao")
    page.get_by_role("link", name="Book the first patient").click()
    expect(page.get_by_label("Patient")).to_be_focused()
    page.keyboard.type("Ravi Teja")
    expect(page.locator("[role=option]").last).to_contain_text("Register")
    page.keyboard.press("Enter")
    dialog = page.locator("#dialog")
    dialog.get_by_label("Phone", exact=False).first.fill("70000 12399")
    dialog.get_by_role("button", name="Register and book").click()
    expect(dialog.locator("[data-picked]")).to_have_text("Ravi Teja")
    dialog.get_by_role("button", name="Book", exact=True).click()
    expect(dialog).to_be_hidden()
    page.goto(page.url.split("/c/")[0] + "/c/river-clinic/start/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are going")


def _second_factor(page: Page) -> None:
    page.goto(page.url.split("/c/")[0] + "/account/")
    good(page, "account")
    page.get_by_role("link", name="Switch on").click()
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Continue")
    good(page, "second-factor")
    secret = page.locator("code.secret").text_content() or ""
    page.get_by_label("Six digits").fill(code_at(secret, int(time.time()) // 30))
    press(page, "Switch on")
    expect(page.locator("#codes li")).to_have_count(10)
    good(page, "recovery-codes")
    kept = page.locator("#codes code").first.inner_text()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(page, "Copy")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith(kept)
    page.get_by_role("link", name="I have kept them").click()
    press(page, "Sign out")
    page.get_by_label("E-mail").fill(ALICE)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    expect(page.get_by_label("Code from the app")).to_be_focused()
    good(page, "second-factor-asked")
    page.get_by_label("Code from the app").fill(kept)
    press(page, "Sign in")
    page.wait_for_url(re.compile("/c/river-clinic/"))


def _invite(page: Page, slug: str) -> str:
    page.goto(page.url.split("/c/")[0] + f"/c/{slug}/settings/team/")
    page.get_by_role("link", name="Invite").click()
    dialog = page.locator("#dialog")
    expect(dialog.get_by_label("Name")).to_be_focused()
    good(page, "invite")
    dialog.get_by_label("Name").fill("Bob Kumar")
    dialog.get_by_label("E-mail").fill(BOB)
    dialog.get_by_role("button", name="Send the invitation").click()
    link = dialog.get_by_label("Link").input_value()
    good(page, "invited")
    dialog.get_by_role("link", name="Done").click()
    expect(page.locator("main")).to_contain_text("good for")
    return "/" + link.split("/", 3)[3]


def _join(page: Page) -> None:
    good(page, "join")
    press(page, "I am new: make my account")
    expect(page.get_by_label("E-mail")).to_be_disabled()
    page.get_by_label("Your name").fill("Bob Kumar")
    page.get_by_label("Password").fill(OTHER)
    press(page, "Continue")
    page.get_by_label("Code from the mail").fill(mailed_code(page, BOB))
    press(page, "Continue")
    good(page, "join-last")
    press(page, "Join")
    page.wait_for_url(re.compile("/c/river-clinic/"))


PAGES = (
    "/account/", "/account/again/", "/account/password/", "/clinics/?all", "/sign-up/clinic/", "/dev/mails/",
    "/sign-out/",
)  # fmt: skip
DOORS = ("/sign-in/", "/sign-up/", "/password/", "/join/sunrise/nothing/")


def test_every_page_is_good_in_both_lights_and_sizes(sit: Sit) -> None:
    for size, scheme in ((DESKTOP, "light"), (PHONE, "dark")):
        for who, paths in ((OWNER, PAGES), (None, DOORS)):
            desk = sit(who, size, scheme, touch=size is PHONE)
            page = desk.open(paths[0])
            for path in paths:
                page.goto(desk.site.url + path)
                assert faults_of(page) == [], path
                picture(page, f"accounts{re.sub(r'[^a-z]+', '-', path)}{size[0]}")


def test_the_other_clinics_are_in_the_menu_when_it_is_opened(sit: Sit) -> None:
    desk = sit("asha.iyer@doctors.example")
    page = desk.open("/c/sunrise/day/")
    page.locator(".rail details.menu summary").click()
    other = page.get_by_role("link", name="Lotus")
    expect(other).to_be_visible()
    other.click()
    page.wait_for_url(re.compile("/c/lotus"))
