"""Lists as text: which sign stands between the cells, and the rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from django.utils.translation import gettext_lazy as _

from daybook.operations.imports.lists.refusals import ListRefused

DELIMITERS = {
    ",": _("Comma ( , )"),
    ";": _("Semicolon ( ; )"),
    "\t": _("Tab"),
    "|": _("Bar ( | )"),
}
_LOOKED_AT = 60  # rows
_SEP = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
LONGEST_CELL = 64 * 1024

csv.field_size_limit(LONGEST_CELL)


def guess_delimiter(text: str) -> str:
    """The one by which the first rows have the same number of cells, and many. A spreadsheet may say it itself."""
    said = _SEP.match(text)
    if said and said[1] in DELIMITERS:
        return said[1]
    start = text[: 256 * 1024]
    return max(DELIMITERS, key=lambda each: _fit(start, each))


def _fit(text: str, delimiter: str) -> tuple[float, int]:
    counts: Counter[int] = Counter()
    try:
        for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _LOOKED_AT):
            if any(cell.strip() for cell in row):
                counts[len(row)] += 1
    except csv.Error:
        return 0.0, 0
    if not counts:
        return 0.0, 0
    columns, rows = max(counts.items(), key=lambda each: (each[1], each[0]))
    return (0.0, 0) if columns < 2 else (round(rows / counts.total(), 1), columns)


def rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Every record, as a spreadsheet counts rows: blank ones too. Raises ListRefused where a quotation never ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            words = _(
                "Row %(row)s: a quotation mark is opened and never closed. Close it, and bring the file again."
            )
            raise ListRefused(words % {"row": number + 1}, code="list.quote") from None
        number += 1
        yield row


def written(found: Iterable[list[str]]) -> bytes:
    """Rows as CSV in UTF-8, one record for each, also for an empty one. Half surrogates become "?"."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for cells in found:
        if any(cells):
            writer.writerow(cells)
        else:
            out.write("\n")
    return out.getvalue().encode("utf-8", "replace")
