"""The owner's page of who did what."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.audit.chain import seal_entries
from daybook.audit.record import record
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.patients.models import Patient
from daybook.tenancy import vault
from daybook.tenancy.scope import clinic_scope
from daybook.web.staff.trail.details import facts
from tests import database
from tests.factories import actor_for, client_for, make_clinic, make_member, make_patient, make_practitioner

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)  # 22 November, 1:30, in the clinic


class World:
    """A clinic with an owner who reads and a receptionist who does."""

    def __init__(self) -> None:
        self.clinic = make_clinic()
        self.owner = client_for(make_member(self.clinic, Role.OWNER, display_name="Sudha Rao"))
        self.member = make_member(self.clinic, Role.RECEPTIONIST, display_name="Sravani <b>")
        self.desk = actor_for(self.member)
        self.url = f"/c/{self.clinic.slug}/trail/"

    def write(
        self, verb: str, on: Any, *, at: datetime = NOW, actor: Actor | None = None, **more: Any
    ) -> UUID:
        patient = on.id if isinstance(on, Patient) else more.pop("patient", None)
        with clock.frozen(at), clinic_scope(self.clinic):
            return record(actor or self.desk, verb, on=on, patient=patient, **more).id

    def page(self, query: str = "", client: Client | None = None) -> str:
        response = (client or self.owner).get(self.url + query)
        assert response.status_code == 200
        return response.content.decode()


@pytest.fixture
def world(db: None) -> World:
    return World()


def test_an_entry_is_told_in_words_with_present_names(world: World) -> None:
    kavya = make_patient(world.clinic, "Kavya Chowdary")
    world.write("patient.opened", kavya)
    with clinic_scope(world.clinic):
        Patient.objects.filter(pk=kavya.pk).update(name="Kavya <i>Rao")
    page = world.page()
    link = f'<a href="/c/{world.clinic.slug}/patients/{kavya.id}/">Kavya &lt;i&gt;Rao</a>'
    assert f"<b>Sravani &lt;b&gt;</b> opened the file of {link}" in page
    assert "Sunday 22 November 2026" in page and ">1:30<" in page, "the clinic's day and clock"


def test_a_patient_who_was_erased_has_no_name(world: World) -> None:
    gone = uuid7()
    with clinic_scope(world.clinic):
        vault.destroy(vault.Subject.patient(gone))
    world.write("patient.opened", ("patient", gone), patient=gone)
    assert "opened the file of a patient whose file was erased" in world.page()


def test_details_are_readable_while_the_key_is_there(world: World) -> None:
    kavya, doctor = make_patient(world.clinic, "Kavya"), make_practitioner(world.clinic, "Dr Meera Rao")
    world.write("patient.changed", kavya, details={"fields": ["birth", "allergies", "guardian_name"]})
    moved = {
        "from": "2026-11-23T04:30:00+00:00",
        "to": "2026-11-23T05:00:00+00:00",
        "practitioner": doctor.id,
    }
    world.write("appointment.moved", ("appointment", uuid7()), patient=kavya.id, details=moved)
    world.write(
        "practitioner.changed",
        doctor,
        details={"speciality": ["", "Skin"], "member": [None, str(world.member.id)]},
    )
    page = world.page()
    assert "Changed: Birth date or age, Allergies, Guardian" in page
    assert "Before: Mon 23 Nov 2026 10:00" in page and "After: Mon 23 Nov 2026 10:30" in page
    assert "Practitioner: Dr Meera Rao" in page and "changed the practitioner <b>Dr Meera Rao</b>" in page
    assert "Speciality: – → Skin" in page and "Member: – → Sravani &lt;b&gt;" in page
    with clinic_scope(world.clinic):
        vault.destroy(vault.Subject.patient(kavya.id))
    later = world.page()
    assert "Changed: Birth" not in later and "changed the file of" in later


def test_filters_by_person_patient_kind_and_day(world: World) -> None:
    kavya, ravi = make_patient(world.clinic, "Kavya"), make_patient(world.clinic, "Ravi")
    world.write("patient.opened", kavya)
    world.write("patient.changed", ravi, at=NOW - timedelta(days=1))
    world.write("demo.loaded", ("clinic", 1), actor=Actor.system("Demo"), at=NOW - timedelta(days=9))

    def shown(query: str) -> set[str]:
        page = world.page(query)
        told = {"opened": "opened the file", "changed": "changed the file", "demo": "loaded the demo"}
        return {name for name, words in told.items() if words in page}

    assert shown("") == {"opened", "changed", "demo"}
    assert shown(f"?person={world.member.id}") == {"opened", "changed"}
    assert shown("?person=machines") == {"demo"}
    assert shown(f"?patient={kavya.id}") == {"opened"}
    assert shown("?kind=opened") == {"opened"}
    assert shown("?kind=patients") == {"changed"}
    assert shown("?since=2026-11-22") == {"opened"}, "days are the clinic's"
    assert shown("?since=2026-11-21&until=2026-11-21") == {"changed"}
    assert shown(f"?patient={kavya.id}&kind=patients") == set()
    assert "Nothing of that is written down" in world.page(f"?patient={uuid7()}")


def test_the_chosen_patients_name_stays_out_of_the_address(world: World) -> None:
    kavya = make_patient(world.clinic, "Kavya Chowdary")
    sent = {
        "patient": str(kavya.id),
        "patient_label": "Kavya Chowdary",
        "patient_words": "",
        "person": "",
        "kind": "opened",
    }
    response = world.owner.post(world.url, sent)
    assert (response.status_code, response["Location"]) == (
        302,
        f"{world.url}?kind=opened&patient={kavya.id}",
    )
    assert "data-picked>Kavya Chowdary<" in world.page(f"?patient={kavya.id}")


@pytest.mark.parametrize(
    "query",
    [
        "?since=31.02.2020",
        "?since=2020-02-31",
        "?since=2026-11-22&until=2026-11-21",
        "?person=x",
        "?kind=x",
        "?patient=x",
        "?since=9999-99-99",
        "?since=0001-01-01",
        "?until=9999-12-31",
        "?person=%00",
    ],
)
def test_a_wish_that_cannot_be_read_is_told(world: World, query: str) -> None:
    response = world.owner.get(world.url + query)
    assert response.status_code == 422 and "Please correct this" in response.content.decode()


def test_pages_go_on_where_the_last_one_ended(world: World) -> None:
    for number in range(120):
        world.write(
            "branch.added",
            ("branch", uuid7()),
            at=NOW + timedelta(seconds=number // 3),
            details={"name": f"No {number:03}"},
        )
    seen: list[str] = []
    query = ""
    for _ in range(3):
        page = world.page(query)
        seen += [part[:3] for part in page.split("Name: No ")[1:]]
        query = page.partition('rel="next" href="' + world.url)[2].partition('"')[0].replace("&amp;", "&")
    assert seen == [f"{number:03}" for number in reversed(range(120))] and query == ""


def test_another_clinics_entry_is_no_place_in_this_trail(world: World) -> None:
    other = World()
    theirs = other.write("clinic.changed", ("profile", 1))
    for before in (theirs, uuid7(), "x"):
        assert world.owner.get(f"{world.url}?before={before}").status_code == 404
    kavya = make_patient(other.clinic, "Kavya Elsewhere")
    assert "Elsewhere" not in world.page(f"?patient={kavya.id}")
    assert world.owner.get(f"{world.url}?person={other.member.id}").status_code == 422


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OWNER])
def test_only_the_owner_reads_it(world: World, role: str) -> None:
    client = client_for(make_member(world.clinic, role))
    assert client.get(world.url).status_code == 403
    assert client.post(world.url).status_code == 403
    assert client.post(world.url + "verification/").status_code == 403


def test_it_says_how_far_the_trail_is_sealed_and_checks_it(world: World) -> None:
    check = world.url + "verification/"
    world.write("clinic.changed", ("profile", 1))
    assert "No entry is sealed yet." in world.page()
    assert "nothing to check" in world.owner.post(check).content.decode()
    with clinic_scope(world.clinic):
        seal_entries()
    world.write("clinic.changed", ("profile", 1))
    assert "Sealed up to entry 1, of 22 Nov 2026 1:30." in world.page()
    answer = world.owner.post(check).content.decode()
    assert "Every seal fits." in answer and "1 newer one is not sealed yet." in answer
    assert world.owner.get(check).status_code == 405


@pytest.fixture
def lasting(committed_db: None) -> Iterator[World]:
    yield World()


def test_a_changed_entry_is_found(lasting: World) -> None:
    ids = [lasting.write("clinic.changed", ("profile", number)) for number in range(4)]
    with clinic_scope(lasting.clinic):
        seal_entries()
    with database.superuser_connection() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE audit_entry SET actor_label = 'Somebody' WHERE id = %s", [ids[2]])
    answer = lasting.owner.post(lasting.url + "verification/").content.decode()
    assert "Seal 3 does not fit." in answer and "Entries up to 2 are as they were written." in answer


def test_a_code_is_told_as_the_pages_call_it() -> None:
    told = facts({"from": "in_consultation", "method": "upi"}, {}, ZoneInfo("UTC"))
    assert [fact.text for fact in told] == ["In consultation", "UPI"]
