"""Makes static/css/grid.css: where a thing stands on the day's grid, as classes, because the content policy allows no
inline style. `python -m daybook.web.staff.day.grid_css` writes the file; a test compares it.
"""

from pathlib import Path

from daybook.web.staff.day.cards import MOST_LANES

ROWS = 24 * 12
MOST_COLUMNS = 60
TARGET = Path(__file__).resolve().parents[2] / "static" / "css" / "grid.css"


def grid_css() -> str:
    """`at-N` begins in row N, `for-N` lasts N rows, `min-N` is N minutes into it; `lane-N` of `lanes-N`; `cols-N`
    columns."""
    rules = [f".at-{n}{{--at:{n}}}" for n in range(ROWS)]
    rules += [f".for-{n}{{--for:{n}}}" for n in range(1, ROWS + 1)]
    rules += [f".min-{n}{{--min:{n}}}" for n in range(1, 5)]
    rules += [f".cols-{n}{{--cols:{n}}}" for n in range(1, MOST_COLUMNS + 1)]
    rules += [f".lane-{n}{{--lane:{n}}}" for n in range(MOST_LANES)]
    rules += [f".lanes-{n}{{--lanes:{n}}}" for n in range(2, MOST_LANES + 1)]
    head = "/* Made by daybook/web/staff/day/grid_css.py; change it there. */\n"
    return head + "@layer page {\n" + "\n".join(rules) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(grid_css())
