"""The jobs of mail."""

import time
from datetime import timedelta

from daybook.lib import clock
from daybook.messaging.actions import forget_mails as forgetting
from daybook.messaging.actions import send_account_mail as sending
from daybook.messaging.actions import send_due as sending_due
from daybook.messaging.queries import anything_to_do
from daybook.tenancy.jobs import clinic_steps_job, each_clinic, enqueue, every, somebody_waits, system_job
from daybook.tenancy.scope import current_clinic_id

# All clinics' messages leave one after another: one of the worker's two hands is always free for other work, and
# what a sender that died had in its hands can be told from what is being sent.
LANE = "messaging.send"
LOST = timedelta(minutes=5)


@system_job("messaging.send_account_mail")
def send_account_mail(mail_id: int) -> None:
    wait = sending.send_account_mail(mail_id)
    if wait:
        enqueue(send_account_mail, after=wait, mail_id=mail_id)


@every("17 * * * *", "messaging.forget_mails")
def forget_mails() -> None:
    forgetting.forget_mails()


@every("* * * * *", "messaging.due")
def due() -> None:
    """One job for each clinic that has something due; the messages themselves stay rows."""
    each_clinic(_ask)


def _ask() -> None:
    now = clock.now()
    if anything_to_do(now, now - LOST):
        _again(current_clinic_id())


@clinic_steps_job("messaging.send_due")
def send_due(clinic_id: int) -> None:
    """Some of a clinic's messages; more while no other clinic waits. For the rest it queues up again behind them."""
    until = time.monotonic() + sending_due.SECONDS
    while sending_due.send_due(clinic_id, seconds=until - time.monotonic()):
        if time.monotonic() > until or somebody_waits(LANE):
            _again(clinic_id)
            return


def _again(clinic_id: int) -> None:
    enqueue(send_due, once=f"{LANE}:{clinic_id}", lane=LANE, clinic_id=clinic_id)
