"""Two imports into one clinic at the same time, with real commits."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from daybook.booking.models import Appointment
from daybook.clinics.models import Branch, Practitioner, Profile
from daybook.operations.imports.fhir import write
from daybook.operations.imports.fhir.read import Progress
from daybook.operations.imports.fhir.write import run_import
from daybook.operations.imports.report import ImportReport
from daybook.patients.models import Patient
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.operations.imports.fhir_samples import SMALL


def test_two_at_the_same_time_add_every_row_once(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "PIECE", 7)
    clinic = factories.make_clinic("moving")
    start = Barrier(2, timeout=30)

    def together() -> ImportReport:
        try:
            return run_import(SMALL, clinic.slug, progress=wait_once(start))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = [task.result() for task in [pool.submit(together), pool.submit(together)]]
    added = sum((Counter(report.added) for report in done), Counter())
    assert added == {
        "practitioner": 17,
        "patient": 5,
        "allergy": 8,
        "branch": 1,
        "appointment": 98,
        "visit": 98,
    }
    with clinic_scope(clinic):
        assert [model.objects.count() for model in (Practitioner, Patient, Branch, Appointment)] == [
            17,
            5,
            1,
            98,
        ]
        assert Profile.objects.get().next_file_number == 6


def wait_once(start: Barrier) -> Callable[[Progress], None]:
    waited: list[bool] = []

    def progress(_progress: Progress) -> None:
        if not waited:
            waited.append(True)
            start.wait()

    return progress
