"""Jobs: in the transaction of what they follow from, in the scope of their clinic, and not without one."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job as Entry

from daybook.tenancy.jobs import Job, clinic_job, each_clinic, enqueue, system_job
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import NoClinic, current_clinic_id
from tests.factories import make_clinic


@pytest.fixture
def seen() -> list[tuple[int, Any]]:
    return []


@pytest.fixture
def job(seen: list[tuple[int, Any]]) -> Iterator[Job]:
    @clinic_job("tests.note")
    def note(entry_id: int = 0) -> None:
        seen.append((current_clinic_id(), entry_id))

    yield note
    del app.tasks["tests.note"]


@pytest.mark.django_db
def test_it_runs_in_the_scope_of_its_clinic(job: Job, seen: list[Any]) -> None:
    clinic = make_clinic()
    job(clinic_id=clinic.id, entry_id=3)
    assert seen == [(clinic.id, 3)]


@pytest.mark.django_db
@pytest.mark.parametrize("clinic_id", [None, 0, -1, 999_999, True, "1"])
def test_without_a_clinic_it_fails_closed(job: Job, seen: list[Any], clinic_id: Any) -> None:
    with pytest.raises(NoClinic):
        job(clinic_id=clinic_id)
    with pytest.raises(NoClinic):
        job()
    assert seen == []


@pytest.mark.parametrize("registered", [clinic_job, system_job])
def test_a_broken_connection_is_tried_again_and_a_mistake_is_not(
    registered: Callable[[str], Callable[..., Job]],
) -> None:
    def again(error: Exception, attempts: int, once: str | None = None) -> bool:
        entry = Entry(queue="default", lock=None, queueing_lock=once, task_name="x", attempts=attempts)
        return task.get_retry_exception(exception=error, job=entry) is not None

    task = registered("tests.broken")(lambda **ids: None)
    del app.tasks["tests.broken"]
    assert again(OperationalError(), 0) and again(InterfaceError(), 9)
    assert not again(OperationalError(), 10), "not for ever"
    assert not again(ValueError(), 0)
    assert not again(OperationalError(), 0, once="x"), "another may wait already"


@pytest.mark.django_db
def test_a_job_is_gone_with_its_transaction(job: Job) -> None:
    clinic = make_clinic()
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(job, clinic_id=clinic.id)
        raise RuntimeError
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.django_db
def test_once_means_one_that_waits_and_leaves_the_transaction_usable(job: Job) -> None:
    clinic = make_clinic()
    with transaction.atomic():
        assert enqueue(job, once="tests.note:1", clinic_id=clinic.id)
        assert not enqueue(job, once="tests.note:1", clinic_id=clinic.id)
        assert enqueue(job, once="tests.note:2", after=timedelta(minutes=5), clinic_id=clinic.id)
    waiting = ProcrastinateJob.objects.order_by("id")
    assert [(row.args, row.scheduled_at is None) for row in waiting] == [
        ({"clinic_id": clinic.id}, True),
        ({"clinic_id": clinic.id}, False),
    ]


@pytest.mark.django_db
def test_a_clinic_that_fails_does_not_keep_the_others_waiting() -> None:
    clinics = [make_clinic() for _ in range(3)]
    done = []

    def work() -> None:
        if current_clinic_id() == clinics[1].id:
            Clinic.objects.create(slug=clinics[0].slug)
        done.append(current_clinic_id())

    each_clinic(work)
    assert done == [clinics[0].id, clinics[2].id]


def test_every_job_of_ours_has_a_name_that_does_not_change_with_its_module() -> None:
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    ours = {task.name for task in app.tasks.values() if task.func.__module__.startswith("daybook.")}
    assert {"audit.seal", "audit.seal_all", "accounts.forget_old", "messaging.send_account_mail"} <= ours


@pytest.mark.django_db
def test_a_system_job_takes_ids() -> None:
    got = []

    @system_job("tests.system")
    def work(mail_id: int) -> None:
        got.append(mail_id)

    work(mail_id=4)
    del app.tasks["tests.system"]
    assert got == [4]
