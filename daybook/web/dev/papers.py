"""Every document with made-up data, in each language: the page to look at before changing one."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from daybook.lib.paper import Kind, Size, fonts, pictures
from daybook.lib.paper.labels import LANGUAGES, label
from daybook.web import papers
from daybook.web.dev.made_up_papers import SAMPLES

SIZES = ("a4", "a5", "a6")
PPI = 144


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """`?kind=` and `?size=` choose; every language is shown beside the others."""
    kind = request.GET.get("kind", "prescription")
    if kind not in SAMPLES:
        raise Http404
    languages = [(language, label(kind, language)) for language in LANGUAGES]
    size = _size(request)
    context = {"kind": kind, "kinds": list(SAMPLES), "languages": languages, "size": size, "sizes": SIZES}
    return render(request, "dev/papers.html", {**context, "missing": fonts.missing()})


@require_GET
def document(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    known, data = _sample(kind, language)
    return papers.answer(request, known, data, language=language, name=kind, size=_size(request))


@require_GET
def picture(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The first page, or another by `?page=2`."""
    known, data = _sample(kind, language)
    found = pictures(known, data, language=language, size=_size(request), ppi=PPI)
    n = request.GET.get("page", "1")
    if not n.isdecimal() or not 1 <= int(n[:4]) <= len(found):
        raise Http404
    return HttpResponse(found[int(n) - 1], content_type="image/png")


def _sample(kind: str, language: str) -> tuple[Kind, Any]:
    if kind not in SAMPLES or language not in LANGUAGES:
        raise Http404
    return cast(Kind, kind), SAMPLES[kind](language)


def _size(request: HttpRequest) -> Size | None:
    size = request.GET.get("size")
    return cast(Size, size) if size in SIZES else None
