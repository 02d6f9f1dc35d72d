import json
import shutil
import tracemalloc
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.lib.refused import Refused
from daybook.operations.imports.fhir import shapes
from daybook.operations.imports.fhir.contents import diagnosis, line
from daybook.operations.imports.fhir.contents import given as given_words
from daybook.operations.imports.fhir.parse import parse
from daybook.operations.imports.fhir.read import Progress, Read, find_files, read
from daybook.operations.imports.fhir.references import NoSuchResource, References
from daybook.operations.imports.fhir.shapes import KINDS, Identifier, Kind, Reference
from daybook.operations.imports.fhir.values import BadField
from daybook.operations.imports.lines import BadLine
from daybook.records.lines import LONGEST
from tests.operations.imports.fhir_samples import SMALL, WHOLE, first


def read_all(folder: Path, references: References) -> tuple[list[Read], list[BadLine], list[Progress]]:
    reports: list[Progress] = []
    found = list(read(find_files(folder), references, reports.append))
    return [x for x in found if isinstance(x, Read)], [x for x in found if isinstance(x, BadLine)], reports


def counts(found: list[Read]) -> dict[Kind, int]:
    return {kind: sum(one.kind == kind for one in found) for kind in KINDS}


def encounters(found: list[Read]) -> list[shapes.FhirEncounter]:
    return [one.resource for one in found if isinstance(one.resource, shapes.FhirEncounter)]


def assert_all_resolve(found: list[Read], references: References) -> None:
    ids = {kind: {one.resource.id for one in found if one.kind == kind} for kind in KINDS}
    for visit in encounters(found):
        assert references.source_id("Patient", visit.patient) in ids["Patient"]
        assert references.source_id("Practitioner", visit.practitioner) in ids["Practitioner"]
        assert visit.location
        assert references.source_id("Location", visit.location) in ids["Location"]


def test_it_reads_the_small_sample_and_every_reference_in_it() -> None:
    with References() as references:
        found, bad, _ = read_all(SMALL, references)
        assert bad == []
        assert counts(found) == {
            "Organization": 17,
            "Location": 17,
            "Practitioner": 17,
            "Patient": 5,
            "AllergyIntolerance": 8,
            "Condition": 58,
            "MedicationRequest": 23,
            "Immunization": 64,
            "Encounter": 98,
        }
        assert_all_resolve(found, references)


@pytest.mark.skipif(not WHOLE.is_dir(), reason="the whole sample does not lie beside the checkout")
def test_it_reads_the_whole_sample() -> None:
    with References() as references:
        found, bad, _ = read_all(WHOLE, references)
        assert bad == []
        assert counts(found) == {
            "Organization": 43,
            "Location": 44,
            "Practitioner": 43,
            "Patient": 13,
            "AllergyIntolerance": 11,
            "Condition": 555,
            "MedicationRequest": 1745,
            "Immunization": 161,
            "Encounter": 1215,
        }
        assert_all_resolve(found, references)


def test_it_reads_what_is_referred_to_before_what_refers() -> None:
    kinds = [file.kind for file in find_files(SMALL)]
    assert kinds == list(KINDS)


def test_it_reports_progress_that_grows_to_the_end() -> None:
    with References() as references:
        _, _, reports = read_all(SMALL, references)
    done = [report.done for report in reports]
    assert done == sorted(done)
    assert reports[-1].done == reports[-1].total == sum(file.size for file in find_files(SMALL))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Patient.ndjson", "Patient"),
        ("Patient-2.ndjson", "Patient"),
        ("patient_file_1.ndjson", "Patient"),
        ("PatientList.ndjson", None),
        ("Condition.000.ndjson", "Condition"),
        ("Observation.000.ndjson", None),
        ("Patient.ndjson.gz", None),
    ],
)
def test_it_knows_a_file_by_its_name(tmp_path: Path, name: str, kind: str | None) -> None:
    (tmp_path / name).touch()
    (tmp_path / "Location.ndjson").touch()
    assert [file.kind for file in find_files(tmp_path)] == ["Location"] + ([kind] if kind else [])


def test_it_refuses_a_folder_that_is_not_there_or_has_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="No such file"):
        find_files(tmp_path / "gone")
    with pytest.raises(Refused, match="none of these files"):
        find_files(tmp_path)


def test_it_reports_a_broken_line_with_its_number_and_reads_the_rest(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "Encounter.000.ndjson"
    lines = path.read_text().splitlines(keepends=True)
    lines[4] = lines[4][:200] + "\n"
    path.write_text("".join(lines))
    with References() as references:
        found, bad, _ = read_all(tmp_path, references)
    assert bad == [BadLine("Encounter.000.ndjson", 5, "The line is not valid JSON.")]
    assert len(encounters(found)) == 97


def test_it_takes_the_first_of_two_resources_with_one_id(tmp_path: Path) -> None:
    line = json.dumps(first("Patient")) + "\n"
    (tmp_path / "Patient.1.ndjson").write_text(line)
    (tmp_path / "Patient.2.ndjson").write_text(line)
    with References() as references:
        found, bad, _ = read_all(tmp_path, references)
    assert [one.file for one in found] == ["Patient.1.ndjson"]
    assert bad == [BadLine("Patient.2.ndjson", 1, "The same id stands on an earlier line.")]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(lines: int) -> int:
        with (tmp_path / "Organization.ndjson").open("w") as stream:
            for number in range(lines):
                stream.write(
                    json.dumps({"resourceType": "Organization", "id": f"o{number}", "name": "x" * 150})
                )
                stream.write("\n")
        with References() as references:
            tracemalloc.start()
            assert (
                sum(isinstance(one, Read) for one in read(find_files(tmp_path), references, ignore)) == lines
            )
            used = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return used

    peak(100)
    assert peak(2500) < peak(250) + 100_000


def ignore(progress: Progress) -> None:
    """Shows nothing."""


def test_a_conditional_reference_must_match_exactly_one_resource() -> None:
    npi = Identifier("http://hl7.org/fhir/sid/us-npi", "99")
    wanted = Reference("Practitioner", identifier=npi)
    with References() as references:
        with pytest.raises(NoSuchResource):
            references.source_id("Practitioner", wanted)
        references.add("Practitioner", practitioner("a", npi))
        assert references.source_id("Practitioner", wanted) == "a"
        with pytest.raises(NoSuchResource):
            references.source_id("Patient", wanted)
        references.add("Practitioner", practitioner("b", npi))
        with pytest.raises(NoSuchResource):
            references.source_id("Practitioner", wanted)


def practitioner(source_id: str, identifier: Identifier) -> shapes.FhirPractitioner:
    return shapes.FhirPractitioner(source_id, (identifier, identifier), shapes.Name("A"), (), "", active=True)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["Patient/1", "2020-13-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def spoiled(kind: Kind) -> st.SearchStrategy[dict[str, Any]]:
    """A real resource with the value at one random place in it replaced by random JSON."""
    return st.builds(
        replaced, st.just(first(kind)), st.lists(st.integers(0, 20), min_size=1, max_size=6), JSON
    )


def replaced(node: Any, path: list[int], value: Any) -> Any:
    if not path or not isinstance(node, dict | list) or not node:
        return value
    keys = list(node) if isinstance(node, dict) else list(range(len(node)))
    key = keys[path[0] % len(keys)]
    copy = dict(node) if isinstance(node, dict) else list(node)
    copy[key] = replaced(node[key], path[1:], value)
    return copy


@given(st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), spoiled(kind))))
def test_whatever_stands_in_a_resource_it_is_read_or_refused_in_words(case: tuple[Kind, Any]) -> None:
    kind, source = case
    if not isinstance(source, dict):
        return
    try:
        found = parse(kind, source)
    except BadField as refusal:
        assert str(refusal)
        return
    # What goes in has room in a prescription and a note.
    if isinstance(found, shapes.FhirMedication):
        kept = asdict(line(found))
        assert all(len(kept[name]) <= most for name, most in LONGEST.items())
    elif isinstance(found, shapes.FhirCondition):
        assert diagnosis(found).text
    elif isinstance(found, shapes.FhirImmunization):
        assert given_words(found)
