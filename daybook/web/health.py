"""/livez and /readyz, for whatever watches over the processes. Both say nothing that is not for strangers."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from daybook.operations.health import readiness


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when pages can be served, 503 when not; the parts are named in both."""
    found = readiness()
    status = 200 if found.ready else 503
    return JsonResponse(asdict(found), status=status, headers={"Cache-Control": "no-store"})


urlpatterns = [path("livez", live, name="livez"), path("readyz", ready, name="readyz")]
