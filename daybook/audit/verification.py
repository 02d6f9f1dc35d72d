"""Walking the chain, a piece at a time, with what was found kept and shown to the owner.

A piece is one transaction; the place it came to is in the row, and a job goes on from there (`jobs.py`).
"""

from datetime import timedelta

from daybook.audit.chain import GENESIS, digest, unsealed
from daybook.audit.head import fits, read_head
from daybook.audit.models import Seal, Verification
from daybook.lib import clock

# Links; some tens of milliseconds.
PIECE = 2000
# One that has not ended by then has lost its job.
LONGEST = timedelta(hours=6)

Result = Verification.Result


def begin(asked_by: str) -> Verification:
    """A verification with its first piece walked, or the one that is being made already."""
    since = clock.now() - LONGEST
    running = Verification.objects.filter(result=Result.RUNNING, started_at__gte=since).first()
    return running or walk(Verification(asked_by=asked_by[:200], started_at=clock.now(), digest=GENESIS))


def running(verification_id: str) -> Verification | None:
    return (
        Verification.objects.filter(pk=verification_id, result=Result.RUNNING)
        .select_for_update(of=("self",))
        .first()
    )


def walk(row: Verification) -> Verification:
    """One piece further; the row is saved."""
    head = read_head()  # before the links: it names none that is not committed
    links = list(
        Seal.objects.select_related("entry").filter(number__gt=row.walked).order_by("number")[:PIECE]
    )
    before = bytes(row.digest)
    for link in links:
        before = digest(before, link.entry)
        if link.number != row.walked + 1 or bytes(link.digest) != before:
            return _ended(row, Result.BROKEN, row.walked + 1)
        row.walked, row.digest = link.number, before
    if len(links) == PIECE:
        row.save()
        return row
    row.anchored, row.waiting = head is not None, unsealed().count()
    if head is None or fits(head):
        return _ended(row, Result.WHOLE, None)
    return _ended(row, Result.CUT if head.number > row.walked else Result.REWRITTEN, head.number)


def _ended(row: Verification, result: str, number: int | None) -> Verification:
    row.result, row.number, row.ended_at = result, number, clock.now()
    row.save()
    return row
