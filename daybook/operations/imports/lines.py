"""Newline-delimited JSON, read so that no line can stop the reading or fill the memory.

Source: https://hl7.org/fhir/R4/nd-json.html (one resource per line, UTF-8).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from django.utils.translation import gettext as _

Json = dict[str, object]

LONGEST_LINE = 4 * 1024 * 1024  # bytes; a resource with an embedded photograph is still shorter
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was left out. `number` counts from 1; 0 means the file as a whole.

    `reason` is fit to show and to log: it names the field, never its value.
    """

    file: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class GoodLine:
    """One JSON object, not yet looked into. `start` and `end` are offsets in bytes: of the line, and after it."""

    file: str
    number: int
    start: int
    end: int
    value: Json


class Unreadable(ValueError):
    """Words for why a line is not a JSON object."""


def read_lines(path: Path) -> Iterator[GoodLine | BadLine]:
    """Every line that is not blank, in order; never raises for what the file holds or for a failing disk."""
    try:
        with path.open("rb") as stream:
            yield from _read_stream(stream, path.name)
    except OSError as error:
        yield BadLine(path.name, 0, _("The file cannot be read: {why}.").format(why=error.strerror))


def _read_stream(stream: IO[bytes], file: str) -> Iterator[GoodLine | BadLine]:
    end = 0
    for number, (raw, length) in enumerate(_raw_lines(stream), start=1):
        start, end = end, end + length
        if raw is not None and not raw.strip():
            continue
        try:
            yield GoodLine(file, number, start, end, _parse(raw, first=number == 1))
        except Unreadable as error:
            yield BadLine(file, number, str(error))


def read_at(stream: IO[bytes], start: int) -> Json:
    """The object on the line that begins at `start`, which was read before. Raises Unreadable, OSError."""
    stream.seek(start)
    raw = stream.readline(LONGEST_LINE + 1)
    return _parse(raw if len(raw) <= LONGEST_LINE else None, first=start == 0)


def count_lines(path: Path) -> int:
    """Lines that are not blank, without looking into them. Raises OSError."""
    with path.open("rb") as stream:
        return sum(raw is None or bool(raw.strip()) for raw, _length in _raw_lines(stream))


def _raw_lines(stream: IO[bytes]) -> Iterator[tuple[bytes | None, int]]:
    """Each line and its length in bytes; None in place of a line that is too long to be held."""
    while raw := stream.readline(LONGEST_LINE + 1):
        if len(raw) <= LONGEST_LINE:
            yield raw, len(raw)
            continue
        length = len(raw)
        while raw and not raw.endswith(b"\n"):
            raw = stream.readline(LONGEST_LINE)
            length += len(raw)
        yield None, length


def _parse(raw: bytes | None, *, first: bool) -> Json:
    if raw is None:
        raise Unreadable(_("The line is longer than {limit} MB.").format(limit=LONGEST_LINE // 1024**2))
    try:
        text = raw.removeprefix(BYTE_ORDER_MARK if first else b"").decode("utf-8")
        value = json.loads(text, parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise Unreadable(_("The line is not UTF-8 text.")) from None
    except (ValueError, RecursionError):  # ValueError also for a number of thousands of digits
        raise Unreadable(_("The line is not valid JSON.")) from None
    if not isinstance(value, dict):
        raise Unreadable(_("The line is not a JSON object."))
    return value


def _refuse_constant(name: str) -> NoReturn:
    # Python reads NaN and Infinity, which JSON (RFC 8259, section 6) does not have.
    raise ValueError(name)
