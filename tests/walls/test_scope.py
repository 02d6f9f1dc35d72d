"""The scope: one transaction each, nothing carried over, and closed when it is not open."""

import contextvars
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from psycopg.errors import InsufficientPrivilege

from daybook.accounts.models import Membership
from daybook.clinics.models import Branch
from daybook.patients.models import Patient
from daybook.tenancy import jobs
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import (
    NoClinic,
    OtherClinic,
    clinic_scope,
    current_clinic_id,
    current_user_id,
    user_scope,
)
from tests import database, factories
from tests.walls.two_clinics import Side, Sides


def setting(name: str = "app.clinic_id") -> str:
    """What the database believes just now; empty when there is no scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        return str(cursor.fetchone()[0])


def seen() -> int:
    """Patients that the database shows without the second wall."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM patients_patient")
        return int(cursor.fetchone()[0])


def assert_closed() -> None:
    with pytest.raises(NoClinic):
        current_clinic_id()
    assert setting() == ""
    assert seen() == 0


@pytest.fixture
def pooled(sides: Sides) -> Iterator[None]:
    """Django's own connection out of a pool with one connection, so that the next to come gets the same one."""
    options = connections.settings["default"]["OPTIONS"]
    connection.close()
    options["pool"] = {"min_size": 1, "max_size": 1, "timeout": 10}
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        del options["pool"]


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_a_scope_is_one_transaction_and_ends_closed(sides: Sides) -> None:
    with clinic_scope(sides.ours.clinic):
        assert not connection.get_autocommit()
        assert (setting(), seen()) == (str(sides.ours.clinic.id), 1)
    assert connection.get_autocommit()
    assert_closed()


def test_a_scope_is_opened_by_number_too(sides: Sides) -> None:
    with clinic_scope(sides.ours.clinic.id):
        assert Patient.objects.get() == sides.ours.patient


def test_the_same_clinic_nested_does_nothing(sides: Sides) -> None:
    with clinic_scope(sides.ours.clinic):
        with clinic_scope(sides.ours.clinic.id):
            assert seen() == 1
        assert (current_clinic_id(), setting(), seen()) == (
            sides.ours.clinic.id,
            str(sides.ours.clinic.id),
            1,
        )
        with pytest.raises(ZeroDivisionError), clinic_scope(sides.ours.clinic):
            _ = 1 / 0
        assert seen() == 1
    assert_closed()


def test_another_clinic_nested_is_refused(sides: Sides) -> None:
    with clinic_scope(sides.ours.clinic):
        with pytest.raises(OtherClinic), clinic_scope(sides.theirs.clinic):
            raise AssertionError("it was opened")
        assert Patient.objects.get() == sides.ours.patient
    with clinic_scope(sides.theirs.clinic):
        assert Patient.objects.get() == sides.theirs.patient


def test_an_exception_rolls_back_and_closes(sides: Sides) -> None:
    with pytest.raises(ZeroDivisionError), clinic_scope(sides.ours.clinic):
        Branch.objects.create(name="Never")
        _ = 1 / 0
    assert_closed()
    with clinic_scope(sides.ours.clinic):
        assert not Branch.objects.filter(name="Never").exists()


@pytest.mark.parametrize(
    "how", ["normally", "by an exception", "by set_rollback", "by an error of the database"]
)
def test_left_inside_an_outer_transaction_the_old_value_is_back(sides: Sides, how: str) -> None:
    def leave() -> None:
        with clinic_scope(sides.ours.clinic):
            Branch.objects.create(name=how)
            if how == "by an exception":
                raise ZeroDivisionError
            if how == "by set_rollback":
                transaction.set_rollback(True)
            if how == "by an error of the database":
                Branch.objects.create(name=how)

    with transaction.atomic():
        with suppress(ZeroDivisionError, IntegrityError):
            leave()
        assert_closed()
        with clinic_scope(sides.theirs.clinic):
            assert Patient.objects.get() == sides.theirs.patient
        assert_closed()
        transaction.set_rollback(True)


def test_two_clinics_one_after_another_in_one_outer_transaction(sides: Sides) -> None:
    with transaction.atomic():
        for side in [sides.ours, sides.theirs] * 2:
            with clinic_scope(side.clinic):
                assert [seen(), Patient.objects.get()] == [1, side.patient]
            assert_closed()


def test_a_rolled_back_savepoint_keeps_the_scope_around_it(sides: Sides) -> None:
    with clinic_scope(sides.ours.clinic):
        with pytest.raises(IntegrityError), transaction.atomic():
            Branch.objects.create(name=sides.ours.branch.name)
        assert (setting(), seen()) == (str(sides.ours.clinic.id), 1)
        with transaction.atomic():
            Branch.objects.create(name="Away")
            transaction.set_rollback(True)
        assert not Branch.objects.filter(name="Away").exists()
        assert seen() == 1
    assert_closed()


def test_after_a_failed_statement_the_scope_ends_closed(sides: Sides) -> None:
    with pytest.raises(DatabaseError), clinic_scope(sides.ours.clinic), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert_closed()


@pytest.mark.parametrize("fails", [False, True])
def test_a_pooled_connection_carries_nothing_over(sides: Sides, pooled: None, fails: bool) -> None:
    pids = set()
    for mine, other in [(sides.ours, sides.theirs), (sides.theirs, sides.ours)] * 2:
        try:
            with clinic_scope(mine.clinic):
                pids.add(backend())
                assert Patient.objects.get() == mine.patient
                assert not Patient.objects.filter(pk=other.patient.pk).exists()
                if fails:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        connection.close()  # back into the pool
        pids.add(backend())
        assert_closed()
        connection.close()
    assert len(pids) == 1, "the pool gave another connection, so that nothing was shown"


def test_a_connection_that_was_left_in_the_middle_comes_clean_out_of_the_pool(
    sides: Sides, pooled: None
) -> None:
    def half_done() -> int:
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL app.clinic_id = '{sides.ours.clinic.id}'")
        assert seen() == 1
        pid = backend()
        connection.close()  # in the middle of a transaction
        return pid

    assert in_thread(half_done) == backend()
    assert_closed()


def test_a_hundred_scopes_at_once_each_see_their_own_clinic(sides: Sides) -> None:
    """Twenty threads, a pool of five connections, two clinics: as the web server has them, only more."""
    options = connections.settings["default"]["OPTIONS"]
    size = settings.DAYBOOK.web_threads + 1
    options["pool"] = {"min_size": 1, "max_size": size, "timeout": 30}
    meeting = threading.Barrier(size, timeout=30)

    def work(number: int) -> bool:
        mine, other = (sides.ours, sides.theirs) if number % 2 else (sides.theirs, sides.ours)
        try:
            with pytest.raises(NoClinic):
                current_clinic_id()
            with clinic_scope(mine.clinic):
                if number < size:
                    meeting.wait()  # so that as many as there are connections are surely open at once
                return (
                    current_clinic_id() == mine.clinic.id
                    and seen() == 1
                    and Patient.objects.get() == mine.patient
                    and not Patient.objects.filter(pk=other.patient.pk).exists()
                )
        finally:
            connection.close()

    connection.close()
    try:
        with ThreadPoolExecutor(20) as pool:
            assert list(pool.map(work, range(100))) == [True] * 100
    finally:
        connection.close_pool()  # type: ignore[attr-defined]
        del options["pool"]


def test_a_thread_does_not_inherit_the_scope(sides: Sides) -> None:
    def outside() -> int:
        try:
            with pytest.raises(NoClinic):
                current_clinic_id()
            return seen()
        finally:
            connection.close()

    with clinic_scope(sides.ours.clinic):
        assert in_thread(outside) == 0


def test_a_copied_context_alone_shows_nothing(sides: Sides) -> None:
    """What asyncio does when it hands work to a thread: the first wall of that connection is not open."""

    def inside() -> tuple[int, int]:
        try:
            with clinic_scope(sides.ours.clinic):
                return seen(), Patient.objects.count()
        finally:
            connection.close()

    with clinic_scope(sides.ours.clinic):
        context = contextvars.copy_context()
        assert in_thread(lambda: context.run(inside)) == (0, 0)


def in_thread(work: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result(timeout=30)


def test_a_connection_past_django_sees_nothing(sides: Sides) -> None:
    with clinic_scope(sides.ours.clinic), database.connect("daybook_app") as raw:
        assert raw.execute("SELECT count(*) FROM patients_patient").fetchone() == (0,)


@jobs.clinic_job("tests.count_patients")
def count_patients(into: str = "") -> None:
    COUNTED.append(Patient.objects.count())


COUNTED: list[int] = []


def test_a_job_without_a_clinic_fails_closed(sides: Sides) -> None:
    COUNTED.clear()
    for bad in ({}, {"clinic_id": None}, {"clinic_id": 0}, {"clinic_id": "1 OR 1=1"}, {"clinic_id": True}):
        with pytest.raises(NoClinic):
            count_patients(**bad)
    assert COUNTED == []
    count_patients(clinic_id=sides.ours.clinic.id)
    assert COUNTED == [1]
    assert_closed()


def test_a_job_over_all_clinics_goes_on_after_one_that_fails(sides: Sides) -> None:
    done: list[int] = []

    def work() -> None:
        done.append(current_clinic_id())
        assert seen() == 1
        Branch.objects.create(name="By a job")
        if current_clinic_id() == sides.ours.clinic.id:
            raise ZeroDivisionError

    jobs.each_clinic(work)
    assert done == [sides.ours.clinic.id, sides.theirs.clinic.id]
    assert_closed()
    for side, kept in ((sides.ours, 0), (sides.theirs, 1)):
        with clinic_scope(side.clinic):
            assert Branch.objects.filter(name="By a job").delete()[0] == kept


@pytest.fixture
def shared_person(sides: Sides) -> Iterator[tuple[Any, list[Any]]]:
    """A person who is at both clinics, and their two memberships."""
    user = factories.make_user()
    members = [factories.make_member(side.clinic, user=user) for side in (sides.ours, sides.theirs)]
    yield user, members
    for side in (sides.ours, sides.theirs):
        with clinic_scope(side.clinic):
            Membership.objects.filter(user=user).delete()


def test_a_person_reads_their_own_memberships_and_nothing_else(sides: Sides, shared_person: Any) -> None:
    user, members = shared_person
    with user_scope(user.id):
        assert set(Membership.own.all()) == set(members)
        assert current_user_id() == user.id
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM accounts_membership")
            assert cursor.fetchone() == (2,)
        assert seen() == 0
        with pytest.raises(NoClinic):
            Membership.objects.count()
    with pytest.raises(NoClinic):
        Membership.own.count()
    assert setting("app.user_id") == ""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_membership SET role = 'owner'",
        "DELETE FROM accounts_membership",
        "UPDATE accounts_membership SET role = 'owner' RETURNING id",
    ],
)
def test_the_own_memberships_cannot_be_changed_that_way(
    sides: Sides, shared_person: Any, statement: str
) -> None:
    user, _ = shared_person
    with user_scope(user.id), connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 0


def test_no_membership_can_be_added_that_way(sides: Sides, shared_person: Any) -> None:
    user, _ = shared_person
    with pytest.raises(DatabaseError) as refused, user_scope(user.id), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_membership (clinic_id, id, user_id, display_name, role, created_at, version)"
            " SELECT clinic_id, gen_random_uuid(), user_id, 'Again', 'owner', now(), 1 FROM accounts_membership"
        )
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)


def test_a_persons_scope_nested(sides: Sides, shared_person: Any) -> None:
    user, members = shared_person
    other = sides.ours.owner.user_id
    with user_scope(user.id):
        with user_scope(user.id):
            assert Membership.own.count() == 2
        assert Membership.own.count() == 2, "the inner scope closed the outer one"
        with pytest.raises(OtherClinic), user_scope(other):
            raise AssertionError("it was opened")
        with clinic_scope(sides.ours.clinic):
            assert Membership.own.count() == 2
            assert members[1] not in set(Membership.objects.all())
            assert Membership.objects.filter(pk=members[1].pk).update(role="billing") == 0
        assert Membership.own.count() == 2
        assert seen() == 0
    with clinic_scope(sides.ours.clinic):
        with user_scope(user.id):
            assert Membership.own.count() == 2
        with pytest.raises(NoClinic):
            Membership.own.count()
        assert seen() == 1


def test_a_clinic_that_does_not_exist_has_no_rows(sides: Sides) -> None:
    with clinic_scope(2**40):
        assert (seen(), Patient.objects.count()) == (0, 0)


def test_a_clinic_made_inside_a_transaction_has_its_scope_there(sides: Sides) -> None:
    with transaction.atomic():
        side = Side("Newmark")
        assert isinstance(side.clinic, Clinic)
        with clinic_scope(side.clinic):
            assert Patient.objects.get() == side.patient
        assert_closed()
        transaction.set_rollback(True)
