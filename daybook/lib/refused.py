"""The two ways of saying no: a rule refused an action, or a value could not be read.

Both carry words that are fit to show to a person, and a code for programs. Neither ever carries what was
typed: an exception's text ends in logs, and what was typed may be about a patient.
"""

from django.utils.functional import Promise


class Refused(Exception):
    """A rule said no. `message` is shown as it is (a lazy translation is fine); `code` is for programs."""

    def __init__(self, message: str | Promise, *, code: str = "refused") -> None:
        super().__init__(code)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


class BadInput(ValueError):
    """A value that cannot be read. The base of BadPhone, BadMoney and BadZone."""

    def __init__(self, message: str | Promise, *, code: str = "invalid") -> None:
        super().__init__(code)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)
