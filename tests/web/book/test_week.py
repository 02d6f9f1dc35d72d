"""A practitioner's week, without a browser."""

import re
from datetime import timedelta

from bench.queries import count
from daybook.booking.versions import bump
from daybook.scheduling.models import Holiday
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.web.book.conftest import MONDAY, SUNDAY, THURSDAY, TUESDAY, WEDNESDAY, Book, at


def test_the_week_has_seven_days_of_one_practitioner(book: Book) -> None:
    book.put(THURSDAY, 11)
    book.put(MONDAY, 11, who=book.ben)
    page = book.get("week/", day=WEDNESDAY, who=book.anna.id).content.decode()
    days = re.findall(r'data-practitioner="([^"]+)" data-day="([^"]+)"( data-over)?', page)
    assert [day for _who, day, _over in days] == [str(MONDAY + timedelta(days=n)) for n in range(7)]
    assert {who for who, _day, _over in days} == {str(book.anna.id)}
    assert [bool(over) for *_more, over in days] == [True, True, False, False, False, False, False]
    assert page.count('class="card ') == 1
    assert page.count('class="now ') == 1  # of today alone


def test_without_a_wish_it_is_one_s_own_week_else_the_first_one_s(book: Book) -> None:
    member = factories.make_member(book.clinic, "practitioner")
    with clinic_scope(book.clinic):
        book.ben.membership = member
        book.ben.save()
    own = book.get("week/", factories.client_for(member)).content.decode()
    assert f'data-practitioner="{book.ben.id}"' in own
    assert f'data-practitioner="{book.anna.id}"' in book.get("week/").content.decode()


def test_holidays_and_leave_are_drawn_on_their_days(book: Book) -> None:
    with clinic_scope(book.clinic):
        Holiday.objects.create(day=THURSDAY, name="Holi")
        factories.make_leave(book.anna, at(TUESDAY, 12), at(TUESDAY, 14), "Conference")
    page = book.get("week/", who=book.anna.id).content.decode()
    columns = dict(re.findall(r'data-day="([^"]+)"(.*?)</section>', page, re.S))
    assert "Holi" in columns[str(THURSDAY)] and "Holi" not in columns[str(WEDNESDAY)]
    assert "Conference" in columns[str(TUESDAY)] and "Conference" not in columns[str(THURSDAY)]
    assert "block closed" in columns[str(SUNDAY)]


def test_the_other_desk_is_told_when_any_day_of_the_week_changed(book: Book) -> None:
    from_page = re.search(r'data-etag="([^"]+)"', book.get("week/").content.decode())
    assert from_page is not None
    mark = from_page[1].replace("&quot;", '"')

    def ask() -> int:
        url = f"/c/{book.clinic.slug}/week/changes/?day={WEDNESDAY}&branch={book.branch.id}"
        return int(book.desk.get(url, headers={"If-None-Match": mark}).status_code)

    assert ask() == 304
    with clinic_scope(book.clinic):
        bump(THURSDAY)
    assert ask() == 200


def test_day_and_week_keep_practitioner_and_branch(book: Book) -> None:
    kept = f"branch={book.branch.id}&amp;who={book.anna.id}"
    page = book.get("week/", day=THURSDAY, who=book.anna.id).content.decode()
    assert f"/day/?day={THURSDAY}&amp;{kept}" in page
    assert (
        f"/week/?day={THURSDAY}&amp;{kept}"
        in book.get("day/", day=THURSDAY, who=book.anna.id).content.decode()
    )


def test_a_fuller_week_takes_no_more_queries(book: Book) -> None:
    book.put(THURSDAY, 9)
    few = count(lambda: book.get("week/", who=book.anna.id))
    for hour in range(10, 14):
        book.put(THURSDAY, hour)
    assert count(lambda: book.get("week/", who=book.anna.id)) == few


def test_the_ends_of_the_calendar_are_weeks_too(book: Book) -> None:
    for day in ("2000-01-01", "2200-01-01", "nonsense"):
        assert book.get("week/", day=day).status_code == 200
