"""Vitals of somebody who waits, typed by whoever measured them."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking.models import LIVE, QueueEntry
from daybook.lib import clock
from daybook.lib.zones import local_day, zone
from daybook.records import vitals
from daybook.records.models import TakenVitals
from daybook.records.queries import taken_vitals
from daybook.records.refusals import BadVitals, RecordsRefused
from daybook.records.sealed import open_taken, seal_taken
from daybook.tenancy import vault


def take_vitals(
    *, actor: Actor, entry: QueueEntry, typed: Mapping[str, str], version: int
) -> TakenVitals | None:
    """Keep what was measured; the practitioner's note begins with it. `typed`: a text for each measure, empty for one
    that was not taken. `version`: of what the form showed, 0 for nothing. Nothing typed and nothing there is None.

    `entry.branch` is loaded. Raises BadVitals with every slip, RecordsRefused ("over", "stale", "unreadable"),
    NotPermitted.
    """
    require(actor, Permission.VITALS)
    refuse_unless_here(entry)
    wanted = _read(typed)
    with transaction.atomic():
        # Two who type for one token: one after the other.
        QueueEntry.objects.select_for_update().get(pk=entry.pk)
        row = taken_vitals(entry)
        if row is None and not wanted:
            return None
        before = open_taken(entry.patient_id, row) if row else {}
        if before is None:
            raise RecordsRefused(_("What was typed before cannot be opened here."), code="unreadable")
        if row is not None and before == wanted:
            return row
        if (row.version if row else 0) != version:
            raise RecordsRefused(
                _("Somebody else has typed vitals meanwhile. Close this and open it again."), code="stale"
            )
        return _write(actor, entry, row or TakenVitals(entry=entry, version=0), wanted)


def refuse_unless_here(entry: QueueEntry) -> None:
    """Raises RecordsRefused ("over")."""
    today = local_day(clock.now(), zone(entry.branch.time_zone))
    if entry.state not in LIVE or entry.day != today:
        raise RecordsRefused(
            _("This patient is not here any more. What is measured later goes into the visit."), code="over"
        )


def _read(typed: Mapping[str, str]) -> dict[str, int]:
    kept: dict[str, int] = {}
    problems: dict[str, str] = {}
    for name in (vitals.PRESSURE, *vitals.BY_NAME):
        try:
            kept |= vitals.read(name, typed[name]) if typed.get(name) else {}
        except vitals.BadVital as bad:
            problems[name] = str(bad.message)
    if problems:
        raise BadVitals(problems)
    return kept


def _write(actor: Actor, entry: QueueEntry, row: TakenVitals, wanted: Mapping[str, int]) -> TakenVitals:
    row.taken_by, row.taken_at, row.version = actor.label[:200], clock.now(), row.version + 1
    try:
        row.vitals_sealed = seal_taken(entry.patient_id, row.id, wanted)
    except vault.Destroyed:
        raise RecordsRefused(
            _("This file was erased. Nothing can be written into it."), code="erased"
        ) from None
    row.save(force_insert=row.version == 1, force_update=row.version > 1)
    record(actor, "vitals.taken", on=entry, patient=entry.patient_id)
    return row
