"""Offer several services at once, as a new clinic does."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from daybook.audit.actor import Actor
from daybook.clinics.actions.add_service import add_service
from daybook.clinics.details import ServiceDetails
from daybook.clinics.models import Practitioner, Service


def start_services(*, actor: Actor, wanted: Iterable[tuple[UUID, ServiceDetails]]) -> list[Service]:
    """All of them or none; whoever is there does them. The ids are the form's. Raises NotPermitted, ClinicsRefused."""
    with transaction.atomic():
        here = list(Practitioner.objects.filter(left_at=None))
        return [
            add_service(actor=actor, service_id=service_id, practitioners=here, **details)
            for service_id, details in wanted
        ]
