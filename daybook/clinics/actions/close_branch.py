"""Close a branch for good: nothing can be booked there any more, and what happened there stays."""

from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Branch
from daybook.clinics.refusals import ClinicsRefused
from daybook.clinics.rows import stamp
from daybook.lib import clock


def close_branch(*, actor: Actor, branch: Branch) -> None:
    """A closed one stays closed. Raises NotPermitted, or ClinicsRefused for the last open branch ("last")."""
    require(actor, Permission.SETTINGS)
    # Locked, so that two people cannot close the last two at once.
    open_ones = Branch.objects.filter(closed_at=None).order_by("id").select_for_update(no_key=True)
    if set(open_ones.values_list("id", flat=True)) == {branch.id}:
        raise ClinicsRefused(_("This is the only open branch. Add the other one first."), code="last")
    if stamp(branch, "closed_at", clock.now()):
        record(actor, "branch.closed", on=branch)
