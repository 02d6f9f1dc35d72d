"""What is told about a practitioner."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.accounts.models import Membership
from daybook.clinics.details import PractitionerDetails
from daybook.clinics.models import Practitioner, Service
from daybook.web.saving import RowChoice, RowChoices, RowForm
from daybook.web.widgets import CheckList

LINKS = _("The staff member who sees this as their own day, and reads visits from then on.")
OWNERS_LINK = _(
    "The staff member who sees this as their own day. Only an owner can choose somebody who is no practitioner."
)


class PractitionerForm(RowForm):
    """`links`: the person may choose anybody to sign in as the practitioner."""

    called: ClassVar = {"membership_id": "member"}

    name = forms.CharField(
        label=_("Name, as patients know it"),
        max_length=120,
        widget=forms.TextInput(
            attrs={"autofocus": True, "autocomplete": "off", "placeholder": _("Dr Meera Rao")}
        ),
    )
    speciality = forms.CharField(label=_("Speciality"), max_length=80, required=False)
    registration = forms.CharField(label=_("Registration number"), max_length=60, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        members: list[Membership],
        services: list[Service],
        initial: dict[str, Any],
        links: bool = True,
        row: Practitioner | None = None,
    ) -> None:
        super().__init__(data, row=row, initial=initial)
        self.fields["member"] = RowChoice(
            members,
            empty=_("Nobody: others keep this book"),
            required=False,
            label=_("Signs in as"),
            help_text=LINKS if links else OWNERS_LINK,
        )
        if services:
            self.fields["services"] = RowChoices(
                services, label=_("Services"), required=False, widget=CheckList(across=True)
            )

    def details(self) -> PractitionerDetails:
        typed = self.cleaned_data
        return PractitionerDetails(
            name=typed["name"], speciality=typed["speciality"], registration=typed["registration"]
        )

    def words(self, name: str, field: forms.Field | None, value: Any) -> str:
        if name == "membership_id" and value is not None:
            row = field.rows.get(str(value)) if isinstance(field, RowChoice) else None
            return str(row or _("somebody else"))
        return super().words(name, field, value)


def initial_of(practitioner: Practitioner, services: list[Service]) -> dict[str, Any]:
    """A practitioner as the form shows them; `services` is what they do."""
    return {
        "name": practitioner.name,
        "speciality": practitioner.speciality,
        "registration": practitioner.registration,
        "member": str(practitioner.membership_id or ""),
        "services": [str(each.id) for each in services],
    }
