"""A practitioner leaves the clinic: nothing new can be booked with them, and their past stays."""

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Practitioner
from daybook.clinics.rows import stamp
from daybook.lib import clock


def practitioner_leaves(*, actor: Actor, practitioner: Practitioner) -> None:
    """Who has left stays away. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    if stamp(practitioner, "left_at", clock.now()):
        record(actor, "practitioner.left", on=practitioner)
