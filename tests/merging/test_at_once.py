"""Two desks at the same moment: the same two files, both ways round, and a booking in the middle of a merge."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from django.db import connection

from daybook.lib import clock
from daybook.lib.refused import Refused
from daybook.merging.actions.merge import merge
from daybook.merging.models import Merge
from daybook.patients.models import Patient
from daybook.tenancy.scope import clinic_scope
from tests.booking.desk import NINE
from tests.merging.house import House


def at_once(house: House, *work: Callable[[], object]) -> list[str]:
    """What each came to: "done", or the refusal's code."""

    def desk(each: Callable[[], object]) -> str:
        try:
            with clock.frozen(NINE), clinic_scope(house.clinic):
                each()
            return "done"
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(desk, work))


def merging(house: House, kept: Patient, away: Patient) -> None:
    merge(actor=house.owner, kept=kept, away=away, chosen={}, versions=(1, 1))


def test_two_desks_merge_the_same_two_files(committed_db: None) -> None:
    with clock.frozen(NINE):
        house = House()
    together = Barrier(2)

    def one_way() -> None:
        together.wait()
        merging(house, house.old, house.new)

    def the_other() -> None:
        together.wait()
        merging(house, house.new, house.old)

    assert sorted(at_once(house, one_way, the_other)) == ["done", "merged"]
    with clinic_scope(house.clinic):
        assert Merge.objects.count() == Patient.objects.filter(merged_into__isnull=False).count() == 1


def test_a_booking_that_was_first_is_moved(committed_db: None) -> None:
    with clock.frozen(NINE):
        house = House()
    booked = Event()

    def desk() -> None:
        house.book(house.at(10), patient=house.new)
        booked.set()

    def owner() -> None:
        assert booked.wait(20)
        merging(house, house.old, house.new)  # waits until the booking has committed

    assert at_once(house, desk, owner) == ["done", "done"]
    with clinic_scope(house.clinic):
        assert house.old.appointments.count() == 1 and house.new.appointments.count() == 0


def test_a_booking_that_comes_too_late_is_refused(committed_db: None) -> None:
    with clock.frozen(NINE):
        house = House()
    merged = Event()

    def owner() -> None:
        merging(house, house.old, house.new)
        merged.set()

    def desk() -> None:
        assert merged.wait(20)
        house.book(house.at(10), patient=house.new)  # loaded before the merge, waits until it has committed

    assert at_once(house, owner, desk) == ["done", "merged"]
    with clinic_scope(house.clinic):
        assert house.old.appointments.count() == house.new.appointments.count() == 0
