"""What a card machine or a UPI app says when it has paid; typed by hand, because nobody tells us."""

import re

from django.utils.translation import gettext as _

from daybook.billing import rows
from daybook.billing.models import Method
from daybook.billing.refusals import BillingRefused
from daybook.lib.text import clean_line

# A UPI payment's UTR (also called RRN, UPI transaction id, UPI reference number) is twelve digits.
_UTR = re.compile(r"\d{12}", re.ASCII)
# Thirteen to nineteen digits are a card's number (ISO/IEC 7812), which must never be kept (PCI DSS, requirement 3).
_CARD_NUMBER = re.compile(r"(?:\d[ -]?){13,19}")
MOST = 40


def check_reference(method: str, reference: str) -> str:
    """The reference as it is kept; empty for cash. Raises BillingRefused ("reference")."""
    kept = clean_line(reference)
    if method == Method.UPI:
        return _utr(kept)
    if method != Method.CARD:
        return ""
    if _CARD_NUMBER.search(kept):
        words = _(
            "This looks like a card's number, which must not be kept. Write the slip's number, or nothing."
        )
        raise BillingRefused(words, code="reference", field="reference")
    if len(kept) > MOST:
        raise BillingRefused(_("At most 40 letters."), code="reference", field="reference")
    return kept


def _utr(typed: str) -> str:
    digits = typed.replace(" ", "")
    if not _UTR.fullmatch(digits):
        words = _(
            "Write the 12 digits that the payer's app shows as UTR, UPI reference or transaction number."
        )
        raise BillingRefused(words, code="reference", field="reference")
    earlier = rows.payment_by_reference(Method.UPI, digits)
    if earlier is not None:
        words = _("This UPI payment is recorded already, on receipt %(number)s.")
        raise BillingRefused(words % {"number": earlier.number_text}, code="reference", field="reference")
    return digits
