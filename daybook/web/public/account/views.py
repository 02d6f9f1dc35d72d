"""A person's own account: what it has, who is signed in with it, what is held on them."""

import json
from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import ConfirmEmailVerificationCodeView, EmailView, LogoutView
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from daybook.accounts import queries
from daybook.accounts.actions.end_sessions import end_session, end_sessions
from daybook.accounts.news import News, tell_clinics
from daybook.accounts.second_factor import note_step
from daybook.clinics.queries import own_clinics
from daybook.web.public.account.doors import View
from daybook.web.public.account.second_factor_forms import PENDING
from daybook.web.public.signup.forms import STEPS

again: Callable[[View], View] = reauthentication_required(app="allauth.account")


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    context = {
        "sessions": queries.own_sessions(user, here=request.session.session_key),
        "app": queries.has_app(user),
        "passkeys": queries.passkeys_of(user),
        "clinics": own_clinics(user),
    }
    return render(request, "account/overview.html", context)


@login_required
@require_POST
def end_one(request: HttpRequest, handle: str) -> HttpResponse:
    if end_session(user=request.user, handle=handle):  # type: ignore[arg-type]
        messages.success(request, _("That browser is signed out."))
    return redirect("account")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    end_sessions(user=request.user, except_key=request.session.session_key)  # type: ignore[arg-type]
    messages.success(request, _("All other browsers are signed out."))
    return redirect("account")


@login_required
@require_GET
@again
def held_page(request: HttpRequest) -> HttpResponse:
    """From where the file comes by itself, once it is sure whose it is."""
    return render(request, "account/held.html")


@login_required
@require_GET
@again
def held(request: HttpRequest) -> HttpResponse:
    """Everything that is held on the person, as a file of their own."""
    user: Any = request.user
    clinics = [
        {"clinic": each.name, "name": each.display_name, "role": str(each.role), "disabled": each.disabled}
        for each in own_clinics(user)
    ]
    whole = json.dumps({**queries.held_on(user), "clinics": clinics}, indent=2, ensure_ascii=False)
    response = HttpResponse(whole, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="held-on-me.json"'
    return response


class SignOut(LogoutView):  # type: ignore[misc,unused-ignore]
    """By POST; a link here asks first."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cookies", "storage"'
        return response


@method_decorator(reauthentication_required(app="allauth.account"), name="dispatch")
class ChangeEmail(EmailView):  # type: ignore[misc,unused-ignore]
    """A new address; it counts when its code has been entered."""


class EnterCode(ConfirmEmailVerificationCodeView):  # type: ignore[misc,unused-ignore]
    """The mailed code: of a sign-up, of a first sign-in, of a new address."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        signing_up = bool(self.stage and self.stage.login.signup)
        joining = bool(self.stage and (self.stage.login.redirect_url or "").startswith("/join/"))
        return {
            **super().get_context_data(**kwargs),
            "signing_up": signing_up and not joining,
            "steps": STEPS,
        }


class SwitchOn(ActivateTOTPView):  # type: ignore[misc,unused-ignore]
    """A new second factor. Browsers that were signed in without it are signed out."""

    def get_success_url(self) -> str:
        return str(reverse_lazy("mfa_view_recovery_codes"))

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        self.request.session.pop(PENDING, None)
        user: Any = self.request.user
        tell_clinics(user, News.APP_ADDED)
        factor = queries.second_factor_of(authenticated_user(self.request))
        note_step(factor, form.step)
        end_sessions(user=self.request.user, except_key=self.request.session.session_key)
        return response


class SwitchOff(DeactivateTOTPView):  # type: ignore[misc,unused-ignore]
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        user: Any = self.request.user
        end_sessions(user=user, except_key=self.request.session.session_key)
        tell_clinics(user, News.APP_REMOVED)
        return response
