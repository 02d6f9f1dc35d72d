"""What stands in the way of taking a merge back: what was built on it later and could belong to either file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BinaryField, Func, Q

from daybook.merging.links import FOLLOWED, Link, links, owned_models, parents, sealed_columns
from daybook.merging.models import Merge
from daybook.merging.snapshot import Snapshot, plain
from daybook.patients.contacts import numbers_of
from daybook.patients.models import Patient
from daybook.tenancy import vault

# Machine-made: what is sealed in them is sealed anew when they go back (merging/resealing.py).
RESEALED = frozenset({"messaging_message"})
# Columns that name an appointment without being a key of it, because booking is a layer above.
_LOOSE = "appointment_id"
_APPOINTMENTS = "booking_appointment"


class _Head(Func):
    """The beginning of a sealed value, without fetching a file of some megabytes."""

    template = "substring(%(expressions)s from 1 for 17)"
    output_field = BinaryField()


@dataclass(frozen=True, slots=True)
class Hindrance:
    """`table` and `row_id`: the row that stands in the way, for a link; `field`: a detail of the file instead."""

    kind: str
    table: str = ""
    row_id: UUID | None = None
    field: str = ""
    file_number: int | None = None


def hindrances(merge: Merge, snapshot: Snapshot) -> list[Hindrance]:
    """Empty: it can be taken back."""
    later = list(_later_merges(merge))
    if later:
        return later  # the rest is told when those are taken back
    theirs = _Theirs(merge, snapshot)
    found = [*_changed_details(merge, snapshot), *theirs.issued(), *theirs.crossing(), *theirs.written()]
    return list(dict.fromkeys(found))


def _later_merges(merge: Merge) -> Iterator[Hindrance]:
    rows = Merge.objects.filter(
        Q(away_id=merge.kept_id) | Q(kept_id=merge.kept_id), undone_at=None, id__gt=merge.id
    )
    for row in rows.select_related("away", "kept").order_by("-id"):
        other = row.kept if row.away_id == merge.kept_id else row.away
        yield Hindrance("merged", file_number=other.file_number)


def _changed_details(merge: Merge, snapshot: Snapshot) -> Iterator[Hindrance]:
    """What the merge set and somebody has set again: neither the one nor the other can be put back."""
    now = Patient.objects.get(pk=merge.kept_id)
    for name, value in snapshot.after.items():
        if plain(getattr(now, name)) != value:
            yield Hindrance("detail", field=name.removesuffix("_sealed"))
    before = [each[1] for each in snapshot.phones["kept"]]
    if list(numbers_of(now)) != snapshot.phones_after and before != snapshot.phones_after:
        yield Hindrance("detail", field="phones")


class _Theirs:
    """The rows that would go back to the other file."""

    def __init__(self, merge: Merge, snapshot: Snapshot) -> None:
        self.kept_id, self.away_id = merge.kept_id, merge.away_id
        self.moved: dict[str, set[UUID]] = {}
        for link in links():
            ids = set(snapshot.ids(link.name))
            if link.name in FOLLOWED and link.table != "audit_entry":
                ids |= set(_ids(link, self.away_id))
            self.moved.setdefault(link.table, set()).update(ids)

    def issued(self) -> Iterator[Hindrance]:
        """A draft that became a bill of the survivor, which nobody can change any more."""
        for link in links():
            if link.name in FOLLOWED and link.table == "billing_invoice":
                drafts = self.moved.get("billing_draft", set())
                for row_id in _ids(link, self.kept_id, pk__in=drafts):
                    yield Hindrance("issued", link.table, row_id)

    def crossing(self) -> Iterator[Hindrance]:
        """Rows that hang on something of the other file, and are the survivor's or hang on something of theirs."""
        linked = {link.model: link.column for link in links() if link.column == "patient_id"}
        for model in owned_models():
            table = model._meta.db_table
            if table in RESEALED or model is Merge:
                continue
            ties = [
                (column, ids)
                for column, parent in parents(model)
                if (ids := self.moved.get(parent._meta.db_table, set()))
            ]
            if _LOOSE in {f.attname for f in model._meta.concrete_fields} and model in linked:
                ties.append((_LOOSE, self.moved.get(_APPOINTMENTS, set())))
            for column, ids in ties:
                yield from self._crossing_by(model, column, ids, linked.get(model))

    def _crossing_by(self, model: Any, column: str, ids: set[UUID], own: str | None) -> Iterator[Hindrance]:
        table = model._meta.db_table
        if own is not None:
            rows = model.objects.filter(**{f"{column}__in": ids, own: self.kept_id})
            for row_id in set(rows.values_list("id", flat=True)) - self.moved.get(table, set()):
                yield Hindrance("hangs", table, row_id)
            return
        for other, parent in parents(model):
            theirs = self.moved.get(parent._meta.db_table, set())
            rows = model.objects.filter(**{f"{column}__in": ids, f"{other}__isnull": False})
            if other != column:
                for row_id in rows.exclude(**{f"{other}__in": theirs}).values_list("id", flat=True):
                    yield Hindrance("hangs", table, row_id)

    def written(self) -> Iterator[Hindrance]:
        """Something clinical that was written since: it is sealed with the survivor's own key."""
        own = vault.key_id(vault.Subject.patient(self.kept_id))
        for model in owned_models():
            table = model._meta.db_table
            if table in RESEALED or table.startswith("merging_") or model is Patient:
                continue
            for where in self._of(model):
                for column in sealed_columns(model):
                    yield from _sealed_by(own, model, column, where)

    def _of(self, model: Any) -> Iterator[Q]:
        """Their rows of a table that holds a patient's, or hangs on one that does."""
        table = model._meta.db_table
        if any(link.model is model for link in links()):
            if self.moved.get(table):
                yield Q(pk__in=self.moved[table])
            return
        for column, parent in parents(model):
            if ids := self.moved.get(parent._meta.db_table):
                yield Q(**{f"{column}__in": ids})


def sealed_with(key_id: bytes, sealed: Any) -> bool:
    return sealed is not None and bytes(sealed[1 : 1 + len(key_id)]) == key_id


def _sealed_by(own: bytes, model: Any, column: str, where: Q) -> Iterator[Hindrance]:
    starts = model.objects.filter(where, **{f"{column}__isnull": False})
    for row_id, head in starts.values_list("id", _Head(column)):
        if sealed_with(own, head):
            yield Hindrance("written", model._meta.db_table, row_id)


def _ids(link: Link, patient_id: UUID, **more: Any) -> Iterable[UUID]:
    found: Iterable[UUID] = link.model.objects.filter(**{link.column: patient_id}, **more).values_list(
        "id", flat=True
    )
    return found
