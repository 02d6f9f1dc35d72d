"""Taking an import back: every row of its batch goes, or none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.billing.models import OpeningBalance
from daybook.booking.models import Appointment
from daybook.clinics.models import Branch, Offering, Practitioner, Room
from daybook.lib import clock
from daybook.operations.imports.batch import ImportRefused, clinic_of, one_at_a_time
from daybook.operations.imports.lists.fill import changed_since, empty_again
from daybook.operations.models import ImportBatch, ImportFill
from daybook.patients.models import Consent, Patient
from daybook.records.models import Amendment, Attachment, Visit, VisitInvoice
from daybook.scheduling.models import Holiday, Leave, WeeklyHours
from daybook.tenancy import vault
from daybook.tenancy.scope import clinic_scope, current_clinic_id

MOST_HERE = 5_000
AT_ONCE = 2_000  # rows a statement, which may only take some seconds
# What refers to a row goes before it.
TABLES: tuple[tuple[str, Any], ...] = (
    ("visit", Visit),
    ("appointment", Appointment),
    ("opening", OpeningBalance),
    ("patient", Patient),
    ("practitioner", Practitioner),
    ("branch", Branch),
)


def undo_import(clinic_slug: str, batch_id: UUID, *, actor: Actor) -> dict[str, int]:
    """Delete what the batch added; how many rows of each kind. Raises ImportRefused when something was built on it.

    The patients' keys are destroyed once their rows are gone for good. File numbers are not given a second time.
    """
    clinic_id = clinic_of(clinic_slug)
    with clinic_scope(clinic_id):
        removed, patients = _take_back(batch_id, actor)
    _destroy_keys(clinic_id, patients)
    return removed


def undo_here(batch_id: UUID, *, actor: Actor) -> dict[str, int]:
    """The same inside a clinic's scope: the keys go once its transaction is committed, and stay when it is not.

    Also raises ImportRefused for an import of more than `MOST_HERE` rows, which nobody should sit and wait for.
    """
    require(actor, Permission.IMPORT)
    if sum(_batch(batch_id).added.values()) > MOST_HERE:
        words = _("This import is too large to be taken back from here: use daybook import --undo.")
        raise ImportRefused(words, code="import.large")
    removed, patients = _take_back(batch_id, actor)
    transaction.on_commit(partial(_destroy_keys, current_clinic_id(), patients))
    return removed


def _take_back(batch_id: UUID, actor: Actor) -> tuple[dict[str, int], list[UUID]]:
    """Counts of what was removed, and the patients whose keys are to be destroyed."""
    require(actor, Permission.IMPORT)
    one_at_a_time()
    batch = _batch(batch_id)
    _refuse_if_built_on(batch_id)
    patients = _with_keys(batch)
    removed = _delete(batch_id)
    filled = _empty(batch_id, actor)
    if filled:
        removed["filled"] = filled
    batch.state, batch.undone_at = ImportBatch.State.UNDONE, clock.now()
    batch.save(update_fields=["state", "undone_at"])
    record(actor, "import.undone", on=batch, details={"removed": removed})
    return removed, patients


def _with_keys(batch: ImportBatch) -> list[UUID]:
    """Of a list only those with allergies or alerts have keys; other imports seal something of everybody."""
    rows = Patient.objects.filter(import_batch_id=batch.id)
    if batch.source == "list":
        rows = rows.filter(Q(allergies_sealed__isnull=False) | Q(alerts_sealed__isnull=False))
    return list(rows.values_list("id", flat=True))


def _empty(batch_id: UUID, actor: Actor) -> int:
    """The places of earlier files that the import filled in are empty again."""
    fills = list(ImportFill.objects.filter(import_batch_id=batch_id))
    for each in fills:
        empty_again(actor, each)
    ImportFill.objects.filter(import_batch_id=batch_id).delete()
    return len(fills)


def _destroy_keys(clinic_id: int, patients: list[UUID]) -> None:
    with clinic_scope(clinic_id):
        for patient_id in patients:
            vault.destroy(vault.Subject.patient(patient_id))


def _batch(batch_id: UUID) -> ImportBatch:
    batch = ImportBatch.objects.filter(id=batch_id).first()
    if batch is None:
        raise ImportRefused(_("This clinic has no such import."), code="import.batch")
    if batch.state == ImportBatch.State.UNDONE:
        raise ImportRefused(_("This import was taken back already."), code="import.undone")
    return batch


def _delete(batch_id: UUID) -> dict[str, int]:
    try:
        with transaction.atomic():
            removed = {name: _delete_rows(model, batch_id) for name, model in TABLES}
    except IntegrityError:
        # A table that this page does not know refers to one of the rows; the database says no.
        words = _("Something was built on this import. Nothing was taken back.")
        raise ImportRefused(words, code="import.built_on") from None
    return {name: count for name, count in removed.items() if count or name != "opening"}


def _delete_rows(model: Any, batch_id: UUID) -> int:
    count = 0
    while ids := list(model.objects.filter(import_batch_id=batch_id).values_list("id", flat=True)[:AT_ONCE]):
        count += model.objects.filter(id__in=ids).delete()[0]
    return count


def _refuse_if_built_on(batch_id: UUID) -> None:
    found = [words for words in _built_on(batch_id) if words]
    if found:
        words = _("Something was built on this import: {what}. Nothing was taken back.")
        raise ImportRefused(words.format(what=", ".join(found)), code="import.built_on")


def _built_on(batch_id: UUID) -> Iterator[str]:
    of_batch = Q(import_batch_id=batch_id)
    changed = sum(
        model.objects.filter(of_batch, version__gt=1).count()
        for _name, model in TABLES
        if model is not OpeningBalance
    )
    changed += sum(map(changed_since, ImportFill.objects.filter(import_batch_id=batch_id)))
    yield ngettext("{n} changed row", "{n} changed rows", changed).format(n=changed) if changed else ""
    booked = _others_appointments(batch_id).count()
    yield ngettext("{n} appointment", "{n} appointments", booked).format(n=booked) if booked else ""
    yield from _records_built_on(batch_id)
    agreed = Consent.objects.filter(patient__import_batch_id=batch_id).count()
    yield ngettext("{n} consent", "{n} consents", agreed).format(n=agreed) if agreed else ""
    settings = sum(rows.count() for rows in _settings(batch_id))
    words = ngettext(
        "{n} setting of a practitioner or branch", "{n} settings of practitioners or branches", settings
    )
    yield words.format(n=settings) if settings else ""


def _others_appointments(batch_id: UUID) -> QuerySet[Appointment]:
    others = Q(import_batch_id__isnull=True) | ~Q(import_batch_id=batch_id)
    here = (
        Q(patient__import_batch_id=batch_id)
        | Q(practitioner__import_batch_id=batch_id)
        | Q(branch__import_batch_id=batch_id)
    )
    return Appointment.objects.filter(others, here)


def _records_built_on(batch_id: UUID) -> Iterator[str]:
    """Visits here, of the batch's patients or appointments; and what was added to the batch's own visits."""
    others = Q(import_batch_id__isnull=True) | ~Q(import_batch_id=batch_id)
    here = (
        Q(patient__import_batch_id=batch_id)
        | Q(practitioner__import_batch_id=batch_id)
        | Q(branch__import_batch_id=batch_id)
        | Q(appointment__import_batch_id=batch_id)
    )
    seen = Visit.objects.filter(others, here).count()
    yield ngettext("{n} visit", "{n} visits", seen).format(n=seen) if seen else ""
    added = Amendment.objects.filter(visit__import_batch_id=batch_id).count()
    yield ngettext("{n} amendment", "{n} amendments", added).format(n=added) if added else ""
    of_visit = Q(visit__import_batch_id=batch_id) | Q(patient__import_batch_id=batch_id)
    files = Attachment.objects.filter(others, of_visit).count()
    yield ngettext("{n} file", "{n} files", files).format(n=files) if files else ""
    bills = VisitInvoice.objects.filter(visit__import_batch_id=batch_id).count()
    yield ngettext("{n} bill", "{n} bills", bills).format(n=bills) if bills else ""


def _settings(batch_id: UUID) -> Iterator[QuerySet[Any]]:
    practitioner, branch = Q(practitioner__import_batch_id=batch_id), Q(branch__import_batch_id=batch_id)
    yield WeeklyHours.objects.filter(practitioner | branch)
    yield Offering.objects.filter(practitioner)
    yield Leave.objects.filter(practitioner)
    yield Holiday.objects.filter(branch)
    yield Room.objects.filter(branch)
    yield Practitioner.objects.filter(import_batch_id=batch_id, membership__isnull=False)
