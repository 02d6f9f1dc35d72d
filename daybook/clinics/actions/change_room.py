"""Call a room something else. It cannot move to another branch: hours and appointments stand in it."""

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.actions.add_room import name_taken
from daybook.clinics.checks import checked
from daybook.clinics.models import Room
from daybook.clinics.rows import unique_or
from daybook.tenancy.versions import as_details, save_version


def change_room(*, actor: Actor, room: Room, version: int, name: str) -> Room:
    """Raises NotPermitted, StaleSave or ClinicsRefused."""
    require(actor, Permission.SETTINGS)
    values = checked(Room, {"name": name})
    with unique_or(name_taken):
        changed = save_version(room, version=version, values=values)
    if changed:
        record(actor, "room.changed", on=room, details=as_details(changed))
    return room
