"""From FHIR shapes to the clinic's rows. Nothing is written here.

What becomes what:
- A Practitioner is a practitioner who has left: their past is shown, nothing can be booked with them until the
  clinic says that they are back. The name keeps its prefix ("Dr."); the US NPI is the registration number.
- A Patient is a patient's file. A phone that cannot be read, or an e-mail that is none, is left out and
  reported. A death without a date, which a file has no room for, is kept as an alert.
- An Encounter is an appointment in the past, done or cancelled, with its patient, practitioner and times. What
  it was (type, reason, where) is its sealed note: a reason is a diagnosis. One that is done is a signed visit
  too (`contents.py`).
- Organizations and Locations become one branch, "Imported". An export names every hospital that a patient ever
  was at (44 for 13 patients in Synthea's sample); as branches they would bury the clinic's own. The name of the
  place stands in each visit's note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from daybook.booking.models import Appointment
from daybook.booking.notes import seal_note
from daybook.clinics.models import Practitioner
from daybook.lib import clock
from daybook.lib.phones import BadPhone, parse_phone
from daybook.operations.imports.fhir.shapes import FhirEncounter, FhirPatient, FhirPractitioner, PartialDate
from daybook.operations.imports.imported_branch import LAST
from daybook.patients.models import Patient, Phone, SearchTerm, Sex
from daybook.patients.terms import terms_of
from daybook.patients.warnings import seal_warning

NPI = "http://hl7.org/fhir/sid/us-npi"
PHONE_SYSTEMS = ("phone", "sms")
MOST_PHONES = 5


@dataclass(frozen=True, slots=True)
class PatientRows:
    """A file with its phones and search terms; `left_out`: in words, what the file does not have."""

    patient: Patient
    phones: list[Phone]
    terms: list[SearchTerm]
    left_out: list[str]


def practitioner_row(source: FhirPractitioner, batch_id: UUID, external_id: str) -> Practitioner:
    npi = next((one.value for one in source.identifiers if one.system == NPI), "")
    return Practitioner(
        name=f"{source.name.prefix} {source.name.full}".strip(),
        registration=f"NPI {npi}"[:60] if npi else "",
        position=LAST,
        left_at=clock.now(),
        import_batch_id=batch_id,
        external_id=external_id,
    )


def patient_rows(
    source: FhirPatient, batch_id: UUID, external_id: str, file_number: int, country: str
) -> PatientRows:
    """`country`: the clinic's, for phones without one. Runs in the clinic's scope."""
    left_out: list[str] = []
    numbers = _phones(source, country, left_out)
    patient = Patient(
        file_number=file_number,
        name=source.name.full,
        born_on=_born_on(source.birth),
        born_precision=source.birth.precision if source.birth else Patient.Precision.DAY,
        sex=source.gender or Sex.UNKNOWN,
        address=source.address.text if source.address else "",
        # A file knows languages, not their countries: "en" of "en-US".
        language=source.languages[0].split("-")[0].lower()[:8] if source.languages else "",
        email=_email(source, left_out),
        deceased_on=source.died_on,
        import_batch_id=batch_id,
        external_id=external_id,
    )
    if source.died and source.died_on is None:
        words = _("Deceased, says the system that this file came from; it gives no date.")
        patient.alerts_sealed = seal_warning(patient.id, "alerts", words)
    phones = [Phone(patient=patient, number=number, position=at) for at, number in enumerate(numbers)]
    terms = sorted(terms_of(patient.name, file_number, numbers))
    found = [SearchTerm(patient=patient, kind=term.kind, term=term.text) for term in terms]
    return PatientRows(patient, phones, found, left_out)


def appointment_row(
    source: FhirEncounter,
    batch_id: UUID,
    external_id: str,
    *,
    patient: UUID,
    practitioner: UUID,
    branch: UUID,
    place: str,
) -> Appointment:
    """`place`: what the location is called. Runs in the clinic's scope."""
    finished = source.status == "finished"
    row = Appointment(
        practitioner_id=practitioner,
        branch_id=branch,
        patient_id=patient,
        starts_at=source.start,
        ends_at=source.end,
        busy_from=source.start,
        busy_until=source.end,
        status=Appointment.Status.DONE if finished else Appointment.Status.CANCELLED,
        consulted_at=source.start if finished else None,
        done_at=source.end if finished else None,
        ended_at=None if finished else source.end,
        import_batch_id=batch_id,
        external_id=external_id,
    )
    row.note_sealed = seal_note(row, _note(source, place))
    return row


def _note(source: FhirEncounter, place: str) -> str:
    reason = _("Reason: {reason}").format(reason=source.reason) if source.reason else ""
    where = _("At: {place}").format(place=place) if place else ""
    return "\n".join(part for part in (source.type_text, reason, where) if part)


def _born_on(birth: PartialDate | None) -> date | None:
    """Of a year alone the middle, as for an age that is told: at most six months wrong."""
    if birth is None or birth.precision != "year":
        return birth.first_day if birth else None
    return min(birth.first_day.replace(month=7), max(birth.first_day, clock.now().date()))


def _phones(source: FhirPatient, country: str, left_out: list[str]) -> list[str]:
    region = source.address.country if source.address else ""
    region = region if region in phonenumbers.SUPPORTED_REGIONS else country
    found = dict.fromkeys(_numbers(source, region, left_out))
    if len(found) > MOST_PHONES:
        left_out.append(_("A file has room for {n} phones.").format(n=MOST_PHONES))
    return list(found)[:MOST_PHONES]


def _numbers(source: FhirPatient, region: str, left_out: list[str]) -> Iterator[str]:
    for telecom in source.telecoms:
        if telecom.system in PHONE_SYSTEMS:
            try:
                yield parse_phone(telecom.value, region, strict=False)
            except BadPhone:
                left_out.append(_("A phone cannot be read as a number."))


def _email(source: FhirPatient, left_out: list[str]) -> str:
    for telecom in source.telecoms:
        if telecom.system == "email":
            try:
                validate_email(telecom.value)
            except ValidationError:
                left_out.append(_("An e-mail address is none."))
            else:
                return telecom.value
    return ""
