"""What was typed into a visit's note, read. Nothing is refused here: what cannot be read yet is kept as it is typed."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.http import QueryDict

from daybook.lib.text import clean_line
from daybook.records import icd10, vitals
from daybook.records.lines import LONGEST, MOST_LINES, Line, read_line
from daybook.records.note import TEXTS, Diagnosis, Note
from daybook.records.sealed import Content

MOST_WEEKS = 104


def read_content(data: QueryDict, today: date, before: Content) -> Content:
    """The form's note. `before`: what it said, for what the form does not show. `today`: the branch's."""
    return Content(_note(data, today, before.note), tuple(line for _key, line in read_lines(data)))


def _note(data: QueryDict, today: date, before: Note) -> Note:
    kept: dict[str, int] = {}
    unread: dict[str, str] = {}
    for name in (vitals.PRESSURE, *vitals.BY_NAME):
        text = clean_line(data.get(name, ""))[:20]
        try:
            kept |= vitals.read(name, text) if text else {}
        except vitals.BadVital:
            unread[name] = text
    texts = {name: data.get(name, "") for name in TEXTS}
    return Note(
        **texts,
        vitals=kept,
        unread=unread,
        diagnoses=tuple(_diagnoses(data)),
        given=before.given,
        follow_up_on=_follow_up(data, today),
    )


def _diagnoses(data: QueryDict) -> Iterator[Diagnosis]:
    """Each chip sends "I10" or free text; a code always has its official words. What stands in the search field and
    was not chosen is a diagnosis too: nobody's typing is lost."""
    seen = set()
    for text in [*data.getlist("diagnosis"), data.get("diagnosis_words", "")]:
        words = clean_line(text)[:200]
        code = words.split(" · ")[0]
        official = icd10.described(code) if len(code) <= 6 else None
        if words and words not in seen:
            seen.add(words)
            yield Diagnosis(official, code) if official else Diagnosis(words)


def read_lines(data: QueryDict) -> Iterator[tuple[str, Line]]:
    """(the row's key in the page, the line); empty rows are left out."""
    for key in data.getlist("line")[:MOST_LINES]:
        values: dict[str, object] = {name: data.get(f"{name}-{key}", "") for name in LONGEST}
        line = read_line({**values, "despite": data.getlist(f"despite-{key}")})
        if any(getattr(line, name) for name in LONGEST if name != "timing"):
            yield key, line
    added = clean_line(data.get("add", ""))
    if added:
        yield "added", read_line({"medicine": added})


def _follow_up(data: QueryDict, today: date) -> date | None:
    """The date, or else so many weeks from today."""
    try:
        return date.fromisoformat(data.get("follow_up_on", ""))
    except ValueError:
        pass
    weeks = data.get("review_weeks", "")
    if weeks.isascii() and weeks.isdigit() and 0 < int(weeks) <= MOST_WEEKS:
        return today + timedelta(weeks=int(weeks))
    return None
