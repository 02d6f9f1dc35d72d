import pytest

from daybook.lib.paper import Kind, Size, pdf, pictures
from daybook.lib.paper.labels import LANGUAGES, label
from daybook.web.dev.made_up_papers import (
    ADVICE,
    INSTRUCTIONS,
    NAMES,
    SAMPLES,
    invoice,
    prescription,
    receipt,
)
from tests.lib.paper.reading import beside, copied, ink, needs_fonts, pages, sizes, squeezed

pytestmark = needs_fonts
KINDS: tuple[Kind, ...] = ("prescription", "summary", "invoice", "receipt")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_one_page_in_each_language_with_what_was_given(kind: Kind, language: str) -> None:
    made = pdf(kind, SAMPLES[kind](language), language=language)
    text = copied(made)
    assert len(pages(made)) == 1
    assert 0.005 < ink(made)[0] < 0.25
    assert beside(made) == []
    assert "\ufffd" not in text
    for words in ("Sunrise Clinic", NAMES[language], "OP1187"):
        assert squeezed(words) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_prescription_speaks_the_patients_language(language: str) -> None:
    text = copied(pdf("prescription", prescription(language), language=language))
    labels = ("morning", "noon", "night", "after_food", "when_needed", "follow_up", "allergies")
    for words in (*INSTRUCTIONS[language], ADVICE[language], *(label(key, language) for key in labels)):
        assert squeezed(words) in text
    # What a chemist of another language needs stays in English.
    for words in ("Amlodipine 5 mg", "Morning", "after food", "TSMC/FMR/04821", "Dr Meera Rao"):
        assert squeezed(words) in text


def test_english_text_is_copied_as_it_is_read() -> None:
    (text,) = pages(pdf("prescription", prescription("en"), language="en"))
    for words in (
        "Imran Sheikh 42 years · Male · +91 98480 22338 Date 21 Nov 2026 File no. OP1187 Token A-12",
        "BP 134/84 mmHg Pulse 76 /min",
        "Essential (primary) hypertension I10; Acute bronchitis J20.9",
        "+91 40 2305 1187 · desk@sunrise.example",
        "1 Amlodipine 5 mg tablet 1 0 0 after food 30 Do not stop without asking.",
        "2 Telmisartan 20 mg tablet 0 0 ½ after food 30",
        "5 ml 5 ml 10 ml before food 5",
        "Next visit 19 Dec 2026",
        "Page 1 of 1",
    ):
        assert words in text


def test_one_line_may_mix_every_script() -> None:
    mixed = "Take 1 गोली రోజుకు இரவில் with water"
    data = {**prescription("en"), "advice": mixed}
    assert squeezed(mixed) in copied(pdf("prescription", data, language="en"))


@pytest.mark.parametrize(
    ("size", "millimetres"), [("a4", (210, 297)), ("a5", (148, 210)), ("a6", (105, 148))]
)
def test_it_fits_other_paper(size: Size, millimetres: tuple[int, int]) -> None:
    made = pdf("receipt", receipt("ta"), language="ta", size=size)
    assert sizes(made) == [millimetres]
    assert beside(made) == []


def test_each_document_has_its_usual_paper() -> None:
    found = {kind: sizes(pdf(kind, SAMPLES[kind]("en"), language="en"))[0] for kind in KINDS}
    assert found == {
        "prescription": (148, 210),
        "summary": (210, 297),
        "invoice": (210, 297),
        "receipt": (105, 148),
    }


def test_the_same_data_gives_the_same_bytes() -> None:
    first, second = (pdf("invoice", invoice("hi"), language="hi") for _ in range(2))
    assert first == second


def test_an_unknown_language_is_english() -> None:
    assert "Nextvisit" in copied(pdf("prescription", prescription("en"), language="kn-IN"))


def test_a_dose_in_words_is_under_no_time_of_the_day() -> None:
    data = prescription("en")
    data["medicines"] = [{**data["medicines"][0], "dose": "1 puff", "timing": "at 22:00"}]
    (text,) = pages(pdf("prescription", data, language="en"))
    assert "Amlodipine 5 mg tablet 1 puff at 22:00 30" in text


def test_days_that_were_not_said_are_not_made_up() -> None:
    data = prescription("en")
    data["medicines"] = [{**data["medicines"][0], "days": None}]
    assert "1 0 0 after food – Do not stop" in pages(pdf("prescription", data, language="en"))[0]


def test_an_evening_dose_adds_its_column() -> None:
    data = prescription("en")
    data["medicines"] = [{**data["medicines"][0], "dose": dose} for dose in ("1-1-1-2", "3-0-4")]
    (text,) = pages(pdf("prescription", data, language="en"))
    assert "Morning Noon Evening Night" in text
    assert "1 1 1 2 after food" in text
    assert "3 0 0 4 after food" in text


def test_an_unsigned_prescription_is_a_draft() -> None:
    data = {**prescription("en"), "signed_at": None}
    assert "Draft: not signed yet" in pages(pdf("prescription", data, language="en"))[0]
    assert "Draft" not in pages(pdf("prescription", prescription("en"), language="en"))[0]


def test_an_invoice_names_tax_by_its_halves_and_what_is_exempt() -> None:
    (text,) = pages(pdf("invoice", invoice("en"), language="en"))
    for words in (
        "GSTIN 36ABCDE1234F1Z5",
        "Invoice-cum-bill of supply No. KP/26-27/01187 Date 21 Nov 2026",
        "Original for recipient",
        "Consultation, Dr Meera Rao 999312 1 ₹600.00 exempt ₹600.00",
        "Discount ₹500.00 Subtotal ₹5,500.00",
        "CGST 9 % on ₹4,500.00 ₹405.00",
        "SGST 9 % on ₹4,500.00 ₹405.00",
        "Total ₹6,310.00",
        "Rupees six thousand three hundred ten only",
        "entry 74",
    ):
        assert words in text


def test_what_was_voided_says_so_and_by_what() -> None:
    data = {**invoice("en"), "voided_by": "CN/26-27/00003"}
    (text,) = pages(pdf("invoice", data, language="en"))
    assert "Taken back by credit note CN/26-27/00003" in text
    assert "Void" in text


def test_a_paid_invoice_asks_for_nothing() -> None:
    data = {**invoice("en"), "due": "", "qr_svg": None}
    (text,) = pages(pdf("invoice", data, language="en"))
    assert "Paid in full" in text
    assert "Scan" not in text


def test_money_given_back_is_a_refund() -> None:
    data = {**receipt("en"), "refund": True, "due": ""}
    (text,) = pages(pdf("receipt", data, language="en"))
    assert "Refund No. R-00872" in text
    assert "Paid back to Imran Sheikh" in text
    assert "Paid in full" not in text


def test_pictures_are_of_the_same_pages() -> None:
    found = pictures("receipt", receipt("te"), language="te")
    assert [picture[:8] for picture in found] == [b"\x89PNG\r\n\x1a\n"]
