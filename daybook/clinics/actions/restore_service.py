"""Offer a retired service again, by those who did it."""

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Service
from daybook.clinics.rows import stamp


def restore_service(*, actor: Actor, service: Service) -> None:
    """One on offer stays so. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    if stamp(service, "retired_at", None):
        record(actor, "service.restored", on=service)
