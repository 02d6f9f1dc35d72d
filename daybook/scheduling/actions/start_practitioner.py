"""Somebody who sees patients, with what they do and their week, in one step."""

from collections.abc import Collection, Iterable
from typing import Unpack
from uuid import UUID

from django.db import transaction

from daybook.accounts.models import Membership
from daybook.audit.actor import Actor
from daybook.clinics.actions.add_practitioner import add_practitioner
from daybook.clinics.details import PractitionerDetails
from daybook.clinics.models import Branch, Practitioner, Service
from daybook.scheduling.actions.set_week import set_week
from daybook.scheduling.plans import week
from daybook.scheduling.week import Span, digest


def start_practitioner(
    *,
    actor: Actor,
    practitioner_id: UUID,
    member: Membership | None,
    services: Collection[Service],
    branch: Branch,
    spans: Iterable[Span],
    **details: Unpack[PractitionerDetails],
) -> Practitioner:
    """As `add_practitioner` and `set_week`, both or neither. The form sent twice is one practitioner with that week.

    Raises NotPermitted, ClinicsRefused, WeekRefused or SchedulingRefused.
    """
    with transaction.atomic():
        practitioner = add_practitioner(
            actor=actor, practitioner_id=practitioner_id, member=member, services=services, **details
        )
        set_week(
            actor=actor,
            practitioner=practitioner,
            branch=branch,
            version=digest(week(practitioner, branch)),
            spans=spans,
        )
    return practitioner
