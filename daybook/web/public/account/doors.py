"""What stands before a public page that takes a form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse

from daybook.accounts.adapters import too_many
from daybook.accounts.limits import Limit, place_of

View = Callable[..., HttpResponse]


def limited(limit: Limit) -> Callable[[View], View]:
    """So many sent forms from one place, and no more."""

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not limit.spend(
                place_of(get_adapter(request).get_client_ip(request))
            ):
                return too_many(request)
            return view(request, *args, **kwargs)

        return door

    return decorate
