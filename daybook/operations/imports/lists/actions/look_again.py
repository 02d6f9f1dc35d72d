from dataclasses import replace

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.operations.imports.lists import plan as plans
from daybook.operations.imports.lists.actions.bring import remembered
from daybook.operations.imports.lists.actions.waits import refuse_on_the_way
from daybook.operations.imports.lists.sealed import file_of, head_of, seal_head
from daybook.operations.models import PatientList


def look_again(
    *, actor: Actor, patient_list: PatientList, encoding: str, delimiter: str, sheet: int, heading: int | None
) -> None:
    """Read the first rows with another encoding, delimiter or sheet, or with the headings in another row (0: none), and
    guess the columns anew. Raises ListRefused, NotPermitted."""
    require(actor, Permission.IMPORT)
    refuse_on_the_way(patient_list)
    plan = plans.Plan.of(patient_list.plan)
    other = replace(plan, encoding=encoding, delimiter=delimiter, sheet=sheet, remembered=False)
    if (other.encoding, other.delimiter, other.sheet) == (plan.encoding, plan.delimiter, plan.sheet):
        head = head_of(patient_list)
        found = plan.heading
    else:
        other, head = plans.look(file_of(patient_list), patient_list.kind, other)
        found = other.heading
    other = plans.with_heading(other, head, found if heading is None else heading)
    patient_list.plan = remembered(other, head).kept()
    patient_list.head_sealed = seal_head(patient_list.id, head)
    patient_list.state = PatientList.State.COLUMNS
    patient_list.save(update_fields=["plan", "head_sealed", "state"])
