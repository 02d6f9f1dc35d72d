"""Several desks register at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from django.db import connection

from daybook.accounts.permissions import Role
from daybook.audit.models import Entry
from daybook.clinics.models import Profile
from daybook.lib.ids import uuid7
from daybook.patients.actions.register import Registered, register
from daybook.patients.details import Details
from daybook.patients.models import Patient
from daybook.tenancy.scope import clinic_scope
from tests.factories import actor_for, make_clinic, make_member

DESKS = 6


def all_at_once(ids: list[UUID]) -> list[Registered]:
    clinic = make_clinic("desks")
    actor = actor_for(make_member(clinic, Role.RECEPTIONIST))
    together = Barrier(len(ids))

    def desk(patient_id: UUID) -> Registered:
        try:
            with clinic_scope(clinic):
                together.wait()
                details = Details(name="Kavya Chowdary", phones=("+919848022338",))
                return register(actor=actor, details=details, patient_id=patient_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(ids)) as pool:
        found = list(pool.map(desk, ids))
    with clinic_scope(clinic):
        assert Profile.objects.get().next_file_number == Patient.objects.count() + 1
        assert Entry.objects.count() == Patient.objects.count()
    return found


def test_each_desk_gets_a_file_number_of_its_own(committed_db: None) -> None:
    found = all_at_once([uuid7() for _ in range(DESKS)])
    assert sorted(each.patient.file_number for each in found) == list(range(1, DESKS + 1))


def test_one_form_sent_from_every_desk_is_one_file(committed_db: None) -> None:
    found = all_at_once([uuid7()] * DESKS)
    assert [each.new for each in found].count(True) == 1
    assert {each.patient.file_number for each in found} == {1}
