from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.records.models import Visit
from daybook.records.queries import latest
from daybook.records.story import Story


def read_visit(*, actor: Actor, visit: Visit, singly: int) -> Story:
    """This visit, first, and what was before it (`queries.latest`). That it was opened is written down, every time."""
    require(actor, Permission.CLINICAL)
    record(actor, "visit.opened", on=visit, patient=visit.patient_id)
    return latest(visit.patient_id, upto=visit, singly=singly)
