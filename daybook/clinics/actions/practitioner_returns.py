"""A practitioner who had left is back, with the hours and services of before."""

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Practitioner
from daybook.clinics.rows import stamp


def practitioner_returns(*, actor: Actor, practitioner: Practitioner) -> None:
    """Who is here stays. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    if stamp(practitioner, "left_at", None):
        record(actor, "practitioner.returned", on=practitioner)
