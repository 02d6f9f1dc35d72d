"""The name of the system that an export came from: its ids count inside it only.

Two hospitals may both have a patient "17". Each row keeps `<source>|<id>`, so that they stay two. The name is given by
hand, or made from the identifiers of the export's patients, which is the same for each export of one system. Rows of
imports before there were names have the bare id, and are found by it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

from django.utils.translation import gettext as _

from daybook.lib.refused import Refused
from daybook.operations.imports.fhir.read import SourceFile
from daybook.operations.imports.lines import GoodLine, read_lines
from daybook.patients.models import Patient

NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")
LOOKED_AT = 100  # patients
# Numbers that a whole country shares tell nothing of the system they stand in.
NATIONAL = ("http://hl7.org/fhir/sid/", "http://hl7.org/fhir/sid", "urn:oid:2.16.840.1.113883.4.")


@dataclass(frozen=True, slots=True)
class Source:
    """`name`: empty for an export that tells nothing of where it came from; its ids stay bare."""

    name: str

    def key(self, resource_id: str) -> str:
        """What a row keeps."""
        return f"{self.name}|{resource_id}" if self.name else resource_id

    def keys(self, resource_ids: Iterable[str]) -> dict[str, str]:
        """What may stand in a row, to the id it means; the bare ids first, so that a row with a name wins."""
        wanted = list(resource_ids)
        return {each: each for each in wanted} | {self.key(each): each for each in wanted}


def named(name: str) -> Source:
    """The source that was named by hand. Raises Refused."""
    if not NAME.fullmatch(name):
        words = _("A source is named with up to 40 small letters, digits, dots and hyphens.")
        raise Refused(words, code="import.source")
    return Source(name)


def of_export(files: Sequence[SourceFile]) -> Source:
    """The source of an export without a name. Runs in the clinic's scope. Raises Refused when only a name can tell."""
    return derived(files) if any(file.kind == "Patient" for file in files) else _earlier()


def _earlier() -> Source:
    """Without patients of its own an export goes on with what an earlier one brought."""
    imported = Patient.objects.filter(external_id__isnull=False)
    last = imported.order_by("-id").values_list("external_id", flat=True).first()
    name, bar, _id = (last or "").partition("|")
    if not bar:
        return Source("")
    if imported.exclude(external_id__startswith=f"{name}|").exists():
        words = _(
            "This clinic has imports of several systems, and the files have no patients. Give --source."
        )
        raise Refused(words, code="import.source")
    return Source(name)


def derived(files: Sequence[SourceFile]) -> Source:
    """From the system of the patients' identifiers, medical record numbers first."""
    counts = Counter(system for file in files if file.kind == "Patient" for system in _systems(file))
    # The most frequent one; among equals the first of the alphabet, whatever order the lines have.
    best = min(counts, key=lambda system: (-counts[system], system), default=None)
    return Source(f"fhir-{blake2b(best.encode(), digest_size=6).hexdigest()}" if best else "")


def _systems(file: SourceFile) -> Iterator[str]:
    for line in islice(read_lines(file.path), LOOKED_AT):
        if isinstance(line, GoodLine) and (found := _system(line.value.get("identifier"))):
            yield found


def _system(identifiers: object) -> str | None:
    """The identifier's that the system itself gave out: its record number, or the first that is of no known type."""
    found = [one for one in identifiers if isinstance(one, dict)] if isinstance(identifiers, list) else []
    plain = [one for one in found if not one.get("type")]
    for one in [*(one for one in found if "MR" in _codes(one)), *plain]:
        system = one.get("system")
        if isinstance(system, str) and system and not system.startswith(NATIONAL):
            return system
    return None


def _codes(identifier: dict[str, object]) -> set[object]:
    kind = identifier.get("type")
    codings = kind.get("coding") if isinstance(kind, dict) else None
    return {
        code
        for one in (codings if isinstance(codings, list) else [])
        if isinstance(one, dict) and isinstance(code := one.get("code"), str)
    }
