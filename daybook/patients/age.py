"""How old a patient is, as a clinic says it: weeks for the newborn, months for babies, years for the rest."""

from datetime import date

from django.utils.translation import gettext as _

from daybook.patients.models import Patient


def age_text(patient: Patient, on: date) -> str:
    """For example "3 wk", "7 mo", "42"; empty when no birth date is known or it lies after `on`."""
    born = patient.born_on
    if born is None or born > on:
        return ""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if years >= 2 or patient.born_precision == Patient.Precision.YEAR:
        return str(years)
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if months >= 2 or patient.born_precision == Patient.Precision.MONTH:
        return _("%(months)d mo") % {"months": months}
    return _("%(weeks)d wk") % {"weeks": (on - born).days // 7}
