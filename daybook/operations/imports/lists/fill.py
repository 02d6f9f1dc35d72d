"""Filling in what is missing: only empty places of a file are written into, and it is kept which, to take them back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any
from uuid import UUID

from daybook.audit.actor import Actor
from daybook.billing.models import OpeningBalance
from daybook.lib.refused import Refused
from daybook.operations.imports.lists.reading import Reading
from daybook.operations.models import ImportFill
from daybook.patients.actions.change import change
from daybook.patients.contacts import numbers_of
from daybook.patients.details import PLAIN, Details
from daybook.patients.models import Patient, Sex
from daybook.patients.warnings import KINDS, read_warnings

__all__ = ["changed_since", "empty_again", "fill"]


def fill(
    actor: Actor, patient: Patient, read: Reading, opening: OpeningBalance | None, batch_id: UUID
) -> Counter[str]:
    """{"filled": 1} when something was missing and is there now."""
    if patient.deceased_on is not None:
        return Counter()
    now = _now(patient)
    filled = _filled(now, read)
    fields: tuple[str, ...] = ()
    if filled != now:
        try:
            fields = change(
                actor=actor, patient=patient, details=filled, version=patient.version, phoneless=True
            )
        except (
            Refused
        ):  # a person saved in this moment, and their word counts; or nothing can be written there
            fields = ()
    if fields:
        _remember(patient, batch_id, fields)
    opened = opening is not None and not OpeningBalance.objects.filter(patient=patient).exists()
    if opening is not None and opened:
        opening.save(force_insert=True)
    return Counter({"filled": int(bool(fields) or opened), "opening": int(opened)})


def _remember(patient: Patient, batch_id: UUID, fields: tuple[str, ...]) -> None:
    """One row for a file and an import. If somebody saved between two fills its version stays behind, which tells
    so."""
    before = ImportFill.objects.filter(patient=patient, import_batch_id=batch_id).first()
    if before is None:
        ImportFill.objects.create(
            patient=patient, import_batch_id=batch_id, fields=list(fields), version=patient.version
        )
        return
    before.fields = [*before.fields, *fields]
    if before.version == patient.version - 1:
        before.version = patient.version
    before.save(update_fields=["fields", "version"])


def changed_since(done: ImportFill) -> bool:
    return not Patient.objects.filter(id=done.patient_id, version=done.version).exists()


def empty_again(actor: Actor, done: ImportFill) -> None:
    """The places that were filled are empty again. Raises StaleSave when the file was changed since."""
    patient = Patient.objects.get(id=done.patient_id)
    empty: dict[str, Any] = dict.fromkeys(done.fields, "")
    empty |= {
        name: value
        for name, value in (("phones", ()), ("birth", None), ("sex", Sex.UNKNOWN))
        if name in empty
    }
    details = replace(_now(patient), **empty)
    change(actor=actor, patient=patient, details=details, version=done.version, phoneless=True)


def _now(patient: Patient) -> Details:
    read = read_warnings(patient)
    said = {kind: None if read.unreadable else getattr(read, kind) for kind in KINDS}
    return Details.of(patient, numbers_of(patient), **said)


def _filled(now: Details, read: Reading) -> Details:
    new: dict[str, Any] = {}
    for name in PLAIN:
        if name not in ("name", "sex") and not getattr(now, name) and read.texts.get(name):
            new[name] = read.texts[name]
    for kind in KINDS:
        if getattr(now, kind) == "" and read.texts[kind]:
            new[kind] = read.texts[kind]
    if now.birth is None and read.birth:
        new["birth"] = read.birth
    if now.sex == Sex.UNKNOWN and read.sex != Sex.UNKNOWN:
        new["sex"] = read.sex
    if not now.phones and read.phones:
        new["phones"] = tuple(read.phones)
    return replace(now, **new) if new else now
