"""What a clinic's settings say when they say no."""

from django.utils.functional import Promise

from daybook.lib.refused import Refused


class ClinicsRefused(Refused):
    """A rule of the clinic's own settings said no. `field`: the value it is about, when it is about one."""

    def __init__(self, message: str | Promise, *, code: str = "refused", field: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field
