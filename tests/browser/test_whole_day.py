"""A clinic's whole day over three people at once: each sees what the others did within seconds, and nothing that is not
theirs; in the evening the numbers are what happened."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from daybook.accounts.permissions import Role
from daybook.lib import clock
from daybook.lib.paper import fonts
from tests import factories
from tests.browser.conftest import DESKTOP, PHONE, Sit, axe, faults_of, picture

NAME, WALK_IN = "Thulasi Devarakonda", "Imran Sheikh"
WORDS = "BP review. Occasional headache in the evening."
CLINICAL = ("headache", "hypertension", "Amoxicillin", "I10")
SOON = 5_000
"""Milliseconds within which one desk sees what another did, without a reload."""


@dataclass
class Crew:
    """The three at work, each at the page where they spend the day."""

    base: str
    reception: Page
    doctor: Page
    owner: Page
    keys: bool

    def press(self, page: Page, key: str, button: Locator) -> None:
        """By the key at a desk, by the finger on a phone."""
        if self.keys:
            expect(button).to_be_visible()
            page.keyboard.press(key)
        else:
            button.tap()

    def keep(self, page: Page, name: str) -> None:
        picture(page, f"whole-day-{name}-{'desk' if self.keys else 'phone'}")


def make_clinic(slug: str) -> str:
    """A clinic of one practitioner, open all week, with one patient in the file."""
    place = _zone_of_noon()
    clinic = factories.make_clinic(slug, name="Nila Clinic", time_zone=place, phone="+914040004100")
    for role, name in (
        (Role.RECEPTIONIST, "Sravani Goud"),
        (Role.PRACTITIONER, "Dr Meera Rao"),
        (Role.OWNER, "Sudha Rao"),
    ):
        user = factories.make_user(f"{role}@{slug}.example")
        member = factories.make_member(clinic, role, user=user, display_name=name)
        if role == Role.PRACTITIONER:
            doctor = factories.make_practitioner(clinic, name, membership=member)
    branch = factories.make_branch(clinic, "Kukatpally", time_zone=place)
    factories.make_service(clinic, "Consultation", by=[doctor], price_minor=500_00)
    factories.make_hours(doctor, branch, time(9), time(18), weekdays=range(7))
    factories.make_patient(clinic, WALK_IN, "+919848012345")
    return slug


def _zone_of_noon() -> str:
    """Where it is noon now: there the day does not end under the test, whenever it runs."""
    ahead = 12 - clock.now().hour
    return f"Etc/GMT{-ahead:+d}"  # such a name counts westwards


@pytest.fixture(params=[(DESKTOP, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def crew(request: pytest.FixtureRequest, sit: Sit, django_db_blocker: DjangoDbBlocker) -> Iterator[Crew]:
    size, scheme = request.param
    with django_db_blocker.unblock():
        slug = make_clinic(f"nila-{size[0]}")

    def seat(role: Role, path: str) -> Page:
        return sit(f"{role}@{slug}.example", size, scheme, touch=size is PHONE).open(f"/c/{slug}/{path}")

    yield Crew(
        f"/c/{slug}/",
        seat(Role.RECEPTIONIST, "day/"),
        seat(Role.PRACTITIONER, "queue/"),
        seat(Role.OWNER, "reports/"),
        keys=size is DESKTOP,
    )


def test_a_whole_day(crew: Crew, sit: Sit) -> None:
    expect(figure(crew.owner, "Seen")).to_have_text("0")
    token = arrive(crew)
    other = walk_in(crew)
    call(crew, token, other)
    visit(crew)
    next_patient(crew, other)
    bill(crew)
    nothing_clinical(crew)
    evening(crew)


def arrive(crew: Crew) -> str:
    """A new patient is registered, booked and here: the practitioner's queue has them without a reload."""
    page = crew.reception
    dialog = page.locator("#dialog")
    page.locator("#search").press_sequentially(NAME.lower())
    expect(page.locator("[role=option]").last).to_contain_text("Register")
    page.locator("#search").press("Enter")
    dialog.get_by_label("Name needed").fill(NAME)
    dialog.get_by_label("Phone", exact=False).first.fill("70000 12345")
    dialog.get_by_text("Address, guardian, allergies").click()
    dialog.get_by_label("Allergies").fill("Penicillin: rash, 2019")
    dialog.locator("[name=email]").fill("thulasi@mail.example")
    dialog.locator("[name=agree_booking]").check()
    assert axe(page, colours=False) == []
    dialog.get_by_role("button", name="Register and book").click()
    expect(dialog.locator("[data-picked]")).to_have_text(NAME)
    dialog.get_by_role("button", name="Book", exact=True).click()
    expect(dialog).to_be_hidden()
    page.locator(".card", has_text=NAME).click()
    expect(dialog.locator(".message-list li")).to_contain_text(
        re.compile("Confirmation.*(Queued|Being sent|Sent)")
    )
    assert axe(page) == []
    crew.keep(page, "appointment")
    crew.press(page, "a", dialog.get_by_role("button", name="Arrived"))
    expect(page.locator(".card.arrived", has_text=NAME)).to_be_visible()
    line = crew.doctor.locator(".lane.mine .queue-list li", has_text=NAME)
    expect(line).to_be_visible(timeout=SOON)
    return line.locator(".token").inner_text()


def walk_in(crew: Crew) -> str:
    """Somebody without an appointment has a token; the practitioner's queue has two."""
    page = crew.reception
    dialog = page.locator("#dialog")
    page.goto(page.url.split("/c/")[0] + crew.base + "queue/")
    crew.press(page, "w", page.get_by_role("link", name="Walk-in").first)
    page.locator("#dialog_patient").press_sequentially("imran")
    expect(dialog.locator("[role=option]").first).to_contain_text(WALK_IN)
    page.locator("#dialog_patient").press("Enter")
    token = dialog.locator(".token-given .token").inner_text()
    dialog.get_by_role("link", name="Done").click()
    line = crew.doctor.locator(".lane.mine .queue-list li", has_text=WALK_IN)
    expect(line).to_contain_text("no appointment", timeout=SOON)
    expect(line).to_contain_text(token)
    assert faults_of(crew.doctor) == []
    crew.keep(crew.doctor, "queue")
    return token


def call(crew: Crew, token: str, other: str) -> None:
    """The number is called: the wall shows it and no name, reception sees who."""
    assert token != other
    wall = crew.reception.context.new_page()
    wall.goto(crew.reception.url.split("?")[0] + "screen/")
    mine = crew.doctor.locator(".lane.mine")
    crew.press(crew.doctor, "n", mine.get_by_role("button", name="Call next"))
    expect(mine.locator(".called")).to_contain_text(token)
    expect(wall.locator(".calls")).to_contain_text(token, timeout=SOON)
    assert NAME not in wall.locator("body").inner_text()
    assert axe(wall) == []
    crew.keep(wall, "wall")
    wall.close()
    expect(crew.reception.locator(".called", has_text=token)).to_contain_text(NAME, timeout=SOON)
    crew.press(crew.doctor, "s", mine.get_by_role("button", name="Start consultation"))
    crew.doctor.wait_for_url("**/visits/**")
    expect(crew.reception.locator(".now-in:not(.called)", has_text=token)).to_contain_text(
        "in for", timeout=SOON
    )


def visit(crew: Crew) -> None:
    """Allergies first; a note that is kept as it is typed; an allergy is answered before it is signed."""
    page = crew.doctor
    expect(page.locator(".warnings")).to_contain_text("Penicillin")
    assert top(page.locator(".warnings")) < top(page.get_by_label("Complaint"))
    page.get_by_label("BP mmHg").fill("134/84")
    page.get_by_label("Complaint").fill(WORDS)
    diagnosis = page.get_by_role("combobox", name="Diagnosis")
    diagnosis.press_sequentially("hyperten")
    expect(page.locator("#diagnosis-options [role=option]").first).to_contain_text("I10")
    diagnosis.press("Enter")
    page.locator("#add").fill("Amoxicillin")
    page.locator("#add").press("Enter")
    page.locator(".rx-dose").fill("1 0 1")
    expect(page.locator(".allergy")).to_contain_text("penicillin")
    expect(page.locator("#saved")).to_contain_text("Saved")
    page.reload()
    expect(page.get_by_label("Complaint")).to_have_value(WORDS)
    expect(page.locator(".chip")).to_contain_text("Essential (primary) hypertension")
    assert faults_of(page) == []
    crew.keep(page, "visit")
    sign(crew)
    expect(page.get_by_role("alert")).to_contain_text("prescribed all the same")
    page.get_by_label("Prescribe all the same").check()
    sign(crew)
    expect(page.locator(".signed")).to_contain_text("Signed by Dr Meera Rao")
    assert faults_of(page) == []
    crew.keep(page, "signed")


def top(element: Locator) -> float:
    box = element.bounding_box()
    assert box
    return box["y"]


def sign(crew: Crew) -> None:
    crew.press(crew.doctor, "Control+Enter", crew.doctor.get_by_role("button", name="Sign and finish"))


def next_patient(crew: Crew, token: str) -> None:
    """One key, and the next one's page is there."""
    page = crew.doctor
    crew.press(page, "n", page.get_by_role("button", name=f"Next: {token}"))
    expect(page.locator("h1")).to_contain_text(WALK_IN)
    page.get_by_label("Complaint").fill("Cough, three days")
    sign(crew)
    expect(page.locator(".visit-end")).to_contain_text("Nobody is waiting.")
    expect(crew.reception.locator(".lane")).to_contain_text("2 seen", timeout=SOON)


def bill(crew: Crew) -> None:
    """From the appointment that was seen: its service, a part in cash, the rest by UPI, and receipts on paper."""
    page = crew.reception
    dialog = page.locator("#dialog")
    page.goto(page.url.split("/c/")[0] + crew.base + "day/")
    page.locator(".card.done", has_text=NAME).click()
    crew.press(page, "i", dialog.get_by_role("link", name="Bill", exact=True))
    expect(page.locator("[name=line-0-text]")).to_have_value("Consultation")
    assert faults_of(page) == []
    page.get_by_role("button", name="Issue").click()
    pay(crew, "200")
    expect(page.locator(".tag").first).to_contain_text("₹300 due")
    pay(crew, "300", upi="412345678901")
    expect(page.locator(".tag.ok").first).to_have_text("paid")
    assert faults_of(page) == []
    crew.keep(page, "bill")
    receipts = page.locator("a[href*='/receipts/']")
    expect(receipts).to_have_count(2)
    paper = page.request.get(page.url.split("/c/")[0] + str(receipts.first.get_attribute("href")))
    assert paper.body().startswith(b"%PDF") or fonts.missing()


def pay(crew: Crew, amount: str, upi: str = "") -> None:
    page = crew.reception
    dialog = page.locator("#dialog")
    crew.press(page, "m", page.get_by_role("link", name="Take payment"))
    dialog.get_by_label("Amount").fill(amount)
    if upi:
        dialog.get_by_text("UPI", exact=True).click()
        dialog.get_by_label("UTR").fill(upi)
    assert axe(page, colours=bool(upi)) == []
    dialog.get_by_role("button", name="Take payment").click()
    expect(page.get_by_text(f"₹{amount} taken")).to_be_visible()


def nothing_clinical(crew: Crew) -> None:
    """What the practitioner wrote is on no page of reception's, and its address does not open."""
    page = crew.reception
    home = page.url.split("/c/")[0]
    page.goto(home + crew.base + "day/")
    page.locator(".card.done", has_text=NAME).click()
    card = page.locator("#dialog")
    expect(card).to_contain_text("Consultation")
    told = [card.inner_text()]
    card.get_by_role("link", name="Patient's file").click()
    expect(page.locator(".warnings")).to_contain_text("Penicillin")
    told.append(page.content())
    for words in CLINICAL:
        assert not [text for text in told if words.lower() in text.lower()], words
    visit_page = re.sub(r"[?#].*", "", crew.doctor.url)
    assert page.request.get(visit_page).status == 403
    crew.press(page, "i", page.locator("main").get_by_role("link", name="Bill", exact=True))
    expect(page.locator("h1")).to_have_text(f"Bill for {NAME}")


def figure(page: Page, label: str) -> Locator:
    """The number under that word in the report."""
    return page.locator(".figures div", has=page.get_by_text(label, exact=True)).locator("dd").first


def evening(crew: Crew) -> None:
    """Counts and money are what happened; what reception and practitioner did is told by name."""
    page = crew.owner
    page.reload()
    for label, words in (
        ("Seen", r"^2\s*2?.*1 walk-in"),
        ("Waiting", "^0"),
        ("Cash in the drawer", "^₹200"),
        ("UPI", "^₹300"),
        ("Taken in all", "^₹500"),
        ("Billed", "^₹500"),
        ("Due by now", "^₹0"),
    ):
        expect(figure(page, label)).to_have_text(re.compile(words))
    expect(page.get_by_role("row", name=re.compile("Sravani Goud"))).to_contain_text(
        re.compile("200.*300.*500")
    )
    assert faults_of(page) == []
    crew.keep(page, "report")
    page.goto(page.url.split("/reports/")[0] + "/trail/")
    for who, what in (("Sravani Goud", "registered"), ("Dr Meera Rao", "signed")):
        expect(page.locator("main")).to_contain_text(re.compile(rf"{who} {what}.*{NAME}"))
