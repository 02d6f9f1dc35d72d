"""What a merge has to remember to be taken back: one JSON text, sealed with the survivor's key."""

import base64
import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from daybook.merging.models import Merge
from daybook.merging.refusals import MergingRefused
from daybook.tenancy import vault

TABLE, COLUMN = "merging_merge", "snapshot"
Plain = dict[str, Any]


@dataclass(slots=True)
class Snapshot:
    """Ids are texts. `moved`: by "table.column". `former`: the terms that were former ones before. `terms`: the
    survivor's own, [id, kind, term]. `phones`: by "kept"
    and "away", [id, number, position]. `before`, `after`: the survivor's columns. `closed`: consents of the survivor
    that the merge closed. Bytes are base64, days ISO 8601."""

    moved: dict[str, list[str]] = field(default_factory=dict)
    former: list[str] = field(default_factory=list)
    terms: list[list[str]] = field(default_factory=list)
    phones: dict[str, list[list[Any]]] = field(default_factory=dict)
    before: Plain = field(default_factory=dict)
    after: Plain = field(default_factory=dict)
    phones_after: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    def ids(self, name: str) -> list[UUID]:
        return [UUID(each) for each in self.moved.get(name, [])]

    def by_table(self) -> dict[str, list[UUID]]:
        found: dict[str, list[UUID]] = {}
        for name in self.moved:
            found.setdefault(name.split(".")[0], []).extend(self.ids(name))
        return found

    def sealed(self, merge: Merge) -> bytes:
        return vault.seal(_subject(merge), _place(merge), json.dumps(asdict(self)))

    @classmethod
    def of(cls, merge: Merge) -> "Snapshot":
        """Raises MergingRefused ("undone", "unreadable")."""
        if merge.undone_at is not None or merge.snapshot_sealed is None:
            raise MergingRefused(_("This merge was taken back already."), code="undone")
        try:
            text = vault.unseal_text(_subject(merge), _place(merge), merge.snapshot_sealed)
        except vault.VaultError:
            words = _("What was merged cannot be opened here, so it cannot be taken back.")
            raise MergingRefused(words, code="unreadable") from None
        return cls(**json.loads(text))


def plain(value: Any) -> Any:
    """A column's value for JSON."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value.isoformat() if isinstance(value, date | datetime) else value


def value_of(column: Any, kept: Any) -> Any:
    """A column's value again. `column` is the model's field."""
    if kept is None:
        return None
    if column.get_internal_type() == "BinaryField":
        return base64.b64decode(kept)
    return column.to_python(kept)


def _subject(merge: Merge) -> vault.Subject:
    return vault.Subject.patient(merge.kept_id)


def _place(merge: Merge) -> vault.Place:
    return vault.Place(TABLE, COLUMN, merge.id)
