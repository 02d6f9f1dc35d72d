"""Who does what: the rows between practitioners and services, seen from either side.

Both sides' forms show them, so a change on one side is a new version of the other. Rows are locked in one order,
practitioners before services and each by id: two such saves wait for one another and never deadlock.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from daybook.clinics.models import Offering, Practitioner, Service
from daybook.tenancy.versions import Difference


def services_of(practitioner: Practitioner) -> list[Service]:
    """What a practitioner does, retired services left out: they come back as they were."""
    mine = Offering.objects.filter(practitioner=practitioner).values("service_id")
    return list(Service.objects.filter(id__in=mine, retired_at=None).order_by("position", "name"))


def practitioners_of(service: Service) -> list[Practitioner]:
    """Who does a service, without those who have left."""
    mine = Offering.objects.filter(service=service).values("practitioner_id")
    return list(Practitioner.objects.filter(id__in=mine, left_at=None).order_by("position", "name"))


def difference_in_services(practitioner: Practitioner, wanted: Iterable[Service]) -> list[Difference]:
    saved, asked = services_of(practitioner), [each for each in wanted if each.retired_at is None]
    return _difference("services", _("Services"), saved, asked)


def difference_in_practitioners(service: Service, wanted: Iterable[Practitioner]) -> list[Difference]:
    saved, asked = practitioners_of(service), [each for each in wanted if each.left_at is None]
    return _difference("practitioners", _("Who does it"), saved, asked)


def _difference(
    field: str,
    label: object,
    saved: Collection[Practitioner] | Collection[Service],
    asked: Collection[Practitioner] | Collection[Service],
) -> list[Difference]:
    if {row.id for row in saved} == {row.id for row in asked}:
        return []
    return [Difference(field, label, [row.name for row in saved], [row.name for row in asked])]


def write_services(practitioner: Practitioner, wanted: Iterable[Service]) -> None:
    """Make it so. The practitioner's own row is locked by the caller."""
    saved = {row.id for row in services_of(practitioner)}
    asked = {row.id for row in wanted if row.retired_at is None}
    _bump(Service, saved ^ asked)
    Offering.objects.filter(practitioner=practitioner, service_id__in=saved - asked).delete()
    for service_id in sorted(asked - saved):
        Offering.objects.create(practitioner=practitioner, service_id=service_id)


def lock_practitioners(service: Service, wanted: Iterable[Practitioner]) -> None:
    """Before the service's own row is locked: everyone whose offerings may change."""
    ids = {row.id for row in practitioners_of(service)} | {row.id for row in wanted}
    _lock(Practitioner, ids)


def write_practitioners(service: Service, wanted: Iterable[Practitioner]) -> None:
    """Make it so, after `lock_practitioners` and while the service's row is locked."""
    saved = {row.id for row in practitioners_of(service)}
    asked = {row.id for row in wanted if row.left_at is None}
    _bump(Practitioner, saved ^ asked)
    Offering.objects.filter(service=service, practitioner_id__in=saved - asked).delete()
    for practitioner_id in sorted(asked - saved):
        Offering.objects.create(practitioner_id=practitioner_id, service=service)


def _lock(model: type[Practitioner] | type[Service], ids: set[UUID]) -> None:
    # NO KEY: a booking that points at the row does not have to wait.
    rows = model.objects.filter(id__in=ids).order_by("id").select_for_update(no_key=True)
    list(rows.values_list("id", flat=True))


def _bump(model: type[Practitioner] | type[Service], ids: set[UUID]) -> None:
    if ids:
        _lock(model, ids)
        model.objects.filter(id__in=ids).update(version=F("version") + 1)
