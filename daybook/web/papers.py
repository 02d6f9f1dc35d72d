"""A document as an answer: shown by the browser, which prints it, or saved."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from daybook.lib import paper


def answer(
    request: HttpRequest,
    kind: paper.Kind,
    data: Mapping[str, object],
    *,
    language: str,
    name: str,
    size: paper.Size | None = None,
) -> HttpResponse:
    """The PDF; `?save` downloads it as "<name>.pdf" (ASCII, and never a patient's name: the browser's list of
    downloads is seen by others)."""
    content = paper.pdf(kind, data, language=language, size=size)
    how = "attachment" if "save" in request.GET else "inline"
    headers = {"Content-Disposition": f'{how}; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


class NoPaperMiddleware:
    """Where no document can be made, whatever view wanted one, a page says so in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, paper.PaperRefused):
            return render(request, "no_paper.html", {"message": error.message}, status=503)
        return None
