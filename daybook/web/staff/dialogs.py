"""Forms that open in the page's one dialog, and as pages of their own where there is no script."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from daybook.web.staff.entry import StaffRequest


def in_dialog(request: StaffRequest) -> bool:
    """Whether htmx or the drag module asked: they want the fragment alone."""
    return request.headers.get("HX-Request") == "true"


def fragment(
    request: StaffRequest, template: str, context: dict[str, Any], *, heading: str = "", status: int = 200
) -> HttpResponse:
    """The fragment for the dialog, or a whole page around it."""
    context |= {"heading": heading}
    if in_dialog(request):
        return render(request, template, context, status=status)
    return render(request, "staff/appointments/page.html", context | {"fragment": template}, status=status)


def done(request: StaffRequest, url: str, text: str) -> HttpResponse:
    """It worked: in a dialog the page behind it is drawn anew, without a script one goes there."""
    if text:
        messages.success(request, text)
    if in_dialog(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
