"""Numbers of invoices, credit notes, receipts and refund vouchers: without gaps, without repeats.

CGST Rules 2017, rules 46(b), 49(b), 50(b), 51(b) and 53: a consecutive serial number of at most sixteen characters, in
one or more series, of letters, digits, "-" and "/", unique for a financial year. No "/" is used, so that a number can
be the reference of a UPI payment, which apps refuse with one, and the name of a file.
"""

from datetime import date, datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from daybook.billing.models import Paper, Series
from daybook.billing.refusals import BillingRefused
from daybook.clinics.models import Branch, Profile
from daybook.lib.ids import uuid7
from daybook.lib.zones import local_day, zone
from daybook.tenancy.scope import current_clinic_id

DEFAULT_SERIES = "INV"
MOST_CHARACTERS = 16
LETTERS = {
    Paper.INVOICE: "",
    Paper.CREDIT_NOTE: "C",
    Paper.RECEIPT: "R",
    Paper.REFUND: "F",
    Paper.ADVANCE: "A",
}

_TAKE = """
INSERT INTO billing_numbercounter (clinic_id, id, kind, series, year, last) VALUES (%s, %s, %s, %s, %s, 1)
ON CONFLICT (clinic_id, kind, series, year) DO UPDATE SET last = billing_numbercounter.last + 1
RETURNING last
"""

# How many papers there are: it moves on with each bill, credit note, payment, advance and refund, and costs those
# nothing.
GIVEN = "SELECT coalesce(sum(n.last), 0)::bigint FROM billing_numbercounter n WHERE n.clinic_id = %(clinic)s"


class Given(NamedTuple):
    """A number that was taken, and as it is printed: R-INV-2627-15."""

    series: str
    year: int
    number: int
    text: str


def financial_year(day: date, country: str) -> int:
    """The year in which the financial year of `day` begins: 1 April to 31 March in India, else the calendar's."""
    return day.year - 1 if country == "IN" and day.month < 4 else day.year


def year_text(year: int, country: str) -> str:
    """ "2627" for April 2026 to March 2027; "2026" where the year is the calendar's."""
    return f"{year % 100:02}{(year + 1) % 100:02}" if country == "IN" else f"{year:04}"


def series_of(branch: Branch) -> str:
    """What the branch's numbers begin with."""
    return Series.objects.filter(branch=branch).values_list("prefix", flat=True).first() or DEFAULT_SERIES


def take_number(kind: Paper, *, branch: Branch, profile: Profile, at: datetime) -> Given:
    """The next number, given to nobody else; the year is that of the branch's day at `at`.

    Must run in the transaction that uses it, as late as possible: the counter's row makes everybody else wait, and a
    rollback gives the number back. Raises BillingRefused ("series_full").
    """
    series = series_of(branch)
    year = financial_year(local_day(at, zone(branch.time_zone)), profile.country)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [current_clinic_id(), uuid7(), kind, series, year])
        number = int(cursor.fetchone()[0])
    return Given(series, year, number, number_text(kind, series, year_text(year, profile.country), number))


def number_text(kind: Paper, series: str, year: str, number: int) -> str:
    """As it is printed. Raises BillingRefused when it would be longer than the law allows."""
    text = "-".join(part for part in (LETTERS[kind], series, year, str(number)) if part)
    if len(text) > MOST_CHARACTERS:
        words = _(
            "The numbers of the series %(series)s are used up this year. Give the branch other letters."
        )
        raise BillingRefused(words % {"series": series}, code="series_full")
    return text
