"""Change what the clinic says about itself."""

from typing import Unpack

from django.utils.translation import gettext

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.checks import checked
from daybook.clinics.details import ProfileDetails
from daybook.clinics.models import Profile, Service
from daybook.clinics.refusals import ClinicsRefused
from daybook.tenancy.versions import as_details, save_version


def save_profile(
    *,
    actor: Actor,
    profile: Profile,
    version: int,
    **details: Unpack[ProfileDetails],
) -> Profile:
    """Raises NotPermitted, StaleSave, or ClinicsRefused: a value no profile can have, or another currency while
    services have a price ("currency_used"), since prices are kept as numbers of its minor unit."""
    require(actor, Permission.PROFILE)
    values = checked(Profile, details, country=details["country"])
    if values["currency"] != profile.currency and Service.objects.filter(price_minor__gt=0).exists():
        words = gettext(
            "Services have prices in %(currency)s. Set those to 0 before you change the currency."
        )
        raise ClinicsRefused(words % {"currency": profile.currency}, code="currency_used", field="currency")
    changed = save_version(profile, version=version, values=values)
    if changed:
        record(actor, "clinic.changed", on=profile, details=as_details(changed))
    return profile
