"""An import as its page tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from daybook.operations.imports.lists.sealed import name_of
from daybook.operations.models import ImportBatch, PatientList
from daybook.web.staff.lists.shown import STATES as STATES_OF_LISTS

SHOWN = 20  # lines that were left out
State = ImportBatch.State
# The word, and what kind of tag it is.
STATES: dict[str, tuple[Any, str]] = {
    State.RUNNING: (gettext_lazy("running"), ""),
    State.FINISHED: (gettext_lazy("finished"), "ok"),
    State.STOPPED: (gettext_lazy("stopped halfway"), "warn"),
    State.UNDONE: (gettext_lazy("taken back"), ""),
}


@dataclass(frozen=True, slots=True)
class Left:
    """A line of a file that was left out."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportLine:
    """`left` are the first of `left_count` lines that were left out; `undoable`: it can still be taken back."""

    batch: ImportBatch
    at: datetime
    source: str
    state: str
    tag: str
    added: str
    known: str
    left: list[Left]
    left_count: int
    undoable: bool
    list_id: UUID | None = None


def import_line(batch: ImportBatch, list_id: UUID | None = None) -> ImportLine:
    """`list_id`: the list that it was made of, as long as something of that is kept."""
    word, tag = STATES[batch.state]
    return ImportLine(
        batch=batch,
        at=batch.started_at,
        source=_("List") if batch.source == "list" else batch.source.upper(),
        state=str(word),
        tag=tag,
        added=counted(batch.added),
        known=counted(batch.known),
        left=[Left(str(file), int(line), str(reason)) for file, line, reason in batch.bad_lines[:SHOWN]],
        left_count=batch.bad_count,
        undoable=batch.state in (State.FINISHED, State.STOPPED),
        list_id=list_id,
    )


def counted(rows: Mapping[str, int]) -> str:
    """Rows by kind in words; "nothing" when there are none."""
    words = [_kind(kind, count) for kind, count in rows.items() if count]
    return ", ".join(words) or _("nothing")


def _kind(kind: str, n: int) -> str:
    words = {
        "patient": ngettext("%(n)s patient", "%(n)s patients", n),
        "practitioner": ngettext("%(n)s practitioner", "%(n)s practitioners", n),
        "branch": ngettext("%(n)s branch", "%(n)s branches", n),
        "appointment": ngettext("%(n)s appointment", "%(n)s appointments", n),
        "visit": ngettext("%(n)s visit", "%(n)s visits", n),
        "opening": ngettext("%(n)s opening balance", "%(n)s opening balances", n),
        "filled": ngettext("%(n)s file filled in", "%(n)s files filled in", n),
        "allergy": ngettext("%(n)s allergy", "%(n)s allergies", n),
    }
    return words.get(kind, kind + " %(n)s") % {"n": n}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list that is not in yet."""

    id: UUID
    name: str
    at: datetime
    by: str
    word: Any
    tag: str


def waiting(row: PatientList) -> Waiting:
    word, tag = STATES_OF_LISTS[row.state]
    return Waiting(row.id, name_of(row), row.created_at, row.actor_label, word, tag)
