"""The clinic's settings as an owner meets them, with the keys and on a phone."""

from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Sit, axe, faults_of, picture, too_wide

OWNER, DOCTOR = "owner@sunrise.example", "meera.rao@sunrise.example"


def test_the_hours_are_good_in_both_lights_and_sizes(sit: Sit) -> None:
    """The settings' other pages: tests/browser/test_pages.py, as every page that needs nothing but the clinic."""
    for size, scheme in ((DESKTOP, "light"), (PHONE, "dark")):
        page = sit(OWNER, size, scheme, touch=size is PHONE).open("/c/sunrise/settings/practitioners/")
        page.locator(".hours-link").first.click()
        expect(page.locator("#week")).to_be_visible()
        assert faults_of(page) == []
        picture(page, f"settings-hours-{size[0]}")


def test_on_a_phone_the_current_tab_is_in_sight(sit: Sit) -> None:
    page = sit(OWNER, PHONE, touch=True).open("/c/sunrise/settings/team/")
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.9)
    page.locator(".tabs a").first.click()
    expect(page.locator(".tabs a").first).to_be_in_viewport(ratio=0.9)


def test_a_practitioner_is_added_and_their_week_set_with_the_keys(sit: Sit) -> None:
    page = sit(OWNER).open("/c/sunrise/settings/practitioners/")
    page.get_by_role("link", name="Add a practitioner").press("Enter")
    name = page.get_by_label("Name, as patients know it")
    expect(name).to_be_focused()
    assert axe(page) == []
    name.press_sequentially("Dr Nila Menon")
    name.press("Enter")
    expect(page.get_by_role("heading", name="Dr Nila Menon")).to_be_visible()
    start = page.get_by_label("Monday: from")
    start.focus()
    for keys in ("0930AM", "0100PM"):
        page.keyboard.type(keys)
        page.keyboard.press("Tab")
    # Enter in a field would save; the button adds a second span and the typing stays.
    page.locator("[value='add:work:0']").press("Enter")
    second = page.get_by_label("Monday: from").nth(1)
    expect(second).to_be_focused()
    expect(start.first).to_have_value("09:30")
    page.keyboard.type("0500PM")
    page.keyboard.press("Tab")
    page.keyboard.type("0830PM")
    page.locator("[value='copy:0:4']").press("Enter")
    expect(page.get_by_label("Friday: until").nth(1)).to_have_value("20:30")
    page.get_by_label("Friday: until").nth(1).press("Control+Enter")
    expect(page.get_by_text("The week of Dr Nila Menon")).to_be_visible()
    expect(page.get_by_label("Friday: from").first).to_have_value("09:30")
    expect(page.get_by_label("Saturday: from").first).to_have_value("")


def test_a_week_that_overlaps_is_told_by_its_day_and_nothing_is_lost(sit: Sit) -> None:
    page = sit(OWNER).open("/c/sunrise/settings/practitioners/")
    page.locator(".hours-link").first.click()
    page.locator("[value='add:work:6']").click()
    for at in range(2):
        page.get_by_label("Sunday: from").nth(at).fill("09:00")
        page.get_by_label("Sunday: until").nth(at).fill("13:00")
    page.get_by_role("button", name="Save the week").click()
    expect(page.locator("#day-6 .errors")).to_contain_text("overlap")
    expect(page.get_by_label("Sunday: until").nth(1)).to_have_value("13:00")
    assert axe(page) == []


def test_two_owners_at_one_service_see_each_others_values(sit: Sit) -> None:
    first, second = (sit(OWNER).open("/c/sunrise/settings/services/") for _ in range(2))
    for page, minutes in ((first, "25"), (second, "35")):
        page.locator("#list tbody a[data-dialog]").first.click()
        page.locator("[name=minutes]").fill(minutes)
    first.get_by_role("button", name="Save").click()
    expect(first.locator("#dialog")).not_to_be_visible()
    second.get_by_role("button", name="Save").click()
    expect(second.locator(".conflict")).to_contain_text("25")
    expect(second.locator("[name=minutes]")).to_have_value("35")
    assert axe(second) == []
    second.get_by_role("button", name="Save").click()
    expect(second.locator("#list tbody tr").first).to_contain_text("35")


def test_the_order_of_the_book_changes_with_the_keys_and_the_focus_stays(sit: Sit) -> None:
    page = sit(OWNER).open("/c/sunrise/settings/practitioners/")
    rows = page.locator("#list tbody tr")
    name = rows.nth(1).locator("th a").inner_text()
    page.get_by_role("button", name=f"Move {name} up").press("Enter")
    expect(rows.nth(0).locator("th a")).to_have_text(name)
    page.get_by_role("button", name=f"Move {name} down").press("Enter")
    expect(rows.nth(1).locator("th a")).to_have_text(name)
    expect(page.get_by_role("button", name=f"Move {name} down")).to_be_focused()


def test_rooms_are_typed_one_after_another(sit: Sit) -> None:
    page = sit(OWNER).open("/c/sunrise/settings/rooms/")
    line = page.get_by_label("Name of the room or chair").first
    line.fill("Chair 8")
    line.press("Enter")
    expect(page.get_by_role("link", name="Chair 8")).to_be_visible()
    expect(page.get_by_label("Name of the room or chair").first).to_be_focused()
    page.keyboard.type("Chair 9")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Chair 9")).to_be_visible()


def test_a_practitioner_takes_a_day_off_on_a_phone(sit: Sit) -> None:
    page = sit(DOCTOR, PHONE, touch=True).open("/c/sunrise/settings/hours/")
    page.get_by_role("link", name="Add leave").click()
    page.get_by_label("First day").fill("2027-06-01")
    page.get_by_label("Reason").fill("Conference")
    assert axe(page) == []
    page.get_by_role("button", name="Add the leave").click()
    expect(page.get_by_text("Tue 1 Jun 2027").first).to_be_visible()
    assert too_wide(page) == []
