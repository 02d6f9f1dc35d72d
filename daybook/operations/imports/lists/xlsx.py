"""Workbooks: read by openpyxl, cell after cell. A formula is the text of the formula; nothing is ever worked out.

A workbook is a zip archive of XML, so before it is opened it is asked how large it would become (its own table
tells, and a member that is longer than it told is cut off there). Entities of XML are refused by defusedxml,
which openpyxl uses.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_lazy as _
from openpyxl.utils.exceptions import InvalidFileException

from daybook.operations.imports.lists.refusals import ListRefused

MOST_UNPACKED = 400 * 1024 * 1024  # bytes; a sheet of 100,000 patients has some 60 MB
MOST_PARTS = 5_000
MOST_COLUMNS = 200
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")


def is_workbook(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def check(content: bytes) -> None:
    """Raises ListRefused for what is no workbook, or would become too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise _unreadable() from None
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        words = _("This is no workbook of Excel. Save the list as XLSX or CSV, and bring that.")
        raise ListRefused(words, code="list.no_workbook")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        words = _(
            "This workbook becomes too large when it is opened. Save only the list, as CSV, and bring that."
        )
        raise ListRefused(words, code="list.bomb")


def sheets(content: bytes) -> list[str]:
    """The names of the sheets that are seen, in order. Raises ListRefused."""
    with _opened(content) as book:
        return [sheet.title for sheet in _visible(book)]


def rows(content: bytes, sheet: int) -> Iterator[list[str]]:
    """Every row of that visible sheet, blank ones too. Raises ListRefused."""
    with _opened(content) as book:
        found = _visible(book)
        if not found:
            raise ListRefused(_("This workbook has no sheet with rows."), code="list.no_sheet")
        chosen = found[min(sheet, len(found) - 1)]
        chosen.reset_dimensions()  # what a sheet says of its size may be wrong, and a million rows long
        for row in chosen.iter_rows(values_only=True):
            yield [_text(value) for value in _cut(row)]


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    check(content)
    book = None
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        yield book
    except DefusedXmlException:
        raise _unreadable() from None
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
    ):
        # openpyxl has no error of its own for a broken part.
        raise _unreadable() from None
    finally:
        if book is not None:
            book.close()


def _visible(book: Any) -> list[Any]:
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _cut(row: tuple[Any, ...]) -> tuple[Any, ...]:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    if end > MOST_COLUMNS:
        words = _("A sheet may have %(most)s columns. Save only the list, and bring that.") % {
            "most": MOST_COLUMNS
        }
        raise ListRefused(words, code="list.columns")
    return row[:end]


def _text(value: Any) -> str:
    """As a person reads the cell. A whole number has no point, a day no time."""
    if value is None or value in _ERRORS:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, timedelta):
        return ""
    return str(value)


def _unreadable() -> ListRefused:
    words = _(
        "This workbook cannot be opened: it is broken, or has a password. Save it again as XLSX or CSV."
    )
    return ListRefused(words, code="list.workbook")
