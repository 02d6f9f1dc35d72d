"""What two files say about one person, side by side, and what the merged file is to say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from daybook.merging.refusals import MergingRefused
from daybook.patients.births import Birth, Precision
from daybook.patients.details import MOST_PHONES, MOST_WARNING
from daybook.patients.models import Patient, Sex
from daybook.patients.warnings import read_warnings, seal_warning

KEPT, AWAY, BOTH = "kept", "away", "both"
# What is chosen together, and the columns that hold it.
GROUPS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "birth": ("born_on", "born_precision"),
    "sex": ("sex",),
    "language": ("language",),
    "email": ("email",),
    "address": ("address",),
    "guardian": ("guardian_name", "guardian_relation", "guardian_phone"),
    "emergency": ("emergency_name", "emergency_phone"),
    "deceased": ("deceased_on",),
}
TOGETHER = ("phones", "allergies", "alerts")
ORDER = ("name", "phones", *list(GROUPS)[1:], "allergies", "alerts")


@dataclass(frozen=True, slots=True)
class Said:
    """What one file says: the columns of GROUPS, its phones in E.164, its warnings opened."""

    columns: Mapping[str, Any]
    phones: tuple[str, ...]
    warnings: Mapping[str, str]

    @classmethod
    def by(cls, patient: Patient, phones: tuple[str, ...]) -> "Said":
        """Raises MergingRefused ("unreadable")."""
        read = read_warnings(patient)
        if read.unreadable:
            words = _(
                "The allergies and alerts of one of the files cannot be opened here. Nothing was merged."
            )
            raise MergingRefused(words, code="unreadable")
        columns = {name: getattr(patient, name) for group in GROUPS.values() for name in group}
        return cls(columns, phones, {"allergies": read.allergies, "alerts": read.alerts})

    def of(self, group: str) -> Any:
        """A value to compare; empty when the file does not say it."""
        if group == "phones":
            return self.phones
        if group in self.warnings:
            return self.warnings[group]
        values = tuple(self.columns[name] for name in GROUPS[group])
        if group == "birth":
            return Birth(*values).known() if values[0] else ()
        if group == "sex":
            return () if values[0] == Sex.UNKNOWN else values
        return values if any(values) else ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the comparison. `options`: what may be chosen; empty when both say the same, or only one says it."""

    group: str
    options: tuple[str, ...]
    usual: str


def choices(kept: Said, away: Said) -> list[Choice]:
    """The lines of which at least one file says something."""
    found = []
    for group in ORDER:
        mine, theirs = kept.of(group), away.of(group)
        if not (mine or theirs):
            continue
        if mine == theirs or not (mine and theirs):
            found.append(Choice(group, (), KEPT if mine else AWAY))
        elif group in TOGETHER:
            found.append(Choice(group, (BOTH, KEPT, AWAY), BOTH))
        else:
            found.append(Choice(group, (KEPT, AWAY), AWAY if _says_more(group, kept, away) else KEPT))
    return found


def _says_more(group: str, kept: Said, away: Said) -> bool:
    """A whole birth date says more than an age."""
    if group != "birth":
        return False
    exact = (Precision.YEAR, Precision.MONTH, Precision.DAY)
    mine, theirs = (exact.index(Precision(said.columns["born_precision"])) for said in (kept, away))
    return theirs > mine


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the merged file is to say. `columns`: of the patient's row, the sealed ones included."""

    columns: dict[str, Any]
    phones: tuple[str, ...]


def wanted(patient: Patient, kept: Said, away: Said, chosen: Mapping[str, str]) -> Wanted:
    """`chosen`: group -> "kept", "away" or "both"; what is not chosen is as usual. Raises MergingRefused."""
    taken = {each.group: each.usual for each in choices(kept, away)}
    for each in choices(kept, away):
        if chosen.get(each.group) in each.options:
            taken[each.group] = chosen[each.group]
    columns: dict[str, Any] = {}
    for group, names in GROUPS.items():
        said = away if taken.get(group) == AWAY else kept
        columns |= {name: said.columns[name] for name in names}
    phones = tuple(_both(taken, "phones", kept.phones, away.phones))
    if len(phones) > MOST_PHONES:
        words = _("A file has room for %(most)d phones. Choose those of one file.") % {"most": MOST_PHONES}
        raise MergingRefused(words, code="too_many_phones")
    for kind in ("allergies", "alerts"):
        text = _text(taken, kind, kept, away)
        columns[f"{kind}_sealed"] = (
            getattr(patient, f"{kind}_sealed")
            if text == kept.warnings[kind]
            else seal_warning(patient.id, kind, text)
        )
    return Wanted(columns, phones)


def _text(taken: Mapping[str, str], kind: str, kept: Said, away: Said) -> str:
    lines = _both(taken, kind, kept.warnings[kind].splitlines(), away.warnings[kind].splitlines())
    text = "\n".join(lines)
    if taken.get(kind) in (None, KEPT):
        text = kept.warnings[kind]
    elif taken[kind] == AWAY:
        text = away.warnings[kind]
    if len(text) > MOST_WARNING:
        words = _("Both together are too long for the allergies or alerts. Choose those of one file.")
        raise MergingRefused(words, code="too_long")
    return text


def _both(taken: Mapping[str, str], group: str, mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """The first file's, then what only the other one has."""
    which = taken.get(group, KEPT)
    if which != BOTH:
        return list(theirs if which == AWAY else mine)
    found = {each.strip().casefold(): each for each in theirs if each.strip()}
    kept = {each.strip().casefold(): each for each in mine if each.strip()}
    return list((kept | {key: each for key, each in found.items() if key not in kept}).values())
