"""The queue in a real browser: a walk-in in two actions, seen at the other desk. Calling: test_whole_day.py."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Sit, axe, picture

RECEPTION, DESK_2 = "reception@sunrise.example", "desk2@sunrise.example"
DAY, QUEUE = "/c/sunrise/day/", "/c/sunrise/queue/"
# What a person does: a click, or a key that is not typing.
COUNT = """() => {
    window.actions = 0;
    document.addEventListener("click", (event) => event.isTrusted && event.detail && window.actions++, true);
    document.addEventListener("keydown", (event) => event.key.length > 1 && window.actions++, true);
}"""


def take_in(page: Page, words: str, doctor: str = "Dr Meera Rao") -> tuple[str, str]:
    """Name and token of somebody who walks in."""
    page.get_by_role("link", name="Walk-in").first.click()
    page.locator("#dialog label", has_text=doctor).click()
    search = page.locator("#dialog_patient")
    search.press_sequentially(words)
    option = page.locator("#dialog [role=option]").first
    name = option.get_attribute("data-label") or ""
    search.press("Enter")
    token = page.locator(".token-given .token").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    return name, token


def test_a_walk_in_has_a_token_in_two_actions(sit: Sit) -> None:
    page, other = sit(RECEPTION).open(DAY), sit(DESK_2).open(DAY)
    page.evaluate(COUNT)
    page.get_by_role("link", name="Walk-in").click()  # 1: somebody walks in
    search = page.locator("#dialog_patient")
    expect(search).to_be_focused()
    assert axe(page) == []
    search.press_sequentially("chowdary")
    name = page.locator("#dialog [role=option]").first.get_attribute("data-label")
    search.press("Enter")  # 2: this one
    token = page.locator(".token-given .token")
    expect(token).to_have_text(re.compile(r"^[A-Z]-\d\d$"))
    assert page.evaluate("window.actions") == 2
    assert axe(page) == []
    picture(page, "walk-in")
    for desk in (page, other):
        line = desk.locator(".waiting li", has_text=str(name))
        expect(line).to_contain_text(token.inner_text(), timeout=5_000)
        expect(line).to_contain_text("no appointment")


def test_it_goes_by_keys_alone(sit: Sit) -> None:
    page = sit(RECEPTION).open(DAY)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    for words in ("Walk-in", "Queue"):
        expect(page.locator("#keys")).to_contain_text(words)
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    page.locator("#dialog_patient").press_sequentially("goud")
    expect(page.locator("#dialog [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    token = page.locator(".token-given .token").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    page.keyboard.press("n")
    expect(page.locator(".toasts")).to_contain_text("is called")
    page.keyboard.press("q")
    page.wait_for_url(re.compile("/queue/"))
    expect(page.locator("main")).to_contain_text(token)


def test_a_new_patient_is_registered_on_the_way(sit: Sit) -> None:
    page = sit(RECEPTION).open(QUEUE)
    page.get_by_role("link", name="Walk-in").first.click()
    page.locator("#dialog label", has_text="Dr Farid Khan").click()
    search = page.locator("#dialog_patient")
    search.press_sequentially("salma walkerin")
    expect(page.locator("#dialog [role=option]").last).to_contain_text("Register")
    search.press("Enter")
    page.locator("#dialog").get_by_label("Name needed").fill("Salma Walkerin")
    page.locator("#dialog").get_by_label("Phone", exact=False).first.fill("70000 54321")
    page.locator("#dialog").get_by_role("button", name="Register and give a token").click()
    expect(page.locator("#dialog [data-picked]")).to_have_text("Salma Walkerin")
    expect(page.locator("#dialog label", has_text="Dr Farid Khan").locator("input")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator(".token-given")).to_contain_text("Dr Farid Khan")
    page.keyboard.press("Enter")
    expect(page.locator(".lane", has_text="Dr Farid Khan")).to_contain_text("Salma Walkerin")


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_a_token_and_its_slip_are_without_fault(sit: Sit, size: tuple[int, int], scheme: str) -> None:
    page = sit(RECEPTION, size, scheme).open(QUEUE)
    _name, token = take_in(page, "reddy" if size is PHONE else "sharma")
    page.locator(".queue-list a", has_text=token).first.click()
    expect(page.locator("#dialog .token.big")).to_have_text(token)
    assert axe(page) == []
    slip = page.locator("#dialog a", has_text="Token slip").get_attribute("href")
    page.goto(page.url.split("/c/")[0] + str(slip))
    expect(page.locator("h1")).to_contain_text(token)
    assert axe(page) == []
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    picture(page, f"slip-{size[0]}")
