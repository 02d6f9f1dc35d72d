"""From a day on, the clinic opens only to people who sign in with more than a password; or no longer."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from daybook.accounts.models import Membership
from daybook.accounts.permissions import Permission, require
from daybook.accounts.queries import has_second_factor
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Profile
from daybook.clinics.refusals import ClinicsRefused
from daybook.lib import clock
from daybook.lib.zones import local_day, zone
from daybook.tenancy.versions import as_details, save_version

LONGEST = timedelta(days=90)


def require_second_factor(*, actor: Actor, profile: Profile, version: int, day: date | None) -> Profile:
    """`day`: the first day, in the clinic's zone, on which it is required; None: it is not.

    Raises NotPermitted, StaleSave, or ClinicsRefused: a day that is over or too far away, and an owner who has no
    second factor, who would shut themselves out.
    """
    require(actor, Permission.CREDENTIALS)
    if day is not None and day != profile.second_factor_from:
        today = local_day(clock.now(), zone(profile.time_zone))
        if not today <= day <= today + LONGEST:
            words = _("Choose a day from today on, within ninety days.")
            raise ClinicsRefused(words, code="day", field="day")
        _refuse_unless_safe(actor)
    changed = save_version(profile, version=version, values={"second_factor_from": day})
    if changed and day:
        record(actor, "second_factor.required", on=profile, details=as_details(changed))
    elif changed:
        record(actor, "second_factor.optional", on=profile, details=as_details(changed))
    return profile


def _refuse_unless_safe(actor: Actor) -> None:
    owner = Membership.objects.select_related("user").filter(pk=actor.id).first()
    if owner is None or not has_second_factor(owner.user):
        words = _(
            "Set up a second factor for yourself first, in “My account”. Else you would shut yourself out."
        )
        raise ClinicsRefused(words, code="yourself")
