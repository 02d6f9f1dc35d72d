"""The clinics a person works at."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from daybook.clinics.queries import own_clinics


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    return redirect("clinics" if request.user.is_authenticated else "account_login")


@login_required
@require_GET
def clinics(request: HttpRequest) -> HttpResponse:
    """Straight to the only one, unless a person came to see the list."""
    found = own_clinics(request.user)  # type: ignore[arg-type]
    open_ones = [clinic for clinic in found if not clinic.disabled and not clinic.suspended]
    if len(open_ones) == len(found) == 1 and "all" not in request.GET:
        return redirect("clinic", slug=open_ones[0].slug)
    return render(request, "public/clinics/clinics.html", {"clinics": found})


@login_required
@require_GET
def menu(request: HttpRequest) -> HttpResponse:
    """The other clinics, for the menu of a staff page; asked for when the menu is opened."""
    user: Any = request.user
    found = [each for each in own_clinics(user) if not each.disabled and each.slug != request.GET.get("at")]
    return render(request, "public/clinics/_menu.html", {"clinics": found})
