"""Passkeys: signing in by one, showing one as the second factor or once more, and a person's own list of them."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.decorators import login_stage_required
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import BaseReauthenticateView
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.internal.flows.add import redirect_if_add_not_allowed
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.flows import (
    add_authenticator,
    perform_passwordless_login,
    remove_authenticator,
)
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.generic.edit import FormView

from daybook.accounts import passkeys
from daybook.accounts.actions.end_sessions import end_sessions
from daybook.accounts.news import News, tell_clinics
from daybook.accounts.queries import has_second_factor, passkey_of, passkeys_of
from daybook.web.public.account.doors import View
from daybook.web.public.account.passkey_forms import (
    AddPasskeyForm,
    RenamePasskeyForm,
    ShowPasskeyAgainForm,
    ShowPasskeyForm,
)

_again: Callable[[View], View] = reauthentication_required(app="allauth.mfa")


@require_POST
def options(request: HttpRequest) -> HttpResponse:
    """What the browser of somebody who is not signed in is asked; a POST, because it begins a session."""
    return HttpResponse(passkeys.ask(), content_type="application/json")


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" or request.user.is_authenticated:
        return redirect(get_next_redirect_url(request) or "account_login")
    form = ShowPasskeyForm(request.POST)
    if form.is_valid():
        found = form.cleaned_data["credential"]
        login = Login(user=found.user, redirect_url=get_next_redirect_url(request))
        response: HttpResponse = perform_passwordless_login(request, found, login)
        return response
    messages.error(request, " ".join(map(str, form.errors["credential"])))
    return redirect("account_login")


@method_decorator(
    login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login"), name="dispatch"
)
class SecondFactor(AuthenticateView):  # type: ignore[misc,unused-ignore]
    """After the password: a code, or a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        if Authenticator.Type.WEBAUTHN in kinds:
            context["passkey_options"] = passkeys.ask(user)
        context["has_app"] = Authenticator.Type.TOTP in kinds
        return context


@method_decorator(login_required, name="dispatch")
class Again(BaseReauthenticateView):  # type: ignore[misc,unused-ignore]
    """Is it you? By passkey."""

    form_class = ShowPasskeyAgainForm
    template_name = "mfa/passkeys/again.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: Any) -> HttpResponse:
        form.save()
        response: HttpResponse = super().form_valid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = passkeys.ask(authenticated_user(self.request))
        return {**super().get_context_data(**kwargs), "passkey_options": asked}


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    context = {"passkeys": passkeys_of(user), "most": passkeys.MOST}
    return render(request, "mfa/passkeys/index.html", context)


@method_decorator(
    [redirect_if_add_not_allowed, login_required, reauthentication_required(app="allauth.mfa")],
    name="dispatch",
)
class Add(FormView):  # type: ignore[type-arg]
    """A new passkey. The first second factor signs out the browsers that came without one."""

    form_class = AddPasskeyForm
    template_name = "mfa/passkeys/add.html"
    success_url = reverse_lazy("passkeys")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = passkeys.ask_for_new(authenticated_user(self.request))
        return {**super().get_context_data(**kwargs), "passkey_options": asked}

    def form_valid(self, form: Any) -> HttpResponse:
        user: Any = self.request.user
        first = not has_second_factor(user)
        added = add_authenticator(self.request, form.cleaned_data["name"], form.cleaned_data["credential"])
        tell_clinics(user, News.PASSKEY_ADDED)
        if first:
            end_sessions(user=user, except_key=self.request.session.session_key)
        return redirect("mfa_view_recovery_codes" if added[1] else "passkeys")

    def form_invalid(self, form: Any) -> HttpResponse:
        user: Any = self.request.user
        if passkeys.is_kept(user, self.request.POST.get("credential", "")):
            return redirect("passkeys")  # sent twice
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _own(request: HttpRequest, number: int) -> Authenticator:
    user: Any = request.user
    found = passkey_of(user, number)
    if found is None:
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, number: int) -> HttpResponse:
    passkey = _own(request, number)
    form = RenamePasskeyForm(request.POST if request.method == "POST" else None, instance=passkey)
    if form.is_valid():
        form.save()
        messages.success(request, _("The name is saved."))
        return redirect("passkeys")
    status = 422 if form.is_bound else 200
    return render(request, "mfa/passkeys/rename.html", {"form": form, "passkey": passkey}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, number: int) -> HttpResponse:
    passkey = _own(request, number)
    return _remove(request, passkey)


@_again
def _remove(request: HttpRequest, passkey: Authenticator) -> HttpResponse:
    user: Any = request.user
    if request.method == "POST":
        remove_authenticator(request, passkey)
        end_sessions(user=user, except_key=request.session.session_key)
        tell_clinics(user, News.PASSKEY_REMOVED)
        return redirect("passkeys")
    return render(request, "mfa/passkeys/remove.html", {"passkey": passkey})
