"""What was found and done, in FHIR R4, into its shapes: allergies, diagnoses, orders of medicines, immunizations.

What says of itself that it is not so, or not done, is left out with its reason: entered in error, refuted, not given,
a draft, a proposal, "do not perform". So is what holds a modifier extension, which nobody is to process who does not
understand it (https://hl7.org/fhir/R4/extensibility.html#modifierExtension).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from daybook.operations.imports.fhir.dosage import dosage
from daybook.operations.imports.fhir.parts import LITERAL, SHORT, URI_LENGTH, concept, person
from daybook.operations.imports.fhir.shapes import (
    FhirAllergy,
    FhirCondition,
    FhirImmunization,
    FhirMedication,
)
from daybook.operations.imports.fhir.values import BadField, child, children, flag, resource_id, text
from daybook.operations.imports.lines import Json

# https://hl7.org/fhir/R4/terminologies-systems.html: WHO's ICD-10. Its American relative (icd-10-cm) has other codes.
ICD10 = "http://hl7.org/fhir/sid/icd-10"
UNTRUE = ("refuted", "entered-in-error")
# https://hl7.org/fhir/R4/valueset-medicationrequest-status.html and -intent.html: those that are orders
ORDERED = ("active", "on-hold", "completed", "stopped", "unknown")
ORDERS = ("order", "original-order", "reflex-order", "filler-order", "instance-order")


def allergy(source: Json) -> FhirAllergy:
    """https://hl7.org/fhir/R4/allergyintolerance.html"""
    _check_modifiers(source)
    doubt = _doubt(source)
    if _code(source, "clinicalStatus") in ("inactive", "resolved"):
        raise BadField(_("clinicalStatus says that the allergy is over."))
    substance = _words(source, "code")
    about = [
        _criticality(source),
        *([_("intolerance")] if source.get("type") == "intolerance" else []),
        doubt,
    ]
    told = ", ".join(part for part in (*about, _reactions(source)) if part)
    return FhirAllergy(
        id=resource_id(source),
        patient=person(source, "patient"),
        substance=substance,
        words=f"{substance}: {told}" if told else substance,
    )


def _criticality(source: Json) -> str:
    """https://hl7.org/fhir/R4/valueset-allergy-intolerance-criticality.html"""
    words = {"low": _("low risk"), "high": _("high risk"), "unable-to-assess": _("risk cannot be told")}
    return words.get(text(source, "criticality", longest=SHORT), "")


def _reactions(source: Json) -> str:
    severities = {"mild": _("mild"), "moderate": _("moderate"), "severe": _("severe")}
    found = []
    for reaction in children(source, "reaction"):
        signs = ", ".join(filter(None, (concept(one) for one in children(reaction, "manifestation"))))
        severity = severities.get(text(reaction, "severity", longest=SHORT), "")
        found.append(f"{signs} ({severity})" if signs and severity else signs)
    told = ", ".join(dict.fromkeys(one for one in found if one))
    return _("reaction: {words}").format(words=told) if told else ""


def condition(source: Json) -> FhirCondition:
    """https://hl7.org/fhir/R4/condition.html"""
    _check_modifiers(source)
    doubt = _doubt(source)
    words = _words(source, "code")
    return FhirCondition(
        id=resource_id(source),
        patient=person(source, "subject"),
        encounter=_encounter(source),
        words=f"{words} ({doubt})" if doubt else words,
        icd10=_icd10(child(source, "code")),
    )


def medication(source: Json) -> FhirMedication:
    """https://hl7.org/fhir/R4/medicationrequest.html"""
    _check_modifiers(source)
    if text(source, "status", longest=SHORT) not in ORDERED:
        raise BadField(_("status says that it was not ordered."))
    if text(source, "intent", longest=SHORT) not in ORDERS:
        raise BadField(_("intent is not an order."))
    if flag(source, "doNotPerform", default=False):
        raise BadField(_("doNotPerform: it is an order not to give this."))
    said = dosage(source)
    return FhirMedication(
        id=resource_id(source),
        patient=person(source, "subject"),
        encounter=_encounter(source),
        medicine=_medicine(source),
        dose=said.dose,
        instructions=said.instructions,
        when_needed=said.when_needed,
    )


def _medicine(source: Json) -> str:
    if "medicationCodeableConcept" in source:
        return _words(source, "medicationCodeableConcept")
    named = text(child(source, "medicationReference"), "display", longest=SHORT)
    if not named:
        raise BadField(_("medication is not named on the line."))
    return named


def immunization(source: Json) -> FhirImmunization:
    """https://hl7.org/fhir/R4/immunization.html"""
    _check_modifiers(source)
    if text(source, "status", longest=SHORT) != "completed":
        raise BadField(_("status says that it was not given."))
    return FhirImmunization(
        id=resource_id(source),
        patient=person(source, "patient"),
        encounter=_encounter(source),
        vaccine=_words(source, "vaccineCode"),
        lot=text(source, "lotNumber", longest=SHORT),
    )


def _check_modifiers(source: Json) -> None:
    if source.get("modifierExtension"):
        raise BadField(_("modifierExtension changes what it means, in a way that is not known here."))


def _doubt(source: Json) -> str:
    """Words for what is not sure; empty when it is. Raises BadField for what is not so."""
    said = _code(source, "verificationStatus")
    if said in UNTRUE:
        raise BadField(_("verificationStatus says that it is not so."))
    words = {
        "unconfirmed": _("unconfirmed"),
        "provisional": _("provisional"),
        "differential": _("one of several possible"),
    }
    return words.get(said, "")


def _code(source: Json, name: str) -> str:
    codes = (text(one, "code", longest=SHORT) for one in children(child(source, name), "coding"))
    return next((code for code in codes if code), "")


def _words(source: Json, name: str) -> str:
    words = concept(child(source, name))
    if not words:
        raise BadField(_("{field} has no words.").format(field=name))
    return words


def _icd10(code: Json) -> str:
    for one in children(code, "coding"):
        if text(one, "system", longest=URI_LENGTH) == ICD10:
            return text(one, "code", longest=SHORT)
    return ""


def _encounter(source: Json) -> str:
    """The encounter's id. It comes later in the reading, so only a literal reference tells which it is."""
    written = text(child(source, "encounter"), "reference", longest=URI_LENGTH)
    if not written:
        raise BadField(_("encounter is missing: there is no visit to write it into."))
    found = LITERAL.fullmatch(written)
    if found is None or found[1] != "Encounter":
        raise BadField(_("encounter is not a reference by its id."))
    return found[2]
