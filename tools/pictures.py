"""The pictures of the user's guide (docs/guide/images), taken from a demo that runs on this machine.

    make run                                                   in another terminal: the demo, just made
    .venv/bin/python tools/pictures.py http://localhost:8000

It signs in as the demo's people and works a little for each picture: somebody walks in, a visit is signed, a bill is
paid. A demo that has just been made (`daybook demo --fresh`), before noon of a clinic day, looks best. Needs what
`make test` installs: Chromium, Playwright and Pillow.
"""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "guide" / "images"
CHROMIUM = next(
    (each for each in ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium") if Path(each).exists()), None
)
PASSWORD = "golconda-by-morning"
RECEPTION, DOCTOR, OWNER = "reception", "meera.rao", "owner"
DESK, PHONE = (1280, 800), (390, 780)
COLOURS = 255
# Milliseconds after which nothing moves any more.
SETTLED = 600
# For what is waited for, on a machine that has other things to do.
PATIENCE = 90_000
CLINIC = "/c/sunrise/"


class Desk:
    """Somebody of the demo at a browser."""

    def __init__(self, browser: Browser, site: str, who: str, size: tuple[int, int] = DESK) -> None:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="en-IN",
            timezone_id="Asia/Kolkata",
            color_scheme="light",
            has_touch=size is PHONE,
        )
        context.set_default_timeout(PATIENCE)
        self.site, self.page = site, context.new_page()
        self.page.goto(f"{site}/sign-in/")
        self.page.get_by_label("E-mail").fill(f"{who}@sunrise.example")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(re.compile("/c/sunrise/"))

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.site}{CLINIC}{path}")
        return self.page

    @property
    def dialog(self) -> Locator:
        return self.page.locator("#dialog")


def keep(page: Page, name: str) -> None:
    """In few colours: a screen has not many, and a picture of it is a third as large. Small red things keep theirs."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(SETTLED)
    picture = Image.open(BytesIO(page.screenshot(caret="initial"))).convert("RGB")
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{name}.png"
    picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        file, optimize=True
    )
    print(f"{file.name}: {file.stat().st_size // 1024} kB")


def choose(desk: Desk, words: str) -> None:
    """The first patient that is found in the open dialog."""
    field = desk.page.locator("#dialog_patient")
    field.press_sequentially(words, delay=30)
    expect(desk.dialog.locator("[role=option]").first).to_be_visible()
    field.press("Enter")


def patient_with_a_story(desk: Desk) -> tuple[str, str]:
    """The file's and the appointment's address of who has come most often among those who are still to come; an allergy
    is written into the file."""
    found: dict[str, tuple[int, str]] = {}
    page = desk.go("day/")
    coming = page.locator(".col", has_text="Dr Meera Rao").locator(".card.booked")
    for card in coming.evaluate_all("cards => cards.slice(0, 8).map(card => card.href)"):
        patient = re.search(r"patients/[0-9a-f-]{36}/", page.request.get(card).text())
        if patient:
            told = page.request.get(f"{desk.site}{CLINIC}{patient[0]}").text()
            found[patient[0]] = (told.count('class="story-line"'), card)
    if not found:
        raise SystemExit("Nobody is still to come today: take the pictures before noon of a clinic day.")
    patient_file = max(found, key=lambda each: found[each][0])
    page = desk.go(f"{patient_file}edit/")
    page.get_by_label("Allergies", exact=False).first.fill("Penicillin: rash, 2019")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(f"{patient_file}$"))
    return patient_file, found[patient_file][1]


def reception(desk: Desk) -> None:
    page = desk.go("day/")
    keep(page, "day")
    page.locator("#search").press_sequentially("rao", delay=30)
    expect(page.locator("#search-options [role=option]").first).to_be_visible()
    keep(page, "search")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    tomorrow(page)
    page.locator("h1").click()
    page.keyboard.press("b")
    choose(desk, "rao")
    keep(page, "book")
    page.reload()
    page.locator(".card.booked").nth(2).click()
    expect(desk.dialog).to_be_visible()
    keep(page, "appointment")
    desk.dialog.get_by_role("link", name="Cancel appointment").click()
    expect(desk.dialog.get_by_role("group", name="Common reasons")).to_be_visible()
    keep(page, "cancel")


def tomorrow(page: Page) -> None:
    today = page.locator("h1").inner_text()
    page.locator("a[rel=next]").click()
    expect(page.locator("h1")).not_to_have_text(today)


def duplicate(desk: Desk) -> None:
    """A name and a phone that are in the file already."""
    page = desk.go("patients/")
    name = page.locator(".rows b").last.inner_text().split("\n")[0]
    phone = page.locator(".rows .num").nth(-2).inner_text()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("n")
    page.get_by_label("Name needed").fill(name)
    page.locator("[name=phone]").fill(phone)
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.locator(".same")).to_be_visible()
    keep(page, "duplicate")


def walk_in(desk: Desk, appointment: str) -> None:
    """The one who is expected arrives, and somebody walks in."""
    page = desk.page
    page.goto(appointment)
    page.get_by_role("button", name="Arrived").click()
    page.wait_for_url(re.compile("/day/"))
    page = desk.go("day/")
    page.locator("h1").click()
    page.keyboard.press("w")
    page.locator("#dialog label", has_text="Dr Asha Iyer").click()
    choose(desk, "goud")
    expect(desk.dialog.locator(".token-given")).to_be_visible()
    keep(page, "walk-in")


def queue(desk: Desk) -> None:
    keep(desk.go("queue/"), "queue")
    keep(desk.go("queue/screen/"), "screen")


def visit(desk: Desk, appointment: str) -> None:
    """The note of the one who arrived: written, stopped by the allergy, signed."""
    page = desk.page
    page.goto(appointment)
    page.get_by_role("button", name="Open the visit").click()
    page.wait_for_url("**/visits/**")
    page.get_by_label("BP mmHg").fill("134/84")
    page.get_by_label("Pulse /min").fill("78")
    page.get_by_label("Weight kg").fill("81.5")
    page.get_by_label("Complaint").fill("Fever and cough for three days.")
    page.get_by_label("Findings").fill("Throat red, chest clear.")
    diagnosis = page.get_by_role("combobox", name="Diagnosis")
    diagnosis.press_sequentially("acute bronch", delay=30)
    expect(page.locator("#diagnosis-options [role=option]").first).to_be_visible()
    diagnosis.press("Enter")
    for medicine, dose in (("Paracetamol", "1-1-1"), ("Amoxicillin", "1-0-1")):
        page.locator("#add").fill(medicine)
        page.locator("#add").press("Enter")
        page.locator(".rx-dose").last.fill(dose)
        page.locator(".rx-days").last.fill("5")
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.locator("h1").scroll_into_view_if_needed()
    keep(page, "visit")
    if page.locator(".allergy").count():
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        page.locator(".rx").scroll_into_view_if_needed()
        keep(page, "allergy")
        page.locator(".rx-line").last.locator("[data-take-out]").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".signed")).to_be_visible()
    keep(page, "signed")


def bills(desk: Desk, patient: str, appointment: str) -> None:
    page = desk.go(f"bills/new/?appointment={appointment.rstrip('/').rsplit('/')[-1]}")
    expect(page.locator("[name=line-0-price]")).not_to_have_value("")
    page.locator("[name=line-0-text]").press("Enter")
    page.locator("[name=line-1-text]").fill("Dressing")
    page.locator("[name=line-1-price]").fill("150")
    page.locator("[name=line-1-discount]").fill("10%")
    expect(page.locator("#bill-sums")).to_contain_text("₹15")
    keep(page, "bill-form")
    page.get_by_role("button", name="Issue").click()
    for upi in (True, False):
        page.get_by_role("link", name="Take payment").click()
        if upi:
            desk.dialog.get_by_text("UPI", exact=True).click()
            desk.dialog.get_by_label("Amount").fill("250")
            expect(page.locator("#pay-code")).to_contain_text("₹250")
            desk.dialog.get_by_label("UTR").fill(f"4{abs(hash(appointment)) % 10**11:011d}")
            keep(page, "payment")
        desk.dialog.get_by_role("button", name="Take payment").click()
        expect(page.get_by_text(re.compile("taken, receipt"))).to_be_visible()
    keep(page, "bill")
    page = desk.go(patient)
    keep(page, "file")
    page = desk.go("messages/")
    keep(page, "messages")


def owner(desk: Desk) -> None:
    keep(desk.go("reports/"), "report")
    keep(desk.go("trail/"), "trail")
    keep(desk.go("settings/team/"), "staff")
    keep(desk.go("settings/holidays/"), "holidays")
    page = desk.go("settings/messages/reminder/en/")
    keep(page, "words")
    page = desk.go("settings/practitioners/")
    page.locator(".hours-link").first.click()
    expect(page.locator("#week")).to_be_visible()
    keep(page, "hours")


def phones(browser: Browser, site: str) -> None:
    desk = Desk(browser, site, RECEPTION, PHONE)
    keep(desk.go("day/"), "phone-day")
    keep(Desk(browser, site, DOCTOR, PHONE).go("queue/"), "phone-queue")
    keep(Desk(browser, site, OWNER, PHONE).go("reports/"), "phone-report")


expect.set_options(timeout=PATIENCE)


def main() -> None:
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    site = sys.argv[1].rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        desk, doctor = Desk(browser, site, RECEPTION), Desk(browser, site, DOCTOR)
        reception(desk)
        duplicate(desk)
        patient, appointment = patient_with_a_story(doctor)
        walk_in(desk, appointment)
        queue(doctor)
        visit(doctor, appointment)
        bills(desk, patient, appointment)
        owner(Desk(browser, site, OWNER))
        phones(browser, site)
        browser.close()


if __name__ == "__main__":
    main()
