"""The usual templates of a kind of clinic, for a clinic that has none of those names yet."""

from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.lib.ids import uuid7
from daybook.records.actions.save_template import add_template
from daybook.records.models import NoteTemplate
from daybook.records.starters import STARTERS


def start_templates(*, actor: Actor, kind: str) -> int:
    """How many were added, in the language of the moment. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    with transaction.atomic():
        there = set(NoteTemplate.objects.values_list("name", flat=True))
        fresh = [each for each in STARTERS[kind] if str(each.name) not in there]
        for each in fresh:
            add_template(
                actor=actor,
                template_id=uuid7(),
                name=str(each.name),
                complaint=str(each.complaint),
                findings=str(each.findings),
                advice=str(each.advice),
                review_weeks=each.weeks,
            )
    return len(fresh)
