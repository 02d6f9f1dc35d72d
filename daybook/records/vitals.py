"""What is measured at a visit: how it is typed, what is believable, what is usual for a grown-up.

Kept as integers: millimetres of mercury, beats and breaths a minute, tenths of °F, per cent, grams, millimetres,
mg/dl. `usual` colours nothing and decides nothing: it puts "high" or "low" beside a number of somebody of 18 or older.
Sources: blood pressure, ISH 2020 (https://doi.org/10.1161/HYPERTENSIONAHA.120.15026); pulse, breaths, oxygen and
temperature, the zero-score bands of NEWS2 (Royal College of Physicians, 2017); body mass index, the cut-offs for Asian
Indians (Misra et al., JAPI 2009: overweight from 23); sugar taken at any time, WHO 2006 (200 mg/dl).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybook.lib.refused import BadInput

Vitals = Mapping[str, int]
"""systolic, diastolic, pulse, respiration, temperature (tenths of °F), spo2, weight_g, height_mm, sugar."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One field of the form. `believable`: what is taken at all; `usual`: outside it is said to be low or high.
    `per`: how many of what is kept make one of what is typed."""

    name: str
    label: Any
    unit: str
    keep: str
    per: int
    believable: tuple[int, int]
    usual: tuple[int, int] | None = None


PRESSURE = "blood_pressure"
MEASURES = (
    Measure("pulse", gettext_lazy("Pulse"), "/min", "pulse", 1, (20, 300), (51, 90)),
    Measure("temperature", gettext_lazy("Temp"), "°F", "temperature", 10, (800, 1150), (968, 1004)),
    Measure("spo2", gettext_lazy("SpO₂"), "%", "spo2", 1, (30, 100), (96, 100)),
    Measure("respiration", gettext_lazy("Breaths"), "/min", "respiration", 1, (4, 120), (12, 20)),
    Measure("weight", gettext_lazy("Weight"), "kg", "weight_g", 1000, (300, 400_000)),
    Measure("height", gettext_lazy("Height"), "cm", "height_mm", 10, (200, 2600)),
    Measure("sugar", gettext_lazy("Sugar"), "mg/dl", "sugar", 1, (10, 1500), (70, 199)),
)
BY_NAME = {measure.name: measure for measure in MEASURES}
PRESSURE_LABEL = gettext_lazy("BP")
USUAL_SYSTOLIC, USUAL_DIASTOLIC = (90, 139), (60, 89)
USUAL_BMI = (185, 229)
NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?")
TWO_NUMBERS = re.compile(r"(\d{2,3})\s*[/\-\s]\s*(\d{2,3})")


class BadVital(BadInput):
    """It cannot be read, or nobody has such a value."""


def read(name: str, text: str) -> dict[str, int]:
    """What a typed text says, by what is kept: read("weight", "81.5") is {"weight_g": 81500}. Raises BadVital."""
    if name == PRESSURE:
        return _read_pressure(text)
    measure = BY_NAME[name]
    if not NUMBER.fullmatch(text):
        raise BadVital(_("Write a number."))
    kept = round(float(text.replace(",", ".")) * measure.per)
    kept = _in_fahrenheit(kept) if name == "temperature" else kept
    low, high = measure.believable
    if not low <= kept <= high:
        between = {"low": said(low, measure.per), "high": said(high, measure.per)}
        raise BadVital(_("Write a number from %(low)s to %(high)s.") % between)
    return {measure.keep: kept}


def _in_fahrenheit(tenths: int) -> int:
    """Somebody of 37.2 has a thermometer in °C: nobody lives at 37 °F."""
    return round(tenths * 9 / 5 + 320) if 250 <= tenths <= 450 else tenths


def _read_pressure(text: str) -> dict[str, int]:
    found = TWO_NUMBERS.fullmatch(text)
    if not found:
        raise BadVital(_("Write two numbers, such as 120/80."))
    systolic, diastolic = int(found[1]), int(found[2])
    if not (40 <= systolic <= 320 and 20 <= diastolic <= 220 and diastolic < systolic):
        raise BadVital(_("Write the higher number first, such as 120/80."))
    return {"systolic": systolic, "diastolic": diastolic}


def said(kept: int, per: int) -> str:
    """In the unit that is typed, without zeros at the end: said(81500, 1000) is "81.5"."""
    whole, rest = divmod(kept, per)
    if not rest:
        return str(whole)
    digits = f"{rest:0{len(str(per)) - 1}d}".rstrip("0")
    return f"{whole}.{digits}"


def shown(vitals: Vitals, name: str) -> str:
    """As it is typed; empty when it was not measured."""
    if name == PRESSURE:
        return f"{vitals['systolic']}/{vitals['diastolic']}" if "systolic" in vitals else ""
    measure = BY_NAME[name]
    return said(vitals[measure.keep], measure.per) if measure.keep in vitals else ""


def bmi_tenths(vitals: Vitals) -> int | None:
    """Weight over height squared, in tenths of kg/m²; None without both."""
    weight, height = vitals.get("weight_g"), vitals.get("height_mm")
    if not weight or not height:
        return None
    return round(weight * 10_000 / height**2)


def bmi_shown(vitals: Vitals) -> str:
    found = bmi_tenths(vitals)
    return "" if found is None else f"{found / 10:.1f}"


def flag(vitals: Vitals, name: str) -> str:
    """ "high", "low" or "" for a grown-up."""
    if name == PRESSURE:
        return _beyond(vitals.get("systolic"), USUAL_SYSTOLIC) or _beyond(
            vitals.get("diastolic"), USUAL_DIASTOLIC
        )
    if name == "bmi":
        return _beyond(bmi_tenths(vitals), USUAL_BMI)
    measure = BY_NAME[name]
    return _beyond(vitals.get(measure.keep), measure.usual)


def _beyond(value: int | None, usual: tuple[int, int] | None) -> str:
    if value is None or usual is None:
        return ""
    return "low" if value < usual[0] else "high" if value > usual[1] else ""
