"""A clinic's morning over three people: reception registers and books, the practitioner sees, the owner looks back.
And every page of each, by axe, light on a desk and dark on a phone."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page, expect

from daybook.operations.demo.logins import PASSWORD
from tests.browser.conftest import DESKTOP, PHONE, Sit, faults_of, picture
from tests.browser.test_day import next_monday

RECEPTION, PRACTITIONER, OWNER = (
    "reception@sunrise.example",
    "meera.rao@sunrise.example",
    "owner@sunrise.example",
)
NAME = "Thulasi Devarakonda"


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("/c/sunrise/day/"))


def test_a_morning(sit: Sit) -> None:
    reception = sit(None).open("/sign-in/")
    sign_in(reception, RECEPTION)
    reception.goto(reception.url.split("?")[0] + f"?day={next_monday()}")
    _register_and_book(reception)
    doctor = sit(None, PHONE, "dark", touch=True).open("/sign-in/")
    sign_in(doctor, PRACTITIONER)
    expect(doctor.locator(".col")).to_have_count(1)
    doctor.goto(doctor.url + f"&day={next_monday()}")
    _see(doctor)
    owner = sit(OWNER).open("/c/sunrise/trail/")
    expect(owner.locator("main")).to_contain_text(re.compile(rf"Sravani Goud registered .*{NAME}"))
    expect(owner.locator("main")).to_contain_text(re.compile(r"Dr Meera Rao .*" + NAME))
    picture(owner, "trail")


def _register_and_book(page: Page) -> None:
    search = page.locator("#search")
    search.press_sequentially(NAME.lower())
    expect(page.locator("[role=option]").last).to_contain_text("Register")
    search.press("Enter")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("Register a patient")
    dialog.get_by_label("Name needed").fill(NAME)
    dialog.get_by_label("Phone", exact=False).first.fill("70000 12345")
    dialog.get_by_role("button", name="Register and book").click()
    expect(dialog.locator("[data-picked]")).to_have_text(NAME)
    picture(page, "register-and-book")
    dialog.get_by_role("button", name="Book", exact=True).click()
    expect(dialog).to_be_hidden()
    card = page.locator(".card", has_text=NAME)
    expect(card).to_be_visible()
    card.click()
    dialog.get_by_role("button", name="Arrived").click()
    expect(page.locator(".waiting")).to_contain_text(NAME)


def _see(page: Page) -> None:
    card = page.locator(".card", has_text=NAME)
    card.scroll_into_view_if_needed()
    card.click()
    dialog = page.locator("#dialog")
    picture(page, "doctor-phone")
    dialog.get_by_role("button", name="Start consultation").click()
    expect(page.locator(".card.inroom", has_text=NAME)).to_be_visible()
    page.locator(".card", has_text=NAME).click()
    dialog.get_by_role("button", name="Done").click()
    expect(page.locator(".card.done", has_text=NAME)).to_be_visible()


def staff_pages() -> list[str]:
    """The addresses under /c/<slug>/ that need nothing but the clinic."""
    found: list[str] = []

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> None:
        for each in patterns:
            path = before + str(each.pattern)
            if isinstance(each, URLResolver):
                walk(each.url_patterns, path)
            elif path.startswith("c/<slug:slug>/") and path.count("<") == 1:
                found.append("/" + path.replace("<slug:slug>", "sunrise"))

    walk(get_resolver().url_patterns, "")
    return found


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
@pytest.mark.parametrize("who", [OWNER, PRACTITIONER, RECEPTION])
def test_every_page_is_without_fault(sit: Sit, who: str, size: tuple[int, int], scheme: str) -> None:
    page = sit(who, size, scheme, touch=size is PHONE).open("/c/sunrise/day/")
    home = page.url.split("/c/")[0]
    faults = {}
    for path in staff_pages():
        answer = page.request.get(home + path, max_redirects=0)
        assert answer.status in (200, 204, 302, 403, 405), (path, answer.status)
        if answer.status == 200 and answer.text().lstrip().lower().startswith("<!doctype html"):
            page.goto(home + path)
            found = faults_of(page)
            if found:
                faults[path] = found
    assert not faults
