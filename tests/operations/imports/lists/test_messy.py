"""The list of shared data, as such lists come, from the file to the clinic and back."""

import json
from collections import Counter

import pytest
from django.db import connection

from daybook.audit.models import Entry
from daybook.billing.listing import account_of
from daybook.billing.models import OpeningBalance, Payment
from daybook.billing.queries import balance, due_total, issued, taken
from daybook.booking.dues import dues_of_day
from daybook.messaging.models import Message
from daybook.operations.imports.lists.sealed import content_of
from daybook.operations.imports.lists.words import sentence
from daybook.operations.imports.undo import undo_import
from daybook.operations.models import ImportBatch, ListRow, PatientList
from daybook.patients.models import Consent, Patient, Phone
from daybook.patients.queries import search
from daybook.patients.warnings import read_warnings
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.factories import make_appointment, make_branch, make_clinic, make_practitioner
from tests.operations.imports.lists.lists import MESSY, OWNER, brought_in, checked, outcomes

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


def test_every_row_gets_its_outcome_and_nothing_goes_in(clinic: Clinic) -> None:
    row = checked(clinic, MESSY)
    assert row.state == PatientList.State.CHECKED
    assert outcomes(clinic, row) == Counter(add=52, partly=11, bad=5, same=2)
    with clinic_scope(clinic):
        assert not Patient.objects.exists()
        why = {
            each.number: sentence(each.outcome, each.reasons, each.match_number)
            for each in ListRow.objects.exclude(outcome__in=["add", "partly"])
        }
    assert why == {
        62: "As row 5: the same row.",
        63: "As row 7: same phone, similar name, similar age.",
        64: "There is no name.",
        65: "Birth date or age: there is no such day.",
        66: "Birth date or age: in the future.",
        67: "Phone: not a number that can be dialled.",
        70: "Name: too long. Shorten it.",
    }


def test_it_comes_in_once_with_everything_that_it_says(clinic: Clinic) -> None:
    row = brought_in(clinic, MESSY)
    assert row.state == PatientList.State.DONE
    with clinic_scope(clinic):
        assert Patient.objects.count() == 63
        [iyer] = search("iyer 8499")
        assert (iyer.name, iyer.phone) == ("Dr. SAI IYER", "+916523938499")
        patient = Patient.objects.get(id=iyer.id)
        assert (str(patient.born_on), patient.sex) == ("2006-02-12", "male")
        assert patient.address == "H.No 4-32, Kukatpally, Hyderabad 500072"
        assert OpeningBalance.objects.get(patient=patient).amount_minor == 120_050
        family = set(Phone.objects.filter(number="+919000000002").values_list("patient__name", flat=True))
        assert family == {"Family One", "Family Two"}
        sharma = Patient.objects.get(name="Deepa Sharma")
        assert read_warnings(sharma).alerts == '=HYPERLINK("http://example.com")'  # a text like any other
        batch = ImportBatch.objects.get()
        assert batch.added == {"patient": 63, "opening": 35}
        assert batch.bad_count == 7
    again = checked(clinic, MESSY)
    assert outcomes(clinic, again) == Counter(known=63, bad=5, same=2)


def test_nobody_hears_of_it_and_nobody_has_agreed_to_anything(clinic: Clinic) -> None:
    brought_in(clinic, MESSY)
    with clinic_scope(clinic):
        assert not Consent.objects.exists()
        assert not Message.objects.exists()
        assert not Payment.objects.exists()


def test_the_file_is_sealed_while_it_waits_and_gone_when_it_is_in(clinic: Clinic) -> None:
    row = checked(clinic, MESSY)
    with connection.cursor() as cursor:
        for table in ("operations_patientlist", "operations_listrow", "operations_listcolumns"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            kept = cursor.fetchone()[0] or ""
            for word in ("Kukatpally", "Deepa", "6523938499"):
                assert word not in kept
                assert word.encode().hex() not in kept
    with clinic_scope(clinic):
        assert PatientList.objects.get(id=row.id).content_sealed is not None
    row = brought_in(clinic, MESSY.replace(b"OP", b"OQ"))
    with clinic_scope(clinic):
        assert PatientList.objects.get(id=row.id).content_sealed is None
        kept_rows = [each for each in ListRow.objects.filter(patient_list=row) if content_of(each)]
        assert {each.outcome for each in kept_rows} <= {"bad", "same", "there"}


def test_it_can_be_taken_back_whole(clinic: Clinic) -> None:
    brought_in(clinic, MESSY)
    with clinic_scope(clinic):
        batch = ImportBatch.objects.get()
    removed = undo_import(clinic.slug, batch.id, actor=OWNER)
    assert (removed["patient"], removed["opening"]) == (63, 35)
    with clinic_scope(clinic):
        assert not Patient.objects.exists()
        assert not OpeningBalance.objects.exists()
    assert outcomes(clinic, checked(clinic, MESSY))["add"] == 52


def test_the_trail_tells_of_it_without_a_patient(clinic: Clinic) -> None:
    row = brought_in(clinic, MESSY)
    with clinic_scope(clinic):
        verbs = Counter(Entry.objects.values_list("verb", flat=True))
        plan = json.dumps(PatientList.objects.get(id=row.id).plan)
    assert verbs == Counter({"list.brought": 1, "import.started": 1, "import.added": 1, "import.finished": 1})
    assert "Sharma" not in plan


def test_a_balance_counts_for_the_patient_and_not_as_money_that_was_taken(clinic: Clinic) -> None:
    brought_in(clinic, MESSY)
    branch = make_branch(clinic)
    doctor = make_practitioner(clinic)
    with clinic_scope(clinic):
        patient = Patient.objects.get(name="Arjun Rao")
        visit = make_appointment(doctor, branch, patient)
        day = visit.starts_at.date()
        assert balance(patient.id) == 30_000
        assert account_of(visit.id, patient.id).balance == 30_000
        assert dues_of_day(branch, day) == {str(visit.id): 30_000}
        assert taken(day, day) == []
        assert issued(day, day) == []
        assert due_total() == (0, 0)  # bills only
