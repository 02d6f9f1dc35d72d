"""Which file says what about the person that both are of."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.lib.refused import Refused
from daybook.merging.fields import AWAY, BOTH, KEPT
from daybook.merging.queries import Preview
from daybook.patients.models import Patient
from daybook.web.saving import MOST
from daybook.web.widgets import Picker


class OtherForm(forms.Form):
    """Leads by GET to the comparison: an id in the address, nobody's name."""

    other = forms.UUIDField(label=_("The other file"))

    def __init__(self, data: Any, *, search_url: str) -> None:
        super().__init__(data)
        self.fields["other"].widget = Picker(
            search_url=search_url, placeholder=_("Name or last digits of a phone")
        )


class MergeForm(forms.Form):
    """A field for each detail in which both say something else. Both versions are those that were compared."""

    status = 200

    def __init__(self, data: Any, *, kept: Patient, away: Patient, seen: Preview) -> None:
        super().__init__(data)
        self.groups = [each for each in seen.choices if each.options]
        for each in self.groups:
            options = [(option, option) for option in each.options]
            self.fields[each.group] = forms.ChoiceField(choices=options, initial=each.usual, required=False)
        for name, row in ((KEPT, kept), (AWAY, away)):
            self.fields[f"{name}_version"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=row.version, min_value=1, max_value=MOST
            )
        self.fields["other"] = forms.UUIDField(widget=forms.HiddenInput, initial=away.id)

    def chosen(self) -> dict[str, str]:
        typed = self.cleaned_data
        return {each.group: typed[each.group] or each.usual for each in self.groups}

    def picked(self, group: str) -> str:
        """What is marked now: what was sent, or what is usual."""
        value = self[group].value()
        return str(value) if value in (KEPT, AWAY, BOTH) else str(self.fields[group].initial)

    def versions(self) -> tuple[int, int]:
        return self.cleaned_data["kept_version"], self.cleaned_data["away_version"]

    def saves(self, work: Callable[[], object]) -> bool:
        if not self.is_bound:
            return False
        if not self.is_valid():
            self.status = 422
            return False
        try:
            work()
        except Refused as refused:
            self.add_error(None, str(refused.message))
            self.status = 409
            self._compared_anew()
            return False
        return True

    def _compared_anew(self) -> None:
        """What is shown now are the files as they are now."""
        sent: Any = self.data
        again = sent.copy()
        for name in (KEPT, AWAY):
            again[f"{name}_version"] = str(self.fields[f"{name}_version"].initial)
        self.data = again
