"""A made-up clinic around the development pages."""

from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest


def dress(request: HttpRequest) -> None:
    """Gives the request what the staff's door would."""
    dressed: Any = request
    dressed.tenant = SimpleNamespace(slug="sunrise")
    dressed.clinic = SimpleNamespace(name="Sunrise Clinic")
    dressed.member = SimpleNamespace(display_name="Sravani Reddy", get_role_display="Reception")
    dressed.waiting_now = 4
    dressed.may = lambda permission: True
