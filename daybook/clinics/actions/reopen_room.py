"""Use a closed room again."""

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Room
from daybook.clinics.rows import stamp


def reopen_room(*, actor: Actor, room: Room) -> None:
    """An open one stays open. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    if stamp(room, "closed_at", None):
        record(actor, "room.reopened", on=room)
