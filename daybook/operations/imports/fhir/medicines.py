"""The name of a medicine, taken apart where it is certain what its parts are.

RxNorm writes one ingredient, its strength and the form: "lisinopril 10 MG Oral Tablet"
(https://www.nlm.nih.gov/research/umls/rxnorm/docs/appendix5.html, semantic clinical drug). Anything else, such as two
ingredients, a brand, hours of release or a volume, stays one name as it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from daybook.records.lines import LONGEST
from daybook.records.note import first_words

# No figures, slashes or brackets in the name; one strength; a form of letters alone.
CERTAIN = re.compile(
    r"(?P<medicine>[A-Za-z][A-Za-z ,'-]*[A-Za-z]) "
    r"(?P<strength>\d+(?:\.\d+)?) (?P<unit>MG|MCG|G|UNT|MEQ|MG/ML|MCG/ML|UNT/ML|MG/ACTUAT|MCG/ACTUAT) "
    r"(?P<form>[A-Z][A-Za-z -]*)"
)
UNITS = {
    "MG": "mg",
    "MCG": "mcg",
    "G": "g",
    "UNT": "units",
    "MEQ": "mEq",
    "MG/ML": "mg/mL",
    "MCG/ML": "mcg/mL",
    "UNT/ML": "units/mL",
    "MG/ACTUAT": "mg/actuation",
    "MCG/ACTUAT": "mcg/actuation",
}
FORMS = {
    "Oral Tablet": "tablet",
    "Oral Capsule": "capsule",
    "Injection": "injection",
    "Oral Suspension": "suspension",
}


@dataclass(frozen=True, slots=True)
class Medicine:
    """`rest`: the whole name, where it is longer than a prescription's line has room for."""

    name: str
    strength: str = ""
    form: str = ""
    rest: str = ""


def medicine(written: str) -> Medicine:
    """Of at most 200 characters."""
    found = CERTAIN.fullmatch(written)
    if found and len(found["form"]) <= LONGEST["form"] and len(found["medicine"]) <= LONGEST["medicine"]:
        strength = f"{found['strength']} {UNITS[found['unit']]}"
        return Medicine(found["medicine"], strength, FORMS.get(found["form"], found["form"]))
    if len(written) <= LONGEST["medicine"]:
        return Medicine(written)
    return Medicine(first_words(written, LONGEST["medicine"] - 2), rest=written)
