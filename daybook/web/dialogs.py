"""A form is one fragment: shown in the page's dialog when a script asks (`data-dialog`), else as a page of its own.

if form.is_valid(): ...; return done(request, _("Booked for 10:15."), url)
return show(request, "staff/appointments/_book.html", {"form": form}, status=422)
"""

import json
import re
from html import unescape
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe

DIALOG = "dialog-body"


def in_dialog(request: HttpRequest) -> bool:
    """The answer will be put into the dialog."""
    return request.headers.get("HX-Target") == DIALOG


def show(
    request: HttpRequest, fragment: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The fragment for the dialog, or the same as a page. `status` 422 for bad input, 409 for a refusal."""
    values = context or {}
    if in_dialog(request) or request.headers.get("HX-Request"):
        for value in values.values():
            if isinstance(value, BaseForm):
                value.auto_id = "dialog_%s"  # the page beneath may hold the same form
        return render(request, fragment, values, status=status)
    body = mark_safe(render_to_string(fragment, {**values, "as_page": True}, request))  # noqa: S308 - a template of ours
    return render(request, "staff/as_page.html", {"fragment": body, "heading": _heading(body)}, status=status)


def _heading(body: str) -> str:
    """What the fragment calls itself (parts/dialog_head.html), for the page's title."""
    found = re.search(r'<h1 id="dialog-title">(.*?)</h1>', body, re.DOTALL)
    return unescape(strip_tags(found[1])).strip() if found else ""


def done(request: HttpRequest, words: Any, url: str, *, go: bool = False) -> HttpResponse:
    """It worked. In the dialog: close it, say `words`, let the day redraw; `go` opens `url` instead.
    As a page: go to `url` and say `words` there."""
    if not request.headers.get("HX-Request"):
        messages.success(request, words)
        return HttpResponseRedirect(url)
    if go:
        messages.success(request, words)
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    events = {"dialog-close": True, "toast": {"text": str(words), "kind": "ok"}, "day-changed": True}
    # ASCII only: a header cannot carry other letters, JSON's escapes can.
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})


def refused_aside(words: Any, status: int = 409) -> HttpResponse:
    """A button outside the dialog was refused: a few words, and what is shown is asked for anew."""
    events = {"toast": {"text": str(words), "kind": "bad"}, "day-changed": True}
    return HttpResponse(words, status=status, headers={"HX-Trigger": json.dumps(events)})
