from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.patients.models import Patient
from daybook.records.models import Visit
from daybook.records.queries import story
from daybook.records.story import StoryLine


def read_story(
    *, actor: Actor, patient: Patient, upto: Visit | None = None, year: int | None = None
) -> list[StoryLine]:
    """All visits of the patient, or of a year (`queries.story`). That they were read is written down, every time."""
    require(actor, Permission.CLINICAL)
    record(actor, "story.opened", on=patient, patient=patient.id)
    return story(patient.id, upto=upto, year=year)
