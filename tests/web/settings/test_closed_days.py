"""What is booked on a day that becomes a holiday is shown, to be moved or cancelled."""

from datetime import datetime, time, timedelta

import pytest

from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.lib.zones import at_local, local_day, zone
from tests.factories import make_appointment, make_branch, make_patient
from tests.web.settings.pages import Place, make_place, text

pytestmark = pytest.mark.django_db
INDIA = zone("Asia/Kolkata")


@pytest.fixture
def place() -> Place:
    return make_place()


def next_week() -> datetime:
    return at_local(local_day(clock.now(), INDIA) + timedelta(days=7), time(10), INDIA)


def close(place: Place, at: datetime, branch: str = "") -> str:
    form = {"id": str(uuid7()), "day": local_day(at, INDIA), "name": "Strike", "branch": branch}
    assert place.post("holidays/new/", form).status_code == 302
    return text(place.get("holidays/"))


def test_a_booking_on_a_new_holiday_is_listed_until_it_is_gone(place: Place) -> None:
    at = next_week()
    row = make_appointment(place.practitioner, place.branch, make_patient(place.clinic, "Kavya Rao"), at)
    make_appointment(
        place.practitioner, place.branch, make_patient(place.clinic, "Day After"), at + timedelta(days=1)
    )
    assert "These appointments" not in text(place.get("holidays/"))
    page = close(place, at)
    assert "These appointments lie on holidays" in page
    assert f"/appointments/{row.id}/" in page
    assert "10:00 · Kavya Rao · Dr Meera Rao" in page
    assert "Day After" not in page


def test_a_holiday_of_one_branch_leaves_the_others_alone(place: Place) -> None:
    at, other = next_week(), make_branch(place.clinic)
    make_appointment(place.practitioner, other, make_patient(place.clinic, "Elsewhere"), at)
    assert "Elsewhere" not in close(place, at, str(place.branch.id))
    assert "Elsewhere" in close(place, at, str(other.id))


def test_a_branch_in_another_zone_has_its_own_day(place: Place) -> None:
    far = make_branch(place.clinic, time_zone="America/New_York")
    at = next_week()  # still the day before in New York
    make_appointment(place.practitioner, far, make_patient(place.clinic, "Far Away"), at)
    assert "Far Away" not in close(place, at)
    assert "Far Away" in close(place, at - timedelta(days=1))
