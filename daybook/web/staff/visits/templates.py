"""Templates of notes: the clinic's among the settings, and practitioners' own."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybook.accounts.permissions import NotPermitted, Permission
from daybook.records import queries
from daybook.records.actions.save_template import (
    TemplateDetails,
    add_template,
    change_template,
    require_template,
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

    def __init__(self, data: Any = None, *, asks_whose: bool = False, **kwargs: Any) -> None:
        """`asks_whose`: of somebody who may add the clinic's and has a line of their own."""
        super().__init__(data, **kwargs)
        if asks_whose:
            self.fields["own"] = forms.BooleanField(
                label=gettext_lazy("Only for my own notes"), required=False, initial=True
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


def _may_change(request: StaffRequest, row: NoteTemplate) -> bool:
    try:
        require_template(request.actor, row.practitioner)
    except NotPermitted:
        return False
    return True


def _not_permitted(request: StaffRequest) -> HttpResponse:
    return render(request, "staff/not_permitted.html", status=403)


def _whose(request: StaffRequest) -> tuple[bool, bool]:
    """What this person may add: one of their own, one of the clinic's."""
    return request.practitioner is not None, request.may(Permission.SETTINGS)


def _list(request: StaffRequest) -> str:
    return reverse("templates", kwargs={"slug": request.tenant.slug})


@staff(Permission.TEMPLATES)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    mine, clinics = _whose(request)
    own = queries.all_templates(request.practitioner.id) if request.practitioner else []
    context = {"own": own, "mine": mine, "clinics": clinics, "templates": queries.all_templates(None)}
    return render(request, "staff/visits/templates.html", context)


@staff(Permission.TEMPLATES)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    mine, clinics = _whose(request)
    if not (mine or clinics):
        return _not_permitted(request)
    form = TemplateForm(posted(request), asks_whose=mine and clinics)

    def add() -> NoteTemplate:
        typed = form.cleaned_data
        own = typed.get("own", mine)
        practitioner = request.practitioner if own else None
        return add_template(
            actor=request.actor, template_id=typed["id"], practitioner=practitioner, **form.details()
        )

    if form.saves(add):
        return done(request, _("The template is there."), _list(request), go=True)
    return show(request, "staff/visits/_template.html", {"form": form}, status=form.status)


@staff(Permission.TEMPLATES)
@require_http_methods(["GET", "POST"])
def change(request: StaffRequest, template_id: UUID) -> HttpResponse:
    row = _load(template_id)
    if not _may_change(request, row):
        return _not_permitted(request)
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


@staff(Permission.TEMPLATES)
@require_POST
def retire(request: StaffRequest, template_id: UUID) -> HttpResponse:
    row = _load(template_id)
    if not _may_change(request, row):
        return _not_permitted(request)
    retire_template(actor=request.actor, template=row)
    return done(request, _("The template is off the list."), _list(request), go=True)


@staff(Permission.TEMPLATES)
@require_POST
def restore(request: StaffRequest, template_id: UUID) -> HttpResponse:
    row = _load(template_id)
    if not _may_change(request, row):
        return _not_permitted(request)
    restore_template(actor=request.actor, template=row)
    return done(request, _("The template is on the list again."), _list(request), go=True)
