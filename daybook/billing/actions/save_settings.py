"""How the clinic bills: its UPI address, and what totals are rounded to."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.billing import rows
from daybook.billing.models import Settings
from daybook.billing.refusals import BillingRefused
from daybook.lib.text import clean_line
from daybook.tenancy.versions import as_details, save_version
from daybook.tenancy.writes import insert_unless_conflict

# A virtual payment address is name@handle; the name is letters, digits, dots, hyphens and underscores.
_ADDRESS = re.compile(r"[A-Za-z0-9._-]{2,80}@[A-Za-z][A-Za-z0-9.-]{1,18}", re.ASCII)


def save_settings(*, actor: Actor, version: int, upi_address: str, upi_name: str, rounding: str) -> Settings:
    """Raises NotPermitted, StaleSave, or BillingRefused ("upi_address", "upi_name", "rounding")."""
    require(actor, Permission.SETTINGS)
    values = {"upi_address": clean_line(upi_address), "upi_name": clean_line(upi_name), "rounding": rounding}
    _check(values)
    with transaction.atomic():
        insert_unless_conflict(Settings())
        row = rows.settings()
        changed = save_version(row, version=version, values=values)
        if changed:
            record(actor, "billing.changed", on=row, details=as_details(changed))
    return row


def _check(values: dict[str, str]) -> None:
    if values["upi_address"] and not _ADDRESS.fullmatch(values["upi_address"]):
        words = _("Write the address as name@bank, such as clinic@bank.")
        raise BillingRefused(words, code="upi_address", field="upi_address")
    if len(values["upi_name"]) > 50:
        raise BillingRefused(_("At most 50 letters."), code="upi_name", field="upi_name")
    if values["rounding"] not in Settings.Rounding.values:
        raise BillingRefused(_("Choose one of the ways shown."), code="rounding", field="rounding")
