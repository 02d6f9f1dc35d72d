"""What happens in the queue when something happens to an appointment: in the same transaction, after its row has been
changed and before the day's counter is."""

from typing import Any

from django.db.models import F, QuerySet

from daybook.booking.models import LIVE, Appointment, QueueEntry
from daybook.booking.tokens import next_token
from daybook.booking.transitions import ARRIVE, CANCEL, FINISH, REOPEN, RETURN, START, Transition
from daybook.booking.versions import day_of
from daybook.lib import clock
from daybook.tenancy.writes import insert

S = QueueEntry.State


def follow(appointment: Appointment, transition: Transition, reason: str = "") -> None:
    """The appointment has taken this step; `appointment` may still be as it was before."""
    now, here = clock.now(), _of(appointment).filter(state__in=LIVE)
    if transition is ARRIVE:
        _give_token(appointment)
    elif transition is START:
        if not _change(here, state=S.WITH_PRACTITIONER, started_at=now):
            _give_token(appointment, state=S.WITH_PRACTITIONER, started_at=now)  # sent straight in
    elif transition is FINISH:
        _change(here, state=S.DONE, ended_at=now)
    elif transition is CANCEL:
        _change(here, state=S.LEFT, ended_at=now, reason=reason)
    elif transition is REOPEN:
        _withdraw(appointment)
    elif transition is RETURN:
        was = _of(appointment).exclude(state__in=[S.WITHDRAWN, S.WAITING, S.CALLED])
        _change(was, state=S.WAITING, called_at=None, started_at=None, ended_at=None, reason="")


def follow_move(before: Appointment, after: Appointment) -> None:
    """An arrived patient's appointment was moved. Another practitioner has another line and letter; on another day
    they are expected again."""
    if after.status != Appointment.Status.ARRIVED:
        _withdraw(before)
    elif before.practitioner_id == after.practitioner_id:
        _change(_of(before).filter(state__in=LIVE), branch_id=after.branch_id)
    else:
        _withdraw(before)
        since = before.arrived_at or clock.now()
        _give_token(after, arrived_at=since, queued_at=since)


def _of(appointment: Appointment) -> "QuerySet[QueueEntry]":
    return QueueEntry.objects.filter(appointment_id=appointment.id)


def _change(rows: "QuerySet[QueueEntry]", **values: Any) -> int:
    return rows.update(**values, version=F("version") + 1)


def _withdraw(appointment: Appointment) -> None:
    rows = _of(appointment).exclude(state__in=[S.WITHDRAWN, S.LEFT])
    _change(rows, state=S.WITHDRAWN, ended_at=clock.now())


def _give_token(appointment: Appointment, **values: Any) -> None:
    """A new one, or the one that was withdrawn: somebody may have it on paper."""
    now, day = clock.now(), day_of(appointment.branch, appointment.starts_at)
    fresh = {"state": S.WAITING, "arrived_at": now, "queued_at": now, "called_at": None, "ended_at": None}
    columns = fresh | {"branch_id": appointment.branch_id, "reason": ""} | values
    mine = _of(appointment).filter(practitioner_id=appointment.practitioner_id, day=day)
    if _change(mine.exclude(state__in=LIVE), **columns):
        return
    token = next_token(appointment.practitioner_id, day)
    whose: dict[str, Any] = {
        "practitioner_id": appointment.practitioner_id,
        "patient_id": appointment.patient_id,
    }
    insert(
        QueueEntry(
            **whose,
            **columns,
            appointment_id=appointment.id,
            day=day,
            letter=token.letter,
            number=token.number,
        )
    )
