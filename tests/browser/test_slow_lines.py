"""On a slow line and without one: how much a page needs, and what becomes of what was typed."""

import gzip
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Desk, Sit, picture
from tests.browser.test_day import next_monday

RECEPTION, DOCTOR = "reception@sunrise.example", "meera.rao@sunrise.example"
# Chromium's own numbers for "3G": front_end/core/sdk/NetworkManager.ts of devtools-frontend, Slow3GConditions without
# its factors for latency (5) and rate (0.8), which stand for what its throttling misses of a connection's set-up.
THREE_G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 500_000 / 8,
    "uploadThroughput": 500_000 / 8,
}
# The address, requests of the first visit, its bytes; requests of the second, its bytes. Scripts and styles are
# compressed here as they are in production when they are collected; pages arrive compressed.
BARS = {
    f"/c/sunrise/day/?day={next_monday()}": (11, 75_000, 3, 20_000),
    "/c/sunrise/queue/": (10, 65_000, 3, 10_000),
}


def weighed(desk: Desk, path: str) -> tuple[int, int, str]:
    """Requests and bytes of a page with everything it loads, and when it could be read and used."""
    page = desk.context.new_page()
    line: Any = desk.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", THREE_G)
    kinds: dict[str, tuple[str, bool]] = {}
    sizes: list[int] = []

    def told(event: Any) -> None:
        answer = event["response"]
        if answer["url"].startswith("http") and not answer.get("fromDiskCache"):
            kinds[event["requestId"]] = (answer["url"], "content-encoding" in answer["headers"])

    def ended(event: Any) -> None:
        url, small = kinds.pop(event["requestId"], ("", True))
        if not url:
            return
        length = int(event["encodedDataLength"])
        if not small and "/static/" in url and length > 1000:
            length = len(gzip.compress(desk.context.request.get(url).body(), mtime=0))
        sizes.append(length)

    line.on("Network.responseReceived", told)
    line.on("Network.loadingFinished", ended)
    page.goto(desk.site.url + path)
    times = page.evaluate(
        "() => [performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,"
        " performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd]"
    )
    page.close()
    return len(sizes), sum(sizes), f"read after {times[0] / 1000:.1f} s, used after {times[1] / 1000:.1f} s"


def test_a_first_page_is_light_and_the_next_one_lighter(sit: Sit) -> None:
    for path, (first, first_bytes, again, again_bytes) in BARS.items():
        desk = sit(RECEPTION, PHONE)
        for words, requests, size in (("first", first, first_bytes), ("again", again, again_bytes)):
            count, weight, times = weighed(desk, path)
            told = f"3G, {path.partition('?')[0]} {words}: {count} requests, {weight / 1000:.0f} KB, {times}"
            print(told)  # noqa: T201 - asserted is what does not depend on the machine
            assert count <= requests
            assert weight <= size


def offline(desk: Desk, off: bool = True) -> None:
    desk.context.set_offline(off)
    desk.faults.clear()  # Chromium reports the lost connection as an error


def line_of(page: Page) -> Any:
    return page.locator(".not-saved")


def test_a_long_form_is_kept_and_goes_when_the_line_is_back(sit: Sit) -> None:
    desk = sit(RECEPTION, PHONE, touch=True)
    page = desk.open("/c/sunrise/patients/new/")
    name = page.locator("form[data-unsaved] input[name=name]")
    name.fill("Offline Patient")
    offline(desk)
    expect(line_of(page)).to_have_text("Not saved: no connection. Your typing is kept here.")
    picture(page, "slow-lines-typing")
    page.locator("form[data-unsaved] .form-end button.primary").click()
    expect(line_of(page)).to_contain_text("sent when the line is back")
    expect(name).to_have_value("Offline Patient")
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        offline(desk, False)
    assert sent.value.request.post_data is not None
    assert "Offline" in sent.value.request.post_data
    desk.faults.clear()


def test_who_goes_on_typing_says_when_it_is_whole(sit: Sit) -> None:
    desk = sit(RECEPTION, PHONE, touch=True)
    page = desk.open(f"/c/sunrise/day/?day={next_monday()}")
    page.locator(".tabbar .lead").click()
    search = page.locator("#dialog_patient")
    expect(search).to_be_visible()
    offline(desk)
    search.fill("rao")
    page.locator("#dialog .dialog-foot button.primary").click()
    expect(line_of(page)).to_contain_text("Your typing is kept here")
    search.fill("rao lakshmi")
    offline(desk, False)
    expect(line_of(page)).to_contain_text("press the button again")
    expect(search).to_have_value("rao lakshmi")
    desk.faults.clear()
