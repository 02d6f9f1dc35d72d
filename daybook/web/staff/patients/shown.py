"""What a file says, as its form shows it."""

from typing import Any

from daybook.clinics.models import Profile
from daybook.lib.phones import format_phone
from daybook.patients.details import PLAIN, Details


def texts(told: Details, clinic: Profile) -> dict[str, Any]:
    """What the file says, as the form shows it."""
    phones = [format_phone(number, clinic.country) for number in (*told.phones, "", "")]
    shown: dict[str, Any] = {name: getattr(told, name) for name in PLAIN}
    for name in ("guardian_phone", "emergency_phone"):
        shown[name] = format_phone(shown[name], clinic.country) if shown[name] else ""
    return {
        **shown,
        "phone": phones[0],
        "second_phone": phones[1],
        "phoneless": not told.phones,
        "birth": told.birth.words() if told.birth else "",
        "allergies": told.allergies or "",
        "alerts": told.alerts or "",
    }


def kept_numbers(told: Details | None, clinic: Profile) -> dict[str, str]:
    """Numbers that an import brought need not be ones that can be dialled; untouched they stay what they are."""
    if told is None:
        return {}
    numbers = (*told.phones, told.guardian_phone, told.emergency_phone)
    return {format_phone(number, clinic.country): number for number in numbers if number}
