"""Asking for the chain to be made, once for all that a clinic writes in a few seconds.

Asked after the commit: a queued job is unique for its clinic, and a transaction that queued it would make every other
one of the clinic wait for it. A process that dies in between leaves its entries to `audit.seal_all`.
"""

import logging
import time
from datetime import timedelta
from functools import partial

from django.db import transaction

from daybook.audit.jobs import seal, sealing_of
from daybook.tenancy.jobs import enqueue
from daybook.tenancy.scope import current_clinic_id

WAIT = timedelta(seconds=3)

log = logging.getLogger(__name__)
# Clinic -> until when (monotonic seconds) a job that this process queued has certainly not begun.
_asked: dict[int, float] = {}


def seal_soon() -> None:
    """Have the scope's clinic's entries linked some seconds after the present transaction commits."""
    transaction.on_commit(partial(_ask, current_clinic_id()))


def _ask(clinic_id: int) -> None:
    now = time.monotonic()
    if now < _asked.get(clinic_id, 0.0):
        return
    try:
        if enqueue(seal, after=WAIT, once=sealing_of(clinic_id), clinic_id=clinic_id):
            _asked[clinic_id] = now + WAIT.total_seconds()
    except Exception as error:
        # What was done stands; its entries are linked by `audit.seal_all`.
        log.error("sealing was not asked for", extra={"error": type(error).__name__})
