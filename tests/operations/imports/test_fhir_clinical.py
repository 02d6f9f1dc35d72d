"""Allergies, diagnoses, medicines and immunizations, from the source's words to the clinic's."""

from typing import Any

import pytest

from daybook.operations.imports.fhir import shapes
from daybook.operations.imports.fhir.contents import diagnosis, given, line
from daybook.operations.imports.fhir.medicines import Medicine, medicine
from daybook.operations.imports.fhir.parse import parse
from daybook.operations.imports.fhir.shapes import Kind
from daybook.operations.imports.fhir.values import BadField
from daybook.records.lines import Line
from daybook.records.note import Diagnosis
from tests.operations.imports.fhir_samples import first


def coded(code: str) -> dict[str, Any]:
    return {"coding": [{"code": code}]}


def allergy(**changes: Any) -> str:
    found = parse("AllergyIntolerance", first("AllergyIntolerance") | changes)
    assert isinstance(found, shapes.FhirAllergy)
    return found.words


def condition(**changes: Any) -> Diagnosis:
    found = parse("Condition", first("Condition") | changes)
    assert isinstance(found, shapes.FhirCondition)
    return diagnosis(found)


def ordered(**changes: Any) -> Line:
    found = parse("MedicationRequest", first("MedicationRequest") | {"dosageInstruction": []} | changes)
    assert isinstance(found, shapes.FhirMedication)
    return line(found)


def immunization(**changes: Any) -> str:
    found = parse("Immunization", first("Immunization") | changes)
    assert isinstance(found, shapes.FhirImmunization)
    return given(found)


def test_an_allergy_says_its_risk_and_its_reaction_in_words() -> None:
    reaction = [
        {"manifestation": [{"text": "Wheal"}, {"text": "Itching"}], "severity": "severe"},
        {"manifestation": [{"coding": [{"display": "Dyspnea"}]}]},
    ]
    said = allergy(code={"text": "Peanut"}, criticality="high", reaction=reaction)
    assert said == "Peanut: high risk, reaction: Wheal, Itching (severe), Dyspnea"
    assert allergy(code={"text": "Peanut"}, criticality=None, reaction=None) == "Peanut"
    unsure = allergy(
        code={"text": "Milk"},
        criticality="unable-to-assess",
        type="intolerance",
        verificationStatus=coded("unconfirmed"),
        reaction=None,
    )
    assert unsure == "Milk: risk cannot be told, intolerance, unconfirmed"


def test_a_diagnosis_is_free_text_unless_it_is_coded_in_icd_10() -> None:
    words = {"text": "Essential hypertension (disorder)"}
    snomed = words | {"coding": [{"system": "http://snomed.info/sct", "code": "59621000"}]}
    icd = words | {"coding": [*snomed["coding"], {"system": "http://hl7.org/fhir/sid/icd-10", "code": "I10"}]}
    american = words | {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I10"}]}
    unknown = words | {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "I10.99"}]}
    assert [condition(code=code).code for code in (snomed, icd, american, unknown)] == [
        None,
        "I10",
        None,
        None,
    ]
    assert condition(code=snomed).text == "Essential hypertension (disorder)"
    doubtful = condition(code=snomed, verificationStatus=coded("provisional"))
    assert doubtful.text == "Essential hypertension (disorder) (provisional)"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("lisinopril 10 MG Oral Tablet", Medicine("lisinopril", "10 mg", "tablet")),
        (
            "budesonide 0.25 MG/ML Inhalation Suspension",
            Medicine("budesonide", "0.25 mg/mL", "Inhalation Suspension"),
        ),
        (
            "NITROFURANTOIN, MACROCRYSTALS 50 MG Oral Capsule",
            Medicine("NITROFURANTOIN, MACROCRYSTALS", "50 mg", "capsule"),
        ),
        # Not certain: two ingredients, a brand, hours of release, a volume, a number in the name, a pack.
        *(
            (name, Medicine(name))
            for name in (
                "Amoxicillin 250 MG / Clavulanate 125 MG Oral Tablet",
                "Ibuprofen 400 MG Oral Tablet [Ibu]",
                "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet",
                "1 ML Epoetin Alfa 4000 UNT/ML Injection [Epogen]",
                "Vitamin B12 5 MG/ML Injectable Solution",
                "NuvaRing 0.12/0.015 MG per 24HR 21 Day Vaginal System",
                "Camila 28 Day Pack",
                "Paracetamol",
            )
        ),
    ],
)
def test_the_strength_of_a_medicine_is_taken_out_only_when_it_is_certain(
    written: str, meant: Medicine
) -> None:
    assert medicine(written) == meant


def test_a_name_that_is_too_long_for_its_line_is_kept_whole_beside_it() -> None:
    name = " / ".join(["Acetaminophen 21.7 MG/ML"] * 7)
    found = ordered(medicationCodeableConcept={"text": name})
    assert len(found.medicine) <= 120
    assert found.medicine.endswith("…")
    assert found.instructions == name


def step(frequency: object, period: object, unit: str, quantity: object = 1.0, **more: Any) -> dict[str, Any]:
    return {
        "timing": {"repeat": {"frequency": frequency, "period": period, "periodUnit": unit}},
        "doseAndRate": [{"doseQuantity": {"value": quantity}}],
        **more,
    }


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (step(1, 1.0, "d"), "1, once a day"),
        (step(3, 1, "d", 2.5), "2.5, 3 times a day"),
        (step(1, 4.0, "h"), "1, once every 4 hours"),
        (step(2, 2, "wk"), "1, 2 times every 2 weeks"),
        (step(1, 1, "fortnight"), "1"),
        (step(1, 1, "d", None), "once a day"),
        ({}, ""),
    ],
)
def test_a_dose_is_said_in_words_and_never_guessed(said: dict[str, Any], meant: str) -> None:
    assert ordered(dosageInstruction=[said]).dose == meant


def test_what_the_prescriber_wrote_beside_the_dose_is_kept() -> None:
    taken = {
        "text": "Take with water.",
        "additionalInstruction": [{"text": "Not with milk"}, {"text": "Take with water."}],
    }
    found = ordered(dosageInstruction=[step(1, 1, "d", **taken)])
    assert (found.dose, found.instructions) == ("1, once a day", "Take with water.; Not with milk")
    needed = ordered(dosageInstruction=[{"text": "Take as needed.", "asNeededBoolean": True}])
    assert (needed.dose, needed.timing, needed.instructions) == ("", "when_needed", "Take as needed.")
    two = ordered(dosageInstruction=[step(1, 1, "d"), step(2, 1, "d")])
    assert (two.dose, two.instructions) == ("", "1, once a day; 1, 2 times a day")


def test_a_medicine_that_is_named_by_a_reference_is_taken_by_its_words() -> None:
    order = {
        key: value for key, value in first("MedicationRequest").items() if key != "medicationCodeableConcept"
    }
    found = parse(
        "MedicationRequest", order | {"medicationReference": {"reference": "#m", "display": "Aspirin"}}
    )
    assert isinstance(found, shapes.FhirMedication)
    assert line(found).medicine == "Aspirin"


def test_a_vaccine_keeps_its_lot() -> None:
    assert immunization(vaccineCode={"text": "Td (adult)"}) == "Immunization: Td (adult)"
    assert immunization(vaccineCode={"text": "HPV"}, lotNumber="A1") == "Immunization: HPV (lot A1)"


FAULTS: list[tuple[Kind, dict[str, Any], str]] = [
    ("AllergyIntolerance", {"clinicalStatus": coded("resolved")}, "is over"),
    ("AllergyIntolerance", {"verificationStatus": coded("refuted")}, "not so"),
    ("AllergyIntolerance", {"code": {}}, "code has no words"),
    ("AllergyIntolerance", {"patient": None}, "patient is not a patient"),
    ("Condition", {"verificationStatus": coded("entered-in-error")}, "not so"),
    ("Condition", {"modifierExtension": [{"url": "urn:x"}]}, "modifierExtension"),
    ("Condition", {"subject": {"reference": "Group/1"}}, "subject is not a patient"),
    ("Condition", {"encounter": None}, "encounter is missing"),
    ("Condition", {"encounter": {"reference": "Encounter?identifier=a|b"}}, "not a reference by its id"),
    ("Condition", {"encounter": {"reference": "EpisodeOfCare/1"}}, "not a reference by its id"),
    ("MedicationRequest", {"status": "draft"}, "not ordered"),
    ("MedicationRequest", {"status": "entered-in-error"}, "not ordered"),
    ("MedicationRequest", {"intent": "plan"}, "not an order"),
    ("MedicationRequest", {"doNotPerform": True}, "not to give"),
    ("MedicationRequest", {"medicationCodeableConcept": {"coding": []}}, "no words"),
    ("MedicationRequest", {"dosageInstruction": [{"text": "x" * 400}]}, "longer than 300"),
    ("MedicationRequest", {"dosageInstruction": [step(1, -1, "d")]}, "period is not a number above 0"),
    ("MedicationRequest", {"dosageInstruction": [step("2", 1, "d")]}, "frequency is not a number"),
    ("Immunization", {"status": "not-done"}, "not given"),
    ("Immunization", {"vaccineCode": {}}, "vaccineCode has no words"),
]


@pytest.mark.parametrize(("kind", "changes", "words"), FAULTS)
def test_what_is_not_so_or_cannot_be_read_is_refused_in_words(
    kind: Kind, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadField, match=words):
        parse(kind, first(kind) | changes)
