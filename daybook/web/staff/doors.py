"""What stands between a member and their clinic besides the role: proof that was asked for anew, a new password, a
second factor; and "Is it you?" before exports, deletion and roles (`staff(..., fresh=...)`)."""

from datetime import date
from enum import Enum
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from daybook.accounts.proof import is_fresh, proven_at
from daybook.accounts.queries import has_second_factor
from daybook.clinics.queries import Entrance
from daybook.lib import clock
from daybook.lib.zones import local_day, zone
from daybook.web.staff import again

BACK = "back_to_clinic"  # the session's: where one goes on after setting up a second factor


class Fresh(Enum):
    """What of a view needs a recent proof: what its form does, or the file that it answers with."""

    FORM = "form"
    FILE = "file"


def stop(request: HttpRequest, entrance: Entrance) -> HttpResponse | None:
    """The page that a member sees instead of anything of the clinic, if something is due. 403: polling pages reload."""
    member, session, user = entrance.member, entrance.session, entrance.user
    if member is None or session is None or user is None:
        return None
    data: Any = request.session
    if member.proof_after and proven_at(session, data) < member.proof_after:
        return again.ask(request, user, status=403, ended=True)
    changed = user.password_changed_at
    if member.password_after and (changed is None or changed < member.password_after):
        return render(request, "staff/doors/password.html", status=403)
    return _second_factor(request, entrance)


def _second_factor(request: Any, entrance: Entrance) -> HttpResponse | None:
    due = entrance.profile.second_factor_from
    if due is None or entrance.user is None or has_second_factor(entrance.user):
        return None
    left = (due - _today(entrance)).days
    if left > 0:
        request.second_factor_days = left
        return None
    request.session[BACK] = f"/c/{entrance.clinic.slug}/"
    return render(request, "staff/doors/second_factor.html", status=403)


def _today(entrance: Entrance) -> date:
    return local_day(clock.now(), zone(entrance.profile.time_zone))


def not_sure(request: HttpRequest, entrance: Entrance, fresh: Fresh | None) -> HttpResponse | None:
    """The question "Is it you?" instead of the view; or, after a good answer, the page from which the file comes."""
    if fresh is None or entrance.session is None or entrance.user is None:
        return None
    if fresh is Fresh.FORM and request.method != "POST":
        return None
    data: Any = request.session
    if not is_fresh(entrance.session, data):
        return again.ask(request, entrance.user, status=409)
    if again.was_answered(request):
        return render(request, "staff/doors/file.html", again.onward(request))
    return None
