"""What is told about a bill, beside its lines; and about money that is taken or given back."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.billing.credits import Left
from daybook.billing.models import Draft, Method
from daybook.billing.queries import Due
from daybook.clinics.models import Branch, Practitioner
from daybook.lib.ids import uuid7
from daybook.patients.models import Patient
from daybook.web.saving import MOST, RowChoice
from daybook.web.staff.bills.amounts import AmountField, told, typed
from daybook.web.widgets import CheckList, Picker, Segments


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

    def __init__(self, data: Any = None, *, currency: str, amount: int | None) -> None:
        initial = {"by": Method.CASH, "amount": "" if amount is None else typed(max(amount, 0), currency)}
        super().__init__(data, initial=initial)
        choices = [each for each in TAKEN_BY if each[0] != Method.UPI or currency == "INR"]
        cast(forms.ChoiceField, self.fields["by"]).choices = choices
        for name in ("amount", "given"):
            if name in self.fields:
                cast(AmountField, self.fields[name]).currency = currency

    @property
    def money(self) -> dict[str, Any]:
        """As the actions of billing name it."""
        data = self.cleaned_data
        return {"method": data["by"], "amount_minor": data["amount"], "reference": data["reference"]}


class TakenForm(MoneyForm):
    """`given`: the cash that was handed over, when it is more than the amount. `again`: yes, this UTR once more;
    asked for only after it was told where the UTR is recorded."""

    given = AmountField(label=_("Cash given"), required=False)
    again = forms.BooleanField(label=_("The same payment was for this as well"), required=False)
    asks_again = False

    @property
    def money(self) -> dict[str, Any]:
        return super().money | {
            "given_minor": self.cleaned_data["given"],
            "again": self.cleaned_data["again"],
        }


class PaymentForm(TakenForm):
    """`also`: other bills that the same money pays."""

    def __init__(self, data: Any = None, *, currency: str, amount: int, others: Sequence[Due]) -> None:
        super().__init__(data, currency=currency, amount=amount)
        self.others = {str(due.invoice_id): due for due in others}
        # For js/pay.js, which adds up what is ticked.
        self.dues = " ".join(f"{key}={typed(due.owed, currency)}" for key, due in self.others.items())
        self.fields["also"] = forms.TypedMultipleChoiceField(
            label=_("The same money also pays"),
            required=False,
            coerce=UUID,
            choices=[(key, self._told(due, currency)) for key, due in self.others.items()],
            widget=CheckList,
            error_messages={"invalid_choice": _("That bill is paid by now. Open the payment again.")},
        )

    @staticmethod
    def _told(due: Due, currency: str) -> str:
        return f"{due.number} · {due.patient} · {told(due.owed, currency)}"

    @property
    def chosen_due(self) -> int:
        """What is due on the other bills that are ticked."""
        chosen = self["also"].value() or []
        return sum(self.others[key].owed for key in {str(each) for each in chosen} if key in self.others)


class _AtBranch(forms.Form):
    """Money that no bill places: at which branch."""

    def __init__(self, data: Any = None, *, branches: list[Branch], branch: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        known = {str(each.id) for each in branches}
        first = branch if branch in known else next(iter(str(each.id) for each in branches), "")
        hidden = {"widget": forms.HiddenInput} if len(branches) == 1 else {}
        self.fields["branch"] = RowChoice(branches, label=_("Branch"), initial=first, **hidden)


class BranchMoneyForm(_AtBranch, MoneyForm):
    """Money given back."""


class AdvanceForm(_AtBranch, TakenForm):
    """Money taken before a bill."""

    reason = forms.CharField(
        label=_("What for"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class VoidForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    reason = forms.CharField(label=_("Why"), max_length=200)


class CreditForm(VoidForm):
    """How much of each line is taken back; lines of which nothing is left are not asked for."""

    def __init__(self, data: Any = None, *, left: Sequence[Left], currency: str) -> None:
        super().__init__(data)
        self.left = [each for each in left if each.amount]
        for each in self.left:
            self.fields[f"line-{each.line.number}"] = field = AmountField(
                label=each.line.text,
                required=False,
                help_text=_("up to %(amount)s") % {"amount": told(each.amount, currency)},
            )
            field.currency = currency

    @property
    def amounts(self) -> dict[int, int]:
        """Of the lines on which something is typed."""
        typed_in = {each.line.number: self.cleaned_data[f"line-{each.line.number}"] for each in self.left}
        return {number: amount for number, amount in typed_in.items() if amount is not None}

    @property
    def lines(self) -> list[forms.BoundField]:
        return [self[f"line-{each.line.number}"] for each in self.left]
