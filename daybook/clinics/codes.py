"""Codes of what is supplied, as India's goods and services tax has them: SAC for services, HSN for goods.

From the scheme of classification of services (annexure to Notification 11/2017-Central Tax (Rate)): group 99931, human
health services. CGST Rules 2017, rules 46(g) and 49(e), want the code on a tax invoice and on a bill of supply;
Notification 78/2020-Central Tax: four digits up to five crore rupees of turnover, six above.
"""

import re

from django.utils.translation import gettext_lazy as _

from daybook.clinics.models import TaxClass
from daybook.lib.refused import BadInput

KNOWN = {
    "999312": _("Medical and dental services"),
    "999314": _("Nursing and physiotherapy"),
    "999316": _("Laboratory and diagnostic imaging"),
    "999311": _("Inpatient services"),
    "999313": _("Childbirth and related services"),
    "999315": _("Ambulance services"),
    "999317": _("Blood, sperm and organ banks"),
    "999319": _("Other health services: homeopathy, unani, ayurveda, naturopathy, acupuncture"),
    "999722": _("Cosmetic treatment, cosmetic and plastic surgery"),
    "3004": _("Medicines (HSN)"),
    "3005": _("Bandages and dressings (HSN)"),
}
DEFAULT, COSMETIC = "999312", "999722"
_CODE = re.compile(r"\d{4}(?:\d{2}){0,2}", re.ASCII)


def default_code(tax_class: str) -> str:
    """What health care has where nobody chose; nothing is guessed for what is taxed."""
    return DEFAULT if tax_class == TaxClass.EXEMPT else ""


def check_code(code: str) -> None:
    """Raises BadInput for what is neither empty nor four, six or eight digits."""
    if code and not _CODE.fullmatch(code):
        raise BadInput(_("Write the 4, 6 or 8 digits of the SAC or HSN code, or nothing."), code="code")
