from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.operations.imports.lists.refusals import ListRefused
from daybook.operations.models import ListRow, PatientList

DOUBTFUL = (ListRow.Outcome.SAME, ListRow.Outcome.THERE)


def decide(
    *,
    actor: Actor,
    patient_list: PatientList,
    choice: str,
    number: int | None = None,
    outcome: str | None = None,
) -> int:
    """What becomes of a row that is perhaps there already, or of all such rows (of one `outcome`): left out, added
    anyway, or used to fill in what is missing. How many rows that were. Raises ListRefused, NotPermitted."""
    require(actor, Permission.IMPORT)
    with transaction.atomic():
        locked = PatientList.objects.select_for_update().defer("content_sealed").get(id=patient_list.id)
        if locked.state != PatientList.State.CHECKED:
            words = _("This list is being brought in, or is in already. Nothing was changed.")
            raise ListRefused(words, code="list.busy")
        rows = ListRow.objects.filter(patient_list=locked, outcome__in=DOUBTFUL)
        if number is not None:
            rows = rows.filter(number=number)
        if outcome is not None:
            rows = rows.filter(outcome=outcome)
        return rows.update(choice=choice)
