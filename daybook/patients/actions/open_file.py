from daybook.accounts.permissions import Permission, allows, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.patients.contacts import numbers_of
from daybook.patients.file import File
from daybook.patients.models import Patient
from daybook.patients.queries import family
from daybook.patients.warnings import read_warnings


def open_file(*, actor: Actor, patient: Patient) -> File:
    """Everything the file says, as far as this role may see it. That it was opened is written down, every time."""
    require(actor, Permission.SEE_PATIENTS)
    record(actor, "patient.opened", on=patient, patient=patient.id)
    numbers = numbers_of(patient)
    return File(
        patient=patient,
        phones=numbers,
        warnings=read_warnings(patient) if allows(actor, Permission.SEE_ALERTS) else None,
        family=tuple(family(patient)),
    )
