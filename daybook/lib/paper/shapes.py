"""What a document is made of: plain values, as the one who knows them hands them over.

Text is shown as it is, in whatever script it was typed; a text that there is not is "". A value named as a code is
said in the document's language, and any other text in its place is shown as it is. Days are dates of the branch,
moments are aware and in the branch's zone. Amounts are texts made by `lib.money.format_money` (with always_decimals).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, NotRequired, TypedDict

Kind = Literal["prescription", "summary", "invoice", "receipt"]
Size = Literal["a4", "a5", "a6"]


class Letterhead(TypedDict):
    """Whose paper it is. `registration`: the practitioner's number at the medical council."""

    clinic: str
    branch: str
    address: str
    phone: str
    email: str
    tax_id: str
    practitioner: str
    speciality: str
    registration: str


class Person(TypedDict):
    """`age` as it is said ("42", "8 months"). `sex`: the code female, male, other or unknown."""

    name: str
    age: str
    sex: str
    file_number: str
    phone: str
    address: NotRequired[str]
    tax_id: NotRequired[str]


class Vital(TypedDict):
    """`name`: the code blood_pressure, pulse, temperature, spo2, weight, height, bmi, respiration or sugar."""

    name: str
    value: str
    unit: str


class Diagnosis(TypedDict):
    """`code`: of ICD-10, or ""."""

    code: str
    text: str


class Medicine(TypedDict):
    """One line of a prescription.

    `dose`: morning-noon-night such as "1-0-1" or "½-0-½", with evening before night when there are four; or words
    ("5 ml"). `timing`: the code before_food, after_food, with_food, empty_stomach, bedtime, when_needed, weekly or
    alternate_days. `days`: for how long; None when that is not said. `instructions`: to the patient, in their language.
    """

    name: str
    strength: str
    form: str
    dose: str
    timing: str
    days: int | None
    instructions: str


class PrescriptionData(TypedDict):
    """`language` is the patient's: what the labels are in when nothing else is asked for."""

    letterhead: Letterhead
    patient: Person
    date: date
    token: NotRequired[str]
    allergies: NotRequired[Sequence[str]]
    vitals: Sequence[Vital]
    diagnoses: Sequence[Diagnosis]
    medicines: Sequence[Medicine]
    advice: str
    follow_up: date | None
    signed_by: str
    signed_at: datetime | None
    language: str


class AmendmentData(TypedDict):
    """What was added to a signed note."""

    at: datetime
    by: str
    text: str


class SummaryData(PrescriptionData):
    """A visit, whole. `files`: the names of what was attached."""

    complaint: str
    findings: str
    amendments: Sequence[AmendmentData]
    files: NotRequired[Sequence[str]]


class InvoiceLineData(TypedDict):
    """`code`: SAC for a service, HSN for goods. `tax_rate` such as "18 %", or "" for what is not taxed; `exempt`: by
    law, else because nobody here is registered. `amount` is before tax and after the discount: the taxable value."""

    text: str
    code: NotRequired[str]
    quantity: str
    price: str
    discount: str
    tax_rate: str
    exempt: NotRequired[bool]
    amount: str


class TaxLine(TypedDict):
    """`name`: CGST, SGST, UTGST or IGST. `rate` such as "9 %". `taxable`: the value that it is of."""

    name: str
    rate: str
    taxable: str
    amount: str


class Totals(TypedDict):
    """`discount`: of all lines together; `subtotal`: the sum of the lines' amounts, so after it. `rounding` and
    `discount` are "" where there is none. `in_words`: made by `words.in_words`."""

    subtotal: str
    discount: str
    taxes: Sequence[TaxLine]
    rounding: str
    total: str
    in_words: str


class CodeSum(TypedDict):
    """All lines of one code and rate. `central`, `state`: half of the tax each."""

    code: str
    rate: str
    taxable: str
    central: str
    state: str


class PaymentData(TypedDict):
    """`method`: the code cash, card, upi, credit, advance, kept or credit_note."""

    method: str
    number: str
    date: date
    reference: str
    amount: str


class InvoiceData(TypedDict):
    """An invoice, a bill of supply (nothing on it is taxed), both in one (rule 46A), or a credit note.

    CGST Rules 2017, rules 46, 46A, 48 (copies), 49 and 53. `number` is "" on a draft. `void_of`: the invoice that this
    credit note takes back; `voided_by`: the credit note that took all of this one back. `qr_svg`: made by `qr.svg`.
    `registered`: the clinic is, for GST; `exempt`: something on it is exempt health care; `inclusive`: prices include
    tax; `reverse_charge`: it has to be said that tax is not payable on it (rule 46(p)); `summary`: values and taxes
    by code.
    """

    letterhead: Letterhead
    patient: Person
    title: NotRequired[Literal["invoice", "tax_invoice", "bill_of_supply", "invoice_and_bill", "credit_note"]]
    copy: NotRequired[Literal["original", "duplicate"]]
    number: str
    date: date
    place_of_supply: NotRequired[str]
    lines: Sequence[InvoiceLineData]
    totals: Totals
    payments: Sequence[PaymentData]
    due: str
    qr_svg: str | None
    upi_id: NotRequired[str]
    void_of: NotRequired[str]
    voided_by: NotRequired[str]
    registered: NotRequired[bool]
    exempt: NotRequired[bool]
    inclusive: NotRequired[bool]
    reverse_charge: NotRequired[bool]
    summary: NotRequired[Sequence[CodeSum]]
    reason: NotRequired[str]


class ReceiptData(TypedDict):
    """One payment; with `refund` money given back, with `advance` money taken before there is an invoice. `method`: a
    code of PaymentData. `due`: what is left of the invoice, "" when nothing is, or when there is no invoice.
    `what_for`: of an advance; `receipts`: of the advance that is given back (CGST Rules, rules 50 and 51).
    `together`: the other receipts of the same money, which came to `together_total`."""

    letterhead: Letterhead
    patient: Person
    number: str
    at: datetime
    invoice_number: str
    invoice_total: str
    method: str
    reference: str
    amount: str
    in_words: str
    due: str
    taken_by: str
    refund: NotRequired[bool]
    advance: NotRequired[bool]
    what_for: NotRequired[str]
    receipts: NotRequired[str]
    together: NotRequired[str]
    together_total: NotRequired[str]
