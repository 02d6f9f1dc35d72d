"""The pages of a list that is brought; what becomes of it is tested below them (tests/operations/imports/lists/)."""

import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from daybook.lib.ids import uuid7
from daybook.operations.models import PatientList
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.factories import client_for, make_clinic, make_member
from tests.operations.imports.lists.lists import MESSY, checked

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def owner(clinic: Clinic) -> Client:
    return client_for(make_member(clinic))


def text(response: Any) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


def url(clinic: Clinic, path: str = "") -> str:
    return f"/c/{clinic.slug}/settings/imports/list/{path}"


def send(clinic: Clinic, owner: Client, content: bytes, list_id: str = "") -> Any:
    file = SimpleUploadedFile("our list.csv", content)
    return owner.post(url(clinic), {"file": file, "id": list_id or str(uuid7())})


def test_a_file_that_was_sent_twice_is_one_list(clinic: Clinic, owner: Client) -> None:
    list_id = str(uuid7())
    for _twice in range(2):
        assert send(clinic, owner, MESSY, list_id)["Location"].endswith(f"{list_id}/columns/")
    with clinic_scope(clinic):
        assert PatientList.objects.count() == 1
    assert "our list.csv" in text(owner.get(f"/c/{clinic.slug}/settings/imports/"))


def test_what_is_no_list_is_told_beside_the_field(clinic: Clinic, owner: Client) -> None:
    answer = send(clinic, owner, b"%PDF-1.7")
    assert answer.status_code == 422
    assert "This is a PDF" in text(answer)


def test_two_columns_for_one_thing_are_refused_and_the_choice_stays(clinic: Clinic, owner: Client) -> None:
    place = send(clinic, owner, b"Name,Born,DOB\nA,1.2.1980,\n")["Location"]
    answer = owner.post(place, {"c0": "name", "c1": "birth", "c2": "birth"})
    assert answer.status_code == 409
    page = text(answer)
    assert "was chosen for two columns" in page
    assert page.count('<option value="birth" selected>') == 2


def test_the_jobs_arguments_are_the_clinics_number_alone(clinic: Clinic, owner: Client) -> None:
    place = send(clinic, owner, MESSY)["Location"]
    columns = ["record", "name", "phone", "birth", "sex", "address", "email", "alerts", "owed"]
    assert owner.post(place, {f"c{at}": each for at, each in enumerate(columns)}).status_code == 302
    job = ProcrastinateJob.objects.get(task_name="operations.work_on_lists")
    assert job.args == {"clinic_id": clinic.id}


def test_rows_are_filtered_and_paged_and_a_watcher_is_told_what_moved(clinic: Clinic, owner: Client) -> None:
    row = checked(clinic, MESSY)
    place = url(clinic, f"{row.id}/")
    assert "1–50 of 70" in text(owner.get(place))
    assert "51–70 of 70" in text(owner.get(place, {"page": "9"}))
    bad = text(owner.get(place, {"show": "bad"}))
    assert "There is no name." in bad
    assert "Deepa" not in bad
    watched = owner.get(place, headers={"HX-Request": "true"})
    same = {"HX-Request": "true", "If-None-Match": watched["ETag"]}
    assert owner.get(place, headers=same).status_code == 304


def test_a_choice_is_kept_and_a_wrong_one_is_told(clinic: Clinic, owner: Client) -> None:
    row = checked(clinic, MESSY)
    place = url(clinic, f"{row.id}/choice/")
    assert owner.post(place, {"choice": "eat", "number": "63"}).status_code == 422
    assert owner.post(place, {"choice": "add", "number": "63"}).status_code == 302
    assert "64 patients go in" in text(owner.get(url(clinic, f"{row.id}/")))
    lines = owner.get(url(clinic, f"{row.id}/left-out.csv"))
    assert lines["Content-Disposition"] == 'attachment; filename="left-out.csv"'
