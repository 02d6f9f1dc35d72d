from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.lib import clock
from daybook.operations.imports.lists.plan import Plan
from daybook.operations.imports.lists.refusals import ListRefused
from daybook.operations.jobs import work_on_lists_soon
from daybook.operations.models import PatientList


def say_order(*, actor: Actor, patient_list: PatientList, order: str, by_job: bool = True) -> None:
    """The answer to the one question of a file: "dmy" or "mdy". Raises ListRefused, NotPermitted."""
    require(actor, Permission.IMPORT)
    with transaction.atomic():
        locked = PatientList.objects.select_for_update().defer("content_sealed").get(id=patient_list.id)
        if locked.state != PatientList.State.DATES:
            raise ListRefused(_("This was answered already."), code="list.answered")
        plan = replace(Plan.of(locked.plan), order=order, order_row=0)
        PatientList.objects.filter(id=locked.id).update(
            plan=plan.kept(), state=PatientList.State.CHECKING, moved_at=clock.now()
        )
        if by_job:
            work_on_lists_soon()
    patient_list.plan, patient_list.state = plan.kept(), PatientList.State.CHECKING
