"""The clinic's templates of notes, among the settings."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybook.accounts.permissions import Permission
from daybook.records import queries
from daybook.records.actions.save_template import (
    TemplateDetails,
    add_template,
    change_template,
    restore_template,
    retire_template,
)
from daybook.records.models import NoteTemplate
from daybook.web.dialogs import done, show
from daybook.web.saving import RowForm, posted
from daybook.web.staff.entry import StaffRequest, staff


def _text(label: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=4000, required=False, widget=widget)


class TemplateForm(RowForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    complaint = _text(gettext_lazy("Complaint"))
    findings = _text(gettext_lazy("Findings"))
    advice = _text(gettext_lazy("Advice"))
    review_weeks = forms.IntegerField(
        label=gettext_lazy("Review in weeks"), min_value=1, max_value=104, required=False
    )

    def details(self) -> TemplateDetails:
        typed = self.cleaned_data
        return TemplateDetails(
            name=typed["name"],
            complaint=typed["complaint"],
            findings=typed["findings"],
            advice=typed["advice"],
            review_weeks=typed["review_weeks"],
        )


FIELDS = ("name", "complaint", "findings", "advice", "review_weeks")


def _load(template_id: UUID) -> NoteTemplate:
    found = queries.template(template_id)
    if found is None:
        raise Http404
    return found


def _list(request: StaffRequest) -> str:
    return reverse("templates", kwargs={"slug": request.tenant.slug})


@staff(Permission.SETTINGS)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "staff/visits/templates.html", {"templates": queries.all_templates()})


@staff(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form = TemplateForm(posted(request))
    if form.saves(
        lambda: add_template(actor=request.actor, template_id=form.cleaned_data["id"], **form.details())
    ):
        return done(request, _("The template is there."), _list(request), go=True)
    return show(request, "staff/visits/_template.html", {"form": form}, status=form.status)


@staff(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def change(request: StaffRequest, template_id: UUID) -> HttpResponse:
    row = _load(template_id)
    form = TemplateForm(posted(request), row=row, initial={name: getattr(row, name) for name in FIELDS})
    if form.saves(
        lambda: change_template(
            actor=request.actor,
            template=row,
            version=form.cleaned_data["version"],
            **form.details(),
        )
    ):
        return done(request, _("The template is saved."), _list(request), go=True)
    context = {"form": form, "template": row}
    return show(request, "staff/visits/_template.html", context, status=form.status)


@staff(Permission.SETTINGS)
@require_POST
def retire(request: StaffRequest, template_id: UUID) -> HttpResponse:
    retire_template(actor=request.actor, template=_load(template_id))
    return done(request, _("The template is off the list."), _list(request), go=True)


@staff(Permission.SETTINGS)
@require_POST
def restore(request: StaffRequest, template_id: UUID) -> HttpResponse:
    restore_template(actor=request.actor, template=_load(template_id))
    return done(request, _("The template is on the list again."), _list(request), go=True)
