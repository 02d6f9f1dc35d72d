"""The screen parts in a real browser, on the development pages with their made-up day: nobody is signed in."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Sit, axe, faults_of, switch

DAY = "/dev/parts/day/"
PARTS = "/dev/parts/"
PAGES = [
    DAY,
    f"{DAY}?many",
    f"{DAY}?empty",
    PARTS,
    "/dev/parts/door/",
    "/dev/parts/settings/",
    "/dev/parts/error/404/",
    "/dev/papers/",
]


WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => shifts.push(...list.getEntries().map(each => each.value)))
  .observe({type: "layout-shift", buffered: true});
"""
ALL_SHIFTS = """
new Promise(done => requestAnimationFrame(() => setTimeout(() => done(shifts.reduce((a, b) => a + b, 0)), 100)))
"""


def card(page: Page, name: str) -> Locator:
    return page.locator(".card", has_text=name)


def drag(page: Page, name: str, to: Locator, down: float = 0, *, drop: bool = True) -> None:
    """By the mouse, to the middle of another column, `down` pixels lower."""
    box, column = card(page, name).bounding_box(), to.bounding_box()
    assert box and column
    page.mouse.move(box["x"] + 30, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 12)
    page.mouse.move(column["x"] + column["width"] / 2, box["y"] + 8 + down, steps=5)
    if drop:
        page.mouse.up()


def without_clinics(page: Page) -> None:
    """Nobody is signed in, so nobody has other clinics."""
    page.route("**/clinics/menu/**", lambda route: route.fulfill(body='<a href="/clinics/">My clinics</a>'))


def column_of(page: Page, name: str) -> str | None:
    return card(page, name).locator("xpath=ancestor::section").get_attribute("data-practitioner")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_fault_for_axe_or_scrolls_sideways(sit: Sit, path: str) -> None:
    """The widths between have the colours of the desk's and the phone's."""
    page = sit(None).open(path)
    for (width, height), colours in (
        (DESKTOP, True),
        ((1024, 768), False),
        ((720, 450), False),
        ((320, 640), False),
        (PHONE, True),
    ):
        page.set_viewport_size({"width": width, "height": height})
        switch(page, "dark" if width == PHONE[0] else "light")
        assert faults_of(page, colours=colours) == [], width


OPENED: dict[str, Callable[[Page], Any]] = {
    "dialog": lambda page: page.locator(".head .btn.primary").click(),
    "keys": lambda page: page.keyboard.press("?"),
    "menu": lambda page: page.locator(".rail summary").click(),
    "search": lambda page: page.locator("#search").fill("ka"),
}


@pytest.mark.parametrize("what", OPENED)
def test_what_opens_over_a_page_has_no_fault_for_axe(sit: Sit, what: str) -> None:
    page = sit(None).open("/dev/parts/settings/" if what != "dialog" else PARTS)
    page.route(
        "**/patients/search/",
        lambda route: route.continue_(url=page.url.split("/dev")[0] + "/dev/parts/search/"),
    )
    without_clinics(page)
    OPENED[what](page)
    expect(
        page.locator(
            {
                "dialog": "#dialog h2",
                "keys": "#keys",
                "menu": ".rail .menu-list",
                "search": "[role=option] >> nth=0",
            }[what]
        )
    ).to_be_visible()
    assert faults_of(page) == []
    switch(page, "dark")
    assert axe(page) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_nothing_shifts_while_a_page_loads(sit: Sit, size: tuple[int, int]) -> None:
    desk = sit(None, size)
    desk.context.add_init_script(WATCH_SHIFTS)
    for path in (DAY, PARTS):
        page = desk.open(path)
        page.wait_for_load_state("load")
        assert page.evaluate(ALL_SHIFTS) < 0.001, path


def test_a_card_is_dragged_to_another_time_and_practitioner(sit: Sit) -> None:
    page = sit(None).open(DAY)
    assert column_of(page, "Nila Kumar") == "p1"
    with page.expect_request("**/move/") as sent:
        drag(page, "Nila Kumar", page.locator("#col-p2"), down=36)
    fields = dict(pair.split("=") for pair in (sent.value.post_data or "").split("&"))
    assert fields["practitioner"] == "p2"
    assert fields["version"] == "1"
    assert re.fullmatch(r"2026-11-21T11%3A[0-5][05]", fields["starts_at"])
    expect(page.locator(".toast")).to_contain_text("Moved to 11:45")
    assert column_of(page, "Nila Kumar") == "p2"
    expect(card(page, "Nila Kumar").locator("time")).to_have_text("11:45")


def test_a_refused_move_goes_back_and_says_why(sit: Sit) -> None:
    page = sit(None).open(DAY)
    drag(page, "Anita Sharma", page.locator("#col-p3"))
    expect(page.locator("#dialog")).to_contain_text("Someone else just took this time.")
    assert column_of(page, "Anita Sharma") == "p0"
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).not_to_be_visible()


def test_side_by_side_a_name_has_two_lines_and_the_focused_card_tells_the_rest(sit: Sit) -> None:
    page = sit(None).open(DAY)
    beside, alone = card(page, "Padmavathi Venkata"), card(page, "Anita Sharma")
    one_line = card(page, "Padma Reddy").locator("b").bounding_box()
    name = beside.locator("b").bounding_box()
    assert one_line and name
    assert name["height"] > 1.5 * one_line["height"]
    beside.focus()
    inside, whole, other = (each.bounding_box() for each in (beside.locator(".more"), beside, alone))
    assert inside and whole and other
    assert inside["y"] + inside["height"] <= whole["y"] + whole["height"]
    assert other["x"] + other["width"] <= whole["x"] + 1  # the one beside it stays free to be pointed at


def test_escape_leaves_a_dragged_card_where_it_was(sit: Sit) -> None:
    page = sit(None).open(DAY)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    drag(page, "Padma Reddy", page.locator("#col-p1"), drop=False)
    expect(page.locator(".drop")).to_contain_text("Dr Farid Khan")
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".drop")).to_have_count(0)
    expect(page.locator(".toast")).to_contain_text("Not moved")
    assert column_of(page, "Padma Reddy") == "p0"
    assert asked == []
    expect(page.locator("#dialog")).not_to_be_visible()


class Finger:
    """A touch, step by step."""

    def __init__(self, page: Page, x: float, y: float) -> None:
        self.session = page.context.new_cdp_session(page)
        self.x, self.y = x, y

    def _send(self, kind: str, points: list[dict[str, float]]) -> None:
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def down(self) -> None:
        self._send("touchStart", [{"x": self.x, "y": self.y}])

    def move(self, by: float) -> None:
        for step in range(1, 9):
            self._send("touchMove", [{"x": self.x, "y": self.y + by * step / 8}])

    def up(self) -> None:
        self._send("touchEnd", [])


def test_a_card_is_dragged_by_a_long_press(sit: Sit) -> None:
    page = sit(None, PHONE, touch=True).open(DAY)
    held = card(page, "Harsha Varma")
    held.evaluate("each => each.scrollIntoView({ block: 'center' })")  # not behind the bar at the bottom
    box = held.bounding_box()
    assert box
    finger = Finger(page, box["x"] + 60, box["y"] + 10)
    finger.down()
    expect(page.locator(".card.lifted")).to_have_count(1)
    finger.move(-40)
    with page.expect_request("**/move/"):
        finger.up()
    expect(page.locator(".toast")).to_contain_text("Moved to 12:")


def test_a_finger_that_moves_at_once_scrolls_and_lifts_nothing(sit: Sit) -> None:
    page = sit(None, PHONE, touch=True).open(DAY)
    box = card(page, "Joseph Thomas").bounding_box()
    assert box
    before = page.evaluate("book.scrollTop")
    finger = Finger(page, box["x"] + 60, box["y"] + 20)
    finger.down()
    finger.move(-120)
    expect(page.locator(".drop, .lifted")).to_have_count(0)
    finger.up()
    assert page.evaluate("book.scrollTop") > before


def test_a_click_opens_the_card_and_escape_gives_the_focus_back(sit: Sit) -> None:
    page = sit(None).open(DAY)
    card(page, "Joseph Thomas").click()
    expect(page.locator("#dialog h2")).to_have_text("Kavya Chowdary")
    page.keyboard.press("Escape")
    expect(card(page, "Joseph Thomas")).to_be_focused()


def test_arrows_go_from_card_to_card_and_the_book_is_one_stop(sit: Sit) -> None:
    page = sit(None).open(DAY)
    assert page.locator(".card[tabindex='0']").count() == 1
    card(page, "Kavya Chowdary").focus()
    page.keyboard.press("ArrowDown")
    expect(card(page, "R. Venkatesh")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(card(page, "Ishaan Rao")).to_be_focused()
    page.keyboard.press("m")
    expect(page.locator("#dialog")).to_be_visible()
    assert page.url.endswith(DAY)


def test_free_time_shows_its_time_and_a_click_books_there(sit: Sit) -> None:
    page = sit(None).open(DAY)
    rows = page.locator("#col-p2 .col-rows").bounding_box()
    below = card(page, "Nithya S.").bounding_box()
    assert rows and below
    place = (rows["x"] + 80, below["y"] + below["height"] + 6)
    page.mouse.move(*place)
    expect(page.locator(".slot")).to_have_text("+ 12:15")
    with page.expect_request("**/dev/parts/form/**") as asked:
        page.mouse.click(*place)
    assert "practitioner=p2" in asked.value.url
    assert "starts_at=2026-11-21T12%3A15" in asked.value.url
    expect(page.locator("#dialog")).to_be_visible()


def test_closed_time_offers_nothing(sit: Sit) -> None:
    page = sit(None).open(DAY)
    page.locator("#col-p2 .block.leave").hover(position={"x": 20, "y": 20})
    expect(page.locator(".slot")).to_have_count(0)


def test_another_desk_sees_a_change_within_five_seconds(sit: Sit) -> None:
    here, there = sit(None).open(DAY), sit(None).open(DAY)
    expect(card(there, "Harsha Varma").locator("time")).not_to_have_text("14:00")
    here.evaluate("book.scrollTop += 150")
    home = column_of(here, "Bhavana K.")
    to = "p0" if home == "p2" else "p2"
    card(there, "Kavya Chowdary").focus()
    scrolled = there.evaluate("book.scrollTop")
    drag(here, "Bhavana K.", here.locator(f"#col-{to}"))
    expect(there.locator(f"#col-{to} .card", has_text="Bhavana K.")).to_be_visible(timeout=5000)
    assert there.evaluate("book.scrollTop") == scrolled
    expect(card(there, "Kavya Chowdary")).to_be_focused()


def test_a_lost_connection_is_said_and_taken_back(sit: Sit) -> None:
    desk = sit(None)
    desk.context.clock.install()
    page = desk.open(DAY)
    page.route("**/live/**", lambda route: route.abort())
    for _twice in range(2):
        with page.expect_event("requestfailed"):
            page.clock.fast_forward(3000)
    expect(page.locator("#offline")).to_have_text("Not connected, trying again.")
    page.unroute("**/live/**")
    with page.expect_response("**/live/**"):
        page.clock.fast_forward(15_000)
    expect(page.locator("#offline")).to_have_count(0)
    assert all("ERR_FAILED" in fault for fault in desk.faults)
    desk.faults.clear()


def test_keys_work_unless_one_types_or_switched_them_off(sit: Sit) -> None:
    page = sit(None).open("/dev/parts/settings/")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("b?")
    expect(page.locator("#search")).to_have_value("b?")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    keys = page.locator("#keys")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("Book")
    keys.get_by_label("Single keys work on this device").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#search")).not_to_be_focused()


def test_the_search_finds_by_arrows_and_puts_no_name_in_an_address(sit: Sit) -> None:
    page = sit(None).open(PARTS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    box = page.locator("#second")
    box.fill("k")
    expect(page.locator("#second-options [role=option]")).to_have_count(3)
    expect(box).to_have_attribute("aria-activedescendant", "opt-0")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "opt-1")
    box.press("Enter")
    expect(page.locator("#dialog h2")).to_have_text("Book")
    assert not any("=k" in url for url in asked)


def test_enter_before_the_answer_waits_for_it(sit: Sit) -> None:
    page = sit(None).open(PARTS)
    page.locator("#second").fill("827")
    page.locator("#second").press("Enter")
    expect(page.locator("#dialog h2")).to_have_text("Book")


def test_a_picker_takes_a_patient_and_goes_on_to_the_next_field(sit: Sit) -> None:
    page = sit(None).open(PARTS)
    picker = page.locator("[data-picker=patient]").first
    picker.get_by_role("combobox").fill("kir")
    expect(picker.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(picker.locator("[data-picked]")).to_have_text("Kiran Kumar Vadlamani")
    expect(picker.locator("input[name=patient]")).to_have_value("2")
    expect(page.locator("#id_note")).to_be_focused()
    picker.get_by_role("button", name="Change").click()
    expect(picker.get_by_role("combobox")).to_be_focused()
    expect(picker.locator("input[name=patient]")).to_have_value("")


def test_a_dialogs_form_keeps_what_was_typed_when_it_is_wrong_or_refused(sit: Sit) -> None:
    page = sit(None).open(PARTS)
    page.locator(".head .btn.primary").click()
    dialog = page.locator("#dialog")
    expect(dialog.get_by_label("Name", exact=False).first).to_be_focused()
    dialog.get_by_label("Phone").fill("98480 22338")
    page.keyboard.press("Control+Enter")
    expect(dialog.locator(".summary")).to_be_focused()
    expect(dialog.get_by_label("Phone")).to_have_value("98480 22338")
    name = dialog.locator("#dialog_name")
    expect(name).to_have_attribute("aria-invalid", "true")
    assert (
        dialog.locator(f"#{name.get_attribute('aria-describedby')}").inner_text() == "This field is required."
    )
    name.fill("taken")
    dialog.locator("select").select_option("te")
    dialog.locator("button.primary").click()
    expect(dialog.locator(".summary")).to_contain_text("Someone else booked 10:15")
    expect(name).to_have_value("taken")
    name.fill("Kavya")
    dialog.locator("button.primary").click()
    expect(dialog).not_to_be_visible()
    expect(page.locator(".toast")).to_have_text("Booked Kavya.Close")


def test_a_second_press_sends_nothing_more(sit: Sit) -> None:
    page = sit(None).open(PARTS)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator(".head .btn.primary").click()
    page.locator("#dialog_name").fill("Kavya")
    page.evaluate(
        "const form = document.querySelector('#dialog form[method=post]'); form.requestSubmit(); form.requestSubmit()"
    )
    expect(page.locator("#dialog .summary")).to_be_visible()
    assert len(sent) == 1


def test_escape_with_typing_in_the_dialog_asks_once(sit: Sit) -> None:
    page = sit(None).open(PARTS)
    page.locator(".head .btn.primary").click()
    page.locator("#dialog_name").press_sequentially("Ka")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_visible()
    expect(page.locator(".toast")).to_contain_text("not saved yet")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).not_to_be_visible()
    expect(page.locator(".head .btn.primary")).to_be_focused()


def test_the_chosen_colours_last_without_a_cookie(sit: Sit) -> None:
    desk = sit(None)
    page = desk.open(PARTS)
    without_clinics(page)
    page.locator(".rail summary").click()
    page.get_by_role("button", name="Dark").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert "theme" not in {cookie["name"] for cookie in desk.context.cookies()}


def test_on_a_phone_one_practitioner_fills_the_screen(sit: Sit) -> None:
    page = sit(None, PHONE, touch=True).open(DAY)
    page.locator(".strip a", has_text="Dr Asha Iyer").click()
    expect(page.locator("#col-p2 h2")).to_be_in_viewport()
    expect(page.locator(".strip a[aria-current]")).to_have_text("Dr Asha Iyer")
    page.locator(".side-open").click()
    expect(page.locator("#side")).to_be_in_viewport()
    page.keyboard.press("Escape")
    for word in ("My day", "Today", "Book"):
        expect(page.locator(".tabbar a", has_text=word)).to_be_in_viewport()
    page.get_by_role("button", name="More").click()
    expect(page.locator("#rail")).to_be_in_viewport()
