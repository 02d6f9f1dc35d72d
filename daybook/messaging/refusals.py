"""What messages say when they say no."""

from django.utils.functional import Promise

from daybook.lib.refused import Refused


class MessagingRefused(Refused):
    """A rule of messages said no. `field`: what it is about, when it is about one. Codes: "empty", "lines",
    "placeholder", "private", "brace" (a template), "hours" (the plan), "state", "late", "no_consent", "no_address" (a
    message that cannot be sent again)."""

    def __init__(self, message: str | Promise, *, code: str = "refused", field: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field
