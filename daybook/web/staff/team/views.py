"""The clinic's staff: who works here as what, and who is invited."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybook.accounts import queries
from daybook.accounts.actions.change_member import change_member
from daybook.accounts.actions.disable_member import disable_member
from daybook.accounts.actions.enable_member import enable_member
from daybook.accounts.actions.invite import invite
from daybook.accounts.actions.resend_invitation import resend_invitation
from daybook.accounts.actions.withdraw_invitation import withdraw_invitation
from daybook.accounts.mails import Door
from daybook.accounts.models import Invitation, Membership
from daybook.accounts.permissions import Permission
from daybook.lib import clock
from daybook.lib.refused import Refused
from daybook.web.dialogs import done, show
from daybook.web.saving import posted
from daybook.web.staff.doors import Fresh
from daybook.web.staff.entry import StaffRequest, staff
from daybook.web.staff.team.forms import InviteForm, MemberForm


def _member(member_id: UUID) -> Membership:
    found = queries.member(member_id)
    if found is None:
        raise Http404
    return found


def _invitation(invitation_id: UUID) -> Invitation:
    found = queries.invitation(invitation_id)
    if found is None:
        raise Http404
    return found


def _list(request: StaffRequest) -> str:
    return reverse("team", kwargs={"slug": request.tenant.slug})


def _door(request: StaffRequest) -> Door:
    address = reverse("join", kwargs={"slug": request.tenant.slug, "token": "t"}).removesuffix("t/")
    return Door(request.clinic.name, request.build_absolute_uri(address))


def _page(request: StaffRequest, refused: Refused | None = None) -> HttpResponse:
    context = {
        "members": queries.members(),
        "invitations": queries.open_invitations(),
        "now": clock.now(),
        "refused": refused,
    }
    return render(request, "staff/team/index.html", context, status=409 if refused else 200)


def _link(request: StaffRequest, invitation: Invitation, link: str) -> HttpResponse:
    """The link, shown this once: many clinics send it by a message of their own."""
    context = {"invitation": invitation, "link": link, "list": _list(request)}
    return show(request, "staff/team/_link.html", context)


@staff(Permission.STAFF)
@require_GET
def index(request: StaffRequest) -> HttpResponse:
    return _page(request)


@staff(Permission.STAFF, fresh=Fresh.FORM)
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form = InviteForm(posted(request), actor_role=request.actor.role)
    sent: list[tuple[Invitation, str]] = []

    def send() -> None:
        typed = form.cleaned_data
        values = {name: typed[name] for name in ("email", "display_name", "role")}
        sent.append(invite(actor=request.actor, invitation_id=typed["id"], door=_door(request), **values))

    if form.saves(send):
        return _link(request, *sent[0])
    return show(request, "staff/team/_invite.html", {"form": form}, status=form.status)


@staff(Permission.STAFF, fresh=Fresh.FORM)
@require_POST
def resend(request: StaffRequest, invitation_id: UUID) -> HttpResponse:
    invitation = _invitation(invitation_id)
    try:
        link = resend_invitation(actor=request.actor, invitation=invitation, door=_door(request))
    except Refused as refused:
        return _page(request, refused)
    return _link(request, invitation, link)


@staff(Permission.STAFF)
@require_POST
def withdraw(request: StaffRequest, invitation_id: UUID) -> HttpResponse:
    invitation = _invitation(invitation_id)
    try:
        withdraw_invitation(actor=request.actor, invitation=invitation)
    except Refused as refused:
        return _page(request, refused)
    words = _("The invitation of %(name)s no longer works.") % {"name": invitation.display_name}
    return done(request, words, _list(request))


@staff(Permission.STAFF, fresh=Fresh.FORM)
@require_http_methods(["GET", "POST"])
def change(request: StaffRequest, member_id: UUID) -> HttpResponse:
    member = _member(member_id)
    form = MemberForm(posted(request), row=member, actor_role=request.actor.role)

    def save() -> Membership:
        typed = form.cleaned_data
        values = {name: typed[name] for name in ("version", "display_name", "role")}
        return change_member(actor=request.actor, member=member, clinic_name=request.clinic.name, **values)

    if form.saves(save):
        words = _("%(name)s is saved.") % {"name": form.cleaned_data["display_name"]}
        return done(request, words, _list(request), go=True)
    context = {"form": form, "member": member, "self": member.id == request.member.id}
    return show(request, "staff/team/_member.html", context, status=form.status)


@staff(Permission.STAFF, fresh=Fresh.FORM)
@require_POST
def disable(request: StaffRequest, member_id: UUID) -> HttpResponse:
    member = _member(member_id)
    try:
        disable_member(actor=request.actor, member=member)
    except Refused as refused:
        return _page(request, refused)
    return done(
        request, _("%(name)s can no longer sign in here.") % {"name": member.display_name}, _list(request)
    )


@staff(Permission.STAFF, fresh=Fresh.FORM)
@require_POST
def enable(request: StaffRequest, member_id: UUID) -> HttpResponse:
    member = _member(member_id)
    try:
        enable_member(actor=request.actor, member=member)
    except Refused as refused:
        return _page(request, refused)
    return done(
        request, _("%(name)s can sign in here again.") % {"name": member.display_name}, _list(request)
    )
