"""A practitioner who had left is back, with the hours and services of before."""

from daybook.accounts.permissions import Permission, require
from daybook.accounts.reading import require_owner_to_open_visits
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.actions.add_practitioner import opens_visits
from daybook.clinics.models import Practitioner
from daybook.clinics.rows import stamp


def practitioner_returns(*, actor: Actor, practitioner: Practitioner) -> None:
    """Who is here stays. An owner does it when it opens visits again to whom they are linked. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    if opens_visits(practitioner.membership):
        require_owner_to_open_visits(actor)
    if stamp(practitioner, "left_at", None):
        record(actor, "practitioner.returned", on=practitioner)
