"""Take a merge back: both files as they were, and what was written since stays where it was written."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking.versions import bump
from daybook.lib import clock
from daybook.merging.actions.merge import coming_days, locked
from daybook.merging.contacts import put_phones_back, put_terms_back
from daybook.merging.hindrances import RESEALED, Hindrance, hindrances
from daybook.merging.links import Link, links
from daybook.merging.models import Merge
from daybook.merging.moving import TERMS, move_back
from daybook.merging.refusals import MergingRefused
from daybook.merging.resealing import reseal
from daybook.merging.snapshot import Snapshot, value_of
from daybook.patients.contacts import numbers_of, write_terms
from daybook.patients.models import Consent, Patient, SearchTerm
from daybook.tenancy import vault
from daybook.tenancy.scope import clinic_scope, current_clinic_id

APPOINTMENTS = "booking_appointment.patient_id"


class Hindered(MergingRefused):
    """Something was built on the merge: `hindrances`, which the page says in words with links."""

    def __init__(self, found: Sequence[Hindrance]) -> None:
        super().__init__(
            _("This cannot be taken back any more: what was written since belongs to both."), code="hindered"
        )
        self.hindrances = tuple(found)


def unmerge(*, actor: Actor, merge: Merge) -> None:
    """Raises NotPermitted, Hindered, MergingRefused ("undone", "unreadable")."""
    require(actor, Permission.MERGE)
    with transaction.atomic():
        kept, away = locked(merge.kept_id, merge.away_id)
        row = Merge.objects.select_for_update().get(pk=merge.pk)
        snapshot = Snapshot.of(row)
        found = hindrances(row, snapshot)
        if found:
            raise Hindered(found)
        Patient.objects.filter(pk=away.pk).update(merged_into=None, version=away.version + 1)
        Patient.forget_links()
        _put_back(kept, away, snapshot)
        row.undone_at, row.undone_by, row.snapshot_sealed = clock.now(), actor.label[:200], None
        row.save(update_fields=["undone_at", "undone_by", "snapshot_sealed"])
        for one, other in ((kept, away), (away, kept)):
            details = {"other_file": other.file_number}
            record(actor, "patient.unmerged", on=one, patient=one.id, details=details)
        bump(*coming_days(snapshot.ids(APPOINTMENTS)))
    transaction.on_commit(partial(_part_keys, current_clinic_id(), kept.id, away.id))


def _put_back(kept: Patient, away: Patient, snapshot: Snapshot) -> None:
    moved = snapshot.by_table()
    for link in links():
        if link.table in RESEALED:
            moved[link.table] = [*moved.get(link.table, []), *_of_their_appointments(link, kept, snapshot)]
            reseal(kept.id, away.id, moved)
            move_back(link, moved[link.table], kept.id, away.id)
        elif link.name in snapshot.moved:
            move_back(link, snapshot.ids(link.name), kept.id, away.id)
    _put_columns_back(kept, snapshot)
    _put_contacts_back(kept, away, snapshot)
    closed = Consent.objects.filter(pk__in=snapshot.closed, patient=kept)
    closed.update(withdrawn_at=None, withdrawn_to="", withdrawn_method="")


def _of_their_appointments(link: Link, kept: Patient, snapshot: Snapshot) -> list[UUID]:
    """What was written to the patient since about an appointment that goes back."""
    rows: Any = link.model.objects.filter(patient=kept, appointment_id__in=snapshot.ids(APPOINTMENTS))
    return list(rows.values_list("id", flat=True))


def _put_columns_back(kept: Patient, snapshot: Snapshot) -> None:
    """Only what the merge had set: what somebody has changed since is the survivor's."""
    for name, before in snapshot.before.items():
        setattr(kept, name, value_of(Patient._meta.get_field(name), before))
    values: dict[str, Any] = {name: getattr(kept, name) for name in snapshot.before}
    Patient.objects.filter(pk=kept.pk).update(**values, version=kept.version + 1)


def _put_contacts_back(kept: Patient, away: Patient, snapshot: Snapshot) -> None:
    if list(numbers_of(kept)) == snapshot.phones_after:
        put_phones_back(kept, snapshot.phones["kept"])
    put_phones_back(away, snapshot.phones["away"])
    SearchTerm.objects.filter(pk__in=snapshot.ids(TERMS)).exclude(pk__in=snapshot.former).update(former=False)
    put_terms_back(kept, snapshot.terms)
    write_terms(kept, numbers_of(kept))


def _part_keys(clinic_id: int, kept_id: UUID, away_id: UUID) -> None:
    with clinic_scope(clinic_id):
        vault.part(vault.Subject.patient(kept_id), vault.Subject.patient(away_id))
