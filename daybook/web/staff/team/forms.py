"""Who is invited, as what; what a colleague is called and may do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.accounts.models import Membership
from daybook.accounts.permissions import Role
from daybook.accounts.reading import reads_visits
from daybook.web.public.account.forms import email_field
from daybook.web.saving import RowForm
from daybook.web.widgets import Choices

# What a role is for, in a few words; permissions.py has the whole of it.
MEANING = {
    Role.OWNER: _("Owner: everything, also who did what and other owners"),
    Role.ADMIN: _("Administrator: staff, settings and the book"),
    Role.PRACTITIONER: _("Practitioner: the book, patients, visits and their notes, own hours"),
    Role.RECEPTIONIST: _("Receptionist: the book, the queue, patients and bills"),
    Role.BILLING: _("Billing: bills and credit notes; sees the book and patients"),
}


def role_field(actor_role: str | None, now: str = "") -> forms.ChoiceField:
    """Only an owner makes an owner, or somebody who reads visits. `now`: the role that the person has."""
    mine = actor_role == Role.OWNER
    roles = [
        (role.value, words)
        for role, words in MEANING.items()
        if mine or role == now or not (role == Role.OWNER or reads_visits(role))
    ]
    return forms.ChoiceField(
        label=_("Role"),
        choices=roles,
        widget=Choices,
        initial=Role.RECEPTIONIST,
        help_text=""
        if mine
        else _("Practitioners read visits: only an owner can choose that, or another owner."),
    )


def name_field() -> forms.CharField:
    attrs = {"autocomplete": "off", "autofocus": True}
    return forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs=attrs),
        help_text=_("As colleagues see it."),
    )


class InviteForm(RowForm):
    display_name = name_field()
    email = email_field("off", help_text=_("The invitation is mailed there."))

    def __init__(self, data: Any = None, *, actor_role: str | None) -> None:
        super().__init__(data)
        self.fields["role"] = role_field(actor_role)


class MemberForm(RowForm):
    display_name = name_field()

    def __init__(self, data: Any = None, *, row: Membership, actor_role: str | None) -> None:
        super().__init__(data, row=row, initial={"display_name": row.display_name, "role": row.role})
        self.fields["role"] = role_field(actor_role, row.role)
