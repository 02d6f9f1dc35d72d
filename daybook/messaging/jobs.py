"""The jobs of mail."""

from daybook.messaging.actions import forget_mails as forgetting
from daybook.messaging.actions import send_account_mail as sending
from daybook.tenancy.jobs import enqueue, every, system_job


@system_job("messaging.send_account_mail")
def send_account_mail(mail_id: int) -> None:
    wait = sending.send_account_mail(mail_id)
    if wait:
        enqueue(send_account_mail, after=wait, mail_id=mail_id)


@every("17 * * * *", "messaging.forget_mails")
def forget_mails() -> None:
    forgetting.forget_mails()
