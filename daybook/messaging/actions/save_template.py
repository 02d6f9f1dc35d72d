from typing import Any

from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib.text import clean, clean_line
from daybook.messaging.models import MessageTemplate
from daybook.messaging.texts import check
from daybook.messaging.wordings import Wording
from daybook.tenancy.versions import Difference, StaleSave, save_version
from daybook.tenancy.writes import insert_unless_conflict


def save_template(*, actor: Actor, template: MessageTemplate, version: int, subject: str, body: str) -> None:
    """The clinic's own words for one purpose in one language; messages that leave from now on have them.

    Raises StaleSave, MessagingRefused (see `texts.check`) or NotPermitted.
    """
    require(actor, Permission.SETTINGS)
    words = Wording(clean_line(subject), clean(body))
    check(words)
    with transaction.atomic():
        if template._state.adding:
            if words != Wording(template.subject, template.body):
                _first(actor, template, words)
            return
        if save_version(template, version=version, values=words._asdict()):
            _record(actor, template)


def _first(actor: Actor, template: MessageTemplate, words: Wording) -> None:
    # Who had Daybook's words before them had version 1.
    new = MessageTemplate(purpose=template.purpose, language=template.language, version=2, **words._asdict())
    if insert_unless_conflict(new):
        _record(actor, new)
        return
    # Somebody else's first words came in between.
    theirs = MessageTemplate.objects.get(purpose=template.purpose, language=template.language)
    label: Any = MessageTemplate._meta.get_field("body").verbose_name
    raise StaleSave([Difference("body", label, theirs.body, words.body)], theirs.version)


def _record(actor: Actor, template: MessageTemplate) -> None:
    details = {"purpose": template.purpose, "language": template.language}
    record(actor, "template.changed", on=template, details=details)
