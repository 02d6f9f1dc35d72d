"""What was typed, marked in what was found."""

import unicodedata
from collections.abc import Iterable
from itertools import takewhile

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from daybook.lib.phones import reversed_digits
from daybook.lib.text import search_terms


def mark_beginnings(text: str, terms: Iterable[str]) -> SafeString:
    """Each word of `text` that begins with one of the typed `terms`, with its beginning in <mark>."""
    longest_first = sorted(terms, key=len, reverse=True)
    return format_html_join(" ", "{}", ((_mark_word(word, longest_first),) for word in text.split()))


def _mark_word(word: str, terms: list[str]) -> SafeString:
    for term in terms:
        end = _end_of(word, term)
        if end:
            return format_html("<mark>{}</mark>{}", word[:end], word[end:])
    return format_html("{}", word)


def _end_of(word: str, term: str) -> int:
    """How many letters of `word` are `term`, with the signs that belong to the last one; 0 when it begins otherwise."""
    for end in range(1, len(word) + 1):
        read = search_terms(word[:end])
        if read and read[0] == term:
            signs = takewhile(lambda char: unicodedata.category(char)[0] == "M", word[end:])
            return end + len(list(signs))
        if len(read) > 1:
            break
    return 0


def mark_ending(text: str, typed: str) -> SafeString:
    """The digits at the end of a phone in <mark>, when it ends with the run of digits that was typed."""
    endings = [run for run in ("".join(c for c in typed if c.isdigit()), *typed.split()) if len(run) >= 3]
    digits = reversed_digits(text)
    for run in sorted(endings, key=len, reverse=True):
        wanted = reversed_digits(run)
        if len(wanted) >= 3 and digits.startswith(wanted):
            return _mark_last(text, len(wanted))
    return format_html("{}", text)


def _mark_last(text: str, count: int) -> SafeString:
    at = len(text)
    while count and at:
        at -= 1
        count -= text[at].isdigit()
    return format_html("{}<mark>{}</mark>", text[:at], text[at:])
