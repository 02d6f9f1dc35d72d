"""Which entries to show."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.accounts.queries import members
from daybook.audit.queries import Wish
from daybook.lib.zones import day_bounds, zone
from daybook.patients.merged import files_of
from daybook.patients.queries import names_of
from daybook.web.days import DayField
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.trail.words import KINDS, verbs_of
from daybook.web.widgets import Picker

MACHINES = "machines"


class WishForm(forms.Form):
    """Sent by POST, since the search field holds a name; then it stands in the address as ids and days."""

    person = forms.ChoiceField(label=_("Person"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("Everything")), *KINDS.items()])
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)
    patient = forms.UUIDField(label=_("Patient"), required=False)

    def __init__(self, data: Any, request: StaffRequest) -> None:
        super().__init__(data)
        self.zone = zone(request.clinic.time_zone)
        person: Any = self.fields["person"]
        person.choices = [
            ("", _("Everybody")),
            *((str(each.id), each.display_name) for each in members()),
            (MACHINES, _("Imports and Daybook itself")),
        ]
        search_url = f"/c/{request.tenant.slug}/patients/search/?pick=known"
        self.fields["patient"].widget = Picker(
            search_url=search_url, label=self._patient_name(), placeholder=_("Name or last digits of a phone")
        )

    def _patient_name(self) -> str:
        try:
            chosen = self.fields["patient"].clean(self.data.get("patient") or "")
        except forms.ValidationError:
            return ""
        return names_of([chosen]).get(chosen, str(_("a patient whose file is gone"))) if chosen else ""

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("since") and typed.get("until") and typed["since"] > typed["until"]:
            self.add_error("until", _("This day is before the first one."))
        return typed

    def wish(self) -> Wish:
        typed = self.cleaned_data
        person = typed["person"]
        return Wish(
            actor_id=person if person and person != MACHINES else None,
            actor_kinds=("system", "import") if person == MACHINES else None,
            patient_ids=files_of(typed["patient"]) if typed["patient"] else None,
            verbs=verbs_of(typed["kind"]) if typed["kind"] else None,
            since=day_bounds(typed["since"], self.zone)[0] if typed["since"] else None,
            until=day_bounds(typed["until"], self.zone)[1] if typed["until"] else None,
        )

    def query(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
