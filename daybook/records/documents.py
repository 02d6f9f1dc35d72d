"""A visit as the plain data that documents are made of (`daybook.lib.paper`)."""

from datetime import datetime

from daybook.clinics.queries import profile
from daybook.lib.paper.shapes import (
    AmendmentData,
    Diagnosis,
    Letterhead,
    Medicine,
    Person,
    PrescriptionData,
    SummaryData,
    Vital,
)
from daybook.lib.phones import format_phone
from daybook.lib.zones import zone
from daybook.patients.age import age_text
from daybook.patients.contacts import numbers_of
from daybook.patients.warnings import read_warnings
from daybook.records import vitals
from daybook.records.actions.amend import said_now
from daybook.records.lines import Line
from daybook.records.models import Visit
from daybook.records.note import Note
from daybook.records.queries import attachments
from daybook.records.sealed import Content, open_amendment, open_name

LANGUAGES = ("en", "hi", "te", "ta")


def prescription_data(visit: Visit) -> PrescriptionData:
    """What the visit prescribes now. `visit` is loaded by `queries.visit`. Raises RecordsRefused ("unreadable")."""
    return _prescription(visit, said_now(visit)[1])


def summary_data(visit: Visit) -> SummaryData:
    """The visit, whole: what it says now, and by which amendments. Raises RecordsRefused ("unreadable")."""
    rows, content = said_now(visit)
    place = zone(visit.branch.time_zone)
    added: list[AmendmentData] = [
        {
            "at": row.at.astimezone(place),
            "by": row.by_label,
            "text": open_amendment(visit.patient_id, row.id, row.content_sealed)[0],
        }
        for row in rows
    ]
    files = [
        open_name(row.patient_id, row.id, row.name_sealed)
        for row in attachments(visit.patient_id)
        if row.visit_id == visit.id
    ]
    note = content.note
    return {
        **_prescription(visit, content),
        "complaint": note.complaint,
        "findings": note.findings,
        "amendments": added,
        "files": files,
    }


def _prescription(visit: Visit, content: Content) -> PrescriptionData:
    place = zone(visit.branch.time_zone)
    patient, note = visit.patient, content.note
    warnings = read_warnings(patient)
    told = "" if warnings.none_known else warnings.allergies
    return {
        "letterhead": _letterhead(visit),
        "patient": _person(visit, visit.started_at.astimezone(place)),
        "date": visit.started_at.astimezone(place).date(),
        "token": visit.entry.token if visit.entry is not None else "",
        "allergies": told.splitlines() if told else [],
        "vitals": _vitals(note),
        "diagnoses": [_diagnosis(each.code, each.text) for each in note.diagnoses],
        "medicines": [_medicine(line) for line in content.lines],
        "advice": note.advice,
        "follow_up": note.follow_up_on,
        "signed_by": visit.signed_by,
        "signed_at": visit.finished_at.astimezone(place) if visit.finished_at else None,
        "language": patient.language if patient.language in LANGUAGES else "en",
    }


def _letterhead(visit: Visit) -> Letterhead:
    clinic, branch, practitioner = profile(), visit.branch, visit.practitioner
    return {
        "clinic": clinic.name,
        "branch": branch.name,
        "address": branch.address or clinic.address,
        "phone": format_phone(branch.phone or clinic.phone, clinic.country),
        "email": clinic.email,
        "tax_id": clinic.tax_id,
        "practitioner": practitioner.name,
        "speciality": practitioner.speciality,
        "registration": practitioner.registration,
    }


def _person(visit: Visit, at: datetime) -> Person:
    patient, numbers = visit.patient, numbers_of(visit.patient)
    return {
        "name": patient.name,
        "age": age_text(patient, at.date()),
        "sex": patient.sex,
        "file_number": str(patient.file_number),
        "phone": format_phone(numbers[0], "IN") if numbers else "",
    }


def _vitals(note: Note) -> list[Vital]:
    found = [(vitals.PRESSURE, vitals.shown(note.vitals, vitals.PRESSURE), "mmHg")]
    found += [(each.name, vitals.shown(note.vitals, each.name), each.unit) for each in vitals.MEASURES]
    found.append(("bmi", vitals.bmi_shown(note.vitals), "kg/m²"))
    return [{"name": name, "value": value, "unit": unit} for name, value, unit in found if value]


def _diagnosis(code: str | None, text: str) -> Diagnosis:
    return {"code": code or "", "text": text}


def _medicine(line: Line) -> Medicine:
    return {
        "name": line.medicine,
        "strength": line.strength,
        "form": line.form,
        "dose": line.dose,
        "timing": line.timing,
        "days": int(line.days) if line.days.isdigit() else None,
        "instructions": line.instructions,
    }
