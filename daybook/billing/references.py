"""What a card machine or a UPI app says when it has paid; typed by hand, because nobody tells us."""

import re
from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from daybook.billing import rows
from daybook.billing.models import Method, Payment
from daybook.billing.receipts import shown
from daybook.billing.refusals import BillingRefused
from daybook.lib.text import clean_line

# A UPI payment's UTR (also called RRN, UPI transaction id, UPI reference number) is twelve digits.
_UTR = re.compile(r"\d{12}", re.ASCII)
# Thirteen to nineteen digits are a card's number (ISO/IEC 7812), which must never be kept (PCI DSS, requirement 3).
_CARD_NUMBER = re.compile(r"(?:\d[ -]?){13,19}")
MOST = 40


def check_reference(
    method: str, reference: str, *, patients: Collection[UUID] = (), again: bool = False
) -> str:
    """The reference as it is kept; empty for cash.

    A UTR that was recorded before is told, with what it paid. `again`: whoever types it has been told, and says that
    the same payment was for this as well; believed when it paid something of one of these `patients`.

    Raises BillingRefused ("reference"; "again" when it may be said).
    """
    kept = clean_line(reference)
    if method == Method.UPI:
        return _utr(kept, frozenset(patients), again)
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


def _utr(typed: str, patients: frozenset[UUID], again: bool) -> str:
    digits = typed.replace(" ", "")
    if not _UTR.fullmatch(digits):
        words = _(
            "Write the 12 digits that the payer's app shows as UTR, UPI reference or transaction number."
        )
        raise BillingRefused(words, code="reference", field="reference")
    earlier = rows.payments_by_reference(Method.UPI, digits)
    if not earlier:
        return digits
    if not patients.intersection(each.patient_id for each in earlier):
        words = _("This UPI payment is recorded already, on receipt %(number)s.")
        raise BillingRefused(words % {"number": earlier[0].number_text}, code="reference", field="reference")
    if not again:
        raise BillingRefused(_told(earlier), code="again", field="reference")
    return digits


def _told(earlier: list[Payment]) -> str:
    """Which receipts have the UTR, and what they come to."""
    words = _(
        "This UPI payment is recorded already: %(amount)s on %(numbers)s. If it paid this as well, say so below; "
        "else look at the payer's app for another UTR."
    )
    total = shown(sum(each.amount_minor for each in earlier), earlier[0].currency)
    return words % {"amount": total, "numbers": ", ".join(each.number_text for each in earlier)}
