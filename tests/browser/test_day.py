"""The day view as reception meets it."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from daybook.lib import clock
from tests.browser.conftest import DESKTOP, PHONE, Sit, axe, faults_of, picture, switch

RECEPTION, DESK_2 = "reception@sunrise.example", "desk2@sunrise.example"


def next_monday() -> str:
    """A day that is wholly to come, on which everybody works."""
    today = clock.now().date()
    return (today + timedelta(days=7 - today.weekday())).isoformat()


def a_week_later() -> str:
    today = clock.now().date()
    return (today + timedelta(days=14 - today.weekday())).isoformat()


def day_of(desk_page: Page, day: str) -> None:
    expect(desk_page.locator("#book-grid")).to_have_attribute("data-day", day)


def free_slot(page: Page, column: int = 0) -> None:
    """Click on the first free time of a column, by the panel's "Next free"."""
    page.locator(".free a").nth(column).click()
    expect(page.locator("#dialog")).to_be_visible()


def test_it_shows_the_day_of_everyone(sit: Sit) -> None:
    page = sit(RECEPTION).open(f"/c/sunrise/day/?day={next_monday()}")
    expect(page.locator(".col")).to_have_count(4)
    assert page.locator(".card").count() > 30
    expect(page.get_by_role("combobox")).to_be_focused()


def test_it_is_good_in_the_dark_and_on_a_phone(sit: Sit) -> None:
    for size, scheme, other in ((DESKTOP, "light", "dark"), (PHONE, "dark", "light")):
        page = sit(RECEPTION, size, scheme, touch=size is PHONE).open(f"/c/sunrise/day/?day={next_monday()}")
        assert faults_of(page) == []
        picture(page, f"day-{size[0]}-{scheme}")
        switch(page, other)
        picture(page, f"day-{size[0]}-{other}")


def test_a_known_patient_is_booked_in_three_actions(sit: Sit) -> None:
    page = sit(RECEPTION).open(f"/c/sunrise/day/?day={next_monday()}")
    free_slot(page)  # 1: a free time
    search = page.locator("#dialog_patient")
    expect(search).to_be_focused()
    search.press_sequentially("rao")  # 2: the patient
    expect(page.locator("#dialog [role=option]").first).to_be_visible()
    search.press("Enter")
    name = page.locator("#dialog [data-picked]").inner_text()
    page.keyboard.press("Control+Enter")  # 3: book
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator(".toasts")).to_contain_text("Booked with Dr Meera Rao")
    expect(page.locator(".col").first.locator(".card b", has_text=name).first).to_be_visible()


def test_the_keys_are_listed_and_work(sit: Sit) -> None:
    page = sit(RECEPTION).open(f"/c/sunrise/day/?day={next_monday()}")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    expect(page.locator("#dialog")).to_be_visible()
    assert axe(page) == []
    picture(page, "book-dialog")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()
    page.keyboard.press("j")
    page.wait_for_url(re.compile("day="))
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()


def test_a_card_is_dragged_and_the_other_desk_sees_it(sit: Sit) -> None:
    day = a_week_later()
    page = sit(RECEPTION).open(f"/c/sunrise/day/?day={day}")
    other = sit(DESK_2).open(f"/c/sunrise/day/?day={day}")
    card = page.locator(".col").nth(0).locator(".card[data-move-url]").first
    identity, before = card.get_attribute("id"), card.locator("time").inner_text()
    _drag_to_free_time(page, f"#{identity}")
    moved = page.locator(f"#{identity} time")
    expect(moved).not_to_have_text(before)
    expect(other.locator(f"#{identity} time")).to_have_text(moved.inner_text(), timeout=5_000)


def _drag_to_free_time(page: Page, card: str) -> None:
    """Down the column to the longest gap that is free."""
    target = page.evaluate(
        """(id) => {
        const card = document.querySelector(id), rows = card.closest('.col-rows'), box = rows.getBoundingClientRect();
        const first = Number(document.getElementById('book-grid').dataset.first);
        const count = Number(document.getElementById('book-grid').dataset.rows);
        const ends = e => [+e.dataset.row - first, +e.dataset.row - first + +e.dataset.span];
        const taken = [...rows.querySelectorAll('.card, .block')].map(ends);
        const span = +card.dataset.span;
        for (let row = 0; row + span <= count; row++)
          if (taken.every(([a, b]) => b <= row || a >= row + span)) return {row, height: box.height / count};
        }""",
        card,
    )
    page.locator(card).scroll_into_view_if_needed()
    start = page.locator(card).bounding_box()
    assert start and target
    now = page.evaluate(
        """(id) => Number(document.querySelector(id).dataset.row)
        - Number(document.getElementById('book-grid').dataset.first)""",
        card,
    )
    x, y = start["x"] + 30, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + (target["row"] - now) * target["height"], steps=12)
    page.mouse.up()


def test_the_same_move_by_keyboard(sit: Sit) -> None:
    page = sit(RECEPTION).open(f"/c/sunrise/day/?day={a_week_later()}")
    card = page.locator(".col").nth(1).locator(".card[data-move-url]").last
    identity = card.get_attribute("id")
    card.focus()
    page.keyboard.press("m")
    expect(page.locator("#dialog")).to_be_visible()
    assert axe(page) == []
    chip = page.locator("#dialog .times .chip:not([aria-pressed=true])").last
    time = chip.inner_text()
    chip.focus()
    page.keyboard.press("Enter")
    page.locator("#dialog input[name=time]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator(f"#{identity} time")).to_have_text(time)


def test_arrived_shows_in_the_waiting_list_and_a_cancellation_asks_why(sit: Sit) -> None:
    page = sit(RECEPTION).open(f"/c/sunrise/day/?day={next_monday()}")
    card = page.locator(".col").nth(2).locator(".card.booked").first
    identity, name = card.get_attribute("id"), card.locator("b").inner_text()
    card.click()
    expect(page.locator("#dialog")).to_be_visible()
    assert axe(page) == []
    picture(page, "appointment-dialog")
    page.locator("#dialog").get_by_role("button", name="Arrived").click()
    expect(page.locator(f"#{identity}.arrived")).to_be_visible()
    expect(page.locator(".waiting")).to_contain_text(name.split()[0])
    page.locator(f"#{identity}").click()
    page.locator("#dialog").get_by_role("link", name="Cancel appointment").click()
    page.locator("#dialog").get_by_role("button", name="Cancel appointment").click()
    expect(page.locator("#dialog .field.bad")).to_be_visible()
    page.locator("#dialog .chip").first.click()
    page.locator("#dialog").get_by_role("button", name="Cancel appointment").click()
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator(f"#{identity}")).to_have_count(0)


def test_the_loser_of_a_race_is_told_and_keeps_the_typing(sit: Sit) -> None:
    day = a_week_later()
    first, second = (sit(who).open(f"/c/sunrise/day/?day={day}") for who in (RECEPTION, DESK_2))
    for page, word in ((first, "reddy"), (second, "goud")):
        free_slot(page, 3)
        search = page.locator("#dialog_patient")
        search.press_sequentially(word)
        expect(page.locator("#dialog [role=option]").first).to_be_visible()
        search.press("Enter")
        page.locator("#dialog input[name=note]").fill(f"asked by {word}")
    first.keyboard.press("Control+Enter")
    expect(first.locator("#dialog")).to_be_hidden()
    second.keyboard.press("Control+Enter")
    refusal = second.locator("#dialog .notice.bad")
    expect(refusal).to_contain_text("is taken at that time")
    expect(refusal.locator("button[name=instead]")).to_have_count(3)
    expect(second.locator("#dialog input[name=note]")).to_have_value("asked by goud")
    assert axe(second) == []
    picture(second, "race-lost")
    refusal.locator("button[name=instead]").first.click()
    expect(second.locator("#dialog")).to_be_hidden()
    expect(second.locator(".toasts")).to_contain_text("Booked with")


def test_a_stale_tab_is_told_what_happened(sit: Sit) -> None:
    desk = sit(RECEPTION)
    page = desk.open(f"/c/sunrise/day/?day={next_monday()}")
    card = page.locator(".col").nth(1).locator(".card.booked").last
    url = card.get_attribute("href")
    card.click()
    expect(page.locator("#dialog")).to_be_visible()
    elsewhere = sit(DESK_2).open(str(url))
    elsewhere.get_by_role("button", name="No-show").click()
    elsewhere.wait_for_url(re.compile("/day/"))
    page.locator("#dialog").get_by_role("button", name="Arrived").click()
    expect(page.locator("#dialog .notice.bad")).to_contain_text("no-show")
