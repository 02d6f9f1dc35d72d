from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.messaging.models import MessageTemplate


def restore_template(*, actor: Actor, template: MessageTemplate) -> None:
    """Back to the words that come with Daybook. Does nothing where there are no others. Raises NotPermitted."""
    require(actor, Permission.SETTINGS)
    with transaction.atomic():
        removed, _models = MessageTemplate.objects.filter(pk=template.pk).delete()
        if removed:
            details = {"purpose": template.purpose, "language": template.language}
            record(actor, "template.restored", on=template, details=details)
