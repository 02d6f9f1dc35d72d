"""A form about one row: new, with the coming row's id, or there already, with the version it was opened with.

form = BranchForm(posted(request), row=branch)
if form.saves(lambda: change_branch(actor=request.actor, branch=branch, **form.details())):
    return done(request, _("Saved."), url, go=True)
return show(request, "staff/branches/_form.html", {"form": form}, status=form.status)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from daybook.lib.ids import uuid7
from daybook.lib.refused import Refused
from daybook.tenancy.models import ClinicOwned
from daybook.tenancy.versions import Difference, StaleSave

MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that somebody else saved differently, in words."""

    label: Any
    saved: str
    asked: str


def posted(request: HttpRequest) -> Any:
    """What was sent, or None so that the form is a fresh one."""
    return request.POST if request.method == "POST" else None


class RowForm(forms.Form):
    """`called`: what the action calls a field, where this form calls it something else."""

    status = 200
    called: ClassVar[dict[str, str]] = {}

    def __init__(self, data: Any = None, *, row: ClinicOwned | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.row = row
        self.conflicts: list[Conflict] = []
        if row is None:
            self.fields["id"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
        else:
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=getattr(row, "version", 1), min_value=1, max_value=MOST
            )

    def saves(self, work: Callable[[], object]) -> bool:
        """Sent, valid, and `work` was not refused. Otherwise `status` and the errors say why not."""
        if not self.is_bound:
            return False
        if not self.is_valid():
            self.status = 422
            return False
        try:
            work()
        except StaleSave as stale:
            self._show(stale)
        except Refused as refused:
            named = getattr(refused, "field", None) or ""
            field = self.called.get(named, named)
            self.add_error(field if field in self.fields else None, str(refused.message))
        else:
            return True
        self.status = 409
        return False

    def _show(self, stale: StaleSave) -> None:
        """Their values beside what was typed; sent once more, the form carries their version."""
        self.conflicts = [self._conflict(each) for each in stale.differing]
        again: Any = self.data
        self.data = again.copy()
        self.data["version"] = str(stale.version)  # type: ignore[index]

    def _conflict(self, each: Difference) -> Conflict:
        field = self.fields.get(self.called.get(each.field, each.field))
        label = field.label if field is not None and field.label else each.label
        return Conflict(
            label, self.words(each.field, field, each.saved), self.words(each.field, field, each.asked)
        )

    def words(self, name: str, field: forms.Field | None, value: Any) -> str:
        """A kept value as people read it; `name` as the action calls it."""
        if value in (None, "", []):
            return str(_("nothing"))
        if isinstance(value, list):
            return ", ".join(value)
        if isinstance(field, forms.ChoiceField):
            return str(dict(_flat(field.choices)).get(str(value), value))
        return str(value)


def _flat(choices: Any) -> Any:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from ((str(inner), words) for inner, words in label)
        else:
            yield str(key), label


class RowChoice(forms.ChoiceField):
    """One of some loaded rows, which `clean` gives back; an id that is not among them is an error of the field."""

    def __init__(self, rows: Any, *, empty: Any = None, **kwargs: Any) -> None:
        self.rows = {str(row.id): row for row in rows}
        choices = [(key, str(row)) for key, row in self.rows.items()]
        super().__init__(choices=choices if empty is None else [("", empty), *choices], **kwargs)

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


class RowChoices(forms.MultipleChoiceField):
    """Some of some loaded rows."""

    def __init__(self, rows: Any, **kwargs: Any) -> None:
        self.rows = {str(row.id): row for row in rows}
        super().__init__(choices=[(key, str(row)) for key, row in self.rows.items()], **kwargs)

    def clean(self, value: Any) -> Any:
        return [self.rows[key] for key in super().clean(value)]
