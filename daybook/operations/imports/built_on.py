"""Which patients' files keep an import from being taken back, and what was built on each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from daybook.billing.models import Draft, Invoice
from daybook.booking.models import Appointment
from daybook.messaging.models import Message
from daybook.operations.models import ImportFill
from daybook.patients.models import Consent, Patient
from daybook.records.models import Attachment, Visit

MOST = 30


@dataclass(frozen=True, slots=True)
class BuiltOn:
    """A file of the import's and what is there by now, in words."""

    patient_id: UUID
    name: str
    file_number: int
    what: tuple[Promise, ...]


def built_on(batch_id: UUID) -> list[BuiltOn]:
    """At most `MOST` files, in the order of their numbers. Inside the clinic's scope."""
    found: dict[UUID, list[Promise]] = defaultdict(list)
    for words, ids in _reasons(batch_id):
        for patient_id in ids:
            if words not in found[patient_id]:
                found[patient_id].append(words)
    rows = Patient.objects.filter(id__in=found).order_by("file_number")[:MOST]
    return [BuiltOn(row.id, row.name, row.file_number, tuple(found[row.id])) for row in rows]


def _reasons(batch_id: UUID) -> Iterator[tuple[Promise, Any]]:
    of_batch = Q(patient__import_batch_id=batch_id)
    others = Q(import_batch_id__isnull=True) | ~Q(import_batch_id=batch_id)
    changed = Patient.objects.filter(import_batch_id=batch_id, version__gt=1)
    yield _("changed since"), changed.values_list("id", flat=True)[:MOST]
    fills = ImportFill.objects.filter(import_batch_id=batch_id).exclude(version=F("patient__version"))
    yield _("filled in, and changed since"), fills.values_list("patient_id", flat=True)[:MOST]
    yield _("has an appointment"), _patients(Appointment.objects.filter(of_batch, others))
    yield _("has a visit"), _patients(Visit.objects.filter(of_batch, others))
    yield _("has a bill"), _patients(Invoice.objects.filter(of_batch))
    yield _("has a draft of a bill"), _patients(Draft.objects.filter(of_batch))
    yield _("has a file attached"), _patients(Attachment.objects.filter(of_batch, others))
    yield _("has agreed to messages"), _patients(Consent.objects.filter(of_batch))
    yield _("was written to"), _patients(Message.objects.filter(of_batch))


def _patients(rows: Any) -> Any:
    return rows.values_list("patient_id", flat=True).distinct()[:MOST]
