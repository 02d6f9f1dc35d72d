"""What became of every line, as a table for the terminal. Each row adds up, and so does the last one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from daybook.operations.imports.report import OUTCOMES, KindLines, Outcome


def table(lines: Mapping[str, KindLines]) -> str:
    """One row per kind of resource, and one of all."""
    total = [sum(column) for column in zip(*map(_numbers, lines.values()), strict=True)]
    body = [[kind, *map(str, _numbers(found))] for kind, found in lines.items()]
    return _drawn([_heading(), *body, [_("All"), *map(str, total)]])


def _heading() -> list[str]:
    words: dict[Outcome, str] = {
        "added": _("added"),
        "same": _("said twice"),
        "known": _("there already"),
        "name": _("name only"),
        "alone": _("no place for it"),
        "left": _("left out"),
    }
    return ["", _("lines"), *(words[each] for each in OUTCOMES)]


def _numbers(found: KindLines) -> list[int]:
    return [found.read, *(found.outcomes.get(each, 0) for each in OUTCOMES)]


def _drawn(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for name, *numbers in rows:
        cells = (number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True))
        lines.append("  ".join([name.ljust(widths[0]), *cells]).rstrip())
    return "\n".join(lines) + "\n"
