"""Signing up a clinic: an account, the mailed code, the clinic."""

from typing import Any

from allauth.account.views import SignupView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from daybook.clinics.actions.open_clinic import open_clinic
from daybook.lib.refused import Refused
from daybook.web.places import currency_of, zone_of
from daybook.web.public.signup.forms import NAME_KEPT, STEPS, ClinicForm

INVITED = "sign_up_invited"
PROVEN = "account_verified_email"  # allauth's word for an address that was shown to be the person's already


class SignUp(SignupView):  # type: ignore[misc,unused-ignore]
    """The first step; also where someone with an invitation makes an account."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.joining and INVITED in request.session:
            for kept in (INVITED, PROVEN):
                request.session.pop(kept, None)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @property
    def joining(self) -> bool:
        return (self.get_next_url() or "").startswith("/join/")

    def get_form_kwargs(self) -> dict[str, Any]:
        invited = self.request.session.get(INVITED) if self.joining else None
        return {**super().get_form_kwargs(), "invited": invited}

    def get_authenticated_redirect_url(self) -> str:
        return self.get_next_url() or "/sign-up/clinic/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "steps": STEPS, "joining": self.joining}


@login_required
@require_http_methods(["GET", "POST"])
def clinic(request: HttpRequest) -> HttpResponse:
    form = ClinicForm(request.POST or None, initial={"display_name": request.session.get(NAME_KEPT, "")})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _open(request, form)
            except Refused as refused:
                field = getattr(refused, "field", None)
                form.add_error(field if field in form.fields else None, str(refused.message))
    return render(request, "public/signup/clinic.html", {"form": form, "steps": STEPS}, status=status)


def _open(request: HttpRequest, form: ClinicForm) -> HttpResponse:
    user: Any = request.user
    language = (get_language() or "en").split("-")[0]
    details = form.details(
        email=user.email, language=language if language in dict(settings.LANGUAGES) else "en"
    )
    typed = form.cleaned_data
    opened = open_clinic(user=user, form_id=typed["id"], display_name=typed["display_name"], details=details)
    request.session.pop(NAME_KEPT, None)
    return redirect("clinic", slug=opened.slug)


@login_required
@require_GET
def place(request: HttpRequest) -> HttpResponse:
    """Zone and currency of the country that was chosen, for the form."""
    country = request.GET.get("country", "")
    form = ClinicForm(initial={"time_zone": zone_of(country), "currency": currency_of(country)})
    return render(request, "public/signup/_place.html", {"form": form})
