"""What a patient is asked to agree to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.patients.actions.give_consent import Agreed
from daybook.patients.models import Consent
from daybook.patients.wordings import CURRENT, LANGUAGES, wording
from daybook.web.widgets import Segments


def words_of(purpose: str, language: str) -> str:
    return wording(purpose, CURRENT[Consent.Purpose(purpose)], language)


class ConsentForm(forms.Form):
    """A tick for each purpose that is still open, with the words in the language that the patient is asked in."""

    how = forms.ChoiceField(  # not "method": in a browser that would hide the form's own
        label=_("How did they agree?"),
        choices=Consent.Method.choices,
        initial=Consent.Method.DESK,
        widget=Segments,
    )
    language = forms.ChoiceField(choices=LANGUAGES, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, language: str, purposes: list[str]) -> None:
        super().__init__(data, initial={"language": language})
        self.purposes = purposes
        for purpose in purposes:
            label = words_of(purpose, language)
            self.fields[f"agree_{purpose}"] = forms.BooleanField(label=label, required=False)

    @property
    def ticks(self) -> list[tuple[Any, Any]]:
        """(the purpose in a word, its field)"""
        return [(Consent.Purpose(each).label, self[f"agree_{each}"]) for each in self.purposes]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not any(typed.get(f"agree_{each}") for each in self.purposes):
            raise forms.ValidationError(_("Tick what the patient agrees to."), code="nothing")
        return typed

    def agreed(self) -> Agreed:
        typed = self.cleaned_data
        purposes = tuple(each for each in self.purposes if typed[f"agree_{each}"])
        return Agreed(purposes, typed["language"], typed["how"])
