"""Who may open which settings."""

import pytest

from daybook.accounts.permissions import Role
from tests.factories import client_for, make_member, make_practitioner
from tests.web.settings.pages import Place, make_place, says

pytestmark = pytest.mark.django_db

PAGES = ["overview/", "profile/", "branches/", "rooms/", "services/", "practitioners/", "holidays/"]


@pytest.fixture
def place() -> Place:
    return make_place()


@pytest.mark.parametrize("role", list(Role))
def test_settings_are_the_owners_and_administrators(place: Place, role: str) -> None:
    client = place.as_role(role)
    expected = 200 if role in (Role.OWNER, Role.ADMIN) else 403
    forms = [
        "branches/new/",
        "services/new/",
        "practitioners/new/",
        f"branches/{place.branch.id}/",
        f"rooms/{place.room.id}/",
        f"services/{place.service.id}/",
        f"practitioners/{place.practitioner.id}/",
    ]
    for path in PAGES + forms:
        assert client.get(place.url(path)).status_code == expected, path
    if expected == 403:
        for path in ("rooms/new/", "holidays/new/", f"branches/{place.branch.id}/closing/"):
            assert client.post(place.url(path)).status_code == 403, path


def test_a_practitioner_opens_their_own_hours_and_nobody_elses(place: Place) -> None:
    member = make_member(place.clinic, Role.PRACTITIONER)
    client = client_for(member)
    nobody_yet = client.get(place.url("hours/"))
    assert says(nobody_yet, "You have no column in the book yet")  # type: ignore[arg-type]
    mine = make_practitioner(place.clinic, membership=member)
    assert client.get(place.url(""))["Location"] == place.url("hours/")
    assert client.get(place.url("hours/"))["Location"] == place.url(f"hours/{mine.id}/")
    assert client.get(place.url(f"hours/{mine.id}/")).status_code == 200
    for path in ("", f"{place.branch.id}/", "leave/"):
        theirs = place.url(f"hours/{place.practitioner.id}/{path}")
        assert client.get(theirs).status_code == 403, path
    for path in (f"{place.branch.id}/", "leave/"):
        theirs = place.url(f"hours/{place.practitioner.id}/{path}")
        assert client.post(theirs).status_code == 403, path


def test_an_owner_who_is_no_practitioner_is_led_to_the_list(place: Place) -> None:
    assert place.get("")["Location"] == place.url("overview/")
    assert place.get("hours/")["Location"] == place.url("practitioners/")


@pytest.mark.parametrize("role", [Role.RECEPTIONIST, Role.BILLING])
def test_others_have_no_hours_to_change(place: Place, role: str) -> None:
    client = place.as_role(role)
    for path in ("", "hours/", f"hours/{place.practitioner.id}/"):
        assert client.get(place.url(path)).status_code == 403, path


def test_the_overview_says_what_is_missing_and_what_is_next(place: Place) -> None:
    assert says(place.get("overview/"), "Everything needed is set.")
    make_practitioner(place.clinic, "Dr Asha Iyer")
    page = place.get("overview/")
    assert says(page, "No hours yet: Dr Asha Iyer")
    assert not says(page, "Everything needed is set.")
