"""Clinic, and what every row that belongs to one has in common: the second wall (see docs/why/tenancy.md)."""

from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models

from daybook.lib.ids import uuid7
from daybook.tenancy.expressions import CurrentClinic, CurrentUser
from daybook.tenancy.fields import ClinicKey
from daybook.tenancy.scope import OtherClinic

__all__ = ["Clinic", "ClinicManager", "ClinicOwned", "ClinicQuerySet", "CurrentClinic", "CurrentUser"]

SLUG = r"[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]"


class Clinic(models.Model):
    """One clinic: its number, its word in addresses, its state. What it is called and where it is belongs to the
    clinic and is `clinics.Profile`."""

    class State(models.TextChoices):
        ACTIVE = "active"
        SUSPENDED = "suspended"
        CLOSING = "closing"

    id = models.BigAutoField(primary_key=True)
    slug = models.CharField(max_length=40, unique=True, validators=[RegexValidator(f"^{SLUG}$")])
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)

    def __str__(self) -> str:
        return self.slug


class ClinicQuerySet(models.QuerySet[Any]):
    def update(self, **values: Any) -> int:
        """As Django's; the owner of a row never changes."""
        if {"clinic", "clinic_id"} & values.keys():
            raise OtherClinic("a row does not move to another clinic")
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        """One DELETE of just these rows; what hangs on them is the database's foreign keys' business.

        Django's own collector deletes by `id` alone, past the second wall.
        """
        count = self._raw_delete(self.db)
        return count, {self.model._meta.label: count}

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class ClinicManager(models.Manager.from_queryset(ClinicQuerySet)):  # type: ignore[misc]
    """Adds `clinic_id = <the scope's>` to every statement."""

    def get_queryset(self) -> ClinicQuerySet:
        queryset: ClinicQuerySet = super().get_queryset().filter(clinic_id=CurrentClinic())
        return queryset


class ClinicOwned(models.Model):
    """Base of every row that belongs to a clinic. Django's `pk` is `id`; the table's key is (clinic_id, id)."""

    clinic_owned: ClassVar[bool] = True

    clinic = ClinicKey()
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    objects: ClassVar[models.Manager[Self]] = ClinicManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def _do_update(self, base_qs: Any, using: Any, pk_val: Any, values: Any, *more: Any) -> Any:
        # An owner never changes, and Citus refuses an UPDATE that even mentions the distribution column.
        kept = [value for value in values if value[0].name != "clinic"]
        return super()._do_update(base_qs, using, pk_val, kept, *more)

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        return type(self).objects.filter(pk=self.pk).delete()
