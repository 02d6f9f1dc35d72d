"""The jobs of the book."""

from uuid import UUID

from daybook.booking.actions import remind_standing as reminding
from daybook.booking.actions import sweep_holds as sweeping
from daybook.tenancy.jobs import clinic_job, each_clinic, enqueue, every
from daybook.tenancy.scope import current_clinic_id


@every("*/5 * * * *", "booking.sweep_holds")
def sweep_holds() -> None:
    each_clinic(sweeping.sweep_holds)


@clinic_job("booking.remind_standing")
def remind_standing(after_id: str = "") -> None:
    """A piece; the next one is a job of its own, so that others have their turn."""
    last = reminding.remind_standing(UUID(after_id) if after_id else None)
    if last is not None:
        enqueue(remind_standing, clinic_id=current_clinic_id(), after_id=str(last))
