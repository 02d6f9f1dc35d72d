"""What is told about a room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.clinics.models import Branch, Room
from daybook.web.saving import RowChoice, RowForm


class NewRoomForm(RowForm):
    """A line at the end of a branch's rooms: type, Enter, and the next."""

    name = forms.CharField(label=_("Name of the room or chair"), max_length=60)

    def __init__(self, data: Any = None, *, branches: list[Branch], branch: Branch | None = None) -> None:
        super().__init__(data, prefix=None, initial={"branch": branch.id if branch else None})
        self.fields["branch"] = RowChoice(branches, widget=forms.HiddenInput, label=_("Branch"))
        self.fields["name"].widget.attrs |= {
            "autocomplete": "off",
            "placeholder": _("The next room or chair"),
        }


class RoomForm(RowForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, row: Room) -> None:
        super().__init__(data, row=row, initial={"name": row.name})
