"""The numbers add up: to the rows of this clinic, of these days by the branch's own clock, and to no others."""

from datetime import UTC, date, datetime, time, timedelta

from bench.queries import count
from daybook.accounts.permissions import Role
from daybook.booking.report import day_counts
from daybook.lib import clock
from daybook.lib.zones import at_local, zone
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.web.reports.evening import DAY, Evening, a_stranger_s_evening, rows_of


def test_an_empty_clinic_has_a_page(evening: Evening) -> None:
    for kind in ("day", "week", "month"):
        shown = evening.figures(of=kind)
        assert shown["Seen"] == "0"
        assert shown["Cash in the drawer" if kind == "day" else "Cash"] == "₹0"
        assert shown["Wait"] == "–"
    assert "Nobody works tomorrow" in evening.get().content.decode()


def test_what_became_of_everybody(evening: Evening) -> None:
    a_stranger_s_evening()
    known = evening.patient()
    evening.booked(DAY - timedelta(days=40), 9, "done", patient=known)
    evening.booked(DAY - timedelta(days=7), 9, "no_show")
    evening.booked(DAY, 9, "done", patient=known)
    evening.booked(DAY, 10, "done")
    evening.booked(DAY, 11, "no_show")
    evening.booked(DAY, 12, "cancelled")
    evening.booked(DAY, 13, "cancelled", arrived_at=datetime(2026, 3, 11, 8, tzinfo=UTC))
    evening.booked(DAY, 14, "expired")
    evening.booked(DAY, 20, "booked")
    evening.booked(DAY + timedelta(days=1), 9, "done")
    evening.token("done", waited=10)
    evening.token("left")
    evening.token("waiting")
    evening.token("withdrawn")
    shown = evening.figures()
    assert shown["Seen"] == "3 changed by +3 1 walk-in"
    assert shown["New patients"].split()[0] == "2"
    assert shown["No-shows"] == "1 25 %"
    assert shown["Cancelled"].split()[0] == "1"
    assert shown["Left unseen"].split()[0] == "2"
    assert shown["Waiting"] == "1"
    assert shown["Still to come"] == "1"
    assert shown["Wait"] == "10 min at most 10"


def test_a_token_of_an_appointment_counts_once(evening: Evening) -> None:
    row = evening.booked(DAY, 10, "done")
    evening.token("done", waited=30, patient=row.patient, appointment=row)
    evening.token("done", waited=10)
    shown = evening.figures()
    assert shown["Seen"].split()[0] == "2"
    assert shown["Wait"] == "20 min at most 30"


def test_a_patient_is_new_once(evening: Evening) -> None:
    twice = evening.patient()
    evening.booked(DAY, 9, "done", patient=twice)
    evening.booked(DAY, 12, "done", patient=twice)
    evening.token("done", waited=1, patient=twice)
    assert evening.figures()["New patients"].split()[0] == "1"


def test_money_by_method_and_person(evening: Evening) -> None:
    a_stranger_s_evening()
    evening.paid(50_000)
    evening.paid(30_100, "upi")
    evening.paid(20_000, "card", role=Role.OWNER)
    evening.given_back(10_000)
    with clinic_scope(evening.till.clinic):
        evening.till.invoice()  # 500, not paid
    shown = evening.figures()
    assert shown["Cash in the drawer"] == "₹500"
    assert shown["UPI"] == "₹301"
    assert shown["Card"].split()[0] == "₹200"
    assert shown["Taken in all"].split()[0] == "₹1,001"
    assert shown["Given back"].split()[0] == "₹100"
    assert shown["Billed"].split()[0] == "₹1,501"
    assert shown["Due by now"] == "₹500 on 1 bill"
    page = evening.get().content.decode()
    people = {cells[0]: cells[1:] for cells in rows_of(page, "Taken by")}
    owner, desk = (evening.till.members[role].display_name for role in (Role.OWNER, Role.RECEPTIONIST))
    assert people[owner] == ["-₹100.00", "₹0.00", "₹200.00", "₹100.00", "₹100.00", "2"]
    assert people[desk] == ["₹600.00", "₹301.00", "₹0.00", "₹901.00", "₹0.00", "3"]
    assert people["All"] == ["₹500.00", "₹301.00", "₹200.00", "₹1,001.00", "₹100.00", "5"]


def test_a_week_beside_the_one_before_as_far_as_it_has_gone(evening: Evening) -> None:
    for day in (2, 3, 4, 5, 8):  # Monday to Thursday and Sunday of the week before
        evening.booked(date(2026, 3, day), 9, "done")
    for day in (9, 11):
        evening.booked(date(2026, 3, day), 9, "done")
    assert evening.figures(of="week")["Seen"] == "2 changed by −1"  # Monday to Wednesday: three
    assert evening.figures(of="week", day="2026-03-05")["Seen"] == "5"  # nothing before it
    assert evening.figures(of="month")["Seen"] == "7"


def test_a_branch_s_own_zone_says_what_a_day_is(evening: Evening) -> None:
    far = factories.make_branch(evening.till.clinic, "Far", time_zone="America/New_York")
    late = at_local(DAY, time(23, 30), zone("America/New_York"))  # the morning after in Hyderabad
    factories.make_appointment(evening.anna, far, evening.patient(), late, status="done")
    early = at_local(DAY, time(0, 15), zone("Asia/Kolkata"))  # the evening before in New York
    factories.make_appointment(evening.anna, evening.branch, evening.patient(), early, status="done")
    assert evening.figures()["Seen"].split()[0] == "2"
    assert evening.figures(branch=str(far.id))["Seen"].split()[0] == "1"
    assert evening.figures(day="2026-03-12")["Seen"] == "0"
    branches = {cells[0]: cells[1] for cells in rows_of(evening.get().content.decode(), "By branch")}
    assert branches == {"Main": "1", "Far": "1"}


def test_a_month_over_the_change_of_the_clocks(evening: Evening) -> None:
    """In Berlin 29 March 2026 has 23 hours; the last hour of the month is still March's, the next is not."""
    branch = factories.make_branch(evening.till.clinic, "Berlin", time_zone="Europe/Berlin")
    place = zone("Europe/Berlin")
    moments = [(date(2026, 3, 1), 0), (date(2026, 3, 29), 3), (date(2026, 3, 31), 23), (date(2026, 4, 1), 0)]
    for day, hour in moments:
        at = at_local(day, time(hour), place)
        factories.make_appointment(evening.anna, branch, evening.patient(), at, status="done")
    with clinic_scope(evening.till.clinic):
        found = day_counts([branch], date(2026, 3, 1), date(2026, 3, 31))
    assert [row.day.day for row in found] == [1, 29, 31]
    assert evening.figures(of="month", day="2026-03-15", branch=str(branch.id))["Seen"].split()[0] == "3"


def test_one_practitioner_or_all(evening: Evening) -> None:
    other = factories.make_practitioner(evening.till.clinic, "Dr Bela")
    evening.booked(DAY, 9, "done")
    evening.booked(DAY, 9, "done", practitioner=other)
    evening.paid(10_000, practitioner=other)
    evening.paid(20_000, practitioner=evening.anna)
    shown = evening.figures(practitioner=str(other.id))
    assert shown["Seen"].split()[0] == "1"
    assert shown["Taken in all"].split()[0] == "₹100"
    lines = {cells[0]: cells[1:] for cells in rows_of(evening.get().content.decode(), "By practitioner")}
    assert lines["Dr Anna"] == ["1", "1", "0", "0", "₹200.00"]
    assert lines["Dr Bela"] == ["1", "1", "0", "0", "₹100.00"]


def test_the_free_hours_of_tomorrow(evening: Evening) -> None:
    a_stranger_s_evening()
    factories.make_hours(evening.anna, evening.branch, time(9), time(12))
    tomorrow = DAY + timedelta(days=1)
    evening.booked(tomorrow, 9, "booked", minutes=30)
    evening.booked(tomorrow, 11, "cancelled", minutes=60)
    other = factories.make_branch(evening.till.clinic, "Other")
    evening.booked(tomorrow, 10, "booked", minutes=15, branch=other)  # somewhere else is not free here
    page = evening.get().content.decode()
    assert "Free: 9:30–10:00, 10:15–12:00" in page
    assert "2 h 15 min of 3 h free" in page
    assert "Free tomorrow" not in evening.get(day="2026-03-10").content.decode()


def test_the_length_of_the_period_adds_no_statement(evening: Evening) -> None:
    for ahead in range(20):
        evening.booked(DAY - timedelta(days=ahead), 9, "done")
    day, month = (count(lambda kind=kind: evening.get(of=kind)) for kind in ("day", "month"))  # type: ignore[misc]
    assert month <= day


def test_a_refund_the_day_after_lies_on_its_own_day(evening: Evening) -> None:
    evening.paid(50_000)
    with clock.frozen(datetime(2026, 3, 12, 5, tzinfo=UTC)):
        evening.given_back(20_000)
        assert evening.figures()["Cash in the drawer"] == "₹0"
        assert evening.figures(day=str(DAY))["Cash in the drawer"] == "₹500"
