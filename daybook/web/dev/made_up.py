"""A made-up morning at a small clinic, at 10:22, and a full day of ten practitioners."""

from typing import cast, get_args

from daybook.web.staff.day.lanes import side_by_side
from daybook.web.staff.day.shapes import Block, Card, Column, Figure, NextFree, State, TagKind, Waiting

URL = "/dev/parts/day/"
FORM = "/dev/parts/form/"
WORDS: dict[State, str] = {
    "booked": "Booked",
    "arrived": "Arrived",
    "inroom": "In consultation",
    "done": "Done",
    "noshow": "No-show",
    "held": "Held",
}
# Practitioner: name, detail, tag, kind of tag. Appointment: time, minutes, state (+ overbooked), name, age, service,
# colour, detail.
TABLE = """
Dr Meera Rao | General medicine · Room 1 | 12 min late | bad
9:00 | 15 | done | Lakshmi Naidu | 58 | Follow-up | blue | ₹500 paid
9:15 | 15 | done | Suresh Patel | 47 | Consultation | teal | ₹600 paid
9:35 | 20 | inroom | Imran Sheikh | 42 | Consultation | teal | since 9:47
10:00 | 15 | arrived | Kavya Chowdary | 34 | Follow-up | blue | 18 min
10:15 | 15 | arrived | R. Venkatesh | 67 | Consultation | teal | 9 min
10:30 | 30 | booked | Joseph Thomas | 39 | Health check | green | confirmed
11:15 | 15 | booked | Anita Sharma | 29 | Consultation | teal |
11:15 | 15 | booked+ | Padmavathi Venkata Lakshmi | 71 | Pain | red | overbooked by Dr Rao
11:45 | 15 | booked | Padma Reddy | 52 | Follow-up | blue | confirmed
12:30 | 20 | booked | Harsha Varma | 24 | Consultation | teal |
17:00 | 10 | booked | Sunil Nair | 44 | Dressing | orange |
17:10 | 10 | held | Held for the website | | | | 4 min left

Dr Farid Khan | Paediatrics · Room 2 | on time |
9:00 | 20 | done | Baby of Divya | 0 | Vaccination | amber | ₹1,250 paid
9:25 | 20 | done | Aarav Gupta | 6 | Consultation | teal | due ₹400
9:50 | 20 | inroom | Zoya Fatima | 3 | Fever | pink | since 9:52
10:15 | 20 | arrived | Ishaan Rao | 9 | Follow-up | blue | 4 min
10:45 | 20 | booked | సాయి తేజ | 11 | Vaccination | amber | confirmed
11:30 | 20 | booked | Nila Kumar | 2 | Consultation | teal |

Dr Asha Iyer | Dermatology · Room 4 | on time |
9:30 | 30 | done | Deepa Menon | 31 | Skin procedure | purple | ₹4,000 paid
10:00 | 15 | noshow | Rahul Verma | 27 | Consultation | teal |
10:15 | 15 | inroom | Grace Paul | 40 | Follow-up | blue | since 10:14
10:45 | 45 | booked | Bhavana K. | 36 | Laser, session 3 of 6 | indigo | package
12:00 | 15 | booked | Nithya S. | 22 | Consultation | teal | confirmed

Dr Vikram Das | Dental · Chair 1 | 8 min early | ok
8:45 | 45 | done | Mohammed Ali | 55 | Root canal, 2nd | brown | ₹3,500 paid
9:45 | 30 | inroom | Sunita Devi | 48 | Scaling | lime | since 9:40
10:30 | 30 | booked | Prakash J. | 62 | Crown fitting | slate | confirmed
11:00 | 15 | arrived+ | Walk-in: Ravi | 19 | Pain | red | Dr Rao asked
11:30 | 60 | booked | Teja Goud | 33 | Implant consultation | slate | deposit paid
"""
BLOCKS = (
    (Block("closed", 96, 12), Block("break", 156, 24, "Lunch"), Block("closed", 228, 12)),
    (Block("closed", 96, 12), Block("closed", 156, 84, "Not here in the afternoon")),
    (Block("closed", 96, 18), Block("leave", 156, 84, "On leave")),
    (Block("break", 162, 12, "Break"), Block("closed", 216, 24)),
)
WAITING = tuple(
    Waiting(name, detail, 622 - minutes, minutes, f"{URL}p0-3/", token, minutes > 15)
    for token, name, detail, minutes in (
        ("A-12", "Kavya Chowdary", "Dr Rao · booked 10:00", 18),
        ("A-13", "R. Venkatesh", "Dr Rao · booked 10:15", 9),
        ("B-07", "Ishaan Rao", "Dr Khan · booked 10:15", 4),
        ("", "Walk-in: Salma Begum", "Dr Rao · no appointment", 2),
    )
)
FIGURES = (
    Figure("Seen", "11", "of 25"),
    Figure("No-show", "1"),
    Figure("Overbooked", "2"),
    Figure("Free today", "3 h 40"),
)
NEXT_FREE = (
    NextFree("Dr Meera Rao", "11:00", FORM),
    NextFree("Dr Farid Khan", "10:35", FORM),
    NextFree("Dr Asha Iyer", "Mon 9:30", FORM, "on leave this afternoon"),
    NextFree("Dr Vikram Das", "12:30", FORM),
)
# Where a card was dragged to, by its id: practitioner and row. Forgotten with the process.
moved: dict[str, tuple[str, int]] = {}


def row_of(text: str) -> int:
    """10:15 as a row."""
    hour, minute = text.split(":")
    return int(hour) * 12 + int(minute) // 5


def few() -> tuple[Column, ...]:
    """Four practitioners."""
    tables = [[line.split("|") for line in part.splitlines()] for part in TABLE.strip().split("\n\n")]
    cards: list[list[Card]] = [[] for _ in tables]
    for n, (_, *lines) in enumerate(tables):
        for m, line in enumerate(lines):
            card = _card(f"p{n}-{m}", [word.strip() for word in line])
            home = moved[card.id][0] if card.id in moved else f"p{n}"
            cards[int(home[1:])].append(card)
    return tuple(
        _column(n, [word.strip() for word in head], side_by_side(cards[n]))
        for n, (head, *_) in enumerate(tables)
    )


def _column(n: int, head: list[str], cards: tuple[Card, ...]) -> Column:
    name, detail, tag, kind = head
    return Column(f"p{n}", name, cards, BLOCKS[n], detail, tag, cast(TagKind, kind))


def _card(key: str, line: list[str]) -> Card:
    at, minutes, words, name, age, service, colour, detail = line
    state = cast(State, words.rstrip("+"))
    row = moved[key][1] if key in moved else row_of(at)
    return Card(
        id=key,
        row=row,
        span=int(minutes) // 5,
        state=state,
        state_word=WORDS[state],
        name=name,
        time_text=f"{row // 12}:{row % 12 * 5:02}",
        url=f"{URL}{key}/",
        age=age,
        service=service,
        colour=colour,
        detail=detail,
        overbooked=words.endswith("+"),
        move_url=f"{URL}{key}/move/" if state in ("booked", "arrived") else "",
    )


def many() -> tuple[Column, ...]:
    """Ten practitioners with twenty appointments each, to look at and to measure."""
    states = get_args(State)[:5]
    return tuple(
        Column(
            f"m{n}",
            f"Dr Number {n}",
            tuple(_filler(f"m{n}-{m}", 102 + m * 6, states[(n + m) % 5]) for m in range(20)),
            (Block("closed", 96, 6), Block("closed", 222, 18)),
            "General medicine · Room 1",
            "on time",
        )
        for n in range(10)
    )


def _filler(key: str, row: int, state: State) -> Card:
    time = f"{row // 12}:{row % 12 * 5:02}"
    return Card(
        key, row, 4, state, WORDS[state], f"Patient Number {row}", time, f"{URL}{key}/", "40", "Consultation",
        "teal", "confirmed", move_url=f"{URL}{key}/move/",
    )  # fmt: skip
