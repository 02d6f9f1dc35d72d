"""The week as a form, and leave."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.scheduling.models import Leave, WeeklyHours
from daybook.scheduling.plans import week
from daybook.scheduling.week import digest
from daybook.tenancy.scope import clinic_scope
from tests.factories import make_branch, make_hours, make_leave, make_practitioner, make_room
from tests.web.settings.pages import Place, make_place, says, text

pytestmark = pytest.mark.django_db

HTMX: Any = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def place() -> Place:
    return make_place()


@pytest.fixture
def empty(place: Place) -> str:
    """The address of the week of somebody who has none."""
    return f"hours/{make_practitioner(place.clinic, 'Dr Asha Iyer').id}/{place.branch.id}/"


def spans(place: Place, path: str) -> list[str]:
    practitioner_id = path.split("/")[1]
    with clinic_scope(place.clinic):
        rows = WeeklyHours.objects.filter(practitioner_id=practitioner_id)
        ordered = rows.order_by("weekday", "starts_minute", "-kind")
        return [f"{r.weekday} {r.kind} {r.starts_minute}-{r.ends_minute} {r.label}".strip() for r in ordered]


def monday(**changes: Any) -> dict[str, Any]:
    return {
        "version": digest([]),
        "work-0-from": ["09:30", "17:00"],
        "work-0-to": ["13:00", "20:30"],
        "work-0-room": ["", ""],
        "break-0-from": ["11:00"],
        "break-0-to": ["11:15"],
        "break-0-label": ["Tea"],
        "work-1-from": [""],
        "work-1-to": [""],
        **changes,
    }


def test_a_week_is_saved_and_shown_again(place: Place, empty: str) -> None:
    answer = place.post(empty, monday())
    assert (answer.status_code, answer["Location"]) == (302, place.url(empty))
    assert spans(place, empty) == ["0 work 570-780", "0 break 660-675 Tea", "0 work 1020-1230"]
    page = text(place.get(empty))
    assert 'name="work-0-from" value="09:30"' in page
    assert 'name="break-0-label" value="Tea"' in page
    assert "6.75 hours" in page


def test_with_scripts_a_save_opens_the_page_again(place: Place, empty: str) -> None:
    answer = place.post(empty, monday(), **HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, place.url(empty))


def test_an_end_at_midnight_is_the_end_of_the_day(place: Place, empty: str) -> None:
    form = {"version": digest([]), "work-6-from": ["20:00"], "work-6-to": ["00:00"]}
    assert place.post(empty, form).status_code == 302
    assert spans(place, empty) == ["6 work 1200-1440"]
    assert 'name="work-6-to" value="00:00"' in text(place.get(empty))


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"work-0-to": ["", "20:30"]}, 422),
        ({"work-0-from": ["9 o'clock", "17:00"]}, 422),
        ({"work-0-from": ["25:00", "17:00"]}, 422),
        ({"work-0-from": ["09:75", "17:00"]}, 422),
        ({"work-0-from": ["\x00", "17:00"]}, 422),
        ({"work-0-room": ["a room", ""]}, 422),
        ({"work-0-room": [str(uuid7()), ""]}, 409),
        ({"work-0-to": ["08:00", "20:30"]}, 409),
        ({"work-0-to": ["18:00", "20:30"]}, 409),
        ({"break-0-from": ["14:00"], "break-0-to": ["15:00"]}, 409),
        ({"break-0-label": ["x" * 60]}, 409),
    ],
)
def test_a_week_that_cannot_be_is_told_by_its_day_and_typing_is_kept(
    place: Place, empty: str, changes: dict[str, Any], status: int
) -> None:
    answer = place.post(empty, monday(**changes))
    assert answer.status_code == status
    assert 'class="errors"' in text(answer) or 'class="summary"' in text(answer)
    assert 'value="20:30"' in text(answer)
    assert spans(place, empty) == []


def test_a_room_of_another_clinic_is_an_error_of_the_form(place: Place, empty: str) -> None:
    stranger = make_room(make_branch(make_place().clinic))
    answer = place.post(empty, monday(**{"work-0-room": [str(stranger.id), ""]}))
    assert (answer.status_code, says(answer, "Choose one of the open rooms of this branch.")) == (409, True)


def test_hours_at_another_branch_at_the_same_time_are_named(place: Place) -> None:
    other = make_branch(place.clinic, "Miyapur")
    url = f"hours/{place.practitioner.id}/{other.id}/"
    answer = place.post(url, monday())
    assert answer.status_code == 409
    assert says(answer, "9:30–13:00 overlaps 9:00–17:00 at Kukatpally.")


def test_buttons_change_the_form_and_save_nothing(place: Place, empty: str) -> None:
    def after(do: str) -> str:
        answer = place.post(empty, monday(do=do), **HTMX)
        assert answer.status_code == 200
        assert "<html" not in text(answer)
        return text(answer)

    assert after("add:work:2").count('name="work-2-from"') == 1
    assert after("add:work:0").count('name="work-0-from"') == 3
    assert after("add:break:0").count('name="break-0-from"') == 2
    assert after("drop:work:0:0").count('value="09:30"') == 0
    copied = after("copy:0:4")
    assert copied.count('value="09:30"') == 5
    assert copied.count('value="Tea"') == 5
    assert after("copy:0:5").count('value="09:30"') == 6
    assert spans(place, empty) == []


@pytest.mark.parametrize(
    "do",
    ["copy", "copy:x:9", "copy:0:7", "add:work:9", "add:work", "drop:work:0:99999", "drop:work:0:x", "\x00"],
)
def test_a_button_that_is_not_there_changes_nothing(place: Place, empty: str, do: str) -> None:
    answer = place.post(empty, monday(do=do))
    assert answer.status_code == 200
    assert text(answer).count('value="09:30"') == 1


def test_without_scripts_the_same_buttons_answer_a_whole_page(place: Place, empty: str) -> None:
    answer = place.post(empty, monday(do="copy:0:4"))
    assert "<html" in text(answer)
    assert text(answer).count('value="09:30"') == 5


def test_a_stale_week_shows_the_days_that_differ(place: Place, empty: str) -> None:
    assert place.post(empty, monday()).status_code == 302
    stale = place.post(empty, monday(**{"work-0-from": ["10:00", "17:00"]}))
    assert stale.status_code == 409
    assert says(stale, "Somebody else saved this while you had it open.")
    assert says(stale, "9:30–13:00, 11:00–11:15 (Tea), 17:00–20:30")
    version = text(stale).split('name="version" value="')[1].split('"')[0]
    assert (
        place.post(empty, monday(version=version, **{"work-0-from": ["10:00", "17:00"]})).status_code == 302
    )
    assert spans(place, empty)[0] == "0 work 600-780"


def test_a_new_week_can_start_like_a_colleagues_without_the_room(place: Place, empty: str) -> None:
    farid = make_practitioner(place.clinic, "Dr Farid Khan")
    make_hours(farid, place.branch, time(8), time(12), weekdays=[0], room=place.room)
    assert says(place.get(empty), "as Dr Farid Khan")
    page = text(place.get(f"{empty}?like={farid.id}"))
    assert 'name="work-0-from" value="08:00"' in page
    assert f'value="{place.room.id}" selected' not in page
    assert spans(place, empty) == []
    assert text(place.get(f"{empty}?like=day")).count('value="09:00"') == 5
    for nonsense in ("nobody", "\x00", str(uuid7())):
        assert place.get(f"{empty}?like={nonsense}").status_code == 200


def test_the_first_page_is_the_branch_where_they_work(place: Place) -> None:
    farid = make_practitioner(place.clinic, "Dr Farid Khan")
    other = make_branch(place.clinic, "Miyapur", position=9)
    make_hours(farid, other)
    assert f"/{other.id}/" in text(place.get(f"hours/{farid.id}/"))
    with clinic_scope(place.clinic):
        assert len(week(farid, other)) == 6


def test_leave_is_added_once_and_taken_back(place: Place) -> None:
    url = f"hours/{place.practitioner.id}/leave/"
    form = {"id": str(uuid7()), "first": "2026-12-01", "last": "2026-12-03", "reason": "Conference"}
    with clock.frozen(datetime(2026, 11, 21, tzinfo=UTC)):
        for _ in range(2):
            assert place.post(url, form).status_code == 302
        page = place.get(f"hours/{place.practitioner.id}/")
        assert says(page, "Tue 1 Dec – Thu 3 Dec 2026 (3 days)")
        assert says(page, "Conference")
        overlap = place.post(url, {**form, "id": str(uuid7()), "first": "2026-12-03", "last": ""})
        assert (overlap.status_code, says(overlap, "Part of this is leave already.")) == (409, True)
        assert place.post(f"hours/leave/{form['id']}/removal/", {}).status_code == 302
        assert says(place.get(f"hours/{place.practitioner.id}/"), "No leave is planned.")


def test_a_day_of_leave_on_which_the_clocks_change_is_the_whole_day(place: Place) -> None:
    new_york = make_branch(place.clinic, "Queens", time_zone="America/New_York")
    farid = make_practitioner(place.clinic)
    make_hours(farid, new_york)
    with clock.frozen(datetime(2026, 10, 21, tzinfo=UTC)):
        form = {"id": str(uuid7()), "first": "2026-11-01", "last": ""}
        assert place.post(f"hours/{farid.id}/leave/", form).status_code == 302
        assert says(place.get(f"hours/{farid.id}/"), "Sun 1 Nov 2026")
    with clinic_scope(place.clinic):
        leave = Leave.objects.get()
        assert leave.ends_at - leave.starts_at == timedelta(hours=25)
        assert leave.starts_at == datetime(2026, 11, 1, 4, tzinfo=UTC)


def test_part_of_a_day_is_told_in_the_branchs_clock(place: Place) -> None:
    with clock.frozen(datetime(2026, 11, 21, tzinfo=UTC)):
        form = {"id": str(uuid7()), "first": "2026-12-01", "start": "14:00", "end": "16:30"}
        assert place.post(f"hours/{place.practitioner.id}/leave/", form).status_code == 302
        assert says(place.get(f"hours/{place.practitioner.id}/"), "Tue 1 Dec 2026, 14:00–16:30")
    with clinic_scope(place.clinic):
        assert Leave.objects.get().starts_at == datetime(2026, 12, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"first": ""}, 422),
        ({"first": "9999-12-31"}, 422),
        ({"first": "0001-01-01"}, 422),
        ({"first": "2026-02-30"}, 422),
        ({"first": "2026-12-01", "last": "9999-12-31"}, 422),
        ({"first": "2026-12-01", "reason": "x" * 121}, 422),
        ({"first": "2026-12-01", "reason": "a\x00b"}, 422),
        ({"first": "2026-12-01", "start": "25:00"}, 422),
        ({"first": "2026-12-01", "id": "no id"}, 422),
        ({"first": "2026-12-02", "last": "2026-12-01"}, 409),
        ({"first": "2026-12-01", "start": "16:00", "end": "14:00"}, 409),
        ({"first": "2026-12-01", "last": "2028-12-01"}, 409),
    ],
)
def test_leave_that_cannot_be_keeps_its_typing(place: Place, form: dict[str, str], status: int) -> None:
    with clock.frozen(datetime(2026, 11, 21, tzinfo=UTC)):
        answer = place.post(
            f"hours/{place.practitioner.id}/leave/", {"id": str(uuid7()), "reason": "Conference", **form}
        )
    assert answer.status_code == status
    assert "Please correct this" in text(answer)
    with clinic_scope(place.clinic):
        assert Leave.objects.count() == 0


def test_a_clinic_without_branches_is_led_to_them(place: Place) -> None:
    place.branch.closed_at = clock.now()
    with clinic_scope(place.clinic):
        place.branch.save()
    assert says(place.get(f"hours/{place.practitioner.id}/"), "Hours are worked at a branch")
    at = datetime(2026, 12, 1, tzinfo=UTC)
    make_leave(place.practitioner, at, at + timedelta(days=1))
    with clock.frozen(datetime(2026, 11, 21, tzinfo=UTC)):
        assert says(place.get(f"hours/{place.practitioner.id}/"), "Take back")
