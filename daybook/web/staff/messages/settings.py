"""Settings of messages: when they are sent, and the clinic's own words, with a preview."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from daybook.accounts.permissions import Permission
from daybook.booking.actions.plan_messages import plan_messages
from daybook.clinics.models import Profile
from daybook.clinics.queries import branches, practitioners, services
from daybook.lib import clock
from daybook.lib.refused import Refused
from daybook.lib.text import clean, clean_line
from daybook.lib.zones import at_local, local_day, zone
from daybook.messaging import queries
from daybook.messaging.actions.restore_template import restore_template
from daybook.messaging.actions.save_template import save_template
from daybook.messaging.facts import Facts
from daybook.messaging.models import MessageTemplate, Purpose
from daybook.messaging.texts import IN_BODY, check, filled
from daybook.messaging.wordings import CODES, LANGUAGES, Wording
from daybook.web.dialogs import done
from daybook.web.saving import posted
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.messages.forms import PlanForm, TemplateForm

EXAMPLE_HOUR = 10


@staff(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def plan(request: StaffRequest) -> HttpResponse:
    row = queries.plan()
    form = PlanForm(posted(request), row=row)

    written: list[bool] = []

    def save() -> None:
        typed = form.cleaned_data
        begun = plan_messages(
            actor=request.actor,
            plan=row,
            version=typed["version"],
            confirmations=typed["confirmations"],
            reminders=typed["reminders"],
            reminder_hours=typed["reminder_hours"],
            keep_days=typed["keep_days"],
        )
        written.append(begun)

    if form.saves(save):
        words = _("Saved. Reminders of what is booked already are being written.")
        return done(request, words if any(written) else _("Saved."), request.path)
    context = {"form": form, "rows": _rows(request), "languages": LANGUAGES}
    return render(request, "staff/messages/settings.html", context, status=form.status)


def _rows(request: StaffRequest) -> list[dict[str, Any]]:
    """The templates as a table: a line for each purpose, a column for each language."""
    own, base = queries.own_wordings(), f"/c/{request.tenant.slug}/settings/messages/"
    return [
        {
            "purpose": purpose.label,
            "cells": [
                {
                    "url": f"{base}{purpose.value}/{code}/",
                    "language": name,
                    "own": (purpose.value, code) in own,
                }
                for code, name in LANGUAGES
            ],
        }
        for purpose in Purpose
    ]


def _load(purpose: str, language: str) -> MessageTemplate:
    if purpose not in Purpose.values or language not in CODES:
        raise Http404
    return queries.template(purpose, language)


@staff(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def template(request: StaffRequest, purpose: str, language: str) -> HttpResponse:
    row = _load(purpose, language)
    form = TemplateForm(posted(request), row=row)

    def save() -> None:
        typed = form.cleaned_data
        save_template(
            actor=request.actor,
            template=row,
            version=typed["version"],
            subject=typed["subject"],
            body=typed["body"],
        )

    if form.saves(save):
        return done(request, _("Saved. Messages that leave from now on say this."), request.path)
    words = Wording(str(form["subject"].value() or ""), str(form["body"].value() or ""))
    context = {
        "form": form,
        "row": row,
        "own": not row._state.adding,
        "language": dict(LANGUAGES)[language],
        "placeholders": [f"{{{name}}}" for name in IN_BODY],
        "base": f"/c/{request.tenant.slug}/settings/messages/{purpose}/{language}/",
        **_preview(request.clinic, words, language),
    }
    return render(request, "staff/messages/template.html", context, status=form.status)


@staff(Permission.SETTINGS)
@require_POST
def preview(request: StaffRequest, purpose: str, language: str) -> HttpResponse:
    """What was typed, as a patient would read it, or what is wrong with it."""
    _load(purpose, language)
    words = Wording(request.POST.get("subject", "")[:150], request.POST.get("body", "")[:4000])
    return render(request, "staff/messages/_preview.html", _preview(request.clinic, words, language))


def _preview(clinic: Profile, typed: Wording, language: str) -> dict[str, Any]:
    words = Wording(clean_line(typed.subject), clean(typed.body))
    try:
        check(words)
    except Refused as refusal:
        return {"wrong": refusal.message}
    return {"shown": filled(words, _example(clinic), clinic.name, language), "code": language}


def _example(clinic: Profile) -> Facts:
    """Somebody's appointment tomorrow, in the clinic's own places."""
    branch, doctor = next(iter(branches()), None), next(iter(practitioners()), None)
    service = next(iter(services()), None)
    place = zone(branch.time_zone if branch else clinic.time_zone)
    tomorrow = local_day(clock.now(), place) + timedelta(days=1)
    starts_at = at_local(tomorrow, (clock.now().replace(hour=EXAMPLE_HOUR, minute=30)).time(), place)
    return Facts(
        patient="Kavya Chowdary",
        practitioner=doctor.name if doctor else "Dr Meera Rao",
        service=service.name if service else "Consultation",
        branch=branch.name if branch else clinic.name,
        address=branch.address if branch else clinic.address,
        phone=branch.phone if branch else clinic.phone,
        zone=place.key,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=15),
    )


@staff(Permission.SETTINGS)
@require_POST
def default(request: StaffRequest, purpose: str, language: str) -> HttpResponse:
    restore_template(actor=request.actor, template=_load(purpose, language))
    url = f"/c/{request.tenant.slug}/settings/messages/{purpose}/{language}/"
    return done(request, _("The words are Daybook's again."), url)
