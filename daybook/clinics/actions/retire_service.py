"""Stop offering a service; what was booked stays."""

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Service
from daybook.clinics.rows import stamp
from daybook.lib import clock


def retire_service(*, actor: Actor, service: Service) -> None:
    """A retired one stays so. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    if stamp(service, "retired_at", clock.now()):
        record(actor, "service.retired", on=service)
