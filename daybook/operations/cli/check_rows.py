"""What `daybook check` finds out from rows. Django is loaded by then: this module needs its models."""

from __future__ import annotations

from django.db.models import Count
from procrastinate.contrib.django.models import ProcrastinateJob

from daybook.config import Problem
from daybook.operations import key_state


def problems() -> list[Problem]:
    """Everything that is wrong inside a database whose schema is up to date. Failed jobs are told and are no problem
    of the settings."""
    if told := failed_jobs():
        print(told)
    return keys()


def keys() -> list[Problem]:
    problem = key_state.look().problem
    return [Problem("DAYBOOK_KEYSTORE_DIR", problem)] if problem else []


def failed_jobs() -> str:
    """How many background jobs have failed, by name; empty when none has. They are deleted after 30 days."""
    failed = ProcrastinateJob.objects.filter(status="failed").values_list("task_name")
    counts = list(failed.annotate(Count("id")).order_by("task_name"))
    if not counts:
        return ""
    names = ", ".join(f"{name}: {count}" for name, count in counts)
    total = sum(count for _, count in counts)
    return f"Background jobs that failed in the last 30 days: {total} ({names}). The worker's log says why."
