"""What billing says when it says no."""

from django.utils.functional import Promise

from daybook.lib.refused import Refused


class BillingRefused(Refused):
    """A rule of billing said no. `field`: the value it is about, when it is about one.

    Codes: "used" (the form belongs to something else), "issued", "empty", "discount", "amount", "overpaid",
    "reference", "void", "billed", "series_full", "state".
    """

    def __init__(self, message: str | Promise, *, code: str = "refused", field: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field
