"""How the clinic bills: UPI address, rounding, and the letters of each branch's numbers."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from daybook.accounts.permissions import Permission
from daybook.billing import rows
from daybook.billing.actions.save_series import save_series
from daybook.billing.actions.save_settings import save_settings
from daybook.billing.models import Series, Settings
from daybook.billing.numbers import DEFAULT_SERIES
from daybook.clinics import queries
from daybook.web.dialogs import done, show
from daybook.web.saving import RowForm, posted
from daybook.web.staff.entry import StaffRequest, staff

ROUNDINGS = [
    (Settings.Rounding.UNIT.value, gettext_lazy("To the whole rupee")),
    (Settings.Rounding.NONE.value, gettext_lazy("Not at all")),
]


class SettingsForm(RowForm):
    upi_address = forms.CharField(
        label=gettext_lazy("UPI address (VPA)"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Such as clinic@bank. Without one no code is shown."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
    upi_name = forms.CharField(
        label=gettext_lazy("Name shown to who pays"),
        max_length=50,
        required=False,
        help_text=gettext_lazy("The name of the account. Empty: the clinic's name."),
    )
    rounding = forms.ChoiceField(label=gettext_lazy("Round totals"), choices=ROUNDINGS)

    def __init__(self, data: Any = None, *, row: Settings) -> None:
        initial = {"upi_address": row.upi_address, "upi_name": row.upi_name, "rounding": row.rounding}
        super().__init__(data, row=row, initial=initial)


class SeriesForm(RowForm):
    called: ClassVar = {"prefix": "letters"}

    letters = forms.CharField(
        label=gettext_lazy("Letters before the number"),
        max_length=3,
        required=False,
        help_text=gettext_lazy("One to three letters or digits. Numbers given so far stay as they are."),
        widget=forms.TextInput(
            attrs={"autofocus": True, "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )

    def __init__(self, data: Any = None, *, row: Series) -> None:
        super().__init__(data, row=row, initial={"letters": row.prefix})


@staff(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    form = SettingsForm(posted(request), row=rows.settings())

    def save() -> Settings:
        typed = form.cleaned_data
        return save_settings(
            actor=request.actor,
            version=typed["version"],
            upi_address=typed["upi_address"],
            upi_name=typed["upi_name"],
            rounding=typed["rounding"],
        )

    here = reverse("billing-settings", kwargs={"slug": request.tenant.slug})
    if form.saves(save):
        return done(request, _("Saved."), here)
    given = rows.series()
    branches = [
        (branch, given[branch.id].prefix if branch.id in given else DEFAULT_SERIES)
        for branch in queries.branches()
        if branch.closed_at is None
    ]
    context = {"form": form, "branches": branches, "untaxed": not request.clinic.tax_id}
    return render(request, "staff/bills/settings.html", context, status=form.status)


@staff(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def series(request: StaffRequest, branch_id: UUID) -> HttpResponse:
    branch = queries.branch(branch_id)
    if branch is None:
        raise Http404
    row = rows.series().get(branch.id) or Series(branch=branch, prefix=DEFAULT_SERIES)
    form = SeriesForm(posted(request), row=row)

    def save() -> Series:
        typed = form.cleaned_data
        return save_series(
            actor=request.actor, branch=branch, version=typed["version"], prefix=typed["letters"]
        )

    if form.saves(save):
        here = reverse("billing-settings", kwargs={"slug": request.tenant.slug})
        return done(request, _("Saved."), here, go=True)
    return show(request, "staff/bills/_series.html", {"form": form, "branch": branch}, status=form.status)
