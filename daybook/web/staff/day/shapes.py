"""What the day view draws, as plain values: the view fills them from queries, the templates know nothing else.

Rows are five-minute rows of the branch's local day: 0 is midnight, 114 is 9:30, 287 is 23:55. Words arrive ready to
show (translated, in the clinic's clock). Addresses are ready to follow; an empty one means "not for this person".
"""

from dataclasses import dataclass
from typing import Literal

State = Literal["booked", "arrived", "inroom", "done", "noshow", "held"]
BlockKind = Literal["closed", "break", "leave", "holiday"]
TagKind = Literal["", "ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Card:
    """One appointment (or hold). `span` in rows, at least 1. `lane` of `lanes` side by side, from lanes.py."""

    id: str
    row: int
    span: int
    state: State
    state_word: str
    name: str
    time_text: str
    url: str
    age: str = ""
    service: str = ""
    colour: str = ""
    detail: str = ""
    overbooked: bool = False
    lane: int = 0
    lanes: int = 1
    version: int = 1
    move_url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Time in which a practitioner is not there: outside hours, a break, leave, a holiday."""

    kind: BlockKind
    row: int
    span: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One practitioner's day. `id` is what a move sends as `practitioner`.

    In a week each column is a day: `day` is it in ISO 8601, `url` opens it, `today` and `over` say which it is; nothing
    is booked in a day that is over.
    """

    id: str
    name: str
    cards: tuple[Card, ...] = ()
    blocks: tuple[Block, ...] = ()
    detail: str = ""
    tag: str = ""
    tag_kind: TagKind = ""
    day: str = ""
    url: str = ""
    today: bool = False
    over: bool = False

    @property
    def key(self) -> str:
        """What tells it from the other columns of the page."""
        return self.day or self.id


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of a menu: a branch, a practitioner to show, or another view of the book and the key that opens it."""

    label: str
    url: str
    current: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A patient who has arrived: `since` minutes after local midnight, `minutes` ago. `long` when that is too long.
    `called`: has been called and not come in yet."""

    name: str
    detail: str
    since: int
    minutes: int
    url: str
    token: str = ""
    long: bool = False
    called: bool = False


@dataclass(frozen=True, slots=True)
class CallNext:
    """The button under the waiting list: whom it calls, for whom. `expecting` is the id of the token shown as next."""

    practitioner: str
    practitioner_id: str
    branch_id: str
    expecting: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the day."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NextFree:
    """The next time someone can be booked; the address opens the booking form filled with it."""

    practitioner: str
    time_text: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """What is said when there is no column to draw, and what to do about it."""

    heading: str
    text: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class DayPage:
    """The whole view of a day, or of a week, whose columns are days.

    `first_row` is on a full hour (a multiple of 12) and `rows` a multiple of 12.

    `now` is minutes since local midnight, None on another day than today. `slot` is the step in minutes that a click
    on free time snaps to, `clock` 12 or 24. `book_url` gets `?practitioner=<id>&starts_at=YYYY-MM-DDTHH:MM`.
    `etag` is the quoted value the poll sends back in If-None-Match. `hours` are the 24 words of the gutter, in the
    clinic's clock. `views`: day, week and month of the same. `is_over`: a day of the past, which is a record.
    """

    day: str
    heading: str
    columns: tuple[Column, ...]
    first_row: int
    rows: int
    previous_url: str
    today_url: str
    next_url: str
    now: int | None = None
    now_text: str = ""
    slot: int = 15
    clock: int = 24
    is_today: bool = False
    book_url: str = ""
    poll_url: str = ""
    etag: str = ""
    branches: tuple[Choice, ...] = ()
    practitioners: tuple[Choice, ...] = ()
    practitioners_word: str = ""
    waiting: tuple[Waiting, ...] = ()
    waiting_note: str = ""
    call_next: CallNext | None = None
    figures: tuple[Figure, ...] = ()
    next_free: tuple[NextFree, ...] = ()
    notices: tuple[str, ...] = ()
    views: tuple[Choice, ...] = ()
    is_over: bool = False
    unmarked: tuple[Waiting, ...] = ()
    sheet_url: str = ""
    hours: tuple[str, ...] = tuple(f"{hour}:00" for hour in range(24))
    empty: Empty | None = None

    @property
    def branch(self) -> str:
        """The branch that is shown."""
        return next((choice.label for choice in self.branches if choice.current), "")

    @property
    def waiting_count(self) -> int:
        """Who waits to be called."""
        return len([one for one in self.waiting if not one.called])

    @property
    def now_row(self) -> int | None:
        """The row of the now line, from `first_row`; None when it lies outside what is drawn."""
        if self.now is None:
            return None
        row = self.now // 5 - self.first_row
        return row if 0 <= row < self.rows else None

    @property
    def now_minute(self) -> int:
        """Minutes into the now line's row."""
        return (self.now or 0) % 5

    @property
    def tall(self) -> bool:
        """Five-minute appointments need taller rows to stay readable and to be hit."""
        return any(card.span == 1 for column in self.columns for card in column.cards)

    @property
    def marks(self) -> list[tuple[int, str]]:
        """The time gutter: row from `first_row`, and the hour's words out of `hours`."""
        return [(row, self.hours[(self.first_row + row) // 12]) for row in range(0, self.rows, 12)]
