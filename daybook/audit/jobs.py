"""The jobs of the trail."""

from datetime import timedelta

from daybook.audit import verification
from daybook.audit.chain import BATCH, seal_entries
from daybook.audit.models import Verification
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


def check_seals(asked_by: str = "") -> Verification:
    """Walk the clinic's chain: its first piece now, the rest by a job. `asked_by`: a name, empty for Daybook itself."""
    row = verification.begin(asked_by)
    _go_on(row)
    return row


@clinic_job("audit.verify")
def verify(verification_id: str) -> None:
    row = verification.running(verification_id)
    if row is not None:
        _go_on(verification.walk(row))


def _go_on(row: Verification) -> None:
    if row.result == Verification.Result.RUNNING:
        clinic_id = current_clinic_id()
        once = f"audit.verify:{clinic_id}"
        enqueue(verify, once=once, clinic_id=clinic_id, verification_id=str(row.id))


@every("40 1 * * 0", "audit.verify_all")
def verify_all() -> None:
    each_clinic(check_seals)
