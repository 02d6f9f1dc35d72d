"""What hours, leave and holidays say when they say no."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from daybook.lib.refused import Refused


class SchedulingRefused(Refused):
    """A rule about hours, leave or holidays said no. `field`: the value it is about, when it is about one."""

    def __init__(self, message: str | Promise, *, code: str = "refused", field: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one day (0 is Monday) of a week."""

    weekday: int
    message: str


class WeekRefused(SchedulingRefused):
    """A week that cannot be worked. `problems`: all of them, by day."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].message, code="week")
        self.problems = tuple(problems)
