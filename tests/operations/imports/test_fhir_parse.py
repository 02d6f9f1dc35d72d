from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from daybook.lib import clock
from daybook.operations.imports.fhir import shapes
from daybook.operations.imports.fhir.parse import parse
from daybook.operations.imports.fhir.shapes import Identifier, Kind, PartialDate, Reference
from daybook.operations.imports.fhir.values import BadField
from tests.operations.imports.fhir_samples import first

Spoil = Callable[[dict[str, Any]], object]


def patient(**changes: Any) -> shapes.FhirPatient:
    found = parse("Patient", first("Patient") | changes)
    assert isinstance(found, shapes.FhirPatient)
    return found


def encounter(**changes: Any) -> shapes.FhirEncounter:
    found = parse("Encounter", first("Encounter") | changes)
    assert isinstance(found, shapes.FhirEncounter)
    return found


def test_it_writes_names_in_the_order_in_which_they_are_spoken() -> None:
    found = patient(
        name=[
            {"use": "maiden", "family": "Considine820", "given": ["Marine542"]},
            {"use": "official", "family": "Upton904", "given": ["Marine542", "Ai120"], "prefix": ["Mrs."]},
        ]
    )
    assert (found.name.full, found.name.prefix) == ("Marine542 Ai120 Upton904", "Mrs.")
    assert found.other_names == ("Marine542 Considine820",)


def test_it_prefers_the_name_as_the_source_writes_it_whole() -> None:
    assert patient(name=[{"text": "நித்யா  தாமஸ்", "family": "x"}]).name.full == "நித்யா தாமஸ்"


def test_it_passes_over_the_nulls_of_primitive_extensions() -> None:
    found = patient(name=[{"given": [None, "Asha"], "_given": [{"id": "a"}, None], "family": "Iyer"}])
    assert found.name.full == "Asha Iyer"


def test_it_takes_every_telecom_but_old_ones() -> None:
    found = patient(
        telecom=[
            {"system": "phone", "value": "555-1", "use": "home"},
            {"system": "phone", "value": "555-2", "use": "old"},
            {"system": "email", "value": "a@example.com"},
            {"system": "phone"},
        ]
    )
    assert [(one.system, one.value) for one in found.telecoms] == [
        ("phone", "555-1"),
        ("email", "a@example.com"),
    ]


def test_it_writes_an_address_on_one_line() -> None:
    found = patient(
        address=[
            {"line": ["Flat 5B", "12 MG Road"], "city": "Hyderabad", "state": "TG", "postalCode": "500072"}
        ]
    )
    assert found.address
    assert found.address.text == "Flat 5B, 12 MG Road, Hyderabad, TG 500072"


def test_it_puts_the_preferred_language_first() -> None:
    def spoken(code: str, **more: Any) -> dict[str, Any]:
        return {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": code}]}, **more}

    found = patient(communication=[spoken("en"), spoken("te", preferred=True), spoken("en")])
    assert found.languages == ("te", "en")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1927", PartialDate(date(1927, 1, 1), "year")),
        ("1927-05", PartialDate(date(1927, 5, 1), "month")),
        ("1928-02-29", PartialDate(date(1928, 2, 29), "day")),
        (None, None),
    ],
)
def test_it_keeps_the_precision_of_a_birth_date(written: str | None, meant: PartialDate | None) -> None:
    assert patient(birthDate=written).birth == meant


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1989", date(1989, 1, 1)),
        ("1989-05-09", date(1989, 5, 9)),
        ("1989-05-09T20:35:22-04:00", date(1989, 5, 9)),
    ],
)
def test_it_knows_when_a_patient_died(written: str, day: date) -> None:
    found = patient(deceasedDateTime=written)
    assert (found.died, found.died_on) == (True, day)


def test_it_takes_the_yes_or_no_of_a_death() -> None:
    alive = {key: value for key, value in first("Patient").items() if not key.startswith("deceased")}
    dead = parse("Patient", alive | {"deceasedBoolean": True})
    living = parse("Patient", alive)
    assert isinstance(dead, shapes.FhirPatient)
    assert isinstance(living, shapes.FhirPatient)
    assert [(one.died, one.died_on) for one in (dead, living)] == [(True, None), (False, None)]


def test_it_turns_times_into_utc() -> None:
    found = encounter(period={"start": "2021-03-14T09:30:00+05:30", "end": "2021-03-14T04:15:00.25Z"})
    assert found.start == datetime(2021, 3, 14, 4, 0, tzinfo=UTC)
    assert found.end == datetime(2021, 3, 14, 4, 15, 0, 250_000, tzinfo=UTC)


def test_it_gives_a_visit_that_ends_when_it_starts_one_minute() -> None:
    found = encounter(period={"start": "2021-03-14T09:30:00Z", "end": "2021-03-14T09:30:00Z"})
    assert (found.end - found.start).total_seconds() == 60


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"reference": "Practitioner/12"}, Reference("Practitioner", id="12")),
        ({"reference": "https://host/fhir/Practitioner/12/_history/3"}, Reference("Practitioner", id="12")),
        (
            {"reference": "Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|99"},
            Reference("Practitioner", identifier=Identifier("http://hl7.org/fhir/sid/us-npi", "99")),
        ),
        (
            {"type": "Practitioner", "identifier": {"system": "s", "value": "99"}},
            Reference("Practitioner", identifier=Identifier("s", "99")),
        ),
        ({"identifier": {"system": "s", "value": "99"}}, Reference("", identifier=Identifier("s", "99"))),
    ],
)
def test_it_reads_literal_conditional_and_logical_references(
    written: dict[str, Any], meant: Reference
) -> None:
    assert encounter(participant=[{"individual": written}]).practitioner == meant


def test_it_takes_the_primary_performer_of_several_participants() -> None:
    def taking_part(code: str, reference: str) -> dict[str, Any]:
        return {"type": [{"coding": [{"code": code}]}], "individual": {"reference": reference}}

    found = encounter(
        participant=[
            taking_part("PART", "RelatedPerson/1"),
            taking_part("ATND", "Practitioner/2"),
            taking_part("PPRF", "Practitioner/3"),
        ]
    )
    assert found.practitioner.id == "3"


PATIENT_FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"resourceType": "Practitioner"}, "resourceType is not Patient"),
    ({"id": None}, "id is missing"),
    ({"id": "a b"}, "not a FHIR id"),
    ({"id": "a\n"}, "not a FHIR id"),
    ({"id": 7}, "not a FHIR id"),
    ({"name": []}, "name is missing"),
    ({"name": [{"use": "official"}]}, "name is missing"),
    ({"name": "Asha"}, "not a list"),
    ({"name": [{"family": "A\x00sha"}]}, "NUL"),
    ({"name": [{"family": "A\ud800"}]}, "NUL"),
    ({"name": [{"family": "A" * 121}]}, "longer than 120"),
    ({"name": [{"family": "A" * 80, "given": ["B" * 80]}]}, "longer than 120"),
    ({"name": [{"given": [{"a": 1}]}]}, "not a list of texts"),
    ({"telecom": [{"value": 1}]}, "not text"),
    ({"telecom": [{}] * 51}, "more than 50"),
    ({"address": [{"line": ["x" * 400, "y" * 400]}]}, "longer than 500"),
    ({"birthDate": "21.05.1927"}, "not a date"),
    ({"birthDate": "1927-5-1"}, "not a date"),
    ({"birthDate": "1927-02-29"}, "does not exist"),
    ({"birthDate": "0000"}, "does not exist"),
    ({"birthDate": "1849-12-31"}, "before 1850"),
    ({"birthDate": "2026-11-23"}, "in the future"),
    ({"gender": "m"}, "gender is not one of"),
    ({"deceasedBoolean": "yes", "deceasedDateTime": None}, "neither true nor false"),
    ({"deceasedDateTime": "1989-05-09T20:35"}, "time and a zone"),
    ({"communication": [{"language": "en"}]}, "not an object"),
]

ENCOUNTER_FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"status": "planned"}, "neither finished nor cancelled"),
    ({"period": {"start": "2021-03-14T09:30:00Z"}}, "no start or no end"),
    ({"period": {"start": "2021-03-14", "end": "2021-03-14"}}, "time and a zone"),
    ({"period": {"start": "2021-03-14T09:30:00", "end": "2021-03-14T09:31:00"}}, "time and a zone"),
    (
        {"period": {"start": "2021-03-14T24:30:00Z", "end": "2021-03-14T25:31:00Z"}},
        "time that does not exist",
    ),
    ({"period": {"start": "0001-01-01T00:00:00+14:00", "end": "0001-01-02T00:00:00Z"}}, "does not exist"),
    ({"period": {"start": "2021-03-14T09:30:00Z", "end": "2021-03-14T09:29:59Z"}}, "ends before it starts"),
    ({"period": {"start": "2026-11-21T09:30:00Z", "end": "2026-11-21T12:00:01Z"}}, "ends in the future"),
    ({"subject": None}, "subject is not a patient"),
    ({"subject": {"reference": "Group/1"}}, "subject is not a patient"),
    ({"subject": {"reference": "#p1"}}, "subject is not a reference"),
    ({"participant": []}, "names no practitioner"),
    ({"participant": [{"individual": {"reference": "RelatedPerson/1"}}]}, "names no practitioner"),
    ({"location": [{"location": {"reference": "urn:uuid:1"}}]}, "location is not a reference"),
    ({"type": [{"text": "a\x01"}]}, "NUL"),
]


@pytest.mark.parametrize(("changes", "words"), PATIENT_FAULTS)
def test_it_refuses_a_faulty_patient_in_words(changes: dict[str, Any], words: str) -> None:
    refused("Patient", changes, words)


@pytest.mark.parametrize(("changes", "words"), ENCOUNTER_FAULTS)
def test_it_refuses_a_faulty_encounter_in_words(changes: dict[str, Any], words: str) -> None:
    refused("Encounter", changes, words)


def refused(kind: Kind, changes: dict[str, Any], words: str) -> None:
    with clock.frozen(datetime(2026, 11, 21, 12, tzinfo=UTC)), pytest.raises(BadField, match=words):
        parse(kind, first(kind) | changes)
