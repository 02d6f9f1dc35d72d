"""The three kinds of link that a clinic-owned row may have. Django's own ForeignKey is not used on such rows:
its constraint is always deferrable and names `id` alone, so it would reach through the wall."""

from typing import Any

from django.db import models
from django.db.models.lookups import Exact
from django.db.models.sql.where import WhereNode

from daybook.tenancy.expressions import CurrentClinic
from daybook.tenancy.scope import OtherClinic, current_clinic_id


class _KeyWithoutDjangoConstraint(models.ForeignKey[Any, Any]):
    """A foreign key whose real constraint is made by `tenancy.postgresql.schema`."""

    def __init__(self, to: Any, on_delete: Any = models.DO_NOTHING, **kwargs: Any) -> None:
        kwargs.update(db_constraint=False, db_index=False)
        super().__init__(to, on_delete=models.DO_NOTHING, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for made_here in ("db_constraint", "db_index", "on_delete"):
            kwargs.pop(made_here, None)
        return name, path, args, kwargs


class ClinicKey(_KeyWithoutDjangoConstraint):
    """The owner of a row. Filled from the scope; never changed afterwards, and never another's than the scope's."""

    def __init__(self, to: Any = "tenancy.Clinic", **kwargs: Any) -> None:
        kwargs.update(default=current_clinic_id, related_name="+", editable=False)
        super().__init__(to, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("default", "related_name", "editable", "to"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        # The manager keeps reads, changes and deletions inside the clinic; this does the same for what is written.
        clinic_id = super().pre_save(model_instance, add)
        if clinic_id != current_clinic_id():
            raise OtherClinic("a row of one clinic cannot be written in another's scope")
        return clinic_id


class ClinicFK(_KeyWithoutDjangoConstraint):
    """A link to another row of the same clinic: joins and the real constraint carry `clinic_id` too.

    `cascade`: the database deletes this row with its parent. `indexed`: make an index (clinic_id, this).
    """

    def __init__(
        self, to: Any, *args: Any, cascade: bool = False, indexed: bool = True, **kwargs: Any
    ) -> None:
        self.cascade, self.indexed = cascade, indexed
        super().__init__(to, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.cascade:
            kwargs["cascade"] = True
        if not self.indexed:
            kwargs["indexed"] = False
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """A model that has `check_link` says whether rows may still be linked to one of its own: see Patient."""
        value = super().pre_save(model_instance, add)
        check = getattr(self.related_model, "check_link", None)
        if check is not None:
            check(model_instance, value)
        return value

    def get_joining_fields(self, reverse_join: bool = False) -> Any:
        mine, theirs = self.model._meta.get_field("clinic"), self.related_model._meta.get_field("clinic")
        pair = (theirs, mine) if reverse_join else (mine, theirs)
        return (*super().get_joining_fields(reverse_join), pair)

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> Any:
        """`exclude()` over the rows that link to one becomes a subquery that begins with them and compares ids alone
        (Query.trim_start, which asks with no `alias`): there they are kept inside the clinic."""
        if alias is not None:
            return None  # a join, which compares the clinics
        return _inside(self.model, related_alias)


class SharedFK(_KeyWithoutDjangoConstraint):
    """A link from a clinic-owned row to a shared table (a person's user account). Whoever comes by it, from either end,
    sees the rows of the scope's clinic: a shared row's manager does not look after that."""

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> Any:
        return _inside(self.model, related_alias)


def _inside(model: Any, alias: str | None) -> WhereNode:
    """`alias`, a table of the clinic-owned `model`, is the scope's clinic's."""
    owner: Any = model._meta.get_field("clinic")
    restriction: Any = Exact(owner.get_col(alias, owner), CurrentClinic())
    return WhereNode([restriction])
