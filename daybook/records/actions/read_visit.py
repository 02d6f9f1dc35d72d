from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.records.models import Visit
from daybook.records.queries import story
from daybook.records.story import StoryLine


def read_visit(*, actor: Actor, visit: Visit) -> list[StoryLine]:
    """The patient's whole story, this visit in it. That it was opened is written down, every time."""
    require(actor, Permission.CLINICAL)
    record(actor, "visit.opened", on=visit, patient=visit.patient_id)
    return story(visit.patient_id)
