"""The jobs of the trail."""

from daybook.audit.chain import BATCH, seal_entries
from daybook.tenancy.jobs import clinic_job, each_clinic, every


@clinic_job("audit.seal")
def seal() -> None:
    while seal_entries() == BATCH:
        pass


@every("*/10 * * * *", "audit.seal_all")
def seal_all() -> None:
    # For what was written by a process that was killed before it could ask (see sealing.py).
    each_clinic(seal_entries)
