"""How old a patient is, as a clinic says it."""

from datetime import date

from daybook.patients.births import Birth, age_in_words
from daybook.patients.models import Patient


def age_text(patient: Patient, on: date) -> str:
    """For example "5 d", "3 wk", "7 mo", "42"; empty when no birth date is known or it lies after `on`."""
    return age_in_words(Birth.of(patient), on)
