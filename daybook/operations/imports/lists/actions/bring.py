from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock
from daybook.lib.text import clean_line
from daybook.operations.imports.lists import plan as plans
from daybook.operations.imports.lists.sealed import new_secret, seal_file, seal_head, seal_name
from daybook.operations.models import ListColumns, PatientList

KEPT = timedelta(days=7)
"""A list that nobody goes on with, and afterwards its rows that did not go in."""


def bring(*, actor: Actor, name: str, content: bytes, list_id: UUID) -> PatientList:
    """Keep the file sealed, with a guess of how it is to be read. Nothing of it goes into the clinic yet.

    `list_id` is the form's: sent a second time it gives the same list. Raises ListRefused, in words that say what to do
    instead, for what is no list; NotPermitted.
    """
    require(actor, Permission.IMPORT)
    there = PatientList.objects.filter(id=list_id).first()
    if there is not None:
        return there
    kind = plans.kind_of(content)
    plan, head = plans.guess(content, kind)
    with transaction.atomic():
        row = PatientList.objects.create(
            id=list_id,
            kind=kind,
            size=len(content),
            name_sealed=seal_name(list_id, clean_line(name)[:200]),
            content_sealed=seal_file(list_id, content),
            head_sealed=seal_head(list_id, head),
            hash_key_sealed=new_secret(list_id),
            plan=remembered(plan, head).kept(),
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label[:200],
            actor_role=actor.role,
            forget_at=clock.now() + KEPT,
        )
        record(actor, "list.brought", on=row, details={"bytes": len(content)})
    return row


def remembered(plan: plans.Plan, head: list[list[str]]) -> plans.Plan:
    """The plan with the columns that were chosen for a list with the same headings before."""
    key = plans.fingerprint(plans.headings_of(plan, head))
    kept = ListColumns.objects.filter(headings=key).first() if key else None
    if kept is None or len(kept.columns) != len(plan.columns):
        return plan
    return replace(plan, columns=tuple(kept.columns), remembered=True)
