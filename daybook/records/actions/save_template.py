"""Templates of notes, the clinic's and practitioners' own: made, changed, taken off the list, put back."""

from typing import TypedDict, Unpack
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import NotPermitted, Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Practitioner
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


def require_template(actor: Actor, practitioner: Practitioner | None) -> None:
    """The clinic's are a matter of the settings; a practitioner's own are changed by whoever signs in as that one.
    Raises NotPermitted."""
    require(actor, Permission.TEMPLATES)
    if practitioner is None:
        require(actor, Permission.SETTINGS)
    elif actor.role is not None and str(practitioner.membership_id) != actor.id:
        raise NotPermitted(_("This template is another practitioner's."), code="not_yours")


def add_template(
    *,
    actor: Actor,
    template_id: UUID,
    practitioner: Practitioner | None = None,
    **details: Unpack[TemplateDetails],
) -> NoteTemplate:
    """`template_id` is the form's: the form sent twice is one template. `practitioner`: whose own it is, None for the
    clinic's. Raises NotPermitted, RecordsRefused."""
    require_template(actor, practitioner)
    wanted = NoteTemplate(id=template_id, practitioner=practitioner, **_checked(details))
    row, new = insert_once(wanted, taken=name_taken)
    if new:
        record(actor, "note_template.added", on=row)
    return row


def change_template(
    *, actor: Actor, template: NoteTemplate, version: int, **details: Unpack[TemplateDetails]
) -> NoteTemplate:
    """Notes that began with it stay as they are. Raises NotPermitted, StaleSave, RecordsRefused."""
    require_template(actor, template.practitioner)
    with unique_or(name_taken):
        changed = save_version(template, version=version, values=_checked(details))
    if changed:
        record(actor, "note_template.changed", on=template)
    return template


def retire_template(*, actor: Actor, template: NoteTemplate) -> None:
    """Take it off the list; a retired one stays so. Raises NotPermitted."""
    require_template(actor, template.practitioner)
    if stamp(template, "retired_at", clock.now()):
        record(actor, "note_template.retired", on=template)


def restore_template(*, actor: Actor, template: NoteTemplate) -> None:
    """Put it on the list again. Raises NotPermitted."""
    require_template(actor, template.practitioner)
    if stamp(template, "retired_at", None):
        record(actor, "note_template.restored", on=template)
