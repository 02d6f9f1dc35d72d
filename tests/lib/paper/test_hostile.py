"""Whatever was typed is text on the page: never markup, never over the edge, never lost in silence."""

import re

import pytest
import typst

from daybook.lib.paper import pdf
from daybook.web.dev.made_up_papers import invoice, prescription, receipt
from tests.lib.paper.reading import beside, copied, needs_fonts, overlapping, pages, squeezed

pytestmark = needs_fonts
MARKUP = (
    """#panic("x") #import "/main.typ" $x^2 / 0$ \\ \\u{41} "q" 's' *b* _i_ @a <l> `c` [x] {y} // c"""
    " /* d */ = H - l + n"
)


def test_markup_stays_text_wherever_it_is_typed() -> None:
    data = prescription("en")
    data["patient"]["name"] = data["advice"] = data["letterhead"]["clinic"] = data["signed_by"] = MARKUP
    data["medicines"] = [
        {**one, "name": MARKUP, "dose": MARKUP, "timing": MARKUP} for one in data["medicines"]
    ]
    text = copied(pdf("prescription", data, language="en"))
    assert text.count(squeezed(MARKUP)) >= 4 + 3 * len(data["medicines"])


@pytest.mark.parametrize(
    "word", ["W" * 400, "ல" * 300, "క్ష్మీ" * 100, "https://example.org/" + "a" * 300, "1" * 300]
)
def test_a_very_long_word_breaks_in_its_column(word: str) -> None:
    data = prescription("te")
    data["patient"]["name"] = data["advice"] = data["letterhead"]["clinic"] = word
    data["medicines"] = [
        {**one, "name": word, "timing": word, "instructions": word} for one in data["medicines"]
    ]
    made = pdf("prescription", data, language="te")
    assert beside(made) == []
    assert overlapping(made) == []
    assert word in copied(made)


def test_a_long_name_of_a_medicine_breaks_in_its_column_and_an_address_stays_whole() -> None:
    data = prescription("en")
    data["letterhead"]["email"] = "front.desk@sunrise-clinic.example"
    data["medicines"] = [{**one, "name": "HYDROCHLOROTHIAZIDE"} for one in data["medicines"]]
    made = pdf("prescription", data, language="en")
    assert "HYDROCHLOROTHIAZIDE5mg" in copied(made)
    assert "front.desk@sunrise-clinic.example" in pages(made)[0]
    assert overlapping(made) == []


def test_long_names_of_people_leave_room_for_others() -> None:
    data = invoice("en")
    head = data["letterhead"]
    head["practitioner"], head["speciality"], head["registration"] = (
        "Dr " + "Venkata " * 14,
        "x" * 80,
        "9" * 60,
    )
    data["patient"]["file_number"] = "1" * 40
    for kind in ("invoice", "prescription"):
        shape = (
            data
            if kind == "invoice"
            else {**prescription("en"), "letterhead": head, "patient": data["patient"]}
        )
        made = pdf("invoice" if kind == "invoice" else "prescription", shape, language="en")
        assert (beside(made), overlapping(made)) == ([], [])


def test_a_receipt_takes_large_amounts_and_long_names() -> None:
    data = receipt("en")
    data["amount"], data["patient"]["name"], data["reference"] = "₹99,99,99,99,999.00", "n" * 120, "9" * 60
    assert beside(pdf("receipt", data, language="en")) == []


def test_two_hundred_lines_repeat_the_head_and_number_the_pages() -> None:
    data = invoice("en")
    data["lines"] = [{**data["lines"][0], "text": f"Line number {n}"} for n in range(1, 201)]
    found = pages(pdf("invoice", data, language="en"))
    assert len(found) > 4
    for n, text in enumerate(found, start=1):
        assert f"Page {n} of {len(found)}" in text
        assert "Service SAC/HSN Qty Price" in text or "Line number" not in text
        assert n == 1 or "Imran Sheikh · 42 years · Male · File no. OP1187" in text
    numbers = [int(n) for n in re.findall(r"Line number (\d+)", " ".join(found))]
    assert numbers == list(range(1, 201))


def test_a_medicine_and_its_instructions_stay_on_one_page() -> None:
    data = prescription("en")
    told = data["medicines"][0]
    data["medicines"] = [{**told, "name": f"Medicine{n}.", "instructions": f"Told{n}."} for n in range(60)]
    for text in pages(pdf("prescription", data, language="en")):
        assert re.findall(r"Medicine(\d+)\.", text) == re.findall(r"Told(\d+)\.", text)


def test_a_letter_without_a_drawing_is_marked_and_explained() -> None:
    data = {**prescription("en"), "advice": "Namaste 漢字 ಕ 😀️ end"}
    (text,) = pages(pdf("prescription", data, language="en"))
    assert "Namaste �� � � end" in text
    assert "� stands for a letter that could not be printed." in text


def test_what_draws_nothing_is_left_out_and_turns_no_line_round() -> None:
    data = {**prescription("en"), "advice": "a\x00b\x1b[31m\u202eI10\u2066c\ufeffd\r\nnext\ttab"}
    (text,) = pages(pdf("prescription", data, language="en"))
    assert "ab[31mI10cd next tab" in text


def test_line_breaks_stay() -> None:
    made = pdf("prescription", {**prescription("en"), "advice": "one\ntwo\n\nthree"}, language="en")
    assert "one two three" in pages(made)[0]


def test_a_picture_reads_no_file() -> None:
    reading = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image width="9" height="9" href="{}"/></svg>'
    for href in ("../fonts/NotoSans-400.ttf", "/etc/hostname", "http://localhost/x.png"):
        with pytest.raises(typst.TypstError):
            pdf("invoice", {**invoice("en"), "qr_svg": reading.format(href)}, language="en")
