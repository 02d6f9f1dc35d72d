"""The owner's page of who signs in how, and what can be asked of them."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybook.accounts import queries
from daybook.accounts.actions.ask_new_password import ask_new_password
from daybook.accounts.actions.sign_out_member import sign_out_member
from daybook.accounts.credentials import credentials, credentials_of, sign_ins
from daybook.accounts.mails import PasswordDoor
from daybook.accounts.models import Membership
from daybook.accounts.permissions import Permission
from daybook.clinics.actions.require_second_factor import require_second_factor
from daybook.clinics.models import Profile
from daybook.lib.refused import Refused
from daybook.lib.zones import zone
from daybook.web.dialogs import done, show
from daybook.web.saving import posted
from daybook.web.staff.credentials.forms import SecondFactorForm
from daybook.web.staff.doors import Fresh
from daybook.web.staff.entry import StaffRequest, staff


def _member(member_id: UUID) -> Membership:
    found = queries.member(member_id)
    if found is None:
        raise Http404
    return found


def _list(request: StaffRequest) -> str:
    return reverse("credentials", kwargs={"slug": request.tenant.slug})


@staff(Permission.CREDENTIALS)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    lines = credentials()
    context = {
        "lines": lines,
        "without": sum(not each.second_factor for each in lines),
        "due": request.clinic.second_factor_from,
    }
    return render(request, "staff/credentials/index.html", context)


@staff(Permission.CREDENTIALS)
@require_GET
def member(request: StaffRequest, member_id: UUID) -> HttpResponse:
    return _page(request, _member(member_id))


def _page(request: StaffRequest, found: Membership, refused: Refused | None = None) -> HttpResponse:
    context = {
        "has": credentials_of(found),
        "member": found,
        "sign_ins": sign_ins(found),
        "self": found.id == request.member.id,
        "zone": zone(request.clinic.time_zone),
        "refused": refused,
    }
    status = 409 if refused else 200
    return render(request, "staff/credentials/member.html", context, status=status)


@staff(Permission.CREDENTIALS, fresh=Fresh.FORM)
@require_http_methods(["GET", "POST"])
def second_factor(request: StaffRequest) -> HttpResponse:
    form = SecondFactorForm(posted(request), row=request.clinic)

    def save() -> Profile:
        version, day = form.cleaned_data["version"], form.cleaned_data["day"]
        return require_second_factor(actor=request.actor, profile=request.clinic, version=version, day=day)

    if form.saves(save):
        return done(request, _("Saved."), _list(request), go=True)
    context = {"form": form, "mine": queries.has_second_factor(request.user)}
    return show(request, "staff/credentials/_second_factor.html", context, status=form.status)


@staff(Permission.CREDENTIALS, fresh=Fresh.FORM)
@require_POST
def new_password(request: StaffRequest, member_id: UUID) -> HttpResponse:
    found = _member(member_id)
    address = request.build_absolute_uri(reverse("account_reset_password"))
    door = PasswordDoor(request.clinic.name, address)
    words = _("%(name)s has a mail. The clinic opens to them again with a new password.")
    return _do(request, found, words, lambda: ask_new_password(actor=request.actor, member=found, door=door))


@staff(Permission.CREDENTIALS, fresh=Fresh.FORM)
@require_POST
def sign_out(request: StaffRequest, member_id: UUID) -> HttpResponse:
    found = _member(member_id)
    words = _("%(name)s is signed out of this clinic everywhere.")
    return _do(request, found, words, lambda: sign_out_member(actor=request.actor, member=found))


def _do(request: StaffRequest, found: Membership, words: str, work: Callable[[], None]) -> HttpResponse:
    try:
        work()
    except Refused as refused:
        return _page(request, found, refused)
    url = reverse("credentials-member", kwargs={"slug": request.tenant.slug, "member_id": found.id})
    return done(request, words % {"name": found.display_name}, url, go=True)
