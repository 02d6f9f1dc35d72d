"""Days at the ends of the calendar, in addresses and in forms; and no day at all."""

import pytest

from daybook.lib.ids import uuid7
from tests import factories


@pytest.fixture
def reception(db: None) -> object:
    clinic = factories.make_clinic("edges")
    branch = factories.make_branch(clinic)
    doctor = factories.make_practitioner(clinic)
    factories.make_service(clinic, by=[doctor])
    factories.make_hours(doctor, branch)
    return factories.client_for(factories.make_member(clinic, "receptionist"))


@pytest.mark.parametrize(
    "day", ["9999-12-31", "0001-01-01", "1999-12-31", "31.02.2026", "2026-02-30", "\x00", ""]
)
def test_an_impossible_day_in_an_address_is_today(reception: object, day: str) -> None:
    for path in ("day/?day=", "day/changes/?day=", "appointments/new/?day=", "appointments/new/?starts_at="):
        answer = reception.get(f"/c/edges/{path}", query_params={path.split("?")[1][:-1]: day})  # type: ignore[attr-defined]
        assert answer.status_code == 200


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30"])
def test_an_impossible_day_in_a_form_is_said_in_words(reception: object, day: str) -> None:
    typed = {"id": str(uuid7()), "day": day, "time": "9:00", "note": "kept"}
    answer = reception.post("/c/edges/appointments/new/", typed)  # type: ignore[attr-defined]
    assert answer.status_code == 422
    assert b'value="kept"' in answer.content


@pytest.mark.parametrize(
    ("role", "words"), [("owner", b"/settings/branches/"), ("receptionist", b"An owner")]
)
def test_without_an_open_branch_the_day_says_what_to_do(db: None, role: str, words: bytes) -> None:
    clinic = factories.make_clinic()
    answer = factories.client_for(factories.make_member(clinic, role)).get(f"/c/{clinic.slug}/day/")
    assert answer.status_code == 200
    assert b"needs an open branch" in answer.content
    assert words in answer.content.partition(b"needs an open branch")[2]
