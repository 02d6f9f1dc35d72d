"""The search stays on its index behind row-level security: only leakproof comparisons may, and only in C collation.
As the application's role, which is whom the tests connect as; the superuser gathers what autovacuum would."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daybook.patients import queries
from daybook.patients.models import Patient, Phone, SearchTerm
from daybook.patients.terms import terms_of
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests import database
from tests.factories import make_clinic, make_patient

SYLLABLES = ("ka", "vi", "ra", "mu", "no", "si", "తె", "లు")


@pytest.fixture(scope="module")
def names() -> list[str]:
    return [f"{a}{b}{c} {c}{a}{b}" for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES]


@pytest.fixture
def clinic(committed_db: None, names: list[str]) -> Iterator[Clinic]:
    clinics = [make_clinic(), make_clinic()]
    for each in clinics:
        with clinic_scope(each):
            patients = [Patient(name=name, file_number=number) for number, name in enumerate(names)]
            numbers = {patient.id: f"+9198480{patient.file_number:05}" for patient in patients}
            terms = [
                SearchTerm(patient=patient, kind=term.kind, term=term.text)
                for patient in patients
                for term in terms_of(patient.name, patient.file_number, [numbers[patient.id]])
            ]
            phones = [Phone(patient=patient, number=numbers[patient.id]) for patient in patients]
            Patient.objects.bulk_create(patients)
            SearchTerm.objects.bulk_create(terms)
            Phone.objects.bulk_create(phones)
    with database.superuser_connection() as superuser:
        superuser.execute("VACUUM ANALYZE patients_searchterm, patients_patient, patients_phone")
    yield clinics[1]


def test_every_range_is_read_from_the_index_alone(clinic: Clinic) -> None:
    for text, ranges in (("kavi", 1), ("తెలు", 1), ("338", 2), ("98480 00338", 1), ("sir ras 338", 4)):
        plan = plan_of(clinic, text)
        assert plan.count("Index Only Scan using search_term_prefix") == ranges, plan
        assert plan.count("(term >= ") == plan.count("(term < ") == ranges, plan
        assert "Seq Scan" not in plan and "~~" not in plan, plan


def plan_of(clinic: Clinic, text: str) -> str:
    with clinic_scope(clinic), connection.cursor() as cursor:
        with CaptureQueriesContext(connection) as captured:
            assert queries.search(text)
        (query,) = captured.captured_queries
        cursor.execute("EXPLAIN " + query["sql"].replace("%", "%%"))
        return "\n".join(row[0] for row in cursor.fetchall())


def test_a_search_is_one_query(db: None) -> None:
    clinic = make_clinic()
    for _ in range(3):
        make_patient(clinic, "Kavya Rao", "+917697714383")
    with clinic_scope(clinic), CaptureQueriesContext(connection) as captured:
        assert len(queries.search("kavya 383")) == 3
    assert len(captured) == 1
