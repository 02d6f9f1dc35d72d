"""Reads of visits. Everything here runs inside the clinic's scope; what is sealed is opened by `sealed.py`."""

from typing import cast
from uuid import UUID

from django.db.models import Q, QuerySet

from daybook.booking.models import Appointment, QueueEntry
from daybook.clinics.models import Branch, Practitioner
from daybook.patients.models import Patient
from daybook.records.models import (
    Amendment,
    Attachment,
    Favourite,
    NoteTemplate,
    Prescription,
    TakenVitals,
    Visit,
)
from daybook.records.story import Story, StoryLine
from daybook.tenancy.reads import Joined, read

MOST_STORY = 2000
LATEST = 30
"""Visits of a story that are read at once; of older ones only how many there were in each year."""

# Which visits first, then what belongs to them: of hundreds, thirty are joined and read.
_STORY = """
FROM (
    SELECT x.* FROM records_visit x
    JOIN clinics_branch y ON y.clinic_id = %(clinic)s AND y.id = x.branch_id
    WHERE x.clinic_id = %(clinic)s AND x.patient_id = %(patient)s {which}
    ORDER BY x.started_at DESC, x.id DESC LIMIT %(most)s
) v
JOIN clinics_practitioner d ON d.clinic_id = %(clinic)s AND d.id = v.practitioner_id
JOIN clinics_branch b ON b.clinic_id = %(clinic)s AND b.id = v.branch_id
LEFT JOIN records_prescription p ON p.clinic_id = %(clinic)s AND p.visit_id = v.id
LEFT JOIN LATERAL (
    SELECT * FROM records_amendment x WHERE x.clinic_id = %(clinic)s AND x.visit_id = v.id
    ORDER BY x.number DESC LIMIT 1
) m ON true
ORDER BY v.started_at DESC, v.id DESC
"""
_UPTO = "AND (x.started_at, x.id) <= (%(at)s, %(id)s)"
_YEAR = "extract(year FROM x.started_at AT TIME ZONE y.time_zone)::int"  # the branch's
_WHOLE, _OLDER, _OF_YEAR, _OLDER_OF_YEAR = (
    Joined(_STORY.format(which=which), v=Visit, d=Practitioner, b=Branch, p=Prescription, m=Amendment)
    for which in ("", _UPTO, f"AND {_YEAR} = %(year)s", f"{_UPTO} AND {_YEAR} = %(year)s")
)
_YEARS = (
    f"SELECT {_YEAR} AS year, count(*) FROM records_visit x"  # noqa: S608 - parts of our own
    " JOIN clinics_branch y ON y.clinic_id = %(clinic)s AND y.id = x.branch_id"
    f" WHERE x.clinic_id = %(clinic)s AND x.patient_id = %(patient)s {_UPTO}"
    " GROUP BY year ORDER BY year DESC"
)


def story(
    patient_id: UUID, *, upto: Visit | None = None, year: int | None = None, most: int = MOST_STORY
) -> list[StoryLine]:
    """The patient's visits, newest first, in one query. `upto`: that one and what was before. `year`: by the branch's
    clock."""
    values: dict[str, object] = {"patient": patient_id, "most": most, "year": year}
    if upto is None:
        query = _WHOLE if year is None else _OF_YEAR
    else:
        query = _OLDER if year is None else _OLDER_OF_YEAR
        values |= {"at": upto.started_at, "id": upto.id}
    return [StoryLine(*row) for row in query.rows(**values)]


def latest(patient_id: UUID, *, singly: int, upto: Visit | None = None, most: int = LATEST) -> Story:
    """The story as a page begins with it: the newest `most` visits, and of those beyond the first `singly` how many
    there are in each year. One query, or two when there are more than `most`."""
    lines = story(patient_id, upto=upto, most=most + 1)
    if len(lines) <= most:
        return Story(lines, None)
    folded = lines[singly].visit
    years = read(_YEARS, patient=patient_id, at=folded.started_at, id=folded.id)
    return Story(lines[:most], tuple(years))


_VISIT = Joined(
    """
FROM records_visit v
JOIN patients_patient p ON p.clinic_id = %(clinic)s AND p.id = v.patient_id
JOIN clinics_practitioner d ON d.clinic_id = %(clinic)s AND d.id = v.practitioner_id
JOIN clinics_branch b ON b.clinic_id = %(clinic)s AND b.id = v.branch_id
LEFT JOIN booking_appointment a ON a.clinic_id = %(clinic)s AND a.id = v.appointment_id
LEFT JOIN booking_queueentry q ON q.clinic_id = %(clinic)s AND q.id = v.entry_id
WHERE v.clinic_id = %(clinic)s AND v.id = %(id)s
""",
    v=Visit,
    p=Patient,
    d=Practitioner,
    b=Branch,
    a=Appointment,
    q=QueueEntry,
)


def visit(visit_id: UUID) -> Visit | None:
    """With patient, practitioner, branch, appointment and entry loaded; None for "not there" and for "not yours"."""
    found = _VISIT.rows(id=visit_id)
    if not found:
        return None
    row, row.patient, row.practitioner, row.branch, row.appointment, row.entry = found[0]
    return cast(Visit, row)


def visit_of(*, appointment_id: UUID | None = None, entry_id: UUID | None = None) -> Visit | None:
    """The visit that was opened for an appointment or a token."""
    if appointment_id is not None:
        return Visit.objects.filter(appointment_id=appointment_id).first()
    return Visit.objects.filter(entry_id=entry_id).first() if entry_id is not None else None


def taken_vitals(entry: QueueEntry) -> TakenVitals | None:
    """What was measured of the token's patient on its day, whichever token they had then: a patient who is moved to
    another practitioner gets a new one."""
    rows = TakenVitals.objects.filter(entry__patient_id=entry.patient_id, entry__day=entry.day)
    return rows.order_by("-taken_at", "-id").first()


def lines_of(visit_id: UUID) -> Prescription | None:
    """The visit's prescription, sealed."""
    return Prescription.objects.filter(visit_id=visit_id).first()


def amendments(visit_id: UUID) -> list[Amendment]:
    """What was added after signing, in order."""
    return list(Amendment.objects.filter(visit_id=visit_id).order_by("number"))


def attachments(patient_id: UUID) -> list[Attachment]:
    """The patient's files, newest first, without their content."""
    rows: QuerySet[Attachment] = Attachment.objects.filter(patient_id=patient_id, removed_at=None)
    return list(rows.defer("content_sealed").order_by("-added_at", "-id"))


def attachment(attachment_id: UUID) -> Attachment | None:
    """One file with its content and its patient; None when it is not there, was removed, or is not yours."""
    rows = Attachment.objects.select_related("patient", "visit")
    return rows.filter(id=attachment_id, removed_at=None).first()


def favourites(practitioner_id: UUID) -> list[Favourite]:
    """The practitioner's own, by name."""
    return list(Favourite.objects.filter(practitioner_id=practitioner_id).order_by("name"))


def favourite(favourite_id: UUID) -> Favourite | None:
    return Favourite.objects.select_related("practitioner").filter(id=favourite_id).first()


def templates(practitioner_id: UUID) -> list[NoteTemplate]:
    """Those in use that the practitioner can begin with, by name: their own, then the clinic's."""
    rows = NoteTemplate.objects.filter(Q(practitioner=None) | Q(practitioner_id=practitioner_id))
    return sorted(rows.filter(retired_at=None).order_by("name"), key=lambda row: row.practitioner_id is None)


def all_templates(practitioner_id: UUID | None) -> list[NoteTemplate]:
    """A practitioner's own, or with None the clinic's: those in use, then retired ones."""
    every = NoteTemplate.objects.order_by("name")
    rows = (
        every.filter(practitioner_id=practitioner_id) if practitioner_id else every.filter(practitioner=None)
    )
    return sorted(rows, key=lambda row: row.retired_at is not None)


def template(template_id: UUID) -> NoteTemplate | None:
    return NoteTemplate.objects.select_related("practitioner").filter(id=template_id).first()
