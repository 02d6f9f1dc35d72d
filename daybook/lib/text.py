"""Text that people type: cleaned before it is kept, and cut into the words that a search finds."""

import unicodedata

MAX_TERM = 64
"""Code points kept of one search term, when it is indexed and when it is asked for."""

# Directions and marks that hide in pasted text and can make a name look like another one. The joiners
# U+200C and U+200D are not among them: Indian scripts and Persian need them.
_INVISIBLE = frozenset("\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INSIDE_A_WORD = frozenset("'\u2018\u2019\u02bc\u200c\u200d\u00ad")
_SURROGATES = range(0xD800, 0xE000)


def clean(text: str) -> str:
    """The text as it is kept: NFC, line ends as "\\n", no NUL, no control or invisible direction characters,
    no half surrogates (PostgreSQL refuses them), no space at either end. Line breaks and tabs inside stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in lines if char in "\n\t" or not _is_unwanted(char))
    return unicodedata.normalize("NFC", kept).strip()


def clean_line(text: str) -> str:
    """`clean` for what stands on one line, such as a name: each run of spaces or line breaks is one space."""
    return " ".join(clean(text).split())


def search_terms(text: str) -> list[str]:
    """The words of a text as a search compares them, each once, in order.

    A word is a run of letters, numbers and their combining marks, in any script: a vowel sign of Telugu or
    Hindi belongs to its word. Apostrophes and joiners inside a word are left out ("O'Brien" is "obrien"),
    every other sign ends it. Words are compatibility-composed and case-folded (Unicode, D147).
    """
    words: list[str] = []
    word = ""
    for char in _fold(text) + " ":
        kind = unicodedata.category(char)[0]
        if char in _INSIDE_A_WORD:
            continue
        if kind in "LN" or (word and kind == "M"):
            word += char
        elif word:
            words.append(_shorten(word))
            word = ""
    return list(dict.fromkeys(words))


def prefix_range(term: str) -> tuple[str, str]:
    """`low` and `high`, so that `low <= x < high` is "x begins with term" in byte order (COLLATE "C", UTF-8).

    Raises ValueError for an empty term, which everything begins with.
    """
    if not term:
        raise ValueError("an empty term has no range")
    following = ord(term[-1]) + 1
    if following in _SURROGATES:
        following = _SURROGATES.stop
    if following > 0x10FFFF:
        return term, prefix_range(term[:-1])[1]
    return term, term[:-1] + chr(following)


def _is_unwanted(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") or char in _INVISIBLE


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded)


def _shorten(word: str) -> str:
    """Composed once more: a joiner that was left out may have stood between a letter and its mark."""
    return _fold(word)[:MAX_TERM]
