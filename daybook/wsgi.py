"""What the web server calls for each request."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from daybook.operations import log_setup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybook.settings")
log_setup.start(settings.DAYBOOK)
application = get_wsgi_application()
