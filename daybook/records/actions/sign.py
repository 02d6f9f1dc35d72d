"""The note is finished: locked for good, and the patient goes."""

from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking.actions.finish_consultation import finish_consultation
from daybook.booking.refusals import BookingRefused
from daybook.lib import clock
from daybook.patients.warnings import read_warnings
from daybook.records.actions.save_note import write_note
from daybook.records.content import check_ready
from daybook.records.models import Visit
from daybook.records.sealed import Content


def sign(*, actor: Actor, visit: Visit, content: Content, version: int) -> Visit:
    """Keep `content`, lock it, and finish the consultation: all of it or nothing.

    `visit.patient`, `.appointment` and `.entry` are loaded. Raises NotReady with every reason, StaleNote,
    AlreadySigned, NotPermitted.
    """
    require(actor, Permission.CONSULT)
    check_ready(content, read_warnings(visit.patient).allergies)
    with transaction.atomic():
        write_note(actor, visit, content, version)
        visit.state, visit.finished_at = Visit.State.SIGNED, clock.now()
        visit.signed_by = actor.label[:200]
        Visit.objects.filter(pk=visit.pk).update(
            state=visit.state, finished_at=visit.finished_at, signed_by=visit.signed_by
        )
        record(actor, "visit.signed", on=visit, patient=visit.patient_id)
        _finish(actor, visit)
    return visit


def _finish(actor: Actor, visit: Visit) -> None:
    """Whoever has gone already, was cancelled or is history stays so: the note is true all the same."""
    if visit.appointment is not None and visit.appointment.import_batch_id is not None:
        return
    try:
        if visit.entry is not None:
            finish_consultation(actor=actor, entry=visit.entry)
        elif visit.appointment is not None:
            finish_consultation(actor=actor, appointment=visit.appointment)
    except BookingRefused as refused:
        if refused.code != "state":
            raise
