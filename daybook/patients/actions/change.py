from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.patients.contacts import numbers_of, write_phones, write_terms
from daybook.patients.details import PLAIN, Details, label
from daybook.patients.models import Patient
from daybook.patients.refusals import PatientsRefused
from daybook.patients.warnings import KINDS, read_warnings, seal_warning
from daybook.tenancy import vault
from daybook.tenancy.versions import Difference, StaleSave


def change(
    *, actor: Actor, patient: Patient, details: Details, version: int, phoneless: bool = False
) -> tuple[str, ...]:
    """Make the file say `details`; returns the names of the fields that said something else before.

    `version` is the one the form was opened with. Raises StaleSave, with what differs, when somebody saved in
    between; PatientsRefused; NotPermitted. `patient` is brought up to date.
    """
    require(actor, Permission.EDIT_PATIENTS)
    details = details.checked(phoneless=phoneless)
    with transaction.atomic():
        locked = Patient.objects.select_for_update().get(pk=patient.pk)
        before = _as_it_is(locked, details)
        changed = details.changed_from(before)
        if changed and locked.version != version:
            raise StaleSave(_differences(changed, before, details), locked.version)
        if changed:
            _write(actor, locked, details, changed)
    for column in Patient._meta.concrete_fields:
        setattr(patient, column.attname, getattr(locked, column.attname))
    return changed


def _as_it_is(patient: Patient, asked: Details) -> Details:
    """What the file says now, as far as it is asked about."""
    warnings = read_warnings(patient)
    said = {kind: getattr(warnings, kind) for kind in KINDS if getattr(asked, kind) is not None}
    if warnings.unreadable and any(getattr(asked, kind) for kind in said):
        raise PatientsRefused(
            _("The allergies and alerts cannot be opened here, so they cannot be changed."), code="unreadable"
        )
    return Details.of(patient, numbers_of(patient), **said)


def _differences(changed: Iterable[str], before: Details, asked: Details) -> list[Difference]:
    return [Difference(name, label(name), getattr(before, name), getattr(asked, name)) for name in changed]


def _write(actor: Actor, patient: Patient, details: Details, changed: tuple[str, ...]) -> None:
    values: dict[str, Any] = {name: getattr(details, name) for name in changed if name in PLAIN}
    if "email" in changed:
        values["email_failed_at"] = None
    if "birth" in changed:
        values["born_on"] = details.birth.on if details.birth else None
        values["born_precision"] = details.birth.precision if details.birth else Patient.Precision.DAY
    try:
        for kind in set(changed) & set(KINDS):
            values[f"{kind}_sealed"] = seal_warning(patient.id, kind, getattr(details, kind))
        record(actor, "patient.changed", on=patient, patient=patient.id, details={"fields": changed})
    except vault.Destroyed:
        raise PatientsRefused(
            _("This file was erased. Nothing can be written into it."), code="erased"
        ) from None
    values["version"] = patient.version + 1
    for name, value in values.items():
        setattr(patient, name, value)
    Patient.objects.filter(pk=patient.pk).update(**values)
    if "phones" in changed:
        write_phones(patient, details.phones)
    write_terms(patient, details.phones)
