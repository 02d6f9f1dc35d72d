"""What the page of a visit shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from daybook.accounts.permissions import Permission
from daybook.booking.queries_queue import QueueLine, next_waiting
from daybook.lib import clock
from daybook.lib.phones import format_phone
from daybook.lib.zones import clock_text, local_day, zone
from daybook.patients.age import age_text
from daybook.patients.births import Birth
from daybook.patients.contacts import numbers_of
from daybook.patients.warnings import Warnings, read_warnings
from daybook.records import queries, vitals
from daybook.records.content import differences
from daybook.records.lines import TIMINGS, Line, from_plain
from daybook.records.models import Amendment, Attachment, TakenVitals, Visit
from daybook.records.note import Note
from daybook.records.phrases import in_language, phrases
from daybook.records.sealed import Content, open_amendment, open_content, open_name, open_taken
from daybook.records.story import Story, StoryLine
from daybook.tenancy.versions import Difference
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.patients.file import language_name
from daybook.web.staff.patients.lines import who
from daybook.web.staff.visits.curves import curves
from daybook.web.staff.visits.drawn import known_forms, known_medicines
from daybook.web.staff.visits.fields import LineRow, line_rows, vital_fields
from daybook.web.staff.visits.story import SHOWN_SINGLY, story_context
from daybook.web.staff.visits.vitals import by_words

GROWN_UP = 18
SINGLY = 1 + SHOWN_SINGLY  # the visit itself, and those before it that stand by themselves
WEEKS = (1, 2, 3, 4, 6, 8, 12, 26)


@dataclass(frozen=True, slots=True)
class Added:
    """An amendment as it is shown: what it changed stands beside what was there."""

    row: Amendment
    at: datetime
    reason: str
    differing: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class FileLine:
    row: Attachment
    name: str
    at: datetime
    size: str


@dataclass(frozen=True)
class Sheet:
    """A visit with everything its page needs, loaded once. `told`: this visit, first, and what was before."""

    visit: Visit
    told: Story
    warnings: Warnings

    @property
    def mine(self) -> StoryLine:
        """This visit as the story has it."""
        return self.told.lines[0]

    @property
    def earlier(self) -> list[StoryLine]:
        """What was before this visit, newest first; of a long story the latest."""
        return self.told.lines[1:]

    @property
    def nth(self) -> int:
        """1 for the patient's first visit."""
        if self.told.years is None:
            return len(self.told.lines)
        return SINGLY + sum(count for _year, count in self.told.years)

    @property
    def before(self) -> Note:
        """The latest earlier note that has vitals."""
        return next((n for line in self.earlier if (n := line.content.note).vitals), Note())


def sheet_of(visit: Visit, told: Story) -> Sheet:
    return Sheet(visit, told, read_warnings(visit.patient))


def before(visit: Visit) -> Story:
    """The visit and what was before it."""
    return queries.latest(visit.patient_id, upto=visit, singly=SINGLY)


def today_at(visit: Visit) -> date:
    return local_day(clock.now(), zone(visit.branch.time_zone))


def is_grown_up(visit: Visit) -> bool:
    """Usual ranges are those of grown-ups; a patient of unknown age is taken for one."""
    birth = Birth.of(visit.patient)
    return birth is None or (today_at(visit) - birth.on).days >= GROWN_UP * 365.25


def page_context(request: StaffRequest, sheet: Sheet) -> dict[str, Any]:
    """The head, the story and the files: the same for a note that is written and one that is signed."""
    visit, patient = sheet.visit, sheet.visit.patient
    place = zone(visit.branch.time_zone)
    started = visit.started_at.astimezone(place)
    base = f"/c/{request.tenant.slug}/"
    numbers = numbers_of(patient)
    following = _next(visit)
    return {
        "visit": visit,
        "patient": patient,
        "base": base,
        "here": f"{base}visits/{visit.id}/",
        "who": who(age_text(patient, started.date()), patient.sex),
        "language": language_name(patient.language) if patient.language else "",
        "phone": format_phone(numbers[0], request.clinic.country) if numbers else "",
        "warnings": sheet.warnings,
        "nth": _nth(sheet.nth),
        "started": started.replace(tzinfo=None),
        "clock": clock_text(started),
        "finished": visit.finished_at and visit.finished_at.astimezone(place).replace(tzinfo=None),
        "may_write": request.may(Permission.CONSULT),
        "curves": list(curves(sheet.told.lines)),
        "files": [_file(row, sheet) for row in queries.attachments(patient.id)],
        "next": following,
        "next_waits": _minutes(following.arrived_at) if following else 0,
        **story_context(Story(sheet.earlier, sheet.told.years), request.tenant.slug, patient.id),
    }


def _nth(number: int) -> str:
    return _("first visit") if number == 1 else _("visit number %(number)d") % {"number": number}


def _next(visit: Visit) -> QueueLine | None:
    return next_waiting(visit.practitioner, today_at(visit), visit.branch)


def _minutes(since: datetime) -> int:
    return max(0, int((clock.now() - since).total_seconds() // 60))


def _file(row: Attachment, sheet: Sheet) -> FileLine:
    at = row.added_at.astimezone(zone(sheet.visit.branch.time_zone)).replace(tzinfo=None)
    name = open_name(row.patient_id, row.id, row.name_sealed) or _("unreadable")
    return FileLine(row, name, at, said_size(row.size))


def said_size(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, size // 1024)} KB"


def form_context(
    request: StaffRequest, sheet: Sheet, content: Content, keys: Iterable[str] = ()
) -> dict[str, Any]:
    """The note as a form. `keys`: what the page called the prescription's rows."""
    visit, before = sheet.visit, sheet.before
    taken = queries.taken_vitals(visit.entry) if visit.entry and visit.state == Visit.State.OPEN else None
    note = _as_taken(visit, _tall_as_before(visit, content.note, before), taken)
    language = visit.patient.language
    mine = request.practitioner.id if request.practitioner else visit.practitioner_id
    favourites = queries.favourites(mine)
    last = next((line.content.lines for line in sheet.earlier if line.content.lines), ())
    said_again = [_again(line, language) for line in last]
    told = sheet.warnings.allergies
    return {
        "note": note,
        "taken": by_words(taken, visit.entry) if taken and visit.entry else "",
        "vitals": vital_fields(note, before, grown_up=is_grown_up(visit)),
        "bmi": vitals.bmi_shown(note.vitals),
        "bmi_flag": vitals.flag(note.vitals, "bmi") if is_grown_up(visit) else "",
        "rows": line_rows(content.lines, told, keys),
        "blank": LineRow("__key__", from_plain([{}])[0]),
        "last_rows": line_rows(said_again, told),
        "favourites": [(each, line_rows(from_plain(each.lines), told)) for each in favourites],
        "templates": queries.templates(mine),
        "templates_url": f"/c/{request.tenant.slug}/settings/templates/" if request.practitioner else "",
        "medicines": known_medicines(),
        "forms": known_forms(),
        "timings": TIMINGS,
        "phrases": phrases(language),
        "weeks": WEEKS,
        "review_weeks": _weeks(note, visit),
        "book_url": book_url(request, visit, note),
        "today": today_at(visit),
    }


def _tall_as_before(visit: Visit, note: Note, before: Note) -> Note:
    """A grown-up's height is not measured each time: a note that nobody has written into yet begins with the last."""
    if visit.saved_at is not None or "height_mm" in note.vitals or not is_grown_up(visit):
        return note
    height = {name: value for name, value in before.vitals.items() if name == "height_mm"}
    return replace(note, vitals={**height, **note.vitals})


def _as_taken(visit: Visit, note: Note, taken: TakenVitals | None) -> Note:
    """What was measured while the patient waited stands in the note, unless the note was saved since then: whoever
    took a number out of it meant to."""
    if taken is None or (visit.saved_at is not None and visit.saved_at >= taken.taken_at):
        return note
    known = open_taken(visit.patient_id, taken) or {}
    return replace(
        note, vitals={**note.vitals, **known} if visit.saved_at is None else {**known, **note.vitals}
    )


def _again(line: Line, language: str) -> Line:
    """A line of last time: what was said about allergies then is asked again, and its words in today's language."""
    return replace(line, despite=(), instructions=in_language(line.instructions, language))


def _weeks(note: Note, visit: Visit) -> str:
    if note.follow_up_on is None:
        return ""
    days = (note.follow_up_on - local_day(visit.started_at, zone(visit.branch.time_zone))).days
    return str(days // 7) if days > 0 and days % 7 == 0 else ""


def book_url(request: StaffRequest, visit: Visit, note: Note) -> str:
    """The booking form for the review."""
    if not request.may(Permission.BOOK):
        return ""
    query = {
        "patient": visit.patient_id,
        "practitioner": visit.practitioner_id,
        "branch": visit.branch_id,
        "day": note.follow_up_on.isoformat() if note.follow_up_on else "",
    }
    return f"/c/{request.tenant.slug}/appointments/new/?{urlencode(query)}"


def signed_context(sheet: Sheet, content: Content) -> dict[str, Any]:
    """A signed note to read: what it says now, and each amendment beside what stood there before."""
    visit, place = sheet.visit, zone(sheet.visit.branch.time_zone)
    rows = queries.amendments(visit.id)
    said = open_content(visit, queries.lines_of(visit.id)) if rows else content
    added = []
    for row in rows:
        reason, then = open_amendment(visit.patient_id, row.id, row.content_sealed)
        at = row.at.astimezone(place).replace(tzinfo=None)
        added.append(Added(row, at, reason, differences(said, then)))
        said = then
    return {
        "content": content,
        "note": content.note,
        "vitals": [
            each for each in vital_fields(content.note, Note(), grown_up=is_grown_up(visit)) if each.value
        ],
        "bmi": vitals.bmi_shown(content.note.vitals),
        "amendments": added,
    }


def live_parts(sheet: Sheet, content: Content, keys: Iterable[str]) -> Mapping[str, Any]:
    """What the page draws again after a save: flags, errors, warnings."""
    visit = sheet.visit
    return {
        "vitals": vital_fields(content.note, Note(), grown_up=is_grown_up(visit)),
        "bmi": vitals.bmi_shown(content.note.vitals),
        "bmi_flag": vitals.flag(content.note.vitals, "bmi") if is_grown_up(visit) else "",
        "rows": line_rows(content.lines, sheet.warnings.allergies, keys),
    }
