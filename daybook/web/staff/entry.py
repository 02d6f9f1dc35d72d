"""The door of every staff page: the clinic's scope, who is asking, and whether they may.

One transaction a request. An answer of 400 and above rolls it back, so that a refusal never leaves half a change.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare

from daybook.accounts.actions.note_sign_in import note_sign_in
from daybook.accounts.actions.touch_session import touch_session
from daybook.accounts.models import Membership, Session, User
from daybook.accounts.permissions import Permission, allows
from daybook.accounts.proof import how_signed_in
from daybook.audit.actor import Actor
from daybook.clinics.models import Practitioner, Profile
from daybook.clinics.queries import Entrance, enter
from daybook.lib import clock
from daybook.tenancy.models import Clinic
from daybook.tenancy.queries import clinic_id_by_slug, forget_slug
from daybook.tenancy.retry import with_retries
from daybook.tenancy.scope import clinic_scope
from daybook.web.staff import again
from daybook.web.staff.doors import Fresh, not_sure, stop

P = ParamSpec("P")
SEEN_EVERY = timedelta(minutes=5)
_AT = "at_clinics"  # the session's: clinics that it has been to


class StaffRequest(HttpRequest):
    """What a staff view may rely on."""

    user: User
    tenant: Clinic
    clinic: Profile
    member: Membership
    practitioner: Practitioner | None
    actor: Actor

    may: Callable[[Permission], bool]


View = Callable[Concatenate[StaffRequest, P], HttpResponse]


class _Elsewhere(Exception):
    """The word of the address no longer stands for the clinic whose number was remembered."""


def staff(
    permission: Permission | None = None, *, fresh: Fresh | None = None
) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Decorates a view under /c/<slug>/. `permission` None: every member of the clinic.

    `fresh`: only for who has shown within ten minutes that it is them; others are asked, and go on from there."""

    def decorate(view: View[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def door(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            onward = again.answer(request, file=fresh is Fresh.FILE)
            if onward is not None:
                return onward
            for _try in range(2):  # the second time when the remembered number was another clinic's
                clinic_id = clinic_id_by_slug(slug)
                if clinic_id is None:
                    break
                try:
                    return with_retries(partial(inside, clinic_id, request, slug, *args, **kwargs))
                except _Elsewhere:
                    forget_slug(slug)
            return _stranger(request, slug)

        def inside(
            clinic_id: int, request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            with clinic_scope(clinic_id):
                response = _admit(request, slug, permission, fresh, view, *args, **kwargs)
                if response.status_code >= 400:
                    transaction.set_rollback(True)
                return response

        door.permission = permission  # type: ignore[attr-defined]
        door.fresh = fresh  # type: ignore[attr-defined]
        return door

    return decorate


def _admit(
    request: HttpRequest,
    slug: str,
    permission: Permission | None,
    fresh: Fresh | None,
    view: View[P],
    *args: P.args,
    **kwargs: P.kwargs,
) -> HttpResponse:
    # The session's key as its store has checked it: a cookie can hold a NUL, which the database refuses.
    entrance = enter(slug, request.session.session_key or "")
    if entrance is None:
        raise _Elsewhere
    if not _signed_in(request, entrance):
        return _to_sign_in(request, slug)
    if entrance.member is None:
        raise Http404
    known = _know(request, entrance, entrance.member)
    if entrance.member.disabled_at is not None:
        return render(known, "staff/disabled.html", status=403)
    if entrance.clinic.state == Clinic.State.SUSPENDED:
        return render(known, "public/suspended.html", {"clinic": entrance.profile}, status=403)
    stopped = stop(known, entrance)
    if stopped is not None:
        return stopped
    if permission is not None and not allows(known.actor, permission):
        return render(known, "staff/not_permitted.html", status=403)
    asked = not_sure(known, entrance, fresh)
    if asked is not None:
        return asked
    _note_seen(entrance.session, entrance.member)
    response = view(known, *args, **kwargs)
    if response.status_code < 400:
        _note_sign_in(known, entrance)
    return response


def _note_sign_in(request: StaffRequest, entrance: Entrance) -> None:
    """Once for each session and clinic; what is refused is rolled back, and noted with the next page."""
    session, clinic_id = entrance.session, entrance.clinic.id
    been = request.session.get(_AT, [])
    if session is None or clinic_id in been:
        return
    note_sign_in(member=request.member, session=session, how=how_signed_in(request.session))
    request.session[_AT] = [*been, clinic_id]


def _stranger(request: HttpRequest, slug: str) -> HttpResponse:
    """No such clinic: to someone who is not signed in that looks like any other clinic's door."""
    if request.COOKIES.get(settings.SESSION_COOKIE_NAME) and request.user.is_authenticated:
        raise Http404
    return _to_sign_in(request, slug)


def _to_sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    return redirect_to_login(request.get_full_path() if request.method == "GET" else f"/c/{slug}/")


def _signed_in(request: HttpRequest, entrance: Entrance) -> bool:
    """Hands the loaded session and person to Django, as its own middleware would after two more queries."""
    session, user = entrance.session, entrance.user
    if session is None or user is None:
        return False
    data = request.session.decode(session.session_data)
    if (
        data.get(SESSION_KEY) != str(user.pk)
        or data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS
        or not constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    ):
        return False
    request.session._session_cache = data  # type: ignore[attr-defined]
    request._cached_user = user  # type: ignore[attr-defined]
    request.user = user
    return True


def _note_seen(session: Session | None, member: Membership) -> None:
    before = clock.now() - SEEN_EVERY
    if session is not None and (
        session.seen_at < before or member.seen_at is None or member.seen_at < before
    ):
        touch_session(session, member)


def _know(request: HttpRequest, entrance: Entrance, member: Membership) -> StaffRequest:
    known: Any = request
    known.tenant, known.clinic, known.member = entrance.clinic, entrance.profile, member
    known.practitioner = entrance.practitioner
    practises = entrance.practitioner is not None
    known.actor = Actor("staff", str(member.id), member.display_name, member.role, practises)
    known.may = lambda permission: allows(known.actor, permission)
    return cast(StaffRequest, known)
