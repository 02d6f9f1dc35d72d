from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.operations.imports.lists.refusals import ListRefused
from daybook.operations.models import ImportBatch, PatientList


def put_away(*, actor: Actor, patient_list: PatientList) -> None:
    """Delete the file and whatever is left of its rows. What went into the clinic stays. Raises ListRefused,
    NotPermitted."""
    require(actor, Permission.IMPORT)
    with transaction.atomic():
        locked = PatientList.objects.select_for_update().defer("content_sealed").get(id=patient_list.id)
        if locked.state == PatientList.State.WRITING:
            words = _(
                "This list is just being brought in. Wait until that is done; then it can be taken back."
            )
            raise ListRefused(words, code="list.busy")
        if locked.batch_id is not None:
            # After a fault: what is in can be taken back as that of any import that stopped.
            stopped = ImportBatch.objects.filter(id=locked.batch_id, state=ImportBatch.State.RUNNING)
            stopped.update(state=ImportBatch.State.STOPPED)
        record(actor, "list.put_away", on=locked)
        locked.delete()
