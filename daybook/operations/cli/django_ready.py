"""Django, for the commands that need it; others start without its time and memory."""

from __future__ import annotations

import os

import django
from django.conf import settings

from daybook.operations import log_setup


def start() -> None:
    """Load settings, models and logs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybook.settings")
    django.setup()
    log_setup.start(settings.DAYBOOK)
