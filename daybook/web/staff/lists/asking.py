"""What is asked about a list, and what is said: columns, dates, doubtful rows, go."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from daybook.accounts.permissions import Permission
from daybook.operations.imports.lists import queries
from daybook.operations.imports.lists.actions.choose_columns import choose_columns
from daybook.operations.imports.lists.actions.decide import decide
from daybook.operations.imports.lists.actions.look_again import look_again
from daybook.operations.imports.lists.actions.put_away import put_away
from daybook.operations.imports.lists.actions.say_order import say_order
from daybook.operations.imports.lists.actions.start import start
from daybook.operations.imports.lists.plan import Plan
from daybook.operations.imports.lists.refusals import ListRefused
from daybook.operations.imports.lists.sealed import name_of
from daybook.operations.models import PatientList
from daybook.web.dialogs import done
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.lists.forms import ChoiceForm, ColumnsForm, OrderForm, ReadingForm
from daybook.web.staff.lists.views import context, load, url_of


@staff(Permission.IMPORT)
@require_http_methods(["GET", "POST"])
def columns(request: StaffRequest, list_id: UUID) -> HttpResponse:
    row = load(list_id)
    plan, head = Plan.of(row.plan), queries.head(row)
    form = ColumnsForm(plan, head, request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _columns(request, row, form)
    if not form.is_valid():
        return _columns(request, row, form, status=422)
    try:
        choose_columns(
            actor=request.actor,
            patient_list=row,
            columns=form.columns(),
            order=form.cleaned_data["order"],
            told_on=form.cleaned_data["told_on"],
            lenient=form.cleaned_data["lenient"],
        )
    except ListRefused as refused:
        form.add_error(None, str(refused.message))
        return _columns(request, row, form, status=409)
    return HttpResponseRedirect(url_of(request, row.id))


def _columns(
    request: StaffRequest,
    row: PatientList,
    form: ColumnsForm,
    *,
    reading: ReadingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    plan = Plan.of(row.plan)
    values: dict[str, Any] = {
        "list": row,
        "name": name_of(row),
        "plan": plan,
        "form": form,
        "columns": list(form.shown()),
        "reading": reading or ReadingForm(row.kind, plan),
        "above": [each for each in queries.head(row)[: max(plan.heading - 1, 0)] if any(each)],
    }
    return render(request, "staff/lists/columns.html", values, status=status)


@staff(Permission.IMPORT)
@require_POST
def reading(request: StaffRequest, list_id: UUID) -> HttpResponse:
    """Look at the file again, with another encoding, sign or row of headings."""
    row = load(list_id)
    plan = Plan.of(row.plan)
    form = ReadingForm(row.kind, plan, request.POST)
    if not form.is_valid():
        return _columns(request, row, ColumnsForm(plan, queries.head(row)), reading=form, status=422)
    said = {
        name: form.cleaned_data.get(name, getattr(plan, name)) for name in ("encoding", "delimiter", "sheet")
    }
    heading = form.cleaned_data["heading"]
    try:
        look_again(
            actor=request.actor,
            patient_list=row,
            **said,
            heading=heading if heading != plan.heading else None,
        )
    except ListRefused as refused:
        form.add_error(None, str(refused.message))
        return _columns(request, row, ColumnsForm(plan, queries.head(row)), reading=form, status=409)
    return HttpResponseRedirect(url_of(request, row.id, "list-columns"))


@staff(Permission.IMPORT)
@require_POST
def dates(request: StaffRequest, list_id: UUID) -> HttpResponse:
    row, form = load(list_id), OrderForm(request.POST)
    if not form.is_valid():
        return _page(request, row, _("Choose one of the two."), 422)
    try:
        say_order(actor=request.actor, patient_list=row, order=form.cleaned_data["order"])
    except ListRefused as refused:
        return _page(request, row, refused.message, 409)
    return HttpResponseRedirect(url_of(request, row.id))


@staff(Permission.IMPORT)
@require_POST
def choice(request: StaffRequest, list_id: UUID) -> HttpResponse:
    """Of one row, or of all that are doubtful."""
    row, form = load(list_id), ChoiceForm(request.POST)
    if not form.is_valid():
        return _page(request, row, _("This choice is not known. Choose again."), 422)
    said = form.cleaned_data
    try:
        decide(
            actor=request.actor,
            patient_list=row,
            choice=said["choice"],
            number=said["number"],
            outcome=said["outcome"] or None,
        )
    except ListRefused as refused:
        return _page(request, row, refused.message, 409)
    back = {name: request.GET[name] for name in ("show", "page") if request.GET.get(name)}
    where = f"#row-{said['number']}" if said["number"] else ""
    query = f"?{urlencode(back)}" if back else ""
    return HttpResponseRedirect(url_of(request, row.id) + query + where)


@staff(Permission.IMPORT)
@require_POST
def begin(request: StaffRequest, list_id: UUID) -> HttpResponse:
    row = load(list_id)
    try:
        start(actor=request.actor, patient_list=row)
    except ListRefused as refused:
        return _page(request, row, refused.message, 409)
    return HttpResponseRedirect(url_of(request, row.id))


@staff(Permission.IMPORT)
@require_POST
def removal(request: StaffRequest, list_id: UUID) -> HttpResponse:
    row = load(list_id)
    try:
        put_away(actor=request.actor, patient_list=row)
    except ListRefused as refused:
        return _page(request, row, refused.message, 409)
    words = _("The file and what was left of its rows are deleted.")
    return done(request, words, reverse("imports", kwargs={"slug": request.tenant.slug}), go=True)


def _page(request: StaffRequest, row: PatientList, words: Any, status: int) -> HttpResponse:
    """The list's page with what is wrong above it."""
    if row.state == PatientList.State.COLUMNS:
        form = ColumnsForm(Plan.of(row.plan), queries.head(row))
        form.refusal = str(words)
        return _columns(request, row, form, status=status)
    values = context(request, row, refusal=words)
    return render(request, "staff/lists/show.html", values, status=status)
