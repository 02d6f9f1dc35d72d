"""One line for each request: the pattern of its address, never the address itself, which holds ids."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase

log = structlog.get_logger("daybook.web")
# Asked for every few seconds by every open screen or by whatever watches us: only worth a line when they fail.
QUIET = frozenset({"livez", "readyz", "static/"})


class RequestLogMiddleware:
    """Outermost of all, so that its time is the whole time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        route = match.route if match else "(none)"
        usual = route in QUIET or response.status_code == 304
        (log.debug if usual else log.info)(
            "request",
            method=request.method if request.method in ("GET", "HEAD", "POST") else "other",
            route=route,
            status=response.status_code,
            duration_ms=round((time.perf_counter() - began) * 1000, 1),
        )
        return response
