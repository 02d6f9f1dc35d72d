"""What the queue's buttons send, and what is typed when somebody walks in."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.lib.ids import uuid7
from daybook.patients.models import Patient
from daybook.web.widgets import Picker, Segments


class StepForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class NextForm(forms.Form):
    """`expecting`: the token that was shown as the next one."""

    practitioner = forms.UUIDField()
    branch = forms.UUIDField()
    expecting = forms.UUIDField(required=False)


class WalkInForm(forms.Form):
    """`id` is the coming token's row, so that sending the form twice gives one token."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    branch = forms.UUIDField(widget=forms.HiddenInput)
    practitioner = forms.UUIDField(
        label=_("To see"),
        widget=Segments(),
        error_messages={"required": _("Say whom they want to see."), "invalid": _("Choose one of the list.")},
    )
    patient = forms.UUIDField(
        label=_("Patient"), error_messages={"required": _("Find the patient, or register a new one.")}
    )

    def __init__(self, *args: Any, search_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["patient"].widget = Picker(
            search_url=search_url, placeholder=_("Name or last digits of a phone")
        )

    def offer(self, practitioners: list[tuple[str, Any]]) -> None:
        """Who can be seen, as id and words."""
        cast(Segments, self.fields["practitioner"].widget).choices = practitioners

    def show_patient(self, patient: Patient | None) -> None:
        """Fill the picker with the chosen patient's name; without one it takes the focus."""
        widget = cast(Picker, self.fields["patient"].widget)
        widget.label = patient.name if patient else ""
        if patient is None:
            widget.attrs["autofocus"] = True
