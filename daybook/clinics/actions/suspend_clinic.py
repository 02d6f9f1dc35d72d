"""The operator shuts a clinic, and opens it again. Nothing of it is lost meanwhile."""

from django.utils.translation import gettext as _

from daybook.accounts.permissions import NotPermitted
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope

S = Clinic.State


def suspend_clinic(*, actor: Actor, clinic: Clinic) -> bool:
    """Its pages are shut from the next request on, nothing is sent, its jobs wait. False when it was so already.
    Raises NotPermitted: this is the operator's, of no role at the clinic."""
    return _turn(actor, clinic, S.ACTIVE, S.SUSPENDED, "clinic.suspended")


def resume_clinic(*, actor: Actor, clinic: Clinic) -> bool:
    """What waited goes on; messages whose time has passed are not sent any more. False when it was open.
    Raises NotPermitted."""
    return _turn(actor, clinic, S.SUSPENDED, S.ACTIVE, "clinic.resumed")


def _turn(actor: Actor, clinic: Clinic, before: str, after: str, verb: str) -> bool:
    if actor.kind != "system":
        raise NotPermitted(_("Only who runs this installation can do this."), code="operators_only")
    with clinic_scope(clinic):
        if not Clinic.objects.filter(pk=clinic.pk, state=before).update(state=after):
            return False
        record(actor, verb, on=("clinic", clinic.id))
    clinic.state = after
    return True
