from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.lib import clock
from daybook.operations.imports.lists import write
from daybook.operations.imports.lists.actions.bring import KEPT
from daybook.operations.imports.lists.refusals import ListRefused
from daybook.operations.jobs import work_on_lists_soon
from daybook.operations.models import ListRow, PatientList

State = PatientList.State


def start(*, actor: Actor, patient_list: PatientList, by_job: bool = True) -> None:
    """Bring the list in, or go on after a fault. Raises ListRefused, NotPermitted."""
    require(actor, Permission.IMPORT)
    with transaction.atomic():
        locked = PatientList.objects.select_for_update().defer("content_sealed").get(id=patient_list.id)
        if locked.state == State.FAULT:
            state = State.WRITING if locked.batch_id else State.CHECKING
        elif locked.state == State.CHECKED:
            if not ListRow.objects.filter(write.GOES_IN, patient_list=locked).exists():
                raise ListRefused(_("No row of this list goes in."), code="list.none")
            state, locked.batch_id = State.WRITING, write.start_batch(locked, actor).id
        else:
            raise ListRefused(_("This list is being brought in, or is in already."), code="list.busy")
        PatientList.objects.filter(id=locked.id).update(
            state=state,
            batch_id=locked.batch_id,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label[:200],
            actor_role=actor.role,
            plan={**locked.plan, "fault": ""},
            moved_at=clock.now(),
            forget_at=clock.now() + KEPT,
        )
        if by_job:
            work_on_lists_soon()
    patient_list.refresh_from_db()
