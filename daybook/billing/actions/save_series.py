"""Give a branch letters of its own for its numbers."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.billing.models import Series
from daybook.billing.numbers import DEFAULT_SERIES
from daybook.billing.refusals import BillingRefused
from daybook.clinics.models import Branch
from daybook.lib.text import clean_line
from daybook.tenancy.versions import as_details, save_version
from daybook.tenancy.writes import insert_unless_conflict

_LETTERS = re.compile(r"[A-Z0-9]{1,3}", re.ASCII)


def save_series(*, actor: Actor, branch: Branch, version: int, prefix: str) -> Series:
    """From the next number on; numbers given stay as they are. Two branches with the same letters share one series,
    which is as gapless. Raises NotPermitted, StaleSave, or BillingRefused ("prefix")."""
    require(actor, Permission.SETTINGS)
    letters = clean_line(prefix).upper() or DEFAULT_SERIES
    if not _LETTERS.fullmatch(letters):
        raise BillingRefused(_("Write one to three letters or digits."), code="prefix", field="prefix")
    with transaction.atomic():
        insert_unless_conflict(Series(branch=branch, prefix=DEFAULT_SERIES))
        row = Series.objects.get(branch=branch)
        changed = save_version(row, version=version, values={"prefix": letters})
        if changed:
            record(actor, "series.changed", on=branch, details=as_details(changed))
    return row
