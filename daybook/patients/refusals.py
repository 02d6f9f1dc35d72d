"""What the patients' files say when they say no."""

from daybook.lib.refused import Refused


class PatientsRefused(Refused):
    """A rule of the patients' files said no. Codes: "name", "phone_needed", "too_many_phones", "too_long:<field>",
    "erased" (the file's key is destroyed, nothing more can be written into it)."""
