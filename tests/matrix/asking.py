"""Asking a page for a status, and what every answer must have, whoever asks for whatever."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from daybook.accounts.models import Session
from daybook.lib import clock
from daybook.tenancy.scope import clinic_scope
from tests.matrix.rows import Row, Values, resolved
from tests.walls.two_clinics import Side, Sides, owned_models

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
COOKIES = {"__Host-session", "__Host-csrf"}
TOKEN = re.compile(r'(?<=name="csrf" content=")\w+|(?<=name="csrfmiddlewaretoken" value=")\w+')
HTMX = {"HX-Request": "true"}
TABLES = sorted(model._meta.db_table for model in owned_models())


@dataclass(frozen=True, eq=False)
class World:
    """Both clinics, and the session of everybody in them: membership's id -> key."""

    sides: Sides
    sessions: dict[Any, str]

    @property
    def ours(self) -> Side:
        return self.sides.ours

    @property
    def theirs(self) -> Side:
        return self.sides.theirs


def sign_in(world_sides: Sides) -> dict[Any, str]:
    sessions = {}
    for side in (world_sides.ours, world_sides.theirs):
        for member in (*side.members.values(), side.disabled):
            client = Client()
            client.force_login(member.user)
            client.get(f"/c/{side.clinic.slug}/", secure=True)  # notes once that they were seen
            sessions[member.id] = client.cookies[settings.SESSION_COOKIE_NAME].value
    # Nobody is asked "Is it you?" however long the tests take; tests/web/test_doors.py asks.
    Session.objects.update(created_at=clock.now() + timedelta(hours=9))
    return sessions


def ask(
    world: World, who: Any, method: str, url: str, body: Values | None = None, **extra: Any
) -> HttpResponse:
    """One request of a person (None: nobody) whose doing is rolled back; the answer has been checked."""
    client = _client(extra.pop("csrf", False))
    client.cookies.clear()
    if who is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[who.id]
    kept = extra.pop("kept", None)
    with transaction.atomic():
        response: Any = client.generic(
            method,
            url,
            urlencode(body or {}, doseq=True, errors="surrogatepass") if method == "POST" else "",
            content_type="application/x-www-form-urlencoded",
            secure=True,
            **extra,
        )
        if kept is not None:
            kept(response)
        transaction.set_rollback(True)
    check(response)
    return response  # type: ignore[no-any-return]


class QuickClient(Client):
    """Django's, but for the copies of every template's context that it keeps: they took half of the time."""

    def request(self, **request: Any) -> Any:
        got_request_exception.connect(self.store_exc_info, dispatch_uid="request-exception")
        try:
            response = self.handler(self._base_environ(**request))  # type: ignore[attr-defined]
        finally:
            got_request_exception.disconnect(dispatch_uid="request-exception")
        self.check_exception(response)
        return response  # type: ignore[unreachable,unused-ignore]


@cache
def _client(csrf: bool) -> QuickClient:
    """Kept, because each new one loads the whole middleware again."""
    return QuickClient(enforce_csrf_checks=csrf)


def check(response: HttpResponse) -> None:
    """What every answer has. A cookie is one of the two, for this host and no script."""
    assert directives(response["Content-Security-Policy"]) == directives(CSP)
    for name, value in HEADERS.items():
        assert response[name] == value, name
    assert "no-store" in response["Cache-Control"]
    assert set(response.cookies) <= COOKIES
    for cookie in response.cookies.values():
        assert (cookie["secure"], cookie["path"]) == (True, "/")
        assert cookie["httponly"] or cookie["max-age"] == 0  # or it is taken away
        assert (cookie["samesite"], cookie["domain"]) == ("Lax", "")


def directives(policy: str) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in policy.split(";") if part.strip())
    return {name: sources.strip() for name, _, sources in parts}


def text(response: HttpResponse) -> str:
    """All of an answer but for the token that is another one each time."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return TOKEN.sub("", headers + "\n" + response.content.decode())


def url_of(row: Row, side: Side, path: dict[str, Any] | None = None, query: Values | None = None) -> str:
    """The address of a row at a clinic, with its own ids unless `path` says otherwise."""
    found = reverse(row.name, kwargs={**path_of(row, side), **(path or {})})
    return f"{found}?{urlencode(query, doseq=True, errors='surrogatepass')}" if query else found


def path_of(row: Row, side: Side) -> dict[str, Any]:
    names = [name for name in names_in_path(row.name) if name.endswith("_id")]
    ids = {name: side.id_of(name.removesuffix("_id")) for name in names}
    return {"slug": side.clinic.slug, **ids, **resolved(row.path, side)}


def names_in_path(name: str) -> list[str]:
    possibilities, *_ = get_resolver().reverse_dict.getlist(name)[0]
    return list(possibilities[0][1])


def addresses() -> Iterator[tuple[str, str | None, Any]]:
    """(address, name, view) of everything that the product answers."""
    yield from _walk(get_resolver(), "")


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, str | None, Any]]:
    for each in resolver.url_patterns:
        address = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each, address)
        else:
            assert isinstance(each, URLPattern)
            yield address, each.name, each.callback


def hash_of(side: Side) -> str:
    """Of all that the clinic has, as the transaction sees it."""
    parts = [
        f"(SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t.id)), '') FROM {table} t WHERE clinic_id = %s)"
        for table in TABLES
    ]
    with clinic_scope(side.clinic), connection.cursor() as cursor:
        cursor.execute("SELECT " + " || ".join(parts), [side.clinic.id] * len(parts))
        return hashlib.sha256(cursor.fetchone()[0].encode()).hexdigest()


_before: dict[int, str] = {}


def unchanged(*sides: Side) -> Callable[[Any], None]:
    """For `kept`: looks, before all is rolled back, whether anything of these clinics was written."""
    for side in sides:
        if side.clinic.id not in _before:  # every request is rolled back, so it stays the same
            _before[side.clinic.id] = hash_of(side)

    def look(response: Any) -> None:
        for side in sides:
            assert hash_of(side) == _before[side.clinic.id]

    return look
