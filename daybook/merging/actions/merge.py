"""Make two files of one person one file. Why it is done like this: docs/why/merge.md."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking.models import Appointment
from daybook.booking.rivalry import lock_in_order
from daybook.booking.versions import bump, day_of
from daybook.lib import clock
from daybook.merging.consenting import Consents
from daybook.merging.contacts import phones_of, terms_of
from daybook.merging.fields import Wanted, wanted
from daybook.merging.models import Merge
from daybook.merging.moving import CONSENTS, TERMS, move_rows, move_terms
from daybook.merging.queries import Preview, preview
from daybook.merging.refusals import MergingRefused
from daybook.merging.snapshot import Snapshot, plain
from daybook.patients.contacts import write_phones, write_terms
from daybook.patients.models import Consent, Patient, Phone
from daybook.tenancy import vault


def merge(
    *,
    actor: Actor,
    kept: Patient,
    away: Patient,
    chosen: Mapping[str, str],
    versions: tuple[int, int],
) -> Merge:
    """`away` becomes a part of `kept`. `chosen`: for each group of `merging/fields.py` "kept", "away" or "both".
    `versions`: of both files, as they were compared. Raises NotPermitted, MergingRefused.
    """
    require(actor, Permission.MERGE)
    with transaction.atomic():
        kept, away = locked(kept.id, away.id)
        _refuse_others(kept, away, versions)
        seen = preview(kept, away)
        _refuse_blocked(seen)
        join_keys(kept, away)
        row = Merge(kept=kept, away=away, merged_by=actor.label[:200])
        taken = _write(actor, kept, away, seen, wanted(kept, seen.kept, seen.away, chosen))
        row.snapshot_sealed = taken.sealed(row)
        row.save(force_insert=True)
        Patient.objects.filter(pk=away.pk).update(merged_into=kept, version=away.version + 1)
        Patient.forget_links()
        record(actor, "patient.merged", on=kept, patient=kept.id, details={"other_file": away.file_number})
        record(actor, "patient.merged", on=away, patient=away.id, details={"other_file": kept.file_number})
        bump(*coming_days(taken.ids("booking_appointment.patient_id")))
    return row


def locked(kept_id: UUID, away_id: UUID) -> tuple[Patient, Patient]:
    """Both files, locked in the order of their ids, so that two desks that merge the same two wait for one another.
    A row that is being written under one of them is waited for, and the next one is told (`Patient.check_link`)."""
    lock_in_order(kept_id, away_id)
    rows = Patient.objects.select_for_update().filter(pk__in=[kept_id, away_id]).order_by("id")
    found = {row.pk: row for row in rows}
    if len(found) < 2:
        raise MergingRefused(_("Choose two files."), code="same")
    return found[kept_id], found[away_id]


def coming_days(appointment_ids: list[UUID]) -> set[date]:
    """The days, from today on, on which a card shows another patient's file now."""
    rows = Appointment.objects.filter(pk__in=appointment_ids).select_related("branch")
    days = {(day_of(row.branch, row.starts_at), day_of(row.branch, clock.now())) for row in rows}
    return {day for day, today in days if day >= today}


def _refuse_others(kept: Patient, away: Patient, versions: tuple[int, int]) -> None:
    if kept.merged_into_id or away.merged_into_id:
        words = _("One of these files was merged meanwhile. Open the patient again.")
        raise MergingRefused(words, code="merged")
    if (kept.version, away.version) != versions:
        words = _("Somebody changed one of the files while you compared them. Look at both again.")
        raise MergingRefused(words, code="stale")


def _refuse_blocked(seen: Preview) -> None:
    if seen.overlaps.coming:
        words = _("Both files have an appointment at the same time. Move or cancel one of them first.")
        raise MergingRefused(words, code="overlap")
    if seen.advance:
        words = _(
            "The file that goes has an advance. Use it or give it back first, or let the other file go."
        )
        raise MergingRefused(words, code="advance")
    if seen.waiting:
        words = _("Both files wait for the same practitioner. Take one of them out of the queue first.")
        raise MergingRefused(words, code="waiting")


def join_keys(kept: Patient, away: Patient) -> None:
    try:
        vault.join(vault.Subject.patient(kept.id), vault.Subject.patient(away.id))
    except vault.Destroyed:
        raise MergingRefused(
            _("One of these files was erased. There is nothing to merge."), code="erased"
        ) from None


def _write(actor: Actor, kept: Patient, away: Patient, seen: Preview, said: Wanted) -> Snapshot:
    """Everything but the pointer."""
    taken = Snapshot(
        terms=terms_of(kept.id),
        phones={"kept": phones_of(kept.id), "away": phones_of(away.id)},
        phones_after=list(said.phones),
    )
    _write_columns(kept, said, taken)
    Phone.objects.filter(patient=away).delete()  # or the two would be a family
    write_phones(kept, said.phones)
    taken.moved = move_rows(away.id, kept.id, seen.overlaps.stay)
    taken.moved[TERMS], taken.former = move_terms(away.id, kept.id)
    write_terms(kept, said.phones)
    taken.moved[CONSENTS], taken.closed = _move_consents(actor, kept, seen.consents)
    return taken


def _write_columns(kept: Patient, said: Wanted, taken: Snapshot) -> None:
    for name, value in said.columns.items():
        before = getattr(kept, name)
        if plain(before) != plain(value):
            taken.before[name], taken.after[name] = plain(before), plain(value)
            setattr(kept, name, value)
    values: dict[str, Any] = {name: getattr(kept, name) for name in taken.after}
    kept.version += 1
    Patient.objects.filter(pk=kept.pk).update(**values, version=kept.version)


def _move_consents(actor: Actor, kept: Patient, agreed: Consents) -> tuple[list[str], list[str]]:
    closed = Consent.objects.filter(pk__in=[row.id for row in agreed.close])
    for row in agreed.close:
        details = {"purpose": row.purpose, "how": Consent.Method.DESK}
        record(actor, "consent.withdrawn", on=row, patient=kept.id, details=details)
    closed.update(
        withdrawn_at=clock.now(), withdrawn_to=actor.label[:200], withdrawn_method=Consent.Method.DESK
    )
    Consent.objects.filter(pk__in=agreed.move).update(patient=kept)
    return [str(each) for each in agreed.move], [str(row.id) for row in agreed.close]
