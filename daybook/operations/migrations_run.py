"""The migration itself, in a process that is connected as the owner of the tables."""

from __future__ import annotations

import os

import django
from django.core.management import call_command

from daybook.tenancy.grants import grant_all


def apply(app_role: str) -> None:
    """Run every migration that is missing, then give the application's role its rights."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybook.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=1)
    grant_all(app_role)
