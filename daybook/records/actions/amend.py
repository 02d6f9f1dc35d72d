"""What is said after signing: an amendment beside the original, which stays."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib.text import clean
from daybook.patients.warnings import read_warnings
from daybook.records.content import check_ready, differences
from daybook.records.models import Amendment, Visit
from daybook.records.note import cleaned
from daybook.records.queries import amendments, lines_of
from daybook.records.refusals import NotReady, RecordsRefused, StaleNote
from daybook.records.sealed import Content, open_amendment, open_content, seal_amendment

MOST_REASON = 500


def amend(*, actor: Actor, visit: Visit, content: Content, reason: str, after: int) -> Amendment:
    """From now on the visit says `content`, because of `reason`. `after`: how many amendments the page had shown.

    Raises NotReady, StaleNote, RecordsRefused ("open", "same", "unreadable"), NotPermitted.
    """
    require(actor, Permission.CONSULT)
    reason = clean(reason)[:MOST_REASON]
    content = replace(content, note=cleaned(content.note))
    if not reason:
        raise NotReady({"reason": _("Say why it is changed.")})
    check_ready(content, read_warnings(visit.patient).allergies)
    with transaction.atomic():
        locked = Visit.objects.select_for_update().get(pk=visit.pk)
        if locked.state != Visit.State.SIGNED:
            raise RecordsRefused(_("This visit is not signed: change the note itself."), code="open")
        earlier, before = said_now(locked)
        if before == content:
            raise RecordsRefused(_("Nothing is different from what stands there."), code="same")
        if len(earlier) != after:
            raise StaleNote(differences(before, content), len(earlier))
        added = Amendment(visit=visit, number=len(earlier) + 1, by_label=actor.label[:200])
        added.content_sealed = seal_amendment(visit.patient_id, added.id, reason, content)
        added.save(force_insert=True)
        record(actor, "visit.amended", on=visit, patient=visit.patient_id, details={"number": added.number})
    return added


def said_now(visit: Visit) -> tuple[list[Amendment], Content]:
    """The amendments there are, and what the visit says by the last of them."""
    rows, paper = amendments(visit.id), lines_of(visit.id)
    if rows:
        content = open_amendment(visit.patient_id, rows[-1].id, rows[-1].content_sealed)[1]
    else:
        content = open_content(visit, paper)
    if content.unreadable:
        words = _("This note cannot be opened here, so it cannot be changed. The key folder is missing.")
        raise RecordsRefused(words, code="unreadable")
    return rows, content
