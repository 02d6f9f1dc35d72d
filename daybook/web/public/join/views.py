"""Accepting an invitation."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from daybook.accounts import queries
from daybook.accounts.actions.accept_invitation import accept_invitation, refuse_unless_open
from daybook.accounts.invitations import is_mail_proof
from daybook.accounts.models import Invitation
from daybook.accounts.permissions import AccountsRefused
from daybook.clinics.queries import profile
from daybook.tenancy.models import Clinic
from daybook.tenancy.queries import clinic_by_slug
from daybook.tenancy.scope import clinic_scope
from daybook.web.public.join.forms import JoinForm
from daybook.web.public.signup.views import INVITED, PROVEN


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """What is asked depends on who follows the link: a stranger, the invited person, somebody else."""
    clinic = clinic_by_slug(slug)
    if clinic is None:
        return _refuse(request, None, 404)
    with clinic_scope(clinic):
        invitation = queries.invitation_by_token(token)
        if invitation is None:
            return _refuse(request, None, 404)
        if clinic.state == Clinic.State.SUSPENDED:
            return render(request, "public/suspended.html", {"clinic": profile()}, status=403)
        context = {"invitation": invitation, "clinic": profile(), "slug": slug, "here": request.path}
        return _answer(request, invitation, context, token)


def _answer(
    request: HttpRequest, invitation: Invitation, context: dict[str, Any], token: str
) -> HttpResponse:
    user: Any = request.user
    if user.is_authenticated and queries.membership_of(user) is not None:
        return redirect("clinic", slug=context["slug"])
    try:
        refuse_unless_open(invitation)
    except AccountsRefused as refused:
        return _refuse(request, refused, 410, context)
    if not user.is_authenticated:
        return _stranger(request, invitation, context, token)
    if not queries.has_verified(user, invitation.email):
        return render(request, "public/join/somebody_else.html", context)
    return _invited(request, invitation, context)


def _stranger(
    request: HttpRequest, invitation: Invitation, context: dict[str, Any], token: str
) -> HttpResponse:
    """Whether the address has an account is told only to who came by the mailed link, and so reads its mail."""
    proof = request.POST.get("mail") or request.GET.get("mail", "")
    proven = is_mail_proof(proof, invitation.id, token)
    known = queries.is_known(invitation.email) if proven else None
    if request.method == "POST" and known is not True:
        request.session[INVITED] = invitation.email
        if proven:
            request.session[PROVEN] = invitation.email
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': context['here']})}")
    return render(
        request, "public/join/stranger.html", {**context, "proof": proof if proven else "", "known": known}
    )


def _invited(request: HttpRequest, invitation: Invitation, context: dict[str, Any]) -> HttpResponse:
    form = JoinForm(
        request.POST if request.method == "POST" else None, initial={"name": invitation.display_name}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _accepted(request, invitation, form):
            return redirect("clinic", slug=context["slug"])
    return render(request, "public/join/invited.html", {**context, "form": form}, status=status)


def _accepted(request: HttpRequest, invitation: Invitation, form: JoinForm) -> bool:
    user: Any = request.user
    try:
        accept_invitation(user=user, invitation=invitation, display_name=form.cleaned_data["name"])
    except AccountsRefused as refused:
        form.add_error("name" if refused.field else None, str(refused.message))
        return False
    return True


def _refuse(
    request: HttpRequest, refused: AccountsRefused | None, status: int, context: dict[str, Any] | None = None
) -> HttpResponse:
    return render(request, "public/join/refused.html", {**(context or {}), "refused": refused}, status=status)
