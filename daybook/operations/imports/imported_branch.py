"""Where imported visits took place, as far as the clinic's branches are concerned."""

from __future__ import annotations

from itertools import count
from uuid import UUID

from django.utils.translation import gettext as _

from daybook.clinics.models import Branch
from daybook.clinics.queries import profile
from daybook.lib import clock

EXTERNAL_ID = "imported"
LAST = 1000  # after the clinic's own in every list


def imported_branch(batch_id: UUID) -> tuple[Branch, bool]:
    """The clinic's one branch of imported visits, and whether it was made now. It is closed to booking."""
    there = Branch.objects.filter(external_id=EXTERNAL_ID).first()
    if there is not None:
        return there, False
    about = profile()
    branch = Branch.objects.create(
        name=_free_name(_("Imported")),
        time_zone=about.time_zone,
        currency=about.currency,
        position=LAST,
        closed_at=clock.now(),
        import_batch_id=batch_id,
        external_id=EXTERNAL_ID,
    )
    return branch, True


def _free_name(wanted: str) -> str:
    taken = set(Branch.objects.values_list("name", flat=True))
    return next(name for n in count(1) if (name := wanted if n == 1 else f"{wanted} {n}") not in taken)
