"""The word that stands for a clinic in addresses."""

import re
import secrets
import unicodedata
from collections.abc import Iterator

_SHORTEST, _LONGEST = 3, 32
# Words that may stand for something of ours, or seem to.
_RESERVED_WORDS = """
admin administrator api app apps assets auth billing blog book booking c clinic clinics daybook demo
dev docs download export ftp health help home imap import info internal join legal livez login
logout mail me metrics my new null operator owner password pay payments policies privacy promises
public readyz root search security settings sign-in sign-out sign-up signin signout signup slotzen
smtp staff static status support system team terms test undefined user users webhook webhooks
well-known www zenome
"""
RESERVED = frozenset(_RESERVED_WORDS.split())


def slugs(name: str) -> Iterator[str]:
    """Words for a clinic of that name, the plainest first: sunrise, sunrise-2 ... sunrise-4f1c09."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", ""))[:_LONGEST].strip("-")
    if word in RESERVED or len(word) < _SHORTEST:
        # A name in another script has no Latin letters.
        word = f"clinic-{word}".strip("-")
    if word not in RESERVED:
        yield word
    yield from (f"{word}-{number}" for number in range(2, 10))
    yield from (f"{word}-{secrets.token_hex(3)}" for _ in range(20))
