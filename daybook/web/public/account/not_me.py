"""The page behind "If it was not you" in the mail about a new device."""

from allauth.account.internal.flows.password_reset_by_code import PasswordResetVerificationProcess
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from daybook.accounts.actions.disown_device import disown_device
from daybook.accounts.devices import read_not_me


@require_http_methods(["GET", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Asks first: mail programs open links by themselves. Then everything is shut, and the mailed code comes next."""
    found = read_not_me(token)
    if found is None:
        return render(request, "account/not_me_gone.html", status=410)
    if request.method == "GET":
        return render(request, "account/not_me.html", {"email": found.user.email})
    disown_device(found)
    user = found.user
    PasswordResetVerificationProcess.initiate(request=request, user=user, email=user.email)
    return redirect("account_confirm_password_reset_code")
