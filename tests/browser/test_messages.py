"""Messages to patients: what was sent, what they say, and what the patients agreed to."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Sit, axe, faults_of, picture

OWNER, RECEPTION = "owner@sunrise.example", "reception@sunrise.example"
LOOKS = ((DESKTOP, "light"), (PHONE, "dark"))


def patient_with_consent(page: Page) -> None:
    """Opens the file of somebody who was written to."""
    page.locator("tbody th a").first.click()
    page.locator("#dialog .facts a").first.click()
    expect(page.get_by_role("heading", name="Consent")).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_pages_are_good_in_both_lights_and_sizes(sit: Sit, size: tuple[int, int], scheme: str) -> None:
    desk = sit(OWNER, size, scheme, touch=size is PHONE)
    page = desk.open("/c/sunrise/messages/")
    expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    for name, path in {
        "messages": "messages/",
        "messages-settings": "settings/messages/",
        "messages-template": "settings/messages/reminder/te/",
    }.items():
        page.goto(f"{desk.site.url}/c/sunrise/{path}")
        assert faults_of(page) == []
        picture(page, f"{name}-{size[0]}")


def test_a_message_is_read_and_its_appointment_tells_of_it(sit: Sit) -> None:
    page = sit(RECEPTION).open("/c/sunrise/messages/?state=sent")
    while not page.locator("tbody").count():
        page.get_by_role("link", name="Previous day").click()
        expect(page.locator("tbody, .empty")).to_be_visible()
    page.locator("tbody th a").first.click()
    expect(page.locator("#dialog .letter")).to_contain_text("Sunrise")
    assert axe(page) == []
    picture(page, "message")
    page.get_by_role("link", name="The appointment").click()
    expect(page.get_by_role("heading", name="Messages").last).to_be_visible()
    expect(page.locator("#dialog .message-list li").first).to_contain_text("Confirmation")
    assert axe(page) == []
    picture(page, "message-card")


def test_the_words_are_previewed_and_a_wrong_placeholder_is_told(sit: Sit) -> None:
    page = sit(OWNER).open("/c/sunrise/settings/messages/reminder/en/")
    text = page.get_by_label("Text")
    text.fill("Dear {patient}, come on {dat}.")
    expect(page.locator("#preview")).to_contain_text("{dat} is no placeholder")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".field .errors")).to_contain_text("{dat} is no placeholder")
    expect(text).to_have_value("Dear {patient}, come on {dat}.")
    assert axe(page) == []
    text.fill("Dear {patient}, come on {date}.")
    expect(page.locator("#preview")).to_contain_text("Dear Kavya Chowdary, come on")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Messages that leave from now on say this.")).to_be_visible()
    page.get_by_role("button", name="Back to Daybook's words").click()
    expect(page.get_by_label("Text")).to_contain_text("this is to remind you")


def test_consent_is_taken_back_and_given_again_in_the_patients_words(sit: Sit) -> None:
    page = sit(RECEPTION).open("/c/sunrise/messages/")
    patient_with_consent(page)
    assert axe(page) == []
    picture(page, "consent-file")
    page.get_by_role("button", name="Take back Reminders").click()
    expect(page.get_by_text("Nothing more is sent.")).to_be_visible()
    expect(page.get_by_text("taken back", exact=True)).to_be_visible()
    page.get_by_role("link", name="Ask").click()
    dialog = page.locator("#dialog")
    dialog.get_by_role("link", name="తెలుగు").click()
    tick = dialog.get_by_role("checkbox")
    expect(tick).to_have_count(1)
    dialog.get_by_role("button", name="Write down").click()
    expect(dialog.get_by_text("Tick what the patient agrees to.").first).to_be_visible()
    picture(page, "consent-ask")
    assert axe(page) == []
    dialog.get_by_text("అపాయింట్‌మెంట్‌లను").click()
    dialog.get_by_role("button", name="Write down").click()
    expect(page.get_by_text("It is written down.")).to_be_visible()
    expect(page.locator("#consents").locator("xpath=../..")).to_contain_text("అపాయింట్‌మెంట్‌లను")


def test_a_new_patient_is_asked_and_an_address_is_needed(sit: Sit) -> None:
    page = sit(RECEPTION).open("/c/sunrise/patients/new/")
    page.locator("[name=name]").fill("Nila Raghavan")
    page.locator("[name=phone]").fill("9848012399")
    page.get_by_text("I agree that the clinic reminds me").click()
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.locator(".field .errors")).to_contain_text("e-mail address first")
    page.locator("[name=email]").fill("nila@mail.example")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("heading", name="Consent")).to_be_visible()
    expect(page.get_by_role("button", name="Take back Reminders")).to_be_visible()
