"""Register, change and open a file; what is sealed, what is written down, what is refused."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from daybook.accounts.permissions import NotPermitted, Role
from daybook.audit.actor import Actor
from daybook.clinics.models import Profile
from daybook.lib.ids import uuid7
from daybook.patients import queries
from daybook.patients.actions.change import change
from daybook.patients.actions.open_file import open_file
from daybook.patients.actions.register import register
from daybook.patients.births import Birth, Precision
from daybook.patients.contacts import numbers_of
from daybook.patients.details import Details
from daybook.patients.models import Patient, Phone, SearchTerm
from daybook.patients.refusals import PatientsRefused
from daybook.patients.warnings import Warnings, read_warnings
from daybook.tenancy import vault
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from daybook.tenancy.versions import StaleSave
from tests.factories import actor_for, make_clinic, make_member, make_patient, trail

pytestmark = pytest.mark.django_db

KAVYA = Details(name="Kavya Chowdary", phones=("+919848022338",))


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def sravani(clinic: Clinic) -> Actor:
    return actor_for(make_member(clinic, Role.RECEPTIONIST, display_name="Sravani"))


def put_in(clinic: Clinic, actor: Actor, details: Details = KAVYA, **more: Any) -> Patient:
    with clinic_scope(clinic):
        return register(actor=actor, details=details, patient_id=uuid7(), **more).patient


def test_a_name_and_a_phone_are_enough(clinic: Clinic, sravani: Actor) -> None:
    patient = put_in(clinic, sravani)
    with clinic_scope(clinic):
        saved = queries.patient_by_id(patient.id)
        assert saved is not None and (saved.name, saved.file_number, saved.version) == (
            "Kavya Chowdary",
            1,
            1,
        )
        assert numbers_of(saved) == ("+919848022338",)
        assert trail(clinic, on=patient.id) == [("patient.registered", {})]


def test_file_numbers_have_no_gaps(clinic: Clinic, sravani: Actor) -> None:
    put_in(clinic, sravani)
    with pytest.raises(PatientsRefused):
        put_in(clinic, sravani, replace(KAVYA, name=" "))
    assert put_in(clinic, sravani).file_number == 2
    with clinic_scope(clinic):
        assert Profile.objects.get().next_file_number == 3


def test_the_same_form_sent_twice_is_one_file(clinic: Clinic, sravani: Actor) -> None:
    form_id = uuid7()
    with clinic_scope(clinic):
        first = register(actor=sravani, details=KAVYA, patient_id=form_id)
        second = register(actor=sravani, details=replace(KAVYA, name="Else"), patient_id=form_id)
        assert first.new and not second.new
        assert second.patient.name == "Kavya Chowdary"
        assert Patient.objects.count() == 1
        assert put_in(clinic, sravani).file_number == 2
    assert len(trail(clinic, on=form_id)) == 1


def test_another_clinics_id_is_no_secret_channel(clinic: Clinic, sravani: Actor) -> None:
    other = make_clinic()
    theirs = make_patient(other, "Theirs")
    with clinic_scope(clinic):
        assert queries.patient_by_id(theirs.id) is None
        mine = register(actor=sravani, details=KAVYA, patient_id=theirs.id)
        assert mine.new and mine.patient.name == "Kavya Chowdary"
    with clinic_scope(other):
        assert Patient.objects.get(pk=theirs.id).name == "Theirs"


def test_an_imported_file_is_known_by_its_number_elsewhere(clinic: Clinic, sravani: Actor) -> None:
    batch = uuid7()
    first = put_in(clinic, sravani, external_id="Patient/7", import_batch_id=batch)
    with clinic_scope(clinic):
        again = register(actor=sravani, details=KAVYA, patient_id=uuid7(), external_id="Patient/7")
    assert not again.new and again.patient.id == first.id
    assert first.import_batch_id == batch


def test_a_way_to_reach_the_patient_is_asked_for(clinic: Clinic, sravani: Actor) -> None:
    nobody = Details(name="Baby of Divya")
    with pytest.raises(PatientsRefused) as refused:
        put_in(clinic, sravani, nobody)
    assert refused.value.code == "phone_needed"
    assert put_in(clinic, sravani, nobody, phoneless=True).name == "Baby of Divya"


def test_a_child_is_reached_under_the_guardians_phone(clinic: Clinic, sravani: Actor) -> None:
    mother = put_in(clinic, sravani)
    child = put_in(
        clinic, sravani, Details(name="Aarav", guardian_name="Kavya", guardian_phone="+919848022338")
    )
    with clinic_scope(clinic):
        assert [hit.name for hit in queries.search("22338")] == ["Aarav", "Kavya Chowdary"]
        assert [hit.id for hit in queries.family(mother)] == [child.id]
        assert [hit.id for hit in queries.family(child)] == [mother.id]


def test_text_is_cleaned_before_it_is_kept(clinic: Clinic, sravani: Actor) -> None:
    messy = Details(
        name="  Dr.   SAI\u202e \x00IYER ",
        address=" 12 MG Road,\r\nSecunderabad ",
        phones=("+919848022338",) * 3,
    )
    patient = put_in(clinic, sravani, messy)
    assert (patient.name, patient.address) == ("Dr. SAI IYER", "12 MG Road,\nSecunderabad")
    with clinic_scope(clinic):
        assert numbers_of(patient) == ("+919848022338",)


@pytest.mark.parametrize(
    ("details", "code"),
    [
        (replace(KAVYA, name=""), "name"),
        (replace(KAVYA, name="\x00\u200b "), "name"),
        (replace(KAVYA, name="x" * 121), "too_long"),
        (replace(KAVYA, address="x" * 501), "too_long"),
        (replace(KAVYA, email="x" * 255), "too_long"),
        (replace(KAVYA, allergies="x" * 2001), "too_long"),
        (replace(KAVYA, phones=tuple(f"+91984802233{n}" for n in range(6))), "too_many_phones"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(
    clinic: Clinic, sravani: Actor, details: Details, code: str
) -> None:
    with pytest.raises(PatientsRefused) as refused:
        put_in(clinic, sravani, details)
    assert refused.value.code == code and str(refused.value.message)
    with clinic_scope(clinic):
        assert Patient.objects.count() == Phone.objects.count() == SearchTerm.objects.count() == 0


def test_allergies_and_alerts_cannot_be_read_in_the_table(clinic: Clinic, sravani: Actor) -> None:
    secret = "Penicillin: సోకింది"
    patient = put_in(clinic, sravani, replace(KAVYA, allergies=secret, alerts="HIV positive"))
    with clinic_scope(clinic):
        with connection.cursor() as cursor:
            cursor.execute("SELECT p::text FROM patients_patient p WHERE id = %s", [patient.id])
            row = cursor.fetchone()[0]
        stored = bytes.fromhex(max(row.split(","), key=len).strip('"\\x'))
        assert "Penicillin" not in row and "HIV" not in row
        assert b"Penicillin" not in stored and b"HIV" not in stored
        assert read_warnings(Patient.objects.get(pk=patient.id)) == Warnings(secret, "HIV positive")


def test_sealed_allergies_moved_to_another_file_do_not_open(clinic: Clinic, sravani: Actor) -> None:
    one = put_in(clinic, sravani, replace(KAVYA, allergies="Penicillin"))
    other = put_in(clinic, sravani, replace(KAVYA, allergies="None known"))
    with clinic_scope(clinic):
        Patient.objects.filter(pk=other.pk).update(allergies_sealed=one.allergies_sealed)
        moved = Patient.objects.get(pk=other.pk)
        assert read_warnings(moved) == Warnings(unreadable=True), "never shown as no allergy"
        Patient.objects.filter(pk=one.pk).update(alerts_sealed=one.allergies_sealed)
        assert read_warnings(Patient.objects.get(pk=one.pk)).unreadable


def test_what_cannot_be_opened_is_not_overwritten(clinic: Clinic, sravani: Actor) -> None:
    patient = put_in(clinic, sravani, replace(KAVYA, allergies="Penicillin"))
    with clinic_scope(clinic):
        Patient.objects.filter(pk=patient.pk).update(allergies_sealed=b"\x01" + bytes(60))
        with pytest.raises(PatientsRefused) as refused:
            change(actor=sravani, patient=patient, details=replace(KAVYA, allergies="None"), version=1)
        assert refused.value.code == "unreadable"
        assert change(actor=sravani, patient=patient, details=replace(KAVYA, name="Kavya"), version=1) == (
            "name",
        )
        assert bytes(Patient.objects.get(pk=patient.pk).allergies_sealed or b"") == b"\x01" + bytes(60)


def test_an_erased_file_takes_nothing_more(clinic: Clinic, sravani: Actor) -> None:
    patient = put_in(clinic, sravani, replace(KAVYA, allergies="Penicillin"))
    with clinic_scope(clinic):
        vault.destroy(vault.Subject.patient(patient.id))
        assert read_warnings(patient).unreadable
        with pytest.raises(PatientsRefused) as refused:
            change(actor=sravani, patient=patient, details=replace(KAVYA, address="New"), version=1)
    assert refused.value.code == "erased"


def test_a_change_names_its_fields_and_counts_up(clinic: Clinic, sravani: Actor) -> None:
    patient = put_in(clinic, sravani, replace(KAVYA, allergies="Penicillin"))
    born = Birth(date(1981, 11, 21), Precision.YEAR)
    asked = replace(
        KAVYA,
        name="Kavya Rao",
        phones=("+917697714383", "+919848022338"),
        birth=born,
        sex="female",
        alerts="Falls",
    )
    with clinic_scope(clinic):
        changed = change(actor=sravani, patient=patient, details=asked, version=1)
        assert set(changed) == {"name", "phones", "birth", "sex", "alerts"}
        saved = Patient.objects.get(pk=patient.pk)
        assert (saved.name, saved.born_on, saved.born_precision, saved.version) == (
            "Kavya Rao",
            born.on,
            "year",
            2,
        )
        assert (patient.name, patient.version) == ("Kavya Rao", 2), "the loaded row is up to date"
        assert numbers_of(saved) == ("+917697714383", "+919848022338")
        assert read_warnings(saved) == Warnings("Penicillin", "Falls"), "what was not asked stays"
        assert [hit.phone for hit in queries.search("rao 4383")] == ["+917697714383"]
        assert queries.search("chow") == []
    assert trail(clinic, on=patient.id)[1] == ("patient.changed", {"fields": list(changed)})


def test_the_trail_does_not_tell_which_fields_without_the_key(clinic: Clinic, sravani: Actor) -> None:
    patient = put_in(clinic, sravani)
    with clinic_scope(clinic):
        change(actor=sravani, patient=patient, details=replace(KAVYA, alerts="Falls"), version=1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(e::text, ' ') FROM audit_entry e")
            assert "alerts" not in cursor.fetchone()[0]


def test_saving_what_is_there_changes_nothing(clinic: Clinic, sravani: Actor) -> None:
    asked = replace(KAVYA, birth=Birth(date(1981, 7, 1), Precision.YEAR), allergies="Penicillin")
    patient = put_in(clinic, sravani, replace(asked, birth=Birth(date(1981, 11, 21), Precision.YEAR)))
    with clinic_scope(clinic):
        assert change(actor=sravani, patient=patient, details=asked, version=1) == ()
        saved = Patient.objects.get(pk=patient.pk)
        assert (saved.version, saved.born_on) == (1, date(1981, 11, 21)), "the year is all that was told"
    assert len(trail(clinic, on=patient.id)) == 1


def test_a_stale_save_is_refused_with_what_changed(clinic: Clinic, sravani: Actor) -> None:
    patient = put_in(clinic, sravani)
    with clinic_scope(clinic):
        change(actor=sravani, patient=patient, details=replace(KAVYA, address="Guntur"), version=1)
        mine = replace(KAVYA, name="Kavya Rao")
        with pytest.raises(StaleSave) as refused:
            change(actor=sravani, patient=patient, details=mine, version=1)
        told = {each.field: (each.saved, each.asked) for each in refused.value.differing}
        assert told == {"name": ("Kavya Chowdary", "Kavya Rao"), "address": ("Guntur", "")}
        assert refused.value.version == 2
        assert Patient.objects.get(pk=patient.pk).name == "Kavya Chowdary"
        assert change(actor=sravani, patient=patient, details=mine, version=2) == ("name", "address")


def test_opening_a_file_is_written_down_every_time(clinic: Clinic, sravani: Actor) -> None:
    patient = put_in(clinic, sravani, replace(KAVYA, allergies="Penicillin"))
    with clinic_scope(clinic):
        for _ in range(2):
            file = open_file(actor=sravani, patient=patient)
        assert file.warnings == Warnings("Penicillin") and file.phones == ("+919848022338",)
    assert [verb for verb, _ in trail(clinic, on=patient.id)] == [
        "patient.registered",
        *["patient.opened"] * 2,
    ]


def test_billing_sees_contacts_and_no_warnings(clinic: Clinic, sravani: Actor) -> None:
    patient = put_in(clinic, sravani, replace(KAVYA, allergies="Penicillin"))
    billing = actor_for(make_member(clinic, Role.BILLING))
    with clinic_scope(clinic):
        file = open_file(actor=billing, patient=patient)
        assert file.phones == ("+919848022338",) and file.warnings is None
        with pytest.raises(NotPermitted):
            change(actor=billing, patient=patient, details=KAVYA, version=1)
        with pytest.raises(NotPermitted):
            register(actor=billing, details=KAVYA, patient_id=uuid7())


def test_names_of_erased_files_are_left_out(clinic: Clinic, sravani: Actor) -> None:
    patient = put_in(clinic, sravani)
    with clinic_scope(clinic):
        assert queries.names_of([patient.id, uuid7()]) == {patient.id: "Kavya Chowdary"}
        assert [hit.id for hit in queries.hits_of([uuid7(), patient.id])] == [patient.id]
        assert queries.hits_of([]) == []


def test_hits_keep_the_order_asked_for(clinic: Clinic, sravani: Actor) -> None:
    ids: list[UUID] = [put_in(clinic, sravani).id for _ in range(4)]
    wanted = [ids[2], ids[0], ids[3], ids[1]]
    with clinic_scope(clinic):
        assert [hit.id for hit in queries.hits_of(wanted)] == wanted
        assert [hit.id for hit in queries.newest(2)] == [ids[3], ids[2]]
