from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.models import Practitioner
from daybook.lib.text import clean_line
from daybook.records.lines import Line, to_plain
from daybook.records.models import Favourite
from daybook.records.refusals import RecordsRefused

MOST = 60


def keep_favourite(
    *, actor: Actor, practitioner: Practitioner, name: str, lines: Sequence[Line]
) -> Favourite:
    """Keep these lines under a name, in the place of what had the name before. What was said about one patient's
    allergies is left out. Raises RecordsRefused ("name", "lines", "many"), NotPermitted."""
    require(actor, Permission.CONSULT)
    called = clean_line(name)[:60]
    kept = [
        {k: v for k, v in line.items() if k != "despite"} for line in to_plain(lines) if line.get("medicine")
    ]
    if not called:
        raise RecordsRefused(_("Give the favourite a name."), code="name", field="favourite")
    if not kept:
        raise RecordsRefused(_("Write the medicines first, then keep them."), code="lines", field="favourite")
    mine = Favourite.objects.filter(practitioner=practitioner)
    with transaction.atomic():
        same = mine.filter(name=called).first()
        if same is None and mine.count() >= MOST:
            raise RecordsRefused(_("There is room for 60 favourites. Take one out first."), code="many")
        if same is not None:
            Favourite.objects.filter(pk=same.pk).update(lines=kept)
            same.lines = kept
        row = same or Favourite.objects.create(practitioner=practitioner, name=called, lines=kept)
        record(actor, "favourite.kept", on=row)
    return row
