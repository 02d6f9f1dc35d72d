"""Lists for tests, brought and checked without a worker."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.lib.ids import uuid7
from daybook.operations.imports.lists import work
from daybook.operations.imports.lists.actions.bring import bring
from daybook.operations.imports.lists.actions.choose_columns import choose_columns
from daybook.operations.imports.lists.actions.start import start
from daybook.operations.imports.lists.plan import Plan
from daybook.operations.models import ListRow, PatientList
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope

HERE = Path(__file__).resolve().parents[3] / "fixtures" / "lists"
MESSY = (HERE / "patients-messy.csv").read_bytes()
OWNER = Actor("staff", "owner", "The owner", Role.OWNER)


def text(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def brought(clinic: Clinic, content: bytes, name: str = "list.csv") -> PatientList:
    with clinic_scope(clinic):
        return bring(actor=OWNER, name=name, content=content, list_id=uuid7())


def checked(
    clinic: Clinic, content: bytes, *, columns: Sequence[str] | None = None, **wish: Any
) -> PatientList:
    """A list whose rows have their outcomes; the columns as they were guessed, unless `columns` says."""
    row = brought(clinic, content)
    with clinic_scope(clinic):
        chosen = columns or Plan.of(row.plan).columns
        choose_columns(actor=OWNER, patient_list=row, columns=chosen, by_job=False, **wish)
    return go_on(clinic, row)


def go_on(clinic: Clinic, row: PatientList) -> PatientList:
    for _step in work.steps(clinic.id, row.id):
        pass
    with clinic_scope(clinic):
        return PatientList.objects.get(id=row.id)


def brought_in(clinic: Clinic, content: bytes, **wish: Any) -> PatientList:
    row = checked(clinic, content, **wish)
    with clinic_scope(clinic):
        start(actor=OWNER, patient_list=row, by_job=False)
    return go_on(clinic, row)


def outcomes(clinic: Clinic, row: PatientList) -> Counter[str]:
    with clinic_scope(clinic):
        return Counter(ListRow.objects.filter(patient_list=row).values_list("outcome", flat=True))


def row_at(clinic: Clinic, row: PatientList, number: int) -> ListRow:
    with clinic_scope(clinic):
        return ListRow.objects.get(patient_list=row, number=number)
