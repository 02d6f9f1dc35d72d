"""What the patients' files say when they say no."""

from django.utils.functional import Promise

from daybook.lib.refused import Refused


class PatientsRefused(Refused):
    """A rule of the patients' files said no. `field`: the detail it is about, when it is about one. Codes: "name",
    "phone_needed", "too_many_phones", "too_long", "unreadable" (the sealed part cannot be opened here), "erased"
    (the file's key is destroyed, nothing more can be written into it), "merged" (it was merged into another file)."""

    def __init__(self, message: str | Promise, *, code: str = "refused", field: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field
