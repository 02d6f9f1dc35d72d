"""A bill by the keyboard, paid by UPI and by cash, and taken back by the owner. On a phone: test_whole_day.py."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Sit, axe, faults_of, picture

DESK, OWNER = "reception@sunrise.example", "owner@sunrise.example"


def write_a_bill(page: Page) -> None:
    """A patient, a service by its name, and a line of one's own; Ctrl and Enter issue it."""
    page.keyboard.type("lak")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    first = page.locator("[name=line-0-text]")
    first.focus()
    page.keyboard.type("Consultation")
    expect(page.locator("[name=line-0-price]")).not_to_have_value("")
    page.keyboard.press("Enter")
    expect(page.locator("[name=line-1-text]")).to_be_focused()
    page.keyboard.type("Dressing")
    for value in ("2", "150.25", "10%"):
        page.keyboard.press("Tab")
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    expect(page.locator("[name=line-2-text]")).to_be_focused()
    expect(page.locator("#bill-sums .total")).to_contain_text("₹770")


def test_a_bill_by_the_keyboard_and_its_money(sit: Sit) -> None:
    page = sit(DESK).open("/c/sunrise/bills/")
    page.keyboard.press("n")
    expect(page.locator("[role=combobox]").nth(1)).to_be_focused()
    write_a_bill(page)
    assert faults_of(page) == []
    picture(page, "bill-form")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name="Take payment")).to_be_focused()
    assert faults_of(page) == []
    picture(page, "bill")
    page.keyboard.press("Enter")
    dialog = page.locator("#dialog")
    expect(dialog.get_by_label("Amount")).to_have_value("770")
    expect(dialog.locator("#pay-code")).to_be_hidden()
    dialog.get_by_text("UPI", exact=True).click()
    expect(dialog.get_by_text("Nobody tells Daybook")).to_be_visible()
    dialog.get_by_label("Amount").fill("500")
    expect(dialog.locator("#pay-code")).to_contain_text("₹500")
    dialog.get_by_label("UTR").fill("41234567")
    page.keyboard.press("Control+Enter")
    expect(dialog.locator(".summary")).to_contain_text("12 digits")
    expect(dialog.get_by_label("Amount")).to_have_value("500")
    picture(page, "bill-payment")
    dialog.get_by_label("UTR").fill("412345678901")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile("₹500 taken"))).to_be_visible()
    page.keyboard.press("m")
    dialog.get_by_label("Cash given").fill("500")
    expect(dialog.get_by_text("Change: 230")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile("Give back ₹230"))).to_be_visible()
    expect(page.locator(".tag.ok").first).to_have_text("paid")


def test_the_lists_of_bills_are_good_in_the_dark_and_on_a_phone(sit: Sit) -> None:
    page = sit(DESK, PHONE, "dark", touch=True).open("/c/sunrise/bills/?show=due")
    assert faults_of(page) == []
    picture(page, "bills-phone")
    page.goto(page.url.split("/bills/")[0] + "/bills/?show=drafts")
    page.locator("tbody a").first.click()
    assert faults_of(page) == []
    picture(page, "bill-draft-phone")


def test_the_owner_takes_a_bill_back(sit: Sit) -> None:
    page = sit(OWNER, DESKTOP).open("/c/sunrise/bills/?show=all")
    page.locator("tr", has_text="paid").locator("a").first.click()
    page.locator("summary[aria-label=More]").click()
    page.get_by_role("link", name="Take all of it back").click()
    page.locator("#dialog").get_by_label("Why").fill("Wrong price")
    assert axe(page) == []
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("void by C-INV")).to_be_visible()
    page.get_by_role("link", name="Give money back").click()
    page.locator("#dialog").get_by_role("button", name="Given back").click()
    expect(page.get_by_text(re.compile("given back, voucher F-INV"))).to_be_visible()
    assert faults_of(page) == []


def test_a_part_is_taken_back_and_kept_as_an_advance(sit: Sit) -> None:
    page = sit(OWNER, DESKTOP).open("/c/sunrise/bills/?show=all")
    page.locator("tr", has_text="paid").locator("a").last.click()
    page.locator("summary[aria-label=More]").click()
    page.get_by_role("link", name="Take a part back").click()
    dialog = page.locator("#dialog")
    dialog.locator("[name=line-1]").fill("99999")
    dialog.get_by_label("Why").fill("Half of it")
    page.keyboard.press("Control+Enter")
    expect(dialog.locator(".summary")).to_contain_text("so much is left of this line")
    assert axe(page) == []
    dialog.locator("[name=line-1]").fill("100")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Keep as an advance").click()
    expect(page.get_by_text("₹100 kept as an advance.")).to_be_visible()
    page.locator("main a[href*='/patients/']").first.click()
    page.wait_for_url(re.compile(r"/patients/[0-9a-f-]{36}/$"))
    page.get_by_role("link", name="₹100 in advance").click()
    page.wait_for_url(re.compile("/advances/"))
    page.keyboard.press("m")
    dialog.get_by_label("Amount").fill("200")
    assert axe(page) == []
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile("₹200 taken in advance, receipt A-INV"))).to_be_visible()
    assert faults_of(page) == []
    picture(page, "bill-advance")
