"""Take a room out of use."""

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Room
from daybook.clinics.rows import stamp
from daybook.lib import clock


def close_room(*, actor: Actor, room: Room) -> None:
    """A closed one stays closed. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    if stamp(room, "closed_at", clock.now()):
        record(actor, "room.closed", on=room)
