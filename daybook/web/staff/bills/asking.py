"""A form in the dialog that one action answers."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from daybook.accounts.permissions import NotPermitted
from daybook.lib.refused import Refused
from daybook.web.dialogs import show
from daybook.web.staff.entry import StaffRequest


def asked(
    request: StaffRequest,
    template: str,
    form: Any,
    act: Callable[[dict[str, Any]], HttpResponse],
    context: Callable[[], dict[str, Any]] = dict,
) -> HttpResponse:
    """The dialog; or, once the form is sent and right, what `act` answers. A refusal is told at its field, with what
    was typed. `context`: what the template has beside the form, read when it is shown."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return act(form.cleaned_data)
            except Refused as refused:
                status = _told(form, refused)
    return show(request, template, {"form": form, **context()}, status=status)


def _told(form: Any, refused: Refused) -> int:
    """Says the refusal at its field; the status to answer with."""
    named = getattr(refused, "field", None)
    # A form's field must not be called "method": in a page's script the form's own `method` would then be this field.
    field = "by" if named == "method" else named
    form.add_error(field if field in form.fields else None, str(refused.message))
    if refused.code == "again" and "again" in form.fields:
        form.asks_again = True
    return 403 if isinstance(refused, NotPermitted) else 409
