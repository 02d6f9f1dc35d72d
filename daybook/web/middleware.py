"""Headers of every answer that Django and django-csp do not set."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

SMALL = 1400  # bytes: one packet, whatever is done with them
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


class SmallerMiddleware(GZipMiddleware):
    """Pages are compressed, for slow lines. What a page's length could tell about its secrets is blurred: Django adds a
    random number of bytes (Heal the BREACH), and its token for forms is another text in every answer."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        small = isinstance(response, HttpResponse) and len(response.content) < SMALL
        if small or not response.get("Content-Type", "").startswith("text/html"):
            return response
        answer: HttpResponseBase = super().process_response(request, response)
        return answer


class HeadersMiddleware:
    """Pages hold patients' data: no shared or disk cache may keep one unless the view said otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
