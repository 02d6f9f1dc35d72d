"""The jobs of the trail."""

from datetime import timedelta

from daybook.audit.chain import BATCH, seal_entries
from daybook.tenancy.jobs import clinic_job, each_clinic, enqueue, every
from daybook.tenancy.scope import current_clinic_id

AGAIN = timedelta(seconds=1)


@clinic_job("audit.seal")
def seal() -> None:
    # Another sealer at work may have looked before the newest entry; a full batch may have left some.
    if seal_entries() in (None, BATCH):
        clinic_id = current_clinic_id()
        enqueue(seal, after=AGAIN, once=sealing_of(clinic_id), clinic_id=clinic_id)


def sealing_of(clinic_id: int) -> str:
    """The name under which a clinic's sealing is queued once."""
    return f"audit.seal:{clinic_id}"


@every("*/10 * * * *", "audit.seal_all")
def seal_all() -> None:
    # For what was written by a process that was killed before it could ask (see sealing.py).
    each_clinic(seal_entries)
