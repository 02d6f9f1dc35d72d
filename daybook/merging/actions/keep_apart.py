from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.merging.models import TwoPeople
from daybook.merging.refusals import MergingRefused
from daybook.patients.models import Patient
from daybook.tenancy.writes import insert_unless_conflict


def keep_apart(*, actor: Actor, one: Patient, other: Patient) -> None:
    """Note that these are two people, so that nobody has to look at them again. Said once more it changes nothing.

    Raises NotPermitted, MergingRefused ("same").
    """
    require(actor, Permission.MERGE)
    if one.id == other.id:
        raise MergingRefused(_("Choose two files."), code="same")
    first, second = sorted((one, other), key=lambda each: each.id)
    with transaction.atomic():
        row = TwoPeople(one=first, other=second, said_by=actor.label[:200])
        if insert_unless_conflict(row):
            for each, than in ((one, other), (other, one)):
                details = {"other_file": than.file_number}
                record(actor, "patient.two_people", on=each, patient=each.id, details=details)
