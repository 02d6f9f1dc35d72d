"""`daybook clinic suspend|resume`: the pages are shut, the jobs wait, and the trail tells."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from procrastinate.contrib.django import app
from procrastinate.jobs import Job as Entry

from daybook.accounts.permissions import NotPermitted, Role
from daybook.audit.models import Entry as TrailEntry
from daybook.clinics.actions.suspend_clinic import resume_clinic, suspend_clinic
from daybook.operations.cli.failed import CommandFailed
from daybook.operations.clinic_state import OPERATOR, turn
from daybook.tenancy.jobs import HELD, Held, Job, clinic_job, clinic_steps_job, each_clinic
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope, current_clinic_id
from tests.factories import actor_for, client_for, make_clinic, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def done() -> list[int]:
    return []


@pytest.fixture
def job(done: list[int]) -> Iterator[Job]:
    yield clinic_job("tests.suspended")(lambda **_: done.append(current_clinic_id()))
    del app.tasks["tests.suspended"]


def test_suspended_and_resumed_and_each_told_once() -> None:
    clinic = make_clinic("sunrise")
    owner = client_for(make_member(clinic))
    assert "suspended" in turn("suspend", "sunrise")
    assert "already" in turn("suspend", "sunrise")
    assert owner.get("/c/sunrise/day/").status_code == 403
    assert "open again" in turn("resume", "sunrise")
    assert "already" in turn("resume", "sunrise")
    assert owner.get("/c/sunrise/day/", follow=True).status_code == 200
    with clinic_scope(clinic):
        verbs = list(TrailEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["clinic.suspended", "clinic.resumed"]
    page = " ".join(owner.get("/c/sunrise/trail/").content.decode().split())
    assert "suspended the clinic" in page


@pytest.mark.parametrize(("slug", "words"), [("nobody", "no clinic"), ("leaving", "being closed")])
def test_it_says_why_not(slug: str, words: str) -> None:
    Clinic.objects.create(slug="leaving", state=Clinic.State.CLOSING)
    with pytest.raises(CommandFailed, match=words):
        turn("suspend", slug)


def test_nobody_of_the_clinic_does_it() -> None:
    clinic = make_clinic()
    owner = actor_for(make_member(clinic, Role.OWNER))
    for act in (suspend_clinic, resume_clinic):
        with pytest.raises(NotPermitted):
            act(actor=owner, clinic=clinic)


def test_its_jobs_wait_and_those_of_others_do_not(job: Job, done: list[int]) -> None:
    shut, other = make_clinic(), make_clinic()
    suspend_clinic(actor=OPERATOR, clinic=shut)
    with pytest.raises(Held):
        job(clinic_id=shut.id)
    waiting: Any = Entry(queue="default", lock=None, queueing_lock="x", task_name="x", attempts=400)
    again = job.get_retry_exception(exception=Held(), job=waiting)
    assert again is not None and again.retry_decision.retry_at is not None
    assert again.retry_decision.retry_at > datetime.now(UTC) + HELD / 2
    job(clinic_id=other.id)
    each_clinic(lambda: done.append(current_clinic_id()))
    assert done == [other.id, other.id]
    resume_clinic(actor=OPERATOR, clinic=shut)
    job(clinic_id=shut.id)
    assert done[-1] == shut.id


def test_a_job_in_steps_leaves_its_rows_alone(done: list[int]) -> None:
    clinic = make_clinic()
    steps = clinic_steps_job("tests.steps")(done.append)
    del app.tasks["tests.steps"]
    suspend_clinic(actor=OPERATOR, clinic=clinic)
    steps(clinic_id=clinic.id)
    assert done == []
