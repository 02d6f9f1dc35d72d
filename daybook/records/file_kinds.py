"""What a file is, by its own first bytes; what it is called or said to be counts for nothing."""

import filetype
from django.utils.translation import gettext_lazy as _

from daybook.lib.text import clean_line
from daybook.records.refusals import RecordsRefused

MOST_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 120

# kind -> the name's ending. Those of SHOWN open in the browser; the others are only saved.
KINDS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/pdf": "pdf",
}
SHOWN = frozenset(KINDS) - {"image/heic"}


def kind_of(content: bytes) -> str:
    """One of KINDS. Raises RecordsRefused ("empty", "too_large", "kind")."""
    if not content:
        raise RecordsRefused(_("The file is empty."), code="empty", field="file")
    if len(content) > MOST_BYTES:
        raise too_large()
    kind = filetype.guess_mime(content)
    if kind not in KINDS:
        words = _("Only pictures (JPEG, PNG, GIF, WebP, HEIC) and PDF can be kept. This is something else.")
        raise RecordsRefused(words, code="kind", field="file")
    return str(kind)


def too_large() -> RecordsRefused:
    words = _("The file is larger than 20 MB. Take a smaller picture, or save the PDF smaller.")
    return RecordsRefused(words, code="too_large", field="file")


def kept_name(typed: str, kind: str) -> str:
    """A name that is safe on every machine: no folders, no control or direction characters, and the ending of what
    the file really is."""
    line = clean_line(typed.replace("\\", "/").rsplit("/", 1)[-1])
    stem = "".join("_" if char in '<>:"|?*;%\x7f' else char for char in line)
    if "." in stem:
        stem = stem.rsplit(".", 1)[0]
    stem = stem.strip(". ")[:LONGEST_NAME] or "file"
    return f"{stem}.{KINDS[kind]}"
