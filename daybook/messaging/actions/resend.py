"""Send a message once more, because somebody says so."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.lib import clock
from daybook.messaging.letters import agreed
from daybook.messaging.models import Message
from daybook.messaging.refusals import MessagingRefused
from daybook.patients.failed_addresses import try_address_again

State = Message.State
AGAIN = frozenset({State.UNKNOWN, State.FAILED})


def resend(*, actor: Actor, message: Message) -> None:
    """Queue it for now, also to an address that took no mail before, with the same Message-ID, so that a mail program
    that got it before can tell (RFC 5322, 3.6.4).

    `message.patient` is loaded. Raises NotPermitted or MessagingRefused ("late", "no_consent", "no_address", "state").
    """
    require(actor, Permission.MESSAGES)
    if message.not_after <= clock.now():
        raise MessagingRefused(_("It is too late: this message would tell nothing any more."), code="late")
    if not agreed(message.patient_id, message.purpose):
        raise MessagingRefused(
            _("The patient has not agreed to such messages, or no longer."), code="no_consent"
        )
    if not message.patient.email:
        raise MessagingRefused(_("Write an e-mail address into the patient's file first."), code="no_address")
    with transaction.atomic():
        waiting = Message.objects.filter(pk=message.pk, state__in=AGAIN)
        if not waiting.update(state=State.QUEUED, reason="", attempts=0, due_at=clock.now()):
            raise MessagingRefused(_("This message is not one to be sent again now."), code="state")
        try_address_again(message.patient)
        details = {"was": message.state}
        record(actor, "message.resent", on=message, patient=message.patient_id, details=details)
