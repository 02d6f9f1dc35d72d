import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from daybook.lib.text import MAX_TERM, clean, clean_line, prefix_range, search_terms

anything = st.text(st.characters())  # half surrogates, controls and all
stored = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anita \n", "Anita"),
        ("a\0b", "ab"),
        ("a\x1b[31mb\x7f\x85", "a[31mb"),
        ("e\u0301", "é"),
        ("12 MG Road,\r\nSecunderabad\rHyderabad", "12 MG Road,\nSecunderabad\nHyderabad"),
        ("\ufeffRao\u202e", "Rao"),
        ("half \ud800 pair", "half  pair"),
        ("క్‌ష", "క్‌ష"),  # a joiner means something in Telugu
        ("\u00a0\u3000x\u2003", "x"),
    ],
)
def test_text_is_cleaned_and_what_means_something_stays(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_a_line_has_single_spaces() -> None:
    assert clean_line(" Dr.   SAI\n\tIYER  ") == "Dr. SAI IYER"


@given(anything)
def test_cleaned_text_can_be_stored_and_is_clean(text: str) -> None:
    kept = clean(text)
    assert "\0" not in kept and kept == clean(kept) == unicodedata.normalize("NFC", kept)
    kept.encode()
    assert clean_line(kept) == clean_line(clean_line(kept))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Dr.   SAI IYER  ", ["dr", "sai", "iyer"]),
        ("లక్ష్మి குமார்", ["లక్ష్మి", "குமார்"]),
        ("राजेश हिन्दी", ["राजेश", "हिन्दी"]),
        ("محمّد", ["محمّد"]),
        ("D’Souza d'souza DʼSOUZA", ["dsouza"]),
        ("Al-Rashid", ["al", "rashid"]),
        ("క్\u200cష", ["క్ష"]),
        ("Jose\u200d\u0301", ["josé"]),
        ("\u200dx\u02bc", ["x"]),
        ("STRASSE straße", ["strasse"]),
        ("Ｆｕｌｌ", ["full"]),
        ("Σίσυφος", ["σίσυφοσ"]),
        ("OP1001 12/3", ["op1001", "12", "3"]),
        ("…! \0 ' ’ \u0301", []),
        ("", []),
    ],
)
def test_words_of_every_script_become_terms(text: str, terms: list[str]) -> None:
    assert search_terms(text) == [unicodedata.normalize("NFKC", term) for term in terms]


@given(anything)
@example("ǰ")
@example("ΐ")
@example("ᾳ\u0345")
@example("e\u200d\u0301")
@example("x\u02bc\u0301")
@example("ŉ")
def test_a_term_is_its_own_only_term(text: str) -> None:
    for term in search_terms(text):
        assert search_terms(term) == [term]
        assert 0 < len(term) <= MAX_TERM


@given(anything)
def test_the_spelling_of_one_text_does_not_matter(text: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert search_terms(unicodedata.normalize(form, text)) == search_terms(text)


@pytest.mark.parametrize("name", ["లక్ష్మి", "राजेश", "ਗੁਰਪ੍ਰੀਤ", "മീനാക്ഷി", "ಕೃಷ್ಣ", "অনিতা", "Anjali", "நித்யா"])
def test_every_beginning_typed_key_by_key_finds_the_name(name: str) -> None:
    (term,) = search_terms(name)
    for typed in range(1, len(name) + 1):
        (beginning,) = search_terms(name[:typed])
        low, high = prefix_range(beginning)
        assert low <= term < high


def in_bytes(text: str) -> bytes:
    return text.encode()


@given(stored.filter(bool), stored)
@example("a\ud7ff", "x")
@example("a\U0010ffff", "x")
@example("a", "\U0010ffff" * 5)
def test_the_range_holds_exactly_what_begins_with_the_term(term: str, other: str) -> None:
    if not term.strip("\U0010ffff"):
        return
    low, high = prefix_range(term)
    for text in (other, term + other, term[:-1] + other, term[:-1]):
        assert (in_bytes(low) <= in_bytes(text) < in_bytes(high)) == text.startswith(term)


@pytest.mark.parametrize("term", ["", "\U0010ffff"])
def test_a_term_without_an_end_has_no_range(term: str) -> None:
    with pytest.raises(ValueError, match="no range"):
        prefix_range(term)
