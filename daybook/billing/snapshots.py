"""What an invoice remembers of both sides, so that it can be printed again as it was.

The shapes are those of `lib/paper/shapes.py`: Letterhead and Person.
"""

import json
from datetime import datetime
from typing import Any

from daybook.billing.models import Invoice, Payment
from daybook.clinics.models import Branch, Practitioner, Profile
from daybook.lib.phones import format_phone
from daybook.lib.zones import local_day, zone
from daybook.patients.age import age_text
from daybook.patients.contacts import numbers_of
from daybook.patients.models import Patient
from daybook.tenancy import vault

COLUMN = "buyer"


def seller(profile: Profile, branch: Branch, practitioner: Practitioner | None) -> dict[str, str]:
    """The letterhead of today."""
    return {
        "clinic": profile.name,
        "branch": branch.name,
        "address": branch.address or profile.address,
        "phone": format_phone(number, profile.country) if (number := branch.phone or profile.phone) else "",
        "email": profile.email,
        "tax_id": profile.tax_id,
        "practitioner": practitioner.name if practitioner else "",
        "speciality": practitioner.speciality if practitioner else "",
        "registration": practitioner.registration if practitioner else "",
    }


def seal_buyer(
    row: Invoice | Payment, at: datetime, patient: Patient, branch: Branch, profile: Profile
) -> bytes:
    """The patient as they are today, sealed with their own key: erasing them makes the paper nobody's."""
    numbers = numbers_of(patient)
    person = {
        "name": patient.name,
        "age": age_text(patient, local_day(at, zone(branch.time_zone))),
        "sex": patient.sex,
        "file_number": str(patient.file_number),
        "phone": format_phone(numbers[0], profile.country) if numbers else "",
        "address": patient.address,
    }
    text = json.dumps(person, ensure_ascii=False)
    return vault.seal(vault.Subject.patient(patient.id), _place(row), text)


def read_buyer(row: Invoice | Payment) -> dict[str, Any]:
    """Whom it was issued to; a person without a name when their key is gone."""
    try:
        sealed = bytes(row.buyer_sealed or b"")
        text = vault.unseal_text(vault.Subject.patient(row.patient_id), _place(row), sealed)
    except vault.VaultError:
        return dict.fromkeys(("name", "age", "file_number", "phone", "address"), "") | {"sex": "unknown"}
    found: dict[str, Any] = json.loads(text)
    return found


def _place(row: Invoice | Payment) -> vault.Place:
    return vault.Place(row._meta.db_table, COLUMN, row.id)
