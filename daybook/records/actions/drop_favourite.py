from django.db import transaction

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.records.models import Favourite


def drop_favourite(*, actor: Actor, favourite: Favourite) -> None:
    """Raises NotPermitted."""
    require(actor, Permission.CONSULT)
    with transaction.atomic():
        if Favourite.objects.filter(pk=favourite.pk).delete()[0]:
            record(actor, "favourite.dropped", on=favourite)
