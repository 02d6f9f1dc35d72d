"""Templates of notes: the clinic's are a matter of the settings, a practitioner's own are their own."""

import json
from typing import Any

import pytest

from daybook.accounts.permissions import NotPermitted, Role
from daybook.lib.ids import uuid7
from daybook.records import icd10
from daybook.records.actions.save_template import add_template, change_template, retire_template
from daybook.records.models import Favourite, NoteTemplate
from daybook.records.queries import templates
from tests import factories
from tests.booking.desk import staff
from tests.records.room import Room

SAYS: Any = {"name": "Fever", "complaint": "Fever", "findings": "", "advice": "Rest", "review_weeks": None}


def test_a_practitioner_makes_and_changes_their_own_alone(room: Room) -> None:
    room.anna.refresh_from_db()
    mine = add_template(actor=room.anna_herself, template_id=uuid7(), practitioner=room.anna, **SAYS)
    clinics = add_template(actor=staff(Role.ADMIN), template_id=uuid7(), **SAYS)  # of the same name
    change_template(actor=room.anna_herself, template=mine, version=1, **{**SAYS, "name": "High fever"})
    other = factories.make_practitioner(room.clinic)
    assert templates(room.anna.id) == [mine, clinics]
    assert templates(other.id) == [clinics]
    for actor, template in ((room.anna_herself, clinics), (staff(Role.PRACTITIONER), mine)):
        with pytest.raises(NotPermitted):
            retire_template(actor=actor, template=template)
    with pytest.raises(NotPermitted):
        add_template(actor=room.anna_herself, template_id=uuid7(), practitioner=other, **SAYS)


def test_the_page_is_theirs_without_the_settings(front: Room) -> None:
    doctor = front.client(front.doctor)
    base = front.url("settings/templates/")
    with front.inside():
        clinics = NoteTemplate.objects.create(name="Clinic's own")
    answer = doctor.post(f"{base}new/", {"id": str(uuid7()), **SAYS, "review_weeks": ""}, secure=True)
    assert answer.status_code == 302
    page = doctor.get(base, secure=True).content.decode()
    assert "Fever" in page and "My own" in page and f"{base}{clinics.id}/" not in page
    assert doctor.get(f"{base}{clinics.id}/", secure=True).status_code == 403
    with front.inside():
        assert NoteTemplate.objects.get(name="Fever").practitioner_id == front.anna.id
        visit = front.open()
    note = doctor.get(front.url(f"visits/{visit.id}/"), secure=True).content.decode()
    assert "My templates" in note and "Clinic&#x27;s own" in note


def test_a_favourite_comes_back_as_it_stands_in_the_page(front: Room) -> None:
    with front.inside():
        visit = front.open()
    body = {"favourite": "Fever, adult", "line": "a", "medicine-a": "Paracetamol", "dose-a": "1-1-1"}
    answer = front.client(front.doctor).post(
        front.url(f"visits/{visit.id}/favourites/"), body, secure=True, HTTP_ACCEPT="application/json"
    )
    html = json.loads(answer.content)["html"]
    with front.inside():
        kept = Favourite.objects.get()
    assert f'data-insert="{kept.id}"' in html and f'<template id="rx-{kept.id}"' in html
    assert 'value="Paracetamol"' in html and f'data-favourite="{kept.id}">favourite</option>' in html


def test_the_diagnoses_are_loaded_once_for_all_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    class Beside:
        def __init__(self, **what: Any) -> None:
            begun.append(what["name"])

        def start(self) -> None:
            pass

    monkeypatch.setattr(icd10, "Thread", Beside)
    icd10._warming.clear()
    for _ in range(3):
        icd10.warm()
    assert begun == ["icd10"]
