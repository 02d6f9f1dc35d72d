"""Rows that did not go in, as a file: the columns as they came, and why. A cell that a spreadsheet would work out
is made harmless, so that what somebody else wrote into a list is never run on the clinic's machine."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from daybook.operations.imports.lists.plan import Plan, headings_of
from daybook.operations.imports.lists.sealed import content_of, head_of
from daybook.operations.imports.lists.words import sentence
from daybook.operations.models import ListRow, PatientList

MARK = "\ufeff"  # tells a spreadsheet that the letters are UTF-8
# https://owasp.org/www-community/attacks/CSV_Injection; the wide forms are read as the narrow ones by some.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: str) -> str:
    """The cell as text. A number with its sign, as a phone or an amount has it, is left as it is."""
    if not cell.startswith(_FORMULA):
        return cell
    number = cell[1:].replace(" ", "").replace("-", "").replace(",", "").replace(".", "", 1)
    plain = cell[0] in "+-" and number.isascii() and number.isdecimal()
    return cell if plain else f"'{cell}"


def written(patient_list: PatientList, outcomes: Sequence[str]) -> Iterator[str]:
    """The file, a piece at a time: rows of these outcomes that did not go in. Runs in the clinic's scope."""
    plan = Plan.of(patient_list.plan)
    headings = headings_of(plan, head_of(patient_list))
    yield MARK + _line([_("Row"), *headings, _("Why it did not go in")])
    for row in left(patient_list, outcomes).order_by("number").iterator(500):
        cells = content_of(row).get("cells", [])
        cells = [*cells, *[""] * (len(headings) - len(cells))]
        yield _line([str(row.number), *cells, sentence(row.outcome, row.reasons, row.match_number)])


def left(patient_list: PatientList, outcomes: Sequence[str]) -> QuerySet[ListRow]:
    return ListRow.objects.filter(
        patient_list=patient_list, outcome__in=outcomes, result="", content_sealed__isnull=False
    )


def _line(cells: Sequence[str]) -> str:
    out = StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue()
