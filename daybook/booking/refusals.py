"""What the book says when it says no."""

from daybook.lib.refused import Refused


class BookingRefused(Refused):
    """A rule of the book said no. Codes: "closed" (nobody works then), "past", "not_offered", "wrong_room",
    "state" (the appointment is no longer in a state that allows this)."""


class Taken(BookingRefused):
    """Someone has the time already: `whose` is "practitioner", "room" or "patient"."""

    def __init__(self, message: object, *, whose: str) -> None:
        super().__init__(message, code="taken")  # type: ignore[arg-type]
        self.whose = whose


class Stale(BookingRefused):
    """Somebody changed the appointment since it was shown."""
