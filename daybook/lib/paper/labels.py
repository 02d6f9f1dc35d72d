"""What documents say, in the language that the document is in: the table is in labels.txt."""

from functools import cache
from pathlib import Path

LANGUAGES = ("en", "hi", "te", "ta")
SEXES = frozenset({"female", "male", "other"})
METHODS = frozenset({"cash", "card", "upi", "credit", "advance", "kept", "credit_note"})
VITALS = frozenset(
    {"blood_pressure", "pulse", "temperature", "spo2", "weight", "height", "bmi", "respiration", "sugar"}
)
TIMINGS = frozenset(
    {"before_food", "after_food", "with_food", "empty_stomach"}
    | {"bedtime", "when_needed", "weekly", "alternate_days"}
)
_FILE = Path(__file__).with_name("labels.txt")


def label(key: str, language: str, **values: object) -> str:
    """One label. Raises KeyError for a key that is not in the table."""
    text = labels(language)[key]
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def coded(value: str, codes: frozenset[str], language: str) -> str:
    """What a code says in the language; any other text as it is."""
    return labels(language)[value] if value in codes else value


def known(language: str) -> str:
    """The language itself ("te", also from "te-IN"), or English where there is no column of it."""
    short = language.replace("_", "-").split("-")[0]
    return short if short in LANGUAGES else "en"


@cache
def labels(language: str) -> dict[str, str]:
    """Every label in the language."""
    column = LANGUAGES.index(known(language))
    return {key: texts[column] for key, texts in table().items()}


@cache
def table() -> dict[str, tuple[str, ...]]:
    """Every key with its texts, in the order of LANGUAGES."""
    lines = (line.strip() for line in _FILE.read_text("utf-8").splitlines())
    rows = [[cell.strip() for cell in line.split(" | ")] for line in lines if line and line[0] != "#"]
    return {key: tuple(texts) for key, *texts in rows}
