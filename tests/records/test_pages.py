"""The visit over HTTP: who sees what, and what comes back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daybook.accounts.permissions import Role
from daybook.booking.actions.check_in import check_in
from daybook.booking.models import Appointment
from daybook.booking.transitions import ARRIVE
from daybook.clinics.models import Practitioner
from daybook.lib.ids import uuid7
from daybook.records.models import Visit
from daybook.records.queries import story
from daybook.tenancy import vault
from tests import factories
from tests.records.room import AMLODIPINE, HYPERTENSION, Room, said

NOTE = {"complaint": "Canary complaint", "blood_pressure": "134/84", "weight": "81,5", "height": "173"}
RX = {
    "line": ["a", "b"],
    "medicine-a": "Amlodipine",
    "dose-a": "1 0 0",
    "medicine-b": "",
    "diagnosis": ["I10"],
}
JSON = {"HTTP_ACCEPT": "application/json"}
CLINICAL = ("Canary", "hypertension", "Amlodipine", "I10")


def post(front: Room, visit: Visit, what: str, body: dict[str, Any], **extra: Any) -> Any:
    url = front.url(f"visits/{visit.id}/{what}/")
    return front.client(front.doctor).post(url, body, secure=True, **extra)


def test_what_is_typed_is_saved_and_answered(front: Room) -> None:
    with front.inside():
        visit = front.open()
    answer = post(front, visit, "note", {"version": 1, **NOTE, **RX}, **JSON)
    assert answer.status_code == 200 and answer.json()["version"] == 2
    assert "27.2" in answer.json()["live"]
    with front.inside():
        found = front.said(visit)
    assert found.note.vitals == {"systolic": 134, "diastolic": 84, "weight_g": 81500, "height_mm": 1730}
    assert found.note.diagnoses == (HYPERTENSION,)
    assert [line.dose for line in found.lines] == ["1-0-0"]


def test_a_stale_tab_gets_what_differs(front: Room) -> None:
    with front.inside():
        visit = front.open()
        front.save(visit, said(advice="Rest"))
    answer = post(front, visit, "note", {"version": 1, **NOTE}, **JSON)
    assert answer.status_code == 409
    assert answer.json()["code"] == "stale" and "Rest" in answer.json()["html"]
    page = post(front, visit, "signature", {"version": 1, **NOTE})
    assert page.status_code == 409
    assert "Canary complaint" in page.content.decode()  # what was typed stays


def test_signing_with_an_allergy_says_so_and_keeps_the_typing(front: Room) -> None:
    with front.inside():
        visit = front.open()
    body = {"version": 1, **NOTE, "line": "a", "medicine-a": "Augmentin", "dose-a": "1-0-1"}
    page = post(front, visit, "signature", body)
    assert page.status_code == 422
    assert "penicillin" in page.content.decode() and "Augmentin" in page.content.decode()
    answer = post(front, visit, "signature", body | {"despite-a": "penicillin"})
    assert answer.status_code == 302
    with front.inside():
        assert front.fresh(visit).state == Visit.State.SIGNED


def test_signed_twice_is_signed_once(front: Room) -> None:
    with front.inside():
        visit = front.open()
    for _ in range(2):
        assert post(front, visit, "signature", {"version": 1, **NOTE}).status_code == 302
    with front.inside():
        assert front.fresh(visit).version == 2


def test_a_note_whose_key_is_gone_says_so(front: Room) -> None:
    with front.inside():
        visit = front.signed()
        vault.destroy(vault.Subject.patient(front.patient.id))
    page = front.client(front.doctor).get(front.url(f"visits/{visit.id}/"), secure=True)
    assert page.status_code == 200
    assert "cannot be opened here" in page.content.decode()


def test_reception_sees_no_clinical_text_anywhere(front: Room) -> None:
    with front.inside():
        row = front.booked()
        front.mark(row, ARRIVE)
        visit = front.open(Appointment.objects.get(pk=row.pk))
        front.sign(visit, said(AMLODIPINE, complaint="Canary complaint"))
    client, patient = front.client(front.reception), front.patient.id
    seen = 0
    for path in (
        "day/?day=2026-03-02",
        "day/changes/?day=2026-03-02",
        f"appointments/{row.id}/",
        f"patients/{patient}/",
        "patients/",
        f"patients/{patient}/edit/",
        "queue/",
        "bills/",
        "messages/",
    ):
        answer = client.get(front.url(path), secure=True)
        seen += answer.status_code == 200
        for word in CLINICAL:
            assert word not in answer.content.decode(), (path, word)
    assert seen >= 6
    for path in ("", "prescription/", "summary/", "amendment/"):
        answer = client.get(front.url(f"visits/{visit.id}/{path}"), secure=True)
        assert answer.status_code == 403
        assert "Canary" not in answer.content.decode()


def test_who_treats_reads_the_story_in_the_file(front: Room) -> None:
    with front.inside():
        front.signed(said(AMLODIPINE))
    page = front.client(front.doctor).get(front.url(f"patients/{front.patient.id}/"), secure=True)
    assert "Amlodipine 5 mg 1-0-0" in page.content.decode()


def test_the_papers_are_pdfs(front: Room) -> None:
    with front.inside():
        visit = front.signed(said(AMLODIPINE))
    for what in ("prescription", "summary"):
        answer = front.client(front.doctor).get(front.url(f"visits/{visit.id}/{what}/"), secure=True)
        assert answer.content.startswith(b"%PDF-") and answer["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("count", [3, 30])
def test_thirty_visits_are_one_query(front: Room, count: int) -> None:
    with front.inside():
        for number in range(count):
            visit = Visit.objects.create(
                patient=front.patient,
                practitioner=front.anna,
                branch=front.branch,
                started_at=front.at(8, number),
            )
            vital = {"systolic": 120 + number, "diastolic": 80}
            front.save(visit, said(AMLODIPINE, vitals=vital))
        with CaptureQueriesContext(connection) as asked:
            lines = story(front.patient.id)
            assert [len(line.content.lines) for line in lines] == [1] * count
        assert len(asked) == 1
    client = front.client(front.doctor)
    url = front.url(f"visits/{visit.id}/")
    client.get(url, secure=True)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(url, secure=True)
    assert page.status_code == 200
    assert len(asked) <= 16


def test_an_owner_who_sees_patients_reads_and_another_does_not(front: Room) -> None:
    with front.inside():
        visit = front.signed()
        owner = factories.make_member(front.clinic, Role.OWNER)
    url = front.url(f"visits/{visit.id}/")
    assert front.client(owner).get(url, secure=True).status_code == 403
    with front.inside():
        factories.make_practitioner(front.clinic, "Dr Owner", membership=owner)
    page = front.client(owner).get(url, secure=True)
    assert page.status_code == 200 and "Headache" in page.content.decode()
    with front.inside():
        Practitioner.objects.filter(name="Dr Owner").update(left_at=front.at(9))
    assert front.client(owner).get(url, secure=True).status_code == 403


def test_next_opens_the_next_patient(front: Room) -> None:
    with front.inside():
        visit = front.signed()
        entry = check_in(
            actor=front.actor,
            entry_id=uuid7(),
            patient=front.friend,
            practitioner=front.anna,
            branch=front.branch,
        )
    client = front.client(front.doctor)
    page = client.get(front.url(f"visits/{visit.id}/"), secure=True).content.decode()
    assert f'name="entry" value="{entry.id}"' in page and 'data-key="n"' in page
    answer = client.post(front.url("visits/open/"), {"entry": entry.id}, secure=True)
    with front.inside():
        opened = Visit.objects.get(entry=entry)
    assert answer["Location"] == front.url(f"visits/{opened.id}/")


@pytest.fixture
def long_story(front: Room) -> Visit:
    """Fifty visits of three years; the last of them."""
    with front.inside():
        for number in range(50):
            visit = Visit.objects.create(
                patient=front.patient,
                practitioner=front.anna,
                branch=front.branch,
                started_at=front.at(9) - timedelta(days=20 * (50 - number)),
            )
            front.save(visit, said(AMLODIPINE, complaint=f"Cough number {number}.", diagnoses=()))
    return visit


def lines_in(page: Any) -> list[str]:
    return re.findall(r">Cough number (\d+)\.</a>", page.content.decode())


def test_of_a_long_story_the_latest_years_are_there_and_older_ones_are_fetched(
    front: Room, long_story: Visit
) -> None:
    client = front.client(front.doctor)
    for path, nth in ((f"patients/{front.patient.id}/", 49), (f"visits/{long_story.id}/", 48)):
        page = client.get(front.url(path), secure=True)
        singly = [str(nth - place) for place in range(12)]
        seen = [each for each in lines_in(page) if each != str(nth + 1)]
        assert seen[:12] == singly and len(set(seen)) < 35
        told = page.context["years"]
        assert sum(each.count for each in told) + 12 == nth + 1
        fetched = [each for each in told if each.url]
        assert fetched and all(each.count for each in fetched)
        shown = set(seen)
        for each in fetched:
            fragment = client.get(each.url, secure=True, headers={"HX-Request": "true"})
            assert len(lines_in(fragment)) == each.count and "<html" not in fragment.content.decode()
            assert f"Read the visits of {each.year}" in page.content.decode()
            shown |= set(lines_in(fragment))
        assert shown == {str(number) for number in range(nth + 1)}
    assert "visit number 50" in page.content.decode()


def test_years_long_ago_are_one_line(front: Room, long_story: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daybook.web.staff.visits.story.SHOWN_YEARS", 1)
    page = front.client(front.doctor).get(front.url(f"patients/{front.patient.id}/"), secure=True)
    [year] = page.context["years"]
    assert f"{50 - 12 - year.count} older visits, " in page.content.decode()


def test_the_whole_story_is_a_page_and_finds_words(front: Room, long_story: Visit) -> None:
    client, url = front.client(front.doctor), front.url(f"patients/{front.patient.id}/story/")
    page = client.get(url, secure=True)
    assert lines_in(page) == [str(number) for number in reversed(range(50))]
    found = client.post(url, {"q": "NUMBER 4 amlo"}, secure=True)
    assert lines_in(found) == [str(number) for number in reversed(range(50)) if "4" in str(number)]
    nothing = client.post(url, {"q": "<b>xyz"}, secure=True).content.decode()
    assert "Nothing in the notes fits" in nothing and "&lt;b&gt;xyz" in nothing
    year = client.get(f"{url}?year={front.at(9).year - 1}", secure=True)
    assert 0 < len(lines_in(year)) < 50
    for wrong in ("year=x", "year=20260", "upto=x", f"upto={uuid7()}"):
        assert client.get(f"{url}?{wrong}", secure=True).status_code == 404


def test_reading_a_story_is_written_down(front: Room, long_story: Visit) -> None:
    url = front.url(f"patients/{front.patient.id}/story/")
    front.client(front.doctor).get(url, secure=True)
    assert "story.opened" in [verb for verb, _ in factories.trail(front.clinic, on=front.patient.id)]
    assert front.client(front.reception).get(url, secure=True).status_code == 403
