"""Whether the key folder has the keys of what clinics have sealed: a folder that is lost, not mounted, or another's."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

from django.apps import apps
from django.db import models

from daybook.tenancy.models import Clinic, ClinicOwned
from daybook.tenancy.scope import clinic_scope
from daybook.tenancy.vault import KeyMissing, VaultError, key_store

# Clinics that are named; one that has no keys is enough to look after the folder.
NAMED = 10
# Seconds an answer is kept; a folder that was put back is seen soon.
KEPT_GOOD, KEPT_BAD = 600.0, 30.0

State = Literal["ok", "missing", "lost"]


@dataclass(frozen=True, slots=True)
class KeyState:
    """`clinics`: the first ones with sealed rows and no keys. "lost": no clinic's keys can be used at all."""

    state: State
    clinics: tuple[int, ...] = ()
    other_master: bool = False

    @property
    def problem(self) -> str | None:
        """What is wrong and what to do, in words; without a clinic's name."""
        if self.other_master:
            return "holds keys that do not open: they were made under another DAYBOOK_MASTER_KEY. Set that one again"
        if not self.clinics:
            return None
        which = ", ".join(str(clinic_id) for clinic_id in self.clinics)
        return (
            f"has no keys of clinics with sealed notes (number {which}): nothing they sealed can be read."
            " Is it mounted, and the right folder? If it is lost, put it back from its backup"
        )


def look() -> KeyState:
    """Ask the folder for each clinic, and the database for those without keys, each in its own scope.

    One look at a file name for each clinic that has keys: some ms for a thousand.
    """
    held, store = 0, key_store()
    missing: list[int] = []
    for clinic_id in Clinic.objects.order_by("id").values_list("id", flat=True):
        if store.holds(clinic_id):
            if not held and not _opens(clinic_id):
                return KeyState("lost", other_master=True)
            held += 1
        elif len(missing) < NAMED and _has_sealed(clinic_id):
            missing.append(clinic_id)
    if not missing:
        return KeyState("ok")
    return KeyState("missing" if held else "lost", tuple(missing))


def _opens(clinic_id: int) -> bool:
    try:
        key_store().check(clinic_id)
    except KeyMissing:
        pass  # taken away between two looks
    except VaultError:
        return False
    return True


def _has_sealed(clinic_id: int) -> bool:
    with clinic_scope(clinic_id):
        return any(
            model.objects.filter(**{f"{name}__isnull": False}).exists() for model, name in sealed_columns()
        )


def sealed_columns() -> list[tuple[type[ClinicOwned], str]]:
    """Every column that holds sealed values: they end in `_sealed`."""
    owned = [model for model in apps.get_models() if issubclass(model, ClinicOwned)]
    return [
        (model, field.name)
        for model in owned
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField) and field.name.endswith("_sealed")
    ]


class Remembered:
    """One answer for many questions: what watches over a process asks every few seconds."""

    def __init__(self) -> None:
        self._kept: KeyState | None = None
        self._until = 0.0

    def state(self) -> State:
        if self._kept is None or time.monotonic() >= self._until:
            self._kept = look()
            good = self._kept.state == "ok"
            self._until = time.monotonic() + (KEPT_GOOD if good else KEPT_BAD)
        return self._kept.state
