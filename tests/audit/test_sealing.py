"""The chain is asked for after the commit, once for what a clinic writes in a few seconds."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from daybook.audit import sealing
from daybook.audit.actor import Actor
from daybook.audit.chain import seal_entries, unsealed
from daybook.audit.jobs import check_seals
from daybook.audit.models import Entry
from daybook.audit.record import record
from daybook.lib import clock
from daybook.lib.ids import earliest_uuid7, made_at, uuid7
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.factories import make_clinic

ACTOR = Actor.system("test")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def nothing_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_asked", {})


def write(clinic: Clinic, times: int = 1) -> None:
    with clinic_scope(clinic):
        for _ in range(times):
            record(ACTOR, "thing.done", on=("thing", 1))


def waiting() -> list[tuple[str, int]]:
    return [(job.queueing_lock, job.args["clinic_id"]) for job in ProcrastinateJob.objects.order_by("id")]


def test_one_job_for_all_that_a_clinic_writes_in_a_few_seconds(committed_db: None) -> None:
    first, second = make_clinic(), make_clinic()
    write(first, 3)
    write(first)
    write(second)
    assert waiting() == [(f"audit.seal:{each.id}", each.id) for each in (first, second)]


def test_what_is_rolled_back_asks_for_nothing(committed_db: None) -> None:
    clinic = make_clinic()
    with pytest.raises(RuntimeError), transaction.atomic():
        write(clinic)
        raise RuntimeError
    assert waiting() == []


def test_another_process_asked_already_and_a_later_entry_asks_again(committed_db: None) -> None:
    clinic = make_clinic()
    write(clinic)
    sealing._asked.clear()  # what another process does not know
    write(clinic)
    assert sealing._asked == {}
    assert len(waiting()) == 1


def test_a_queue_that_is_out_of_order_does_not_undo_what_was_done(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> bool:
        raise RuntimeError

    monkeypatch.setattr(sealing, "enqueue", fail)
    clinic = make_clinic()
    write(clinic)
    with clinic_scope(clinic):
        assert Entry.objects.count() == 1


@pytest.mark.slow
def test_a_real_worker_makes_the_chain(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "WAIT", timedelta(0))
    clinic = make_clinic()
    write(clinic, 5)
    worker = [sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot"]
    done = subprocess.run(worker, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    with clinic_scope(clinic):
        verdict = check_seals()
    assert (verdict.result, verdict.walked, verdict.waiting) == ("whole", 5, 0)


@pytest.mark.django_db
def test_looking_back_finds_what_was_committed_late() -> None:
    clinic = make_clinic()
    with clinic_scope(clinic):
        late = uuid7()
        record(ACTOR, "thing.done", on=("thing", 1))
        assert seal_entries() == 1
        Entry.objects.create(
            id=late, at=clock.now(), actor_kind="system", actor_id="x", actor_label="x", verb="late.one",
            subject_kind="thing", subject_id="1",
        )  # fmt: skip
        assert seal_entries() == 1
        assert not unsealed().exists()


def test_ids_tell_their_age() -> None:
    made = uuid7()
    assert abs(made_at(made) - clock.now()) < timedelta(seconds=5)
    assert earliest_uuid7(made_at(made)) <= made < earliest_uuid7(made_at(made) + timedelta(milliseconds=1))


def test_it_leaves_the_chain_to_another_sealer(committed_db: None, app_url: str) -> None:
    clinic = make_clinic()
    with psycopg.connect(app_url) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended('audit.seal', %s))", [clinic.id])
        with clinic_scope(clinic):
            assert seal_entries() is None
    with clinic_scope(clinic):
        assert seal_entries() == 0
