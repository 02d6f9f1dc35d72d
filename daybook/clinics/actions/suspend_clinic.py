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
    with clinic_scope(clinic):
        turned = _turn(actor, clinic, S.ACTIVE, S.SUSPENDED)
        if turned:
            record(actor, "clinic.suspended", on=("clinic", clinic.id))
    return turned


def resume_clinic(*, actor: Actor, clinic: Clinic) -> bool:
    """What waited goes on; messages whose time has passed are not sent any more. False when it was open.
    Raises NotPermitted."""
    with clinic_scope(clinic):
        turned = _turn(actor, clinic, S.SUSPENDED, S.ACTIVE)
        if turned:
            record(actor, "clinic.resumed", on=("clinic", clinic.id))
    return turned


def _turn(actor: Actor, clinic: Clinic, before: str, after: str) -> bool:
    if actor.kind != "system":
        raise NotPermitted(_("Only who runs this installation can do this."), code="operators_only")
    if not Clinic.objects.filter(pk=clinic.pk, state=before).update(state=after):
        return False
    clinic.state = after
    return True
