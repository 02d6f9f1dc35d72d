"""What is typed into a visit's note is kept, again and again, until it is signed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock
from daybook.records.content import differences
from daybook.records.models import Prescription, Visit
from daybook.records.note import cleaned
from daybook.records.queries import lines_of
from daybook.records.refusals import AlreadySigned, RecordsRefused, StaleNote
from daybook.records.sealed import Content, open_content, seal_lines, seal_note

TOLD_EVERY = timedelta(minutes=10)
"""A note is saved each few seconds; the trail tells of it the first time, then when so much time has gone by."""


@dataclass(frozen=True, slots=True)
class Saved:
    """How the note stands. `changed`: this save wrote something."""

    version: int
    at: datetime
    changed: bool


def save_note(*, actor: Actor, visit: Visit, content: Content, version: int) -> Saved:
    """Make the note say `content`; unfinished lines and numbers are kept as they are typed.

    `version` is the one that the page was opened with, or got from its last save. Raises StaleNote with what differs
    when somebody saved in between, AlreadySigned, RecordsRefused ("unreadable"), NotPermitted.
    """
    require(actor, Permission.CONSULT)
    with transaction.atomic():
        return write_note(actor, visit, content, version)


def write_note(actor: Actor, visit: Visit, content: Content, version: int) -> Saved:
    """The same for an action that has checked its permission and opened its transaction. The row is locked."""
    content = replace(content, note=cleaned(content.note))
    locked = Visit.objects.select_for_update().get(pk=visit.pk)
    if locked.state == Visit.State.SIGNED:
        raise AlreadySigned
    paper = lines_of(visit.id)
    before = open_content(locked, paper)
    if before.unreadable:
        words = _("This note cannot be opened here, so it cannot be changed. The key folder is missing.")
        raise RecordsRefused(words, code="unreadable")
    if content == before:
        return Saved(locked.version, locked.saved_at or locked.started_at, changed=False)
    if locked.version != version:
        raise StaleNote(differences(before, content), locked.version)
    _write(visit, locked, paper, before, content)
    told = locked.saved_at is None or visit.saved_at is None or visit.saved_at - locked.saved_at > TOLD_EVERY
    if told:
        record(actor, "visit.noted", on=visit, patient=visit.patient_id)
    return Saved(visit.version, visit.saved_at or clock.now(), changed=True)


def _write(
    visit: Visit, locked: Visit, paper: Prescription | None, before: Content, content: Content
) -> None:
    visit.note_sealed = seal_note(visit.patient_id, visit.id, content.note)
    visit.saved_at, visit.version = clock.now(), locked.version + 1
    Visit.objects.filter(pk=visit.pk).update(
        note_sealed=visit.note_sealed, saved_at=visit.saved_at, version=visit.version
    )
    if content.lines == before.lines:
        return
    if paper is None:
        paper = Prescription(visit=visit)
        paper.lines_sealed = seal_lines(visit.patient_id, paper.id, content.lines)
        paper.save(force_insert=True)
    else:
        sealed = seal_lines(visit.patient_id, paper.id, content.lines)
        Prescription.objects.filter(pk=paper.pk).update(lines_sealed=sealed)
