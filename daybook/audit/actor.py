"""Who does something: a plain value that every action takes first."""

from dataclasses import dataclass
from typing import Literal, Self

Kind = Literal["staff", "system", "import", "patient"]


@dataclass(frozen=True, slots=True)
class Actor:
    """`id`: the membership's id for staff, else a word. `label`: the name shown to the clinic in the trail.
    `role`: the staff member's role at this clinic, None for machines, which are checked where they are started.
    `practises`: this member also sees patients, as one of the clinic's practitioners."""

    kind: Kind
    id: str
    label: str
    role: str | None = None
    practises: bool = False

    @classmethod
    def system(cls, name: str) -> Self:
        """A part of Daybook itself, such as the sealer or the demo."""
        return cls(kind="system", id=name, label=name)
