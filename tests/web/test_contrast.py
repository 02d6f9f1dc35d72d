"""Every pair of tokens that is used together is readable, in light and in dark: WCAG 2.2, 1.4.3 and 1.4.11."""

import math
import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "daybook" / "web" / "static" / "css"
TOKEN = re.compile(r"--([\w-]+):\s*light-dark\(oklch\(([^)/]+)\),\s*oklch\(([^)/]+)\)\)")
TOKENS = {
    name: [tuple(map(float, colour.split())) for colour in pair]
    for name, *pair in TOKEN.findall((CSS / "tokens.css").read_text())
}
GROUNDS = ["paper", "sheet", "sunk", "hover"]
STATES = ["booked", "arrived", "inroom", "done", "noshow", "held"]
KINDS = ["ok", "warn", "danger"]
TINTS = [name for name in TOKENS if name.startswith("tint-")]

WORDS = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in (*GROUNDS, *STATES, "accent-wash")],
    *[("accent", ground) for ground in (*GROUNDS, "accent-wash")],
    *[(f"{a}-ink", f"{a}{b}") for a in ("accent", "danger") for b in ("", "-hover")],
    *[(kind, ground) for kind in KINDS for ground in (*GROUNDS, f"{kind}-wash")],
    *[(ink, f"{kind}-wash") for kind in KINDS for ink in ("ink", "ink-2")],
    ("danger", "noshow"),
    ("paper", "ink"),
]
MARKS = [
    *[("edge", ground) for ground in GROUNDS[:3]],
    *[("focus", ground) for ground in (*GROUNDS, *STATES, "accent-wash")],
    *[(f"{state}-edge", ground) for state in STATES for ground in ("sheet", state)],
    *[(f"{kind}-edge", ground) for kind in KINDS for ground in ("sheet", "paper", f"{kind}-wash")],
    *[(tint, ground) for tint in TINTS for ground in ("sheet", *STATES)],
]


def linear(colour: tuple[float, ...]) -> tuple[float, float, float]:
    """oklch as linear sRGB (Ottosson's matrices, as in CSS Color 4)."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def contrast(one: str, other: str, scheme: int) -> float:
    def luminance(name: str) -> float:
        red, green, blue = (min(1.0, max(0.0, part)) for part in linear(TOKENS[name][scheme]))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def too_faint(pairs: list[tuple[str, str]], least: float, scheme: int) -> list[str]:
    found = [(one, other, contrast(one, other, scheme)) for one, other in pairs]
    return [f"{one} on {other}: {ratio:.2f}" for one, other, ratio in found if ratio < least]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_words_can_be_read(scheme: int) -> None:
    assert too_faint(WORDS, 4.5, scheme) == []


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_edges_and_marks_can_be_seen(scheme: int) -> None:
    assert too_faint(MARKS, 3.0, scheme) == []


def test_the_computation_agrees_with_known_values() -> None:
    TOKENS["black"], TOKENS["white"] = [(0.0, 0.0, 0.0)] * 2, [(1.0, 0.0, 0.0)] * 2
    assert contrast("black", "white", 0) == pytest.approx(21, abs=0.01)


def test_every_colour_can_be_shown_by_an_ordinary_screen() -> None:
    outside = [
        (name, scheme)
        for name, pair in TOKENS.items()
        for scheme, colour in enumerate(pair)
        if not all(-0.002 <= part <= 1.002 for part in linear(colour))
    ]
    assert outside == []


def test_every_custom_property_that_is_used_exists() -> None:
    texts = {path.name: path.read_text() for path in CSS.glob("*.css")}
    known = {name for text in texts.values() for name in re.findall(r"(--[\w-]+)\s*:", text)}
    used = {(file, name) for file, text in texts.items() for name in re.findall(r"var\((--[\w-]+)\)", text)}
    assert {pair for pair in used if pair[1] not in known} == set()
