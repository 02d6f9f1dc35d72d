"""The QR code of an invoice, by which a phone pays over UPI."""

from decimal import Decimal
from io import BytesIO
from urllib.parse import quote

import segno


def upi_link(*, payee: str, name: str, amount_minor: int, reference: str) -> str:
    """The address that UPI apps open: payee ("clinic@bank"), its name, the amount in paise, and the invoice's number.

    NPCI, UPI Linking Specification 1.6: pa, pn, am, cu, tn, tr. Nobody calls back when it is paid: the reference
    is what a person finds the payment by.
    """
    fields = {
        "pa": payee,
        "pn": name,
        "am": f"{Decimal(amount_minor).scaleb(-2):.2f}",
        "cu": "INR",
        "tn": reference,
        "tr": reference,
    }
    return "upi://pay?" + "&".join(f"{key}={quote(value, safe='@')}" for key, value in fields.items())


def svg(text: str) -> str:
    """The text as a QR code in SVG, without margin, error correction M (15 % may be smudged)."""
    out = BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue().decode()
