"""The clinic's templates of notes: made, changed, taken off the list, put back."""

from typing import TypedDict, Unpack
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.rows import insert_once, stamp, unique_or
from daybook.lib import clock
from daybook.lib.text import clean, clean_line
from daybook.records.models import NoteTemplate
from daybook.records.refusals import RecordsRefused
from daybook.tenancy.versions import save_version


class TemplateDetails(TypedDict):
    """What a template says."""

    name: str
    complaint: str
    findings: str
    advice: str
    review_weeks: int | None


def name_taken() -> RecordsRefused:
    return RecordsRefused(_("There is a template of that name already."), code="taken", field="name")


def _checked(details: TemplateDetails) -> dict[str, object]:
    name = clean_line(details["name"])[:80]
    if not name:
        raise RecordsRefused(_("Write a name."), code="name", field="name")
    texts = {each: clean(str(details[each]))[:4000] for each in ("complaint", "findings", "advice")}
    return {"name": name, **texts, "review_weeks": details["review_weeks"]}


def add_template(*, actor: Actor, template_id: UUID, **details: Unpack[TemplateDetails]) -> NoteTemplate:
    """`template_id` is the form's: the form sent twice is one template. Raises NotPermitted, RecordsRefused."""
    require(actor, Permission.SETTINGS)
    row, new = insert_once(NoteTemplate(id=template_id, **_checked(details)), taken=name_taken)
    if new:
        record(actor, "note_template.added", on=row)
    return row


def change_template(
    *, actor: Actor, template: NoteTemplate, version: int, **details: Unpack[TemplateDetails]
) -> NoteTemplate:
    """Notes that began with it stay as they are. Raises NotPermitted, StaleSave, RecordsRefused."""
    require(actor, Permission.SETTINGS)
    with unique_or(name_taken):
        changed = save_version(template, version=version, values=_checked(details))
    if changed:
        record(actor, "note_template.changed", on=template)
    return template


def retire_template(*, actor: Actor, template: NoteTemplate) -> None:
    """Take it off the list; a retired one stays so. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    if stamp(template, "retired_at", clock.now()):
        record(actor, "note_template.retired", on=template)


def restore_template(*, actor: Actor, template: NoteTemplate) -> None:
    """Put it on the list again. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    if stamp(template, "retired_at", None):
        record(actor, "note_template.restored", on=template)
