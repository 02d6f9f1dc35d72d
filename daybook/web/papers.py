"""A document as an answer: shown by the browser, which prints it, or saved."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
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
    downloads is seen by others). Where no document can be made, a page says so in words."""
    try:
        content = paper.pdf(kind, data, language=language, size=size)
    except paper.PaperRefused as refused:
        return render(request, "no_paper.html", {"message": refused.message}, status=503)
    how = "attachment" if "save" in request.GET else "inline"
    headers = {"Content-Disposition": f'{how}; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
