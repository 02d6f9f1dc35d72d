from django.utils.translation import gettext_lazy as _

from daybook.operations.imports.lists.refusals import ListRefused
from daybook.operations.imports.lists.work import ON_THE_WAY
from daybook.operations.models import PatientList


def refuse_on_the_way(patient_list: PatientList) -> None:
    """Raises ListRefused while a job has the list, and when it is in already. The list's row must be locked."""
    if patient_list.state == PatientList.State.DONE:
        raise ListRefused(_("This list is in already. Bring the file again to change it."), code="list.done")
    if patient_list.state in ON_THE_WAY:
        raise ListRefused(_("This list is just being read. Wait until that is done."), code="list.busy")
    if patient_list.batch_id is not None:
        words = _("A part of this list is in already. Go on with it, or take the import back.")
        raise ListRefused(words, code="list.begun")
