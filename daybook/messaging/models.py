"""What leaves the house. A mail is a row, written in the transaction of what it tells about; a job sends it later."""

from django.db import models

from daybook.lib import clock


class AccountMail(models.Model):
    """A mail to a person about their own account (codes, invitations): no clinic's data and no patient's.

    The text is emptied once the mail has gone, because codes and links in it open doors.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        UNKNOWN = "unknown"  # the sender died between the attempt and its record: never repeated by itself
        FAILED = "failed"

    id = models.BigAutoField(primary_key=True)
    message_id = models.CharField(max_length=200, unique=True)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
