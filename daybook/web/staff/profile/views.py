"""The clinic's own page about itself, and how far its settings have come."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from daybook.accounts.permissions import Permission
from daybook.clinics.actions.save_profile import save_profile
from daybook.clinics.models import Profile
from daybook.scheduling.readiness import readiness
from daybook.web.dialogs import done
from daybook.web.saving import posted
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.profile.cards import cards
from daybook.web.staff.profile.forms import ProfileForm


@staff(Permission.OWN_HOURS)
@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """Settings: the overview, or for a practitioner their own hours."""
    name = "settings-overview" if request.may(Permission.SETTINGS) else "own-hours"
    return redirect(name, slug=request.tenant.slug)


@staff(Permission.SETTINGS)
@require_GET
def overview(request: StaffRequest) -> HttpResponse:
    """What is set, what is missing, and what to do next."""
    found = cards(request.tenant.slug, request.clinic, readiness())
    missing = [card for card in found if card.missing]
    context = {"cards": found, "next": missing[0] if missing else None}
    return render(request, "staff/profile/overview.html", context)


@staff(Permission.PROFILE)
@require_http_methods(["GET", "POST"])
def profile(request: StaffRequest) -> HttpResponse:
    form = ProfileForm(posted(request), row=request.clinic)

    def save() -> Profile:
        version = form.cleaned_data["version"]
        return save_profile(actor=request.actor, profile=request.clinic, version=version, **form.details())

    if form.saves(save):
        return done(request, _("The clinic's profile is saved."), request.path)
    return render(request, "staff/profile/profile.html", {"form": form}, status=form.status)
