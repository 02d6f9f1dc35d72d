"""Bytes of a file into text: the encoding by its mark, by its shape, or as somebody said."""

from __future__ import annotations

import codecs

from django.utils.translation import gettext_lazy as _

from daybook.operations.imports.lists.refusals import ListRefused

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": _("UTF-16, little end first"),
    "utf-16-be": _("UTF-16, big end first"),
    "cp1252": _("Western European (Windows 1252)"),
    "cp1250": _("Central European (Windows 1250)"),
    "cp1251": _("Cyrillic (Windows 1251)"),
    "cp1256": _("Arabic (Windows 1256)"),
    "mac_roman": _("Western European (old Macintosh)"),
    "cp437": _("DOS (437)"),
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 64 * 1024
_REPLACED = "\ufffd"


def guess(content: bytes) -> str:
    """One of ENCODINGS. What is no UTF-8 and has no NUL is Windows 1252, which is what a spreadsheet's "CSV" is."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    start = content[:_LOOKED_AT]
    nuls = start.count(0)
    if nuls > len(start) // 8:
        # Of letters of one byte in UTF-16 the other byte is NUL.
        return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decode(content: bytes, encoding: str) -> str:
    """The text without its mark; what the encoding has no letter for is U+FFFD. Raises ListRefused for no text."""
    for mark, _name in _MARKS:
        if content.startswith(mark) and encoding.startswith(("utf-8", "utf-16")):
            content, encoding = content[len(mark) :], _marked(mark)
            break
    if encoding == "utf-16":
        encoding = "utf-16-le"
    text = content.decode(encoding, errors="replace")
    unwanted = sum(char < " " and char not in "\t\r\n\f\v" for char in text[:_LOOKED_AT])
    if unwanted > 8 and unwanted > len(text[:_LOOKED_AT]) // 100:
        words = _("This is no list as text. Save it as CSV or XLSX, and bring that.")
        raise ListRefused(words, code="list.no_text")
    return text


def _marked(mark: bytes) -> str:
    return {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le"}.get(mark, "utf-16-be")
