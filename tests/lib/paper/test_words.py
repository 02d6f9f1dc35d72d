import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.lib.paper.labels import LANGUAGES
from daybook.lib.paper.words import in_words, number


@pytest.mark.parametrize(
    ("paise", "language", "words"),
    [
        (0, "en", "Rupees zero only"),
        (100, "en", "Rupee one only"),
        (60050, "en", "Rupees six hundred and fifty paise only"),
        (12345601, "en", "Rupees one lakh twenty-three thousand four hundred fifty-six and one paisa only"),
        (10000000000, "en", "Rupees ten crore only"),
        (120000, "hi", "एक हज़ार दो सौ रुपये मात्र"),
        (199999, "hi", "एक हज़ार नौ सौ निन्यानबे रुपये निन्यानबे पैसे मात्र"),
        (60050, "te", "ఆరు వందల రూపాయలు యాభై పైసలు మాత్రమే"),
        (10100, "te", "నూట ఒకటి రూపాయలు మాత్రమే"),
        (1000000, "te", "పది వేల రూపాయలు మాత్రమే"),
        (200000, "ta", "இரண்டாயிரம் ரூபாய் மட்டும்"),
        (12345600, "ta", "ஒரு லட்சத்து இருபத்து மூன்றாயிரத்து நானூற்று ஐம்பத்து ஆறு ரூபாய் மட்டும்"),
    ],
)
def test_an_amount_is_said_in_words(paise: int, language: str, words: str) -> None:
    assert in_words(paise, "INR", language) == words


def test_other_money_is_not_said() -> None:
    assert in_words(100, "USD", "en") == ""
    assert in_words(-100, "INR", "en") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_numbers_are_said_alike(language: str) -> None:
    said = {number(n, language) for n in range(3000)}
    assert len(said) == 3000


@given(st.integers(0, 10**13), st.sampled_from(LANGUAGES))
def test_every_number_has_words(n: int, language: str) -> None:
    words = number(n, language)
    assert words == " ".join(words.split())
    assert not any(char.isdigit() for char in words)


@given(st.integers(1, 99), st.integers(0, 99_999), st.sampled_from(LANGUAGES))
def test_lakhs_are_said_before_the_rest(lakhs: int, rest: int, language: str) -> None:
    end = number(rest, language) if rest else ""
    assert number(lakhs * 100_000 + rest, language).endswith(end)
