"""What reception had typed into the search before it turned out that nobody is found: a name, a phone, or both."""

import re

from daybook.lib.phones import parse_phone
from daybook.lib.refused import BadInput
from daybook.lib.text import clean_line

_NUMBER = re.compile(r"[+(]?\d[\d\s().\-]{4,}\d")


def split_typed(text: str, region: str) -> dict[str, str]:
    """`name` and `phone` for the form. A name typed in small letters gets its capitals."""
    text = clean_line(text)[:120]
    number = _NUMBER.search(text)
    phone = number.group().strip() if number else ""
    if phone and not _whole(phone, region):
        phone = ""
    name = clean_line(text.replace(phone, " ") if phone else text)
    if name.isascii() and name.islower():
        name = " ".join(word[:1].upper() + word[1:] for word in name.split())
    return {"name": "" if name.replace(" ", "").isdigit() else name, "phone": phone}


def _whole(text: str, region: str) -> bool:
    try:
        parse_phone(text, region)
    except BadInput:
        return False
    return True
