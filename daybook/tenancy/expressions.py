"""What a statement compares with: the scope's clinic, or person, read when the SQL is compiled."""

from typing import Any

from django.db import models
from django.db.models.expressions import Expression

from daybook.tenancy.scope import current_clinic_id, current_user_id


class CurrentClinic(Expression):
    """The clinic of the scope, read when the SQL is compiled: raises NoClinic outside a scope.

    Not read in `get_queryset`: Django evaluates that for classes at import, outside any scope.
    """

    def __init__(self) -> None:
        super().__init__(output_field=models.BigIntegerField())

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[int, ...]]:
        return "%s", (current_clinic_id(),)


class CurrentUser(CurrentClinic):
    """The person of the user scope; for the one table that a person may read across clinics."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[int, ...]]:
        return "%s", (current_user_id(),)
