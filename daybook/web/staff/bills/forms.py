"""What is told about a bill, beside its lines; and about money that is taken or given back."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.billing.models import Draft, Invoice, Method
from daybook.clinics.models import Branch, Practitioner
from daybook.lib.ids import uuid7
from daybook.patients.models import Patient
from daybook.web.saving import MOST, RowChoice
from daybook.web.staff.bills.amounts import AmountField, typed
from daybook.web.widgets import Picker, Segments


class BillForm(forms.Form):
    """A new bill carries its coming id; a draft the version it was opened with, and its patient stays."""

    appointment = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        branches: list[Branch],
        practitioners: list[Practitioner],
        search_url: str = "",
        draft: Draft | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.draft = draft
        self.fields["branch"] = RowChoice(branches, label=_("Branch"))
        self.fields["practitioner"] = RowChoice(
            practitioners, label=_("Practitioner"), required=False, empty=_("Nobody in particular")
        )
        if draft is not None:
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=draft.version, min_value=1, max_value=MOST
            )
            return
        self.fields["id"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
        self.fields["patient"] = forms.UUIDField(
            label=_("Patient"),
            error_messages={"required": _("Find the patient.")},
            widget=Picker(search_url=search_url, placeholder=_("Name or last digits of a phone")),
        )

    def show_patient(self, patient: Patient | None) -> None:
        """Fill the picker; without a patient it takes the focus."""
        if "patient" in self.fields:
            widget = cast(Picker, self.fields["patient"].widget)
            widget.label = patient.name if patient else ""
            widget.attrs |= {} if patient else {"autofocus": True}


TAKEN_BY = [(each.value, each.label) for each in (Method.CASH, Method.CARD, Method.UPI)]


class MoneyForm(forms.Form):
    """An amount, how, and what the machine or the app said."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    # Not "method": in a page's script a form's `method` would then be this field.
    by = forms.ChoiceField(label=_("How"), choices=TAKEN_BY, widget=Segments)
    amount = AmountField(label=_("Amount"))
    reference = forms.CharField(
        label=_("UTR or slip number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )

    def __init__(self, data: Any = None, *, invoice: Invoice, owed: int) -> None:
        initial = {"by": Method.CASH, "amount": typed(max(abs(owed), 0), invoice.currency)}
        super().__init__(data, initial=initial)
        choices = [each for each in TAKEN_BY if each[0] != Method.UPI or invoice.currency == "INR"]
        cast(forms.ChoiceField, self.fields["by"]).choices = choices
        for name in ("amount", "given"):
            if name in self.fields:
                cast(AmountField, self.fields[name]).currency = invoice.currency


class PaymentForm(MoneyForm):
    """`given`: the cash that was handed over, when it is more than the amount."""

    given = AmountField(label=_("Cash given"), required=False)


class VoidForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    reason = forms.CharField(label=_("Why"), max_length=200)
