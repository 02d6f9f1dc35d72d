"""What was typed, marked in what was found. On every line of every search, so it is cheap for plain Latin words."""

import unicodedata
from collections.abc import Iterable
from html import escape
from itertools import takewhile

from django.utils.safestring import SafeString, mark_safe

from daybook.lib.phones import reversed_digits
from daybook.lib.text import search_terms


def mark_beginnings(text: str, terms: Iterable[str]) -> SafeString:
    """Each word of `text` that begins with one of the typed `terms`, with its beginning in <mark>. Escaped."""
    longest_first = sorted(terms, key=len, reverse=True)
    marked = " ".join([_mark_word(word, longest_first) for word in text.split()])
    return mark_safe(marked)  # noqa: S308 - each word was escaped


def _mark_word(word: str, terms: list[str]) -> str:
    end = next((end for term in terms if (end := _end_of(word, term))), 0)
    return f"<mark>{escape(word[:end])}</mark>{escape(word[end:])}" if end else escape(word)


def _end_of(word: str, term: str) -> int:
    """How many letters of `word` are `term`, with the signs that belong to the last one; 0 when it begins otherwise."""
    if word.isascii() and word.isalnum():
        return len(term) if word.lower().startswith(term) else 0
    if not any(read.startswith(term) for read in search_terms(word)[:1]):
        return 0
    for end in range(1, len(word) + 1):
        if search_terms(word[:end])[:1] == [term]:
            signs = takewhile(lambda char: unicodedata.category(char)[0] == "M", word[end:])
            return end + len(list(signs))
    return 0


def mark_ending(text: str, typed: str) -> SafeString:
    """The digits at the end of a phone in <mark>, when it ends with the run of digits that was typed. Escaped."""
    endings = [reversed_digits(typed), *(reversed_digits(run) for run in typed.split())]
    digits = reversed_digits(text)
    count = max((len(each) for each in endings if len(each) >= 3 and digits.startswith(each)), default=0)
    at = len(text)
    while count and at:
        at -= 1
        count -= text[at].isdigit()
    marked = f"<mark>{escape(text[at:])}</mark>" if at < len(text) else ""
    return mark_safe(escape(text[:at]) + marked)  # noqa: S308
