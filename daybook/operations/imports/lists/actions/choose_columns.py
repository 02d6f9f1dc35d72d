from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.lib import clock
from daybook.operations.imports.lists import plan as plans
from daybook.operations.imports.lists.actions.waits import refuse_on_the_way
from daybook.operations.imports.lists.sealed import head_of
from daybook.operations.jobs import work_on_lists_soon
from daybook.operations.models import ListColumns, ListRow, PatientList


def choose_columns(
    *,
    actor: Actor,
    patient_list: PatientList,
    columns: Sequence[str],
    order: str = "",
    told_on: date | None = None,
    lenient: bool = False,
    by_job: bool = True,
) -> None:
    """Say what stands in each column, and have every row tried. What was chosen is kept for lists with these headings.

    `columns`: fields, one for each. `order`: "dmy", "mdy" or "" to let the file tell. `told_on`: the day on which
    the ages were true, None for today. Raises ListRefused, NotPermitted.
    """
    require(actor, Permission.IMPORT)
    with transaction.atomic():
        locked = PatientList.objects.select_for_update().defer("content_sealed").get(id=patient_list.id)
        refuse_on_the_way(locked)
        plans.check_columns(columns)
        plan = replace(
            plans.Plan.of(locked.plan),
            columns=tuple(columns),
            order=order,
            order_row=0,
            told_on=told_on.isoformat() if told_on else "",
            lenient=lenient,
            fault="",
        )
        _keep(plan, head_of(locked))
        ListRow.objects.filter(patient_list=locked).delete()
        PatientList.objects.filter(id=locked.id).update(
            plan=plan.kept(),
            state=PatientList.State.CHECKING,
            checked_to=0,
            row_count=0,
            moved_at=clock.now(),
        )
        if by_job:
            work_on_lists_soon()
    patient_list.plan, patient_list.state, patient_list.checked_to = (
        plan.kept(),
        PatientList.State.CHECKING,
        0,
    )


def _keep(plan: plans.Plan, head: list[list[str]]) -> None:
    key = plans.fingerprint(plans.headings_of(plan, head))
    if key:
        ListColumns.objects.update_or_create(
            headings=key, defaults={"columns": list(plan.columns), "chosen_at": clock.now()}
        )
