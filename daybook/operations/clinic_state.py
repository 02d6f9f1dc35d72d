"""What `daybook clinic` does once Django is ready."""

from daybook.audit.actor import Actor
from daybook.clinics.actions.suspend_clinic import resume_clinic, suspend_clinic
from daybook.operations.cli.failed import CommandFailed
from daybook.tenancy.models import Clinic
from daybook.tenancy.queries import clinic_by_slug

OPERATOR = Actor.system("operator")


def turn(action: str, slug: str) -> str:
    """ "suspend" or "resume"; gives what there is to say. Raises CommandFailed when there is no such clinic, or when it
    is being closed."""
    clinic = clinic_by_slug(slug)
    if clinic is None:
        raise CommandFailed(f"there is no clinic called {slug}: give the word of its address, /c/<word>/")
    if clinic.state == Clinic.State.CLOSING:
        raise CommandFailed(f"{slug} is being closed; it is neither suspended nor resumed")
    if action == "suspend":
        if suspend_clinic(actor=OPERATOR, clinic=clinic):
            return f"{slug} is suspended: its pages are shut, nothing is sent, its jobs wait."
        return f"{slug} was suspended already."
    if resume_clinic(actor=OPERATOR, clinic=clinic):
        return f"{slug} is open again; its jobs go on within ten minutes."
    return f"{slug} was open already."
