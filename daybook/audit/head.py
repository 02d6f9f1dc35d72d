"""The head of a clinic's chain, kept beside the clinic's keys, outside the database.

A chain whose last links were deleted is a shorter chain that fits, and one that was made anew from its first link fits
too. Whoever owns the database can do both, and reaches the key folder by neither. So after each sealing the last number
and digest are kept there, under the clinic's key. The head is written after the commit: it may lag by one sealing, and
never names a link that was rolled back.
"""

import json
import logging
from dataclasses import asdict, dataclass
from functools import partial
from typing import Self

from django.db import transaction

from daybook.audit.models import Seal
from daybook.tenancy import vault
from daybook.tenancy.scope import clinic_scope, current_clinic_id

NAME = "audit.head"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Head:
    """A link as it was remembered: its number, its digest in hexadecimal."""

    number: int
    digest: str

    @classmethod
    def of(cls, link: Seal) -> Self:
        return cls(link.number, bytes(link.digest).hex())


def read_head() -> Head | None:
    """The head of the scope's clinic; None when there is none to be had, which is logged unless there never was."""
    try:
        value = vault.kept(NAME)
    except vault.VaultError as error:
        _log("the head of the trail cannot be read", error)
        return None
    return Head(**json.loads(value)) if value else None


def move_head(link: Seal) -> None:
    """Remember `link` once the present transaction has committed, unless the chain has lost what was remembered: then
    the old head stays and goes on telling so."""
    if fits(read_head()):
        transaction.on_commit(partial(_keep, current_clinic_id(), Head.of(link)))
    else:
        log.error("the trail has lost sealed entries", extra={"clinic_id": current_clinic_id()})


def fits(head: Head | None) -> bool:
    """Whether the chain still has the link that was remembered, as it was."""
    if head is None:
        return True
    link = Seal.objects.filter(number=head.number).first()
    return link is not None and Head.of(link) == head


def _keep(clinic_id: int, head: Head) -> None:
    try:
        with clinic_scope(clinic_id):
            vault.keep(NAME, json.dumps(asdict(head)).encode())
    except vault.VaultError as error:
        _log("the head of the trail cannot be kept", error)


def _log(what: str, error: vault.VaultError) -> None:
    log.error(what, extra={"error": type(error).__name__})
