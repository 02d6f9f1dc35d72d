"""What is due is found each minute; each clinic has one job, and takes turns with the others."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from daybook.lib.clock import FrozenClock
from daybook.messaging import jobs
from daybook.messaging.actions.send_due import send_due
from daybook.messaging.models import Message
from daybook.tenancy.scope import NoClinic, clinic_scope
from tests import factories
from tests.booking.desk import Desk
from tests.messaging.mail_server import mail_server

State = Message.State


def queued() -> list[int]:
    """The clinics that have a job, in the order in which the jobs are taken."""
    todo = ProcrastinateJob.objects.filter(task_name="messaging.send_due", status="todo").order_by("id")
    assert {(job.lock, job.queueing_lock) for job in todo} <= {
        ("messaging.send", f"messaging.send:{job.args['clinic_id']}") for job in todo
    }
    return [job.args["clinic_id"] for job in todo]


def run_first() -> None:
    job = ProcrastinateJob.objects.filter(task_name="messaging.send_due", status="todo").order_by("id")[0]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.id])
    jobs.send_due(**job.args)


def book(desk: Desk, *days: int) -> None:
    for day in days:
        with clinic_scope(desk.clinic):
            desk.book(desk.at(10, days=day))


def test_only_clinics_with_something_due_get_a_job_and_only_one(desk: Desk, now: FrozenClock) -> None:
    factories.make_clinic()
    jobs.due(timestamp=0)
    assert queued() == []
    book(desk, 7, 8)
    jobs.due(timestamp=0)
    jobs.due(timestamp=60)
    assert queued() == [desk.clinic.id]


def test_a_clinic_with_much_does_not_keep_another_waiting(
    desk: Desk, now: FrozenClock, point_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Desk()
    with clinic_scope(other.clinic):
        other.patient.email = "o@example.org"
        other.patient.save()
    factories.make_consents([other.patient])
    book(desk, 7, 8, 14)
    book(other, 7)
    sends = "daybook.messaging.actions.send_due.send_due"
    monkeypatch.setattr(sends, lambda clinic_id, **_: send_due(clinic_id, most=2))
    jobs.due(timestamp=0)
    assert queued() == [desk.clinic.id, other.clinic.id]
    with mail_server() as server:
        point_at(server)
        run_first()
        assert len(server.got) == 2
        assert queued() == [other.clinic.id, desk.clinic.id]
        run_first()
        run_first()
    assert len(server.taken) == 4
    assert queued() == []


def test_a_clinic_alone_goes_on_in_the_same_job(
    desk: Desk, point_at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(desk, 7, 8, 14)
    sends = "daybook.messaging.actions.send_due.send_due"
    monkeypatch.setattr(sends, lambda clinic_id, **_: send_due(clinic_id, most=1))
    jobs.due(timestamp=0)
    with mail_server() as server:
        point_at(server)
        run_first()
    assert len(server.taken) == 3
    assert queued() == []


def test_what_a_dead_sender_left_is_found_although_nothing_is_due(
    desk: Desk, now: FrozenClock, point_at: Any
) -> None:
    book(desk, 7)
    with clinic_scope(desk.clinic):
        Message.objects.filter(purpose="reminder").delete()
        Message.objects.update(state=State.SENDING, taken_at=now.at)
    jobs.due(timestamp=0)
    assert queued() == []
    now.advance(timedelta(minutes=6))
    jobs.due(timestamp=0)
    run_first()
    with clinic_scope(desk.clinic):
        assert Message.objects.get().state == State.UNKNOWN


def test_a_job_without_a_clinic_fails_closed(committed_db: None) -> None:
    for clinic_id in (None, 0, 999_999, "1"):
        with pytest.raises(NoClinic):
            jobs.send_due(clinic_id=clinic_id)


def test_what_is_due_is_found_by_an_index_behind_the_wall(desk: Desk) -> None:
    book(desk, 7)
    with clinic_scope(desk.clinic), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM messaging_message WHERE clinic_id = %s AND state = 'queued'"
            " AND due_at <= now() ORDER BY due_at, id LIMIT 1",
            [desk.clinic.id],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "message_due" in plan
