"""Made-up patients for a clinic that looks around, with some bookings; all of it goes again in one action.

They have no phone and no e-mail, so that nothing can reach anybody. What hangs on them, whoever made it, goes with
them, except on those for whom something was issued that is never deleted: bills, amendments of signed visits.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.booking import choices
from daybook.booking.actions.book import book
from daybook.booking.models import Appointment
from daybook.booking.openings import free_times
from daybook.booking.versions import bump, day_of, several_changes
from daybook.clinics.models import Branch
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.lib.zones import local_day, zone
from daybook.patients.actions.register import register
from daybook.patients.births import Birth
from daybook.patients.details import Details
from daybook.patients.models import Patient
from daybook.patients.sample import SAMPLE
from daybook.tenancy import vault
from daybook.tenancy.grants import APPEND_ONLY
from daybook.tenancy.scope import clinic_scope, current_clinic_id

# Name, sex, years, allergies.
PEOPLE: tuple[tuple[str, str, int, str], ...] = (
    ("Lakshmi Reddy", "female", 58, "Penicillin"),
    ("Suresh Kumar", "male", 44, ""),
    ("Ayesha Begum", "female", 31, ""),
    ("Ramesh Yadav", "male", 67, "Sulfa drugs"),
    ("Kavya Nair", "female", 27, ""),
    ("Imran Khan", "male", 39, ""),
    ("Sravani Rao", "female", 8, ""),
    ("Vihaan Sharma", "male", 4, ""),
    ("Padma Devi", "female", 72, ""),
    ("John Mathew", "male", 52, "Aspirin"),
)
DAYS, A_DAY, APART = 3, 4, 3  # bookings on so many days, so many each, with times left free between them
LOOK_AHEAD = 10


def sample_count() -> int:
    """How many made-up patients the clinic has."""
    return Patient.objects.filter(import_batch_id=SAMPLE).count()


def add_sample(*, actor: Actor) -> int:
    """Add them once, with bookings in the coming days where there is somebody to see them; how many there are.
    Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    with transaction.atomic(), several_changes():
        if there := sample_count():
            return there
        today = clock.now().date()
        patients = [_patient(actor, today, *each) for each in PEOPLE]
        record(actor, "sample.added", on=("clinic", current_clinic_id()), details={"patients": len(patients)})
        for branch in choices.branches()[:1]:
            _book(actor, branch, patients)
    return len(patients)


def _patient(actor: Actor, today: date, name: str, sex: str, years: int, allergies: str) -> Patient:
    details = Details(
        name=_("{name} (made up)").format(name=name),
        sex=sex,
        birth=Birth.from_age(today, years=years),
        allergies=allergies,
    )
    made = register(actor=actor, details=details, patient_id=uuid7(), phoneless=True, import_batch_id=SAMPLE)
    return made.patient


def _book(actor: Actor, branch: Branch, patients: list[Patient]) -> None:
    waiting = iter(patients)
    today, days = local_day(clock.now(), zone(branch.time_zone)), 0
    for ahead in range(LOOK_AHEAD):
        booked = sum(
            _book_with(actor, branch, pair, today + timedelta(days=ahead), waiting) for pair in _pairs()
        )
        days += bool(booked)
        if days == DAYS:
            return


def _pairs() -> Iterator[tuple[Any, Any]]:
    """Two practitioners, each with the first service that they do."""
    offer = choices.OnOffer()
    for who in list(offer.practitioners.values())[:2]:
        for what in offer.done_by(who)[:1]:
            yield who, what


def _book_with(
    actor: Actor, branch: Branch, pair: tuple[Any, Any], day: date, waiting: Iterator[Patient]
) -> int:
    who, what = pair
    times = list(free_times(who, branch, what, day))[:: 1 + APART][:A_DAY]
    count = 0
    for starts_at, patient in zip(times, waiting, strict=False):
        book(
            actor=actor,
            appointment_id=uuid7(),
            patient=patient,
            practitioner=who,
            branch=branch,
            service=what,
            starts_at=starts_at,
        )
        count += 1
    return count


def remove_sample(*, actor: Actor) -> list[str]:
    """Take all of it away; the names of those who stay, because of what must be kept. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    kept, gone, days = [], [], set()
    with transaction.atomic():
        for patient in Patient.objects.select_for_update().filter(import_batch_id=SAMPLE).order_by("id"):
            rows = list(_hanging_on(Patient, [patient.id]))
            if any(model._meta.db_table in APPEND_ONLY for model, _ids in rows):
                kept.append(patient.name)
                continue
            booked = Appointment.objects.filter(patient=patient).select_related("branch")
            days |= {day_of(each.branch, each.starts_at) for each in booked}
            for model, ids in rows:
                model._default_manager.filter(id__in=ids).delete()
            gone.append(patient.id)
        record(actor, "sample.removed", on=("clinic", current_clinic_id()), details={"patients": len(gone)})
        bump(*days)
        transaction.on_commit(partial(_destroy_keys, current_clinic_id(), gone))
    return kept


def _hanging_on(model: type[Any], ids: list[UUID]) -> Iterator[tuple[type[Any], list[UUID]]]:
    """The rows and all that refers to them, farthest first. Found by the models' own links: a new one is covered."""
    for other in apps.get_models():
        if not getattr(other, "clinic_owned", False):
            continue
        for field in other._meta.concrete_fields:
            if field.related_model is model and other is not model:
                found = list(
                    other._default_manager.filter(**{f"{field.name}__in": ids}).values_list("id", flat=True)
                )
                if found:
                    yield from _hanging_on(other, found)
    yield model, ids


def _destroy_keys(clinic_id: int, patients: list[UUID]) -> None:
    with clinic_scope(clinic_id):
        for patient_id in patients:
            vault.destroy(vault.Subject.patient(patient_id))
