"""Whose hours and leave someone may change."""

from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import NotPermitted, Permission, allows, require
from daybook.audit.actor import Actor
from daybook.clinics.models import Practitioner


def may_change_hours(actor: Actor, practitioner: Practitioner) -> bool:
    """Everyone's with SETTINGS; with OWN_HOURS only those of the practitioner that the actor is."""
    if allows(actor, Permission.SETTINGS):
        return True
    return allows(actor, Permission.OWN_HOURS) and str(practitioner.membership_id) == actor.id


def require_hours(actor: Actor, practitioner: Practitioner) -> None:
    """Raises NotPermitted, in words."""
    if not may_change_hours(actor, practitioner):
        require(actor, Permission.OWN_HOURS)
        raise NotPermitted(_("You may change only your own hours and leave."), code="not_own")
