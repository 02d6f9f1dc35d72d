"""Add a room or chair to a branch."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.checks import checked
from daybook.clinics.models import Branch, Room
from daybook.clinics.refusals import ClinicsRefused
from daybook.clinics.rows import insert_once


def name_taken() -> ClinicsRefused:
    return ClinicsRefused(
        _("There is a room of that name at this branch already."), code="taken", field="name"
    )


def add_room(*, actor: Actor, room_id: UUID, branch: Branch, name: str) -> Room:
    """`room_id` is the form's: the form sent twice is one room. Raises NotPermitted, or ClinicsRefused: no name, a name
    that is taken, a closed branch."""
    require(actor, Permission.SETTINGS)
    if branch.closed_at is not None:
        raise ClinicsRefused(_("This branch is closed."), code="closed", field="branch")
    values = checked(Room, {"name": name})
    room, new = insert_once(Room(id=room_id, branch=branch, **values), taken=name_taken)
    if new:
        record(actor, "room.added", on=room, details={**values, "branch": branch.name})
    return room
