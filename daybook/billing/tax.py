"""Goods and services tax on a bill, as the law of India has it.

Prices include tax: what a patient is told is what they pay. So tax is taken out of the price, by CGST Rules 2017, rule
35: value including tax x rate of the central (or state) tax / (100 + sum of the rates). A discount given on the bill is
no part of the value (CGST Act 2017, section 15(3)(a)).

Tax is always central and state tax, half of the rate each, never integrated tax: a health service, cosmetic surgery
included, is supplied where it is performed (IGST Act 2017, section 12(4)), and a clinic is registered in that State.

Who is not registered collects no tax (CGST Act, section 32): a clinic without a GSTIN bills every line without.
"""

from collections.abc import Iterable

from daybook.billing.models import Invoice
from daybook.clinics.models import Profile, TaxClass

RATES: dict[str, int] = {
    TaxClass.EXEMPT: 0,
    TaxClass.NONE: 0,
    TaxClass.RATE_5: 500,
    TaxClass.RATE_12: 1200,
    TaxClass.RATE_18: 1800,
}
"""Central and state tax together, in hundredths of a per cent."""


def charges_tax(profile: Profile) -> bool:
    """Whether the clinic is registered for GST: it is in India and has a GSTIN."""
    return profile.country == "IN" and bool(profile.tax_id)


def half_up(amount: int, divisor: int) -> int:
    """`amount / divisor` to the nearest whole number, halves upwards; both are not negative."""
    return (2 * amount + divisor) // (2 * divisor)


def split(net: int, rate: int) -> tuple[int, int, int]:
    """Taxable value, central tax and state tax inside `net`; together they are `net` again, to the last paisa."""
    part = half_up(net * rate, 2 * (10_000 + rate))
    return net - 2 * part, part, part


def title_for(rates: Iterable[int], *, registered: bool) -> Invoice.Title:
    """What the paper has to be called (CGST Rules, rules 46, 46A and 49); patients are unregistered persons."""
    taxed = [rate > 0 for rate in rates]
    if not registered:
        return Invoice.Title.INVOICE
    if not any(taxed):
        return Invoice.Title.BILL_OF_SUPPLY
    return Invoice.Title.TAX_INVOICE if all(taxed) else Invoice.Title.INVOICE_CUM_BILL
