"""What a clinic of each kind usually offers: what a new one starts from, and changes to its own.

Lengths are the common ones of small clinics. Prices are a first guess in rupees, shown before anything is saved, and
only where the clinic's currency is the rupee; elsewhere they begin empty. Taxes are those of `TaxClass`: treatment is
exempt in India (Notification 12/2017-Central Tax (Rate), entry 74), what is done for looks alone is not.
"""

from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from daybook.clinics.models import TaxClass


class Kind(models.TextChoices):
    GENERAL = "general", _("General practice")
    DENTAL = "dental", _("Dental")
    SKIN = "skin", _("Skin and hair")
    PHYSIOTHERAPY = "physiotherapy", _("Physiotherapy")
    PAEDIATRICS = "paediatrics", _("Paediatrics")
    MENTAL_HEALTH = "mental_health", _("Mental health")


class Usual(NamedTuple):
    """A service as it is usual. `minutes` after which the next patient comes in `after` minutes; `rupees` a guess."""

    name: Any
    minutes: int
    rupees: int
    colour: str
    tax_class: str = TaxClass.EXEMPT
    after: int = 0


SPECIALITY: dict[str, Any] = {
    Kind.GENERAL: _("General medicine"),
    Kind.DENTAL: _("Dentistry"),
    Kind.SKIN: _("Dermatology"),
    Kind.PHYSIOTHERAPY: _("Physiotherapy"),
    Kind.PAEDIATRICS: _("Paediatrics"),
    Kind.MENTAL_HEALTH: _("Psychiatry"),
}

USUAL: dict[str, tuple[Usual, ...]] = {
    Kind.GENERAL: (
        Usual(_("Consultation"), 15, 500, "blue"),
        Usual(_("Follow-up"), 10, 300, "teal"),
        Usual(_("Health check"), 30, 1200, "green"),
        Usual(_("Dressing"), 15, 250, "amber"),
        Usual(_("Injection"), 10, 150, "pink"),
    ),
    Kind.DENTAL: (
        Usual(_("Check-up"), 20, 400, "blue"),
        Usual(_("Scaling and polishing"), 40, 1200, "teal", after=5),
        Usual(_("Filling"), 40, 1500, "amber", after=5),
        Usual(_("Root canal sitting"), 60, 4000, "red", after=10),
        Usual(_("Extraction"), 30, 1000, "purple", after=10),
        Usual(_("Tooth whitening"), 60, 6000, "lime", TaxClass.RATE_18, 10),
    ),
    Kind.SKIN: (
        Usual(_("Consultation"), 15, 700, "blue"),
        Usual(_("Follow-up"), 10, 400, "teal"),
        Usual(_("Mole or wart removal"), 30, 2500, "amber", after=10),
        Usual(_("Chemical peel"), 30, 2500, "pink", TaxClass.RATE_18, 10),
        Usual(_("Laser hair reduction"), 45, 4000, "purple", TaxClass.RATE_18, 10),
    ),
    Kind.PHYSIOTHERAPY: (
        Usual(_("First assessment"), 45, 800, "blue"),
        Usual(_("Treatment session"), 40, 600, "teal"),
        Usual(_("Home exercises review"), 20, 400, "green"),
    ),
    Kind.PAEDIATRICS: (
        Usual(_("Consultation"), 15, 600, "blue"),
        Usual(_("Follow-up"), 10, 300, "teal"),
        Usual(_("Vaccination"), 10, 200, "green"),
        Usual(_("Well-baby check"), 20, 700, "pink"),
    ),
    Kind.MENTAL_HEALTH: (
        Usual(_("First consultation"), 60, 1500, "blue", after=5),
        Usual(_("Follow-up"), 30, 900, "teal"),
        Usual(_("Therapy session"), 50, 1800, "purple", after=10),
    ),
}
