"""Two files become one, by the keyboard, and two again."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Sit, faults_of, picture

OWNER = "owner@sunrise.example"
LIST = "/c/sunrise/patients/duplicates/"


def test_two_files_become_one_and_two_again(sit: Sit) -> None:
    page = sit(OWNER).open(LIST)
    assert faults_of(page) == []
    picture(page, "merge-list")
    page.get_by_role("link", name=re.compile("Compare.*Rukhsana")).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Merge two files")).to_be_visible()
    assert faults_of(page) == []
    picture(page, "merge-compare")
    phones = page.get_by_role("group", name="Phones").get_by_role("radio")
    expect(phones.first).to_be_checked()
    phones.first.focus()
    page.keyboard.press("ArrowDown")
    expect(phones.nth(1)).to_be_checked()
    old = re.sub(r".*other=", "", page.url)
    page.get_by_role("button", name=re.compile("Merge into file")).press("Enter")
    expect(page.get_by_text(re.compile("is a part of this one now"))).to_be_visible()
    page.goto(re.sub(r"patients/.*", f"patients/{old}/", page.url))
    expect(page.get_by_text(re.compile("was merged into this one"))).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("link", name=re.compile("Take back")).press("Enter")
    page.get_by_role("button", name="Take it back").press("Enter")
    expect(page.get_by_text("Both files are as they were before.")).to_be_visible()


def test_on_a_phone_one_stands_below_the_other(sit: Sit) -> None:
    page = sit(OWNER, PHONE, "dark").open(LIST)
    page.get_by_role("link", name=re.compile("^Compare")).first.click()
    expect(page.get_by_role("heading", name="Merge two files")).to_be_visible()
    assert faults_of(page) == []
    picture(page, "merge-phone")
