"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from daybook.lib.brands import BRANDS


def brand(request: HttpRequest) -> dict[str, Any]:
    """`brand`: the operator's name and how to reach its support. `development`: show the development links."""
    return {"brand": BRANDS[settings.DAYBOOK.brand], "development": settings.DEVELOPMENT}
