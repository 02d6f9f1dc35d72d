"""A password is long and not one that thieves try first; nothing else is asked of it."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from daybook.accounts.models import User


@pytest.mark.parametrize(
    "password",
    [
        "golconda-by-morning",
        "a quiet river runs",
        "zwölf rote äpfel",
        "నా గది తలుపు ఎరుపు",
        "8472651903 abc",
        "xkqjvhzwpm",
        "x" * 64 + "y" * 64,
        "password of my aunt",
    ],
)
def test_any_long_sentence_is_good(password: str) -> None:
    validate_password(password, User(email="asha@example.org"))


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short one", "longer"),
        ("", "longer"),
        ("1234567890", "thieves"),
        ("qwertyuiop", "thieves"),
        ("Password123!", "thieves"),
        ("!!sunshine2026", "thieves"),
        ("PASSWORD  99", "thieves"),
        ("daybook2026!", "thieves"),
        ("aaaaaaaaaaaa", "repeats"),
        ("abcabcabcabc", "repeats"),
        ("monkeymonkey", "repeats"),
        ("3456789012345", "repeats"),
        ("lkjihgfedcba", "repeats"),
        ("asha.iyer@example.org", "similar"),
    ],
)
def test_what_thieves_try_first_is_refused_in_words(password: str, why: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, User(email="asha.iyer@example.org"))
    assert why in " ".join(refused.value.messages)
