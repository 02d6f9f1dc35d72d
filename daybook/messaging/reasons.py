"""Why a message was not sent, or is not known to have been: one word in the row, words for people here."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "moved": _("the appointment was moved"),
    "cancelled": _("the appointment was cancelled"),
    "over": _("the appointment has begun"),
    "no_consent": _("the patient has not agreed, or no longer"),
    "no_address": _("there is no e-mail address in the patient's file"),
    "late": _("its time had passed before it could be sent"),
    "off": _("the clinic has switched these messages off"),
    "died": _("the patient has died"),
    "erased": _("the patient's file was erased"),
    "key": _("the key of the patient's file is not there; it is tried again"),
    "fault": _("it could not be written"),
    "busy": _("the mail server was busy or not there; it is tried again"),
    "tries": _("the mail server was busy or not there each time it was tried"),
    "refused": _("the mail server refused it: look at the e-mail address"),
    "bad_address": _(
        "there is no such e-mail address: ask the patient, and write the right one into the file"
    ),
    "broke": _("the connection broke while it was being sent: it may have arrived"),
    "killed": _("the sender stopped while it was being sent: it may have arrived"),
}


def in_words(reason: str) -> str:
    """Empty for no reason."""
    return str(REASONS.get(reason, ""))
