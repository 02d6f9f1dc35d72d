"""How long ago something was, in one unit of words: `{% load ago %}{{ at|ago }}`."""

from datetime import datetime, timedelta

from django import template
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from daybook.lib import clock

register = template.Library()
JUST_NOW = timedelta(minutes=1)


@register.filter
def ago(at: datetime) -> str:
    now = clock.now()
    if now - at < JUST_NOW:
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(at, now, depth=1)}
