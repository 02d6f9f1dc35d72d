"""The queue's pages as reception and practitioner meet them, without a browser."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.test import Client

from daybook.booking.actions.check_in import check_in
from daybook.booking.models import QueueEntry
from daybook.booking.queries_queue import entry
from daybook.clinics.models import Branch, Practitioner
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.patients.models import Patient
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests import factories

MONDAY_TEN = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)  # in Hyderabad
HTMX = {"HX-Request": "true"}
IN_DIALOG = {**HTMX, "HX-Target": "dialog-body"}


@dataclass
class House:
    """Anna and Ben work all day; reception is signed in as `desk`, Anna as `anna_s`."""

    clinic: Clinic
    branch: Branch
    anna: Practitioner
    ben: Practitioner
    patients: list[Patient]
    desk: Client
    anna_s: Client

    @property
    def base(self) -> str:
        return f"/c/{self.clinic.slug}/queue/"

    def walk_in(self, patient: int, practitioner: Practitioner | None = None) -> QueueEntry:
        actor = factories.actor_for(factories.make_member(self.clinic, "receptionist"))
        with clinic_scope(self.clinic):
            return check_in(
                actor=actor,
                entry_id=uuid7(),
                patient=self.patients[patient],
                practitioner=practitioner or self.anna,
                branch=self.branch,
            )

    def form(self, patient: Patient | None, **more: Any) -> dict[str, Any]:
        form = {"id": uuid7(), "branch": self.branch.id, "practitioner": self.anna.id}
        return form | ({"patient": patient.id} if patient else {}) | more

    def state(self, row: QueueEntry) -> str:
        with clinic_scope(self.clinic):
            found = entry(row.id)
            assert found is not None
            return found.state


@pytest.fixture
def house(db: None) -> Iterator[House]:
    with clock.frozen(MONDAY_TEN):
        clinic = factories.make_clinic()
        branch = factories.make_branch(clinic, "Main")
        doctor = factories.make_member(clinic, "practitioner")
        anna = factories.make_practitioner(clinic, "Dr Anna", membership=doctor)
        ben = factories.make_practitioner(clinic, "Dr Ben", position=1)
        for who in (anna, ben):
            factories.make_hours(who, branch, time(9), time(17))
        factories.make_service(clinic, by=[anna, ben])
        patients = [factories.make_patient(clinic, name) for name in ("Kavya", "Ravi", "Salma")]
        desk = factories.client_for(factories.make_member(clinic, "receptionist"))
        yield House(clinic, branch, anna, ben, patients, desk, factories.client_for(doctor))


def text_of(answer: Any) -> str:
    content: bytes = answer.content
    return content.decode()


def test_it_shows_every_line_with_tokens(house: House) -> None:
    house.walk_in(0), house.walk_in(1, house.ben)
    page = text_of(house.desk.get(house.base))
    assert all(words in page for words in ("Kavya", "Ravi", "A-01", "B-01", "Call next for Dr Ben"))
    assert "My queue" not in page


def test_a_practitioner_finds_the_own_line_first_and_its_keys(house: House) -> None:
    house.walk_in(0, house.ben), house.walk_in(1)
    page = text_of(house.anna_s.get(house.base))
    assert page.index("My queue") < page.index("Ravi") < page.index("Kavya")
    assert page.count('data-key="n"') == 1


def test_the_rail_counts_who_waits_for_whom(house: House) -> None:
    house.walk_in(0), house.walk_in(1, house.ben), house.walk_in(2, house.ben)
    elsewhere = house.base.replace("queue/", "patients/")
    counts = [text_of(who.get(elsewhere)).split('id="count-queue"')[1] for who in (house.desk, house.anna_s)]
    assert [each.split(">", 1)[1][0] for each in counts] == ["3", "1"]


def test_it_asks_only_whether_anything_changed(house: House) -> None:
    first = house.desk.get(f"{house.base}changes/")
    same = house.desk.get(f"{house.base}changes/", headers={"if-none-match": first["ETag"]})
    assert (first.status_code, same.status_code) == (200, 304)
    house.walk_in(0)
    fresh = house.desk.get(f"{house.base}changes/", headers={"if-none-match": first["ETag"]})
    assert fresh.status_code == 200 and "Kavya" in text_of(fresh)


def test_who_has_the_shortest_line_is_chosen_already(house: House) -> None:
    house.walk_in(0)
    page = text_of(house.desk.get(f"{house.base}new/", headers=IN_DIALOG))
    checked = next(part for part in page.split("<input") if "checked" in part)
    assert str(house.ben.id) in checked
    own = text_of(house.anna_s.get(f"{house.base}new/", headers=IN_DIALOG))
    assert str(house.anna.id) in next(part for part in own.split("<input") if "checked" in part)


def test_a_walk_in_answers_with_the_token_and_redraws_the_book(house: House) -> None:
    answer = house.desk.post(f"{house.base}new/", house.form(house.patients[0]), headers=IN_DIALOG)
    assert answer.status_code == 200 and "A-01" in text_of(answer)
    assert json.loads(answer["HX-Trigger"]) == {"day-changed": True}


def test_without_scripts_it_leads_to_the_token(house: House) -> None:
    answer = house.desk.post(f"{house.base}new/", house.form(house.patients[0]))
    assert answer.status_code == 302
    assert "A-01" in text_of(house.desk.get(answer["Location"]))


def test_nobody_chosen_is_said_and_the_choice_of_practitioner_stays(house: House) -> None:
    form = house.form(None, practitioner=house.ben.id)
    answer = house.desk.post(f"{house.base}new/", form, headers=IN_DIALOG)
    assert answer.status_code == 422
    checked = next(part for part in text_of(answer).split("<input") if "checked" in part)
    assert str(house.ben.id) in checked


def test_who_is_here_already_is_told_with_the_token(house: House) -> None:
    house.walk_in(0)
    answer = house.desk.post(f"{house.base}new/", house.form(house.patients[0]), headers=IN_DIALOG)
    assert answer.status_code == 409 and "A-01" in text_of(answer)


def test_call_next_calls_whom_it_showed(house: House) -> None:
    first, second = house.walk_in(0), house.walk_in(1)
    form = {"practitioner": house.anna.id, "branch": house.branch.id, "expecting": first.id}
    answer = house.desk.post(f"{house.base}next/", form, headers=HTMX)
    assert answer.status_code == 204 and "A-01" in answer["HX-Trigger"]
    again = house.desk.post(f"{house.base}next/", form, headers=HTMX)
    assert again.status_code == 409 and json.loads(again["HX-Trigger"])["toast"]["kind"] == "bad"
    assert (house.state(first), house.state(second)) == ("called", "waiting")


def test_the_practitioner_sends_in_and_is_done(house: House) -> None:
    row = house.walk_in(0)
    assert 'data-key="s"' not in text_of(house.anna_s.get(house.base))
    house.desk.post(f"{house.base}{row.id}/call/", {"version": 1}, headers=HTMX)
    assert 'data-key="s"' in text_of(house.anna_s.get(house.base))
    opened = house.anna_s.post(house.base.replace("queue/", "visits/open/"), {"entry": row.id})
    assert (opened.status_code, house.state(row)) == (302, "with_practitioner")
    for version, verb, state in ((3, "finish", "done"), (4, "return", "waiting")):
        answer = house.anna_s.post(f"{house.base}{row.id}/{verb}/", {"version": version}, headers=HTMX)
        assert (answer.status_code, house.state(row)) == (204, state)


def test_a_stale_button_is_told_in_a_few_words(house: House) -> None:
    row = house.walk_in(0)
    house.desk.post(f"{house.base}{row.id}/call/", {"version": 1}, headers=HTMX)
    answer = house.desk.post(f"{house.base}{row.id}/leaving/", {"version": 1}, headers=HTMX)
    assert answer.status_code == 409 and "toast" in answer["HX-Trigger"]
    in_dialog = house.desk.post(f"{house.base}{row.id}/leaving/", {"version": 1}, headers=IN_DIALOG)
    assert in_dialog.status_code == 409 and "Kavya" in text_of(in_dialog)
    assert house.state(row) == "called"


def test_reception_cannot_begin_a_consultation(house: House) -> None:
    row = house.walk_in(0)
    assert "Start consultation" not in text_of(house.desk.get(f"{house.base}{row.id}/"))
    assert "Start consultation" in text_of(house.anna_s.get(f"{house.base}{row.id}/"))
    answer = house.desk.post(house.base.replace("queue/", "visits/open/"), {"entry": row.id})
    assert (answer.status_code, house.state(row)) == (403, "waiting")


@pytest.mark.parametrize("path", ["screen/", "screen/changes/", "{id}/slip/"])
def test_nobody_s_name_is_on_the_wall_nor_on_paper(house: House, path: str) -> None:
    row = house.walk_in(0)
    house.walk_in(1)
    page = text_of(house.desk.get(house.base + path.format(id=row.id)))
    assert "A-01" in page and "Dr Anna" in page
    assert "Kavya" not in page and "Ravi" not in page


def test_registering_from_the_walk_in_leads_back_to_it(house: House) -> None:
    new = house.base.replace("queue/", "patients/new/")
    carried = f"branch={house.branch.id}&practitioner={house.ben.id}&walk_in=1"
    opened = house.desk.post(new, {"words": "Salma Begum", "next": carried}, headers=IN_DIALOG)
    assert "Register and give a token" in text_of(opened)
    typed = {"id": uuid7(), "name": "Salma Begum", "phone": "+919848012399", "birth": "40", "sex": "female"}
    done = house.desk.post(new, {**typed, "next": carried, "onward": "book"}, headers=IN_DIALOG)
    page = text_of(done)
    assert f"/queue/new/?patient={typed['id']}" in page and str(house.ben.id) in page
    form = house.desk.get(
        f"{house.base}new/?patient={typed['id']}&practitioner={house.ben.id}", headers=IN_DIALOG
    )
    assert "Salma Begum" in text_of(form)


def test_the_day_shows_the_token_on_the_card_and_beside_the_book(house: House) -> None:
    row = factories.make_appointment(house.anna, house.branch, house.patients[0], MONDAY_TEN)
    marked = house.desk.post(
        house.base.replace("queue/", f"appointments/{row.id}/arrival/"), {"version": 1}, headers=HTMX
    )
    assert "Arrived: A-01" in json.loads(marked["HX-Trigger"])["toast"]["text"]
    page = text_of(house.desk.get(house.base.replace("queue/", "day/")))
    assert "Arrived A-01" in page and '<span class="token">A-01</span>' in page
    assert "Call next for Dr Anna" in page
