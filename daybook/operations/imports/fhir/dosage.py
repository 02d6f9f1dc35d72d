"""A FHIR R4 Dosage in words. Source: https://hl7.org/fhir/R4/dosage.html, https://hl7.org/fhir/R4/datatypes.html#Timing

Nothing is guessed: "1 a day" does not say at what hour, so it never becomes 1-0-0.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daybook.operations.imports.fhir.parts import SHORT, concept
from daybook.operations.imports.fhir.values import BadField, child, children, flag, text
from daybook.operations.imports.lines import Json
from daybook.records.lines import LONGEST

MOST_INSTRUCTION = 1000


@dataclass(frozen=True, slots=True)
class Dosage:
    """`dose` and `instructions` fit into a prescription's line; what has no room in the dose is an instruction."""

    dose: str
    instructions: str
    when_needed: bool


def dosage(order: Json) -> Dosage:
    """Of a MedicationRequest. Raises BadField for what cannot be read, or has no room."""
    steps = children(order, "dosageInstruction")
    amounts = [_amount(step) for step in steps]
    alone = amounts[0] if len(amounts) == 1 and len(amounts[0]) <= LONGEST["dose"] else ""
    told = [part for step, amount in zip(steps, amounts, strict=True) for part in (amount, *_texts(step))]
    instructions = "; ".join(dict.fromkeys(part for part in told if part and part != alone))
    if len(instructions) > LONGEST["instructions"]:
        raise BadField(
            _("dosageInstruction is longer than {n} characters.").format(n=LONGEST["instructions"])
        )
    needed = [one for one in steps if _when_needed(one)]
    return Dosage(alone, instructions, when_needed=bool(steps) and len(needed) == len(steps))


def _texts(step: Json) -> list[str]:
    found = [text(step, name, longest=MOST_INSTRUCTION) for name in ("text", "patientInstruction")]
    found += [concept(one) for one in children(step, "additionalInstruction")]
    needed = concept(child(step, "asNeededCodeableConcept"))
    return [*found, _("when needed: {what}").format(what=needed) if needed else ""]


def _when_needed(step: Json) -> bool:
    return flag(step, "asNeededBoolean", default=False) or bool(child(step, "asNeededCodeableConcept"))


def _amount(step: Json) -> str:
    """ "1, once a day"; "5 mL, every 4 hours"; empty when neither is said."""
    rates = children(step, "doseAndRate")
    quantity = _quantity(child(rates[0], "doseQuantity")) if len(rates) == 1 else ""
    return ", ".join(part for part in (quantity, _how_often(child(child(step, "timing"), "repeat"))) if part)


def _quantity(source: Json) -> str:
    value = _number(source, "value")
    if value and text(source, "comparator", longest=SHORT):
        raise BadField(_("doseQuantity is not one amount."))
    return f"{value} {text(source, 'unit', longest=SHORT)}".strip() if value else ""


def _how_often(repeat: Json) -> str:
    times, period = _number(repeat, "frequency") or "1", _number(repeat, "period")
    if not period or "frequencyMax" in repeat or "periodMax" in repeat:
        return ""
    span = _span(period, text(repeat, "periodUnit", longest=SHORT))
    if not span:
        return ""
    if times == "1":
        return _("once {span}").format(span=span)
    return _("{n} times {span}").format(n=times, span=span)


def _span(period: str, unit: str) -> str:
    """Units of time: https://hl7.org/fhir/R4/valueset-units-of-time.html"""
    n = 1 if period == "1" else 2
    one_or_more = {
        "min": ngettext("every minute", "every {n} minutes", n),
        "h": ngettext("every hour", "every {n} hours", n),
        "d": ngettext("a day", "every {n} days", n),
        "wk": ngettext("a week", "every {n} weeks", n),
        "mo": ngettext("a month", "every {n} months", n),
        "a": ngettext("a year", "every {n} years", n),
    }
    return one_or_more[unit].format(n=period) if unit in one_or_more else ""


def _number(source: Json, name: str) -> str:
    """A decimal as people write it: "1" of 1.0; empty when there is none."""
    value = source.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1_000_000:
        raise BadField(_("{field} is not a number above 0.").format(field=name))
    return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
