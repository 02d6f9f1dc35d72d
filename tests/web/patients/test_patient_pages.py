"""The patients' pages: find, register, open, change."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from daybook.accounts.models import Membership
from daybook.accounts.permissions import GRANTS, Permission, Role
from daybook.lib.ids import uuid7
from daybook.patients import queries
from daybook.patients.contacts import write_phones
from daybook.patients.models import Patient, Sex
from daybook.patients.warnings import read_warnings
from daybook.tenancy.models import Clinic
from daybook.tenancy.queries import forget_slug
from daybook.tenancy.scope import clinic_scope
from tests.factories import (
    client_for,
    make_appointment,
    make_branch,
    make_clinic,
    make_member,
    make_patient,
    make_practitioner,
    trail,
)

pytestmark = pytest.mark.django_db

PHONE = "+919848022338"
DIALOG = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "dialog-body"}


@pytest.fixture
def clinic() -> Clinic:
    forget_slug("sunrise")  # the process remembers the number that an earlier test's clinic had
    return make_clinic("sunrise")


@pytest.fixture
def desk(clinic: Clinic) -> Client:
    return client_for(make_member(clinic, Role.RECEPTIONIST, display_name="Sravani"))


@pytest.fixture
def billing(clinic: Clinic) -> Client:
    return client_for(make_member(clinic, Role.BILLING))


def text(response: Any) -> str:
    return str(response.content.decode())


def form(**typed: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "name": "Kavya Chowdary", "phone": "98480 22338", "sex": "female", **typed}


def send(client: Client, data: dict[str, Any], **headers: Any) -> Any:
    return client.post("/c/sunrise/patients/new/", data, **headers)


def only_patient(clinic: Clinic) -> Patient:
    with clinic_scope(clinic):
        return Patient.objects.get()


# The list and the search


def test_an_empty_clinic_says_what_to_do(clinic: Clinic, desk: Client, billing: Client) -> None:
    assert "Register the first one" in text(desk.get("/c/sunrise/patients/"))
    page = text(billing.get("/c/sunrise/patients/"))
    assert "No patients yet" in page and "patients/new/" not in page


def test_the_list_shows_who_was_opened_last_and_who_is_new(clinic: Clinic, desk: Client) -> None:
    seen = make_patient(clinic, "Kavya Chowdary", PHONE)
    make_patient(clinic, "Ravi Teja")
    assert "Opened by you" not in text(desk.get("/c/sunrise/patients/"))
    desk.get(f"/c/sunrise/patients/{seen.id}/")
    page = text(desk.get("/c/sunrise/patients/"))
    opened = page[page.index("Opened by you") : page.index("Registered last")]
    assert "Kavya Chowdary" in opened and "Ravi Teja" not in opened


def test_without_scripts_the_words_come_in_the_body(clinic: Clinic, desk: Client) -> None:
    make_patient(clinic, "Kavya Chowdary", PHONE)
    make_patient(clinic, "Ravi Teja")
    page = text(desk.post("/c/sunrise/patients/", {"q": "chow"}))
    assert "<mark>Chow</mark>dary" in page and "Ravi Teja" not in page
    nobody = text(desk.post("/c/sunrise/patients/", {"q": "<script>"}))
    assert "Nobody is found" in nobody and "<script>" not in nobody.replace("<script src", "")
    assert "Ravi Teja" in text(desk.get("/c/sunrise/patients/?q=chow")), "an address carries no names"


def test_the_search_answers_rows_for_the_combobox(clinic: Clinic, desk: Client) -> None:
    kavya = make_patient(clinic, "Kavya <b>Chowdary</b>", PHONE, sex=Sex.FEMALE)
    make_patient(clinic, "Aarav", PHONE)
    rows = text(desk.post("/c/sunrise/patients/search/", {"q": "kav 338"}))
    assert rows.count('role="option"') == 2, "one patient, and the offer to register"
    assert "&lt;b&gt;" in rows and "<b>Chowdary" not in rows
    assert "98480 22<mark>338</mark>" in rows and "1 other on this phone" in rows
    assert f'data-id="{kavya.id}"' in rows and f"appointments/new/?patient={kavya.id}" in rows
    assert "Register “kav 338”" in rows
    ids = re.findall(
        r' id="(opt-[^"]+)"', rows + text(desk.post("/c/sunrise/patients/search/", {"q": "kav"}))
    )
    assert len(ids) == len(set(ids)) == 4, "two lists on one page have ids of their own"


def test_what_a_row_does_depends_on_where_it_is_asked_and_by_whom(
    clinic: Clinic, desk: Client, billing: Client
) -> None:
    kavya = make_patient(clinic, "Kavya", PHONE)
    file = f'href="/c/sunrise/patients/{kavya.id}/"'
    assert file not in text(desk.post("/c/sunrise/patients/search/", {"q": "kavya"}))
    assert file in text(desk.post("/c/sunrise/patients/search/?file", {"q": "kavya"}))
    assert "data-register" not in text(desk.post("/c/sunrise/patients/search/?pick=known", {"q": "kavya"}))
    rows = text(billing.post("/c/sunrise/patients/search/", {"q": "kavya"}))
    assert file in rows and "data-register" not in rows and "appointments/new" not in rows


def test_the_search_takes_no_words_in_the_address(clinic: Clinic, desk: Client) -> None:
    assert desk.get("/c/sunrise/patients/search/?q=kavya").status_code == 405


@pytest.mark.parametrize("typed", ["", "\x00", "x" * 5000, "%", "' OR 1=1"])
def test_odd_searches_are_answered(clinic: Clinic, desk: Client, typed: str) -> None:
    assert desk.post("/c/sunrise/patients/search/", {"q": typed}).status_code == 200
    assert desk.post("/c/sunrise/patients/", {"q": typed}).status_code == 200


# Registering


def test_reception_registers_with_a_name_and_a_phone(clinic: Clinic, desk: Client) -> None:
    sent = form()
    response = send(desk, sent)
    patient = only_patient(clinic)
    assert (response.status_code, response["Location"]) == (302, f"/c/sunrise/patients/{patient.id}/")
    assert str(patient.id) == sent["id"] and patient.sex == "female"
    assert "is registered: file 1." in text(desk.get(response["Location"]))


def test_the_form_sent_twice_is_one_file(clinic: Clinic, desk: Client) -> None:
    sent = form()
    first, second = send(desk, sent), send(desk, sent)
    assert first["Location"] == second["Location"] and second.status_code == 302
    assert only_patient(clinic).name == "Kavya Chowdary"


def test_another_clinics_id_makes_a_file_of_ones_own(clinic: Clinic, desk: Client) -> None:
    other = make_clinic()
    theirs = make_patient(other, "Theirs")
    assert send(desk, form(id=str(theirs.id))).status_code == 302
    assert only_patient(clinic).name == "Kavya Chowdary"
    assert only_patient(other).name == "Theirs"


def test_words_from_the_search_fill_the_form(clinic: Clinic, desk: Client) -> None:
    page = text(send(desk, {"words": "venkat rao 98480 22338", "next": "practitioner=5&name=x"}, **DIALOG))
    assert 'value="Venkat Rao"' in page and 'value="98480 22338"' in page
    assert 'name="next" value="practitioner=5"' in page
    assert "<html" not in page, "a fragment for the dialog"
    assert "<html" in text(send(desk, {"words": "venkat"}))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "\x00"}, "Null characters are not allowed"),
        ({"name": "\u200b"}, "Write a name."),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"phone": ""}, "Write a phone, or the guardian"),
        ({"phone": "12"}, "not a phone number"),
        ({"phone": "98480 22338 / 98480 22339"}, "not a phone number"),
        ({"second_phone": "x"}, "not a phone number"),
        ({"birth": "31.02.2020"}, "no such day in the calendar"),
        ({"birth": "01.01.2222"}, "cannot be in the future"),
        ({"birth": "131"}, "Nobody is older than 130 years"),
        ({"birth": "x" * 41}, "at most 40 characters"),
        ({"email": "not-an-email"}, "valid email address"),
        ({"sex": "x"}, "not in this list"),
        ({"language": "xx"}, "not in this list"),
        ({"address": "x" * 501}, "at most 500 characters"),
        ({"allergies": "x" * 2001}, "at most 2000 characters"),
        ({"id": "x"}, "valid UUID"),
        ({"id": ""}, "required"),
    ],
)
def test_bad_input_is_told_and_typing_is_kept(
    clinic: Clinic, desk: Client, typed: dict[str, str], words: str
) -> None:
    response = send(desk, form(emergency_name="Meena Kumari", **typed))
    page = text(response)
    assert response.status_code in (409, 422) and words in page.replace("&#x27;", "'")
    assert 'value="Meena Kumari"' in page
    with clinic_scope(clinic):
        assert not Patient.objects.exists()


def test_a_child_needs_no_phone_of_its_own(clinic: Clinic, desk: Client) -> None:
    assert send(desk, form(phone="", guardian_phone="98480 22338", birth="8 months")).status_code == 302
    with clinic_scope(clinic):
        assert [hit.age(hit.birth.on) for hit in queries.search("22338") if hit.birth] == ["0 mo"]


def test_somebody_without_any_phone_is_registered_on_purpose(clinic: Clinic, desk: Client) -> None:
    assert send(desk, form(phone="", phoneless="on")).status_code == 302
    assert "has none" in text(desk.get(f"/c/sunrise/patients/{only_patient(clinic).id}/"))


def test_likely_duplicates_are_shown_before_saving(clinic: Clinic, desk: Client) -> None:
    there = make_patient(clinic, "Kavya Choudary", PHONE)
    sent = form()
    response = send(desk, sent)
    page = text(response)
    assert response.status_code == 409 and "Is this the same person?" in page
    assert "same phone, similar name" in page and f"/c/sunrise/patients/{there.id}/" in page
    assert 'value="Kavya Chowdary"' in page and f'name="seen" value="{there.id}"' in page
    assert only_patient(clinic).id == there.id
    assert send(desk, {**sent, "seen": str(there.id)}).status_code == 302


def test_somebody_else_who_turns_up_later_is_shown_too(clinic: Clinic, desk: Client) -> None:
    first = make_patient(clinic, "Kavya Choudary", PHONE)
    second = make_patient(clinic, "Ravi", "+917697714383")
    response = send(desk, form(phone="76977 14383", seen=f"{first.id},x,"))
    assert response.status_code == 409 and str(second.id) in text(response)
    assert f'name="seen" value="{first.id},{second.id}"' in text(response)


def test_in_the_dialog_it_goes_on_with_booking(clinic: Clinic, desk: Client) -> None:
    response = send(desk, form(onward="book", next="practitioner=7&patient=8"), **DIALOG)
    patient = only_patient(clinic)
    assert f'hx-get="/c/sunrise/appointments/new/?patient={patient.id}&amp;practitioner=7"' in text(response)
    assert "is registered" in response["HX-Trigger"] and response["HX-Trigger"].isascii()


def test_in_the_dialog_it_goes_on_to_the_file(clinic: Clinic, desk: Client) -> None:
    response = send(desk, form(onward="file"), **DIALOG)
    assert (response.status_code, response["HX-Redirect"]) == (
        204,
        f"/c/sunrise/patients/{only_patient(clinic).id}/",
    )


def test_a_duplicate_in_the_dialog_can_be_booked_for(clinic: Clinic, desk: Client) -> None:
    there = make_patient(clinic, "Kavya Chowdary", PHONE)
    page = text(send(desk, form(next="practitioner=7"), **DIALOG))
    assert f"appointments/new/?patient={there.id}&amp;practitioner=7" in page and "<html" not in page


# The file


def test_the_file_shows_warnings_first_and_is_written_down(clinic: Clinic, desk: Client) -> None:
    send(desk, form(allergies="Penicillin <b>", alerts="Falls", address="12 MG Road", language="te"))
    patient = only_patient(clinic)
    page = text(desk.get(f"/c/sunrise/patients/{patient.id}/"))
    assert page.index("Penicillin &lt;b&gt;") < page.index("Falls") < page.index("12 MG Road")
    assert "తెలుగు" in page and "tel:+919848022338" in page
    assert [verb for verb, _ in trail(clinic, on=patient.id)] == ["patient.registered", "patient.opened"]


def test_warnings_that_cannot_be_opened_are_not_shown_as_none(clinic: Clinic, desk: Client) -> None:
    patient = make_patient(clinic, "Kavya", allergies_sealed=b"\x01" + bytes(60))
    page = text(desk.get(f"/c/sunrise/patients/{patient.id}/"))
    assert "cannot be opened here" in page and "No allergies" not in page
    assert 'name="allergies"' not in text(desk.get(f"/c/sunrise/patients/{patient.id}/edit/"))


def test_billing_sees_how_to_reach_somebody_and_no_warnings(
    clinic: Clinic, desk: Client, billing: Client
) -> None:
    send(desk, form(allergies="Penicillin"))
    patient = only_patient(clinic)
    page = text(billing.get(f"/c/sunrise/patients/{patient.id}/"))
    assert "98480 22338" in page and "Penicillin" not in page and "llergies" not in page
    assert "/edit/" not in page and "appointments/new/?" not in page
    for url in (f"/c/sunrise/patients/{patient.id}/edit/", "/c/sunrise/patients/new/"):
        assert billing.get(url).status_code == 403
        assert billing.post(url, form(name="Changed")).status_code == 403
    assert only_patient(clinic).name == "Kavya Chowdary"


def test_a_strangers_file_is_not_there(clinic: Clinic, desk: Client) -> None:
    theirs = make_patient(make_clinic(), "Theirs")
    for patient_id in (theirs.id, uuid7(), UUID(int=0)):
        for url in (f"/c/sunrise/patients/{patient_id}/", f"/c/sunrise/patients/{patient_id}/edit/"):
            assert desk.get(url).status_code == 404
        assert desk.post(f"/c/sunrise/patients/{patient_id}/edit/", form(version=1)).status_code == 404
    assert desk.get("/c/sunrise/patients/x/").status_code == 404
    assert trail(clinic) == []


def test_the_family_and_the_appointments_stand_in_the_file(clinic: Clinic, desk: Client) -> None:
    mother, child = make_patient(clinic, "Divya Rao", PHONE), make_patient(clinic, "Aarav Rao", PHONE)
    branch, doctor = make_branch(clinic, "Kukatpally"), make_practitioner(clinic, "Dr Meera Rao")
    make_appointment(doctor, branch, mother, datetime(2024, 5, 6, 4, 45, tzinfo=UTC))
    page = text(desk.get(f"/c/sunrise/patients/{mother.id}/"))
    assert f"/c/sunrise/patients/{child.id}/" in page
    assert "6 May 2024" in page and "10:15" in page, "the branch's clock"
    assert "Dr Meera Rao" in page


def test_the_owner_finds_who_opened_the_file(clinic: Clinic, desk: Client) -> None:
    patient = make_patient(clinic, "Kavya")
    link = f"/c/sunrise/trail/?patient={patient.id}"
    assert link not in text(desk.get(f"/c/sunrise/patients/{patient.id}/"))
    owner = client_for(make_member(clinic, Role.OWNER))
    assert link in text(owner.get(f"/c/sunrise/patients/{patient.id}/"))


# Changing


@pytest.fixture
def kavya(clinic: Clinic, desk: Client) -> Patient:
    send(desk, form(allergies="Penicillin", address="12 MG Road", birth="45"))
    return only_patient(clinic)


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send for a form it did not touch."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page[page.index('class="form ') :]):
        told = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        chosen = told.get("type") not in ("radio", "checkbox") or " checked" in tag
        if "name" in told and chosen:
            found[told["name"]] = unescape(told.get("value", ""))
    for name, value in re.findall(r'<textarea name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', page):
        found[name] = unescape(value)
    for name, body in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        picked = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = picked[1] if picked else ""
    return found


def edit(client: Client, patient: Patient, sent: dict[str, str] | None = None) -> Any:
    url = f"/c/sunrise/patients/{patient.id}/edit/"
    return client.get(url) if sent is None else client.post(url, sent)


def test_an_untouched_form_changes_nothing(clinic: Clinic, desk: Client, kavya: Patient) -> None:
    sent = fields_of(text(edit(desk, kavya)))
    assert (
        sent["birth"] == str(kavya.born_on.year if kavya.born_on else "")
        and sent["allergies"] == "Penicillin"
    )
    assert edit(desk, kavya, sent).status_code == 302
    after = only_patient(clinic)
    assert (after.version, after.born_on) == (1, kavya.born_on)
    assert [verb for verb, _ in trail(clinic, on=kavya.id)] == ["patient.registered", "patient.opened"]


def test_a_change_is_saved_and_written_down(clinic: Clinic, desk: Client, kavya: Patient) -> None:
    sent = fields_of(text(edit(desk, kavya))) | {
        "phone": "76977 14383",
        "second_phone": "98480 22338",
        "alerts": "Falls",
    }
    response = edit(desk, kavya, sent)
    assert (response.status_code, response["Location"]) == (302, f"/c/sunrise/patients/{kavya.id}/")
    with clinic_scope(clinic):
        assert read_warnings(only_patient(clinic)).alerts == "Falls"
        assert [hit.phone for hit in queries.search("14383")] == ["+917697714383"]
    assert trail(clinic, on=kavya.id)[-1] == ("patient.changed", {"fields": ["phones", "alerts"]})


def test_a_stale_tab_is_told_what_changed_and_keeps_its_typing(
    clinic: Clinic, desk: Client, kavya: Patient
) -> None:
    mine = fields_of(text(edit(desk, kavya)))
    theirs = mine | {"address": "Guntur", "alerts": "Falls, twice", "second_phone": "76977 14383"}
    assert edit(desk, kavya, theirs).status_code == 302

    response = edit(desk, kavya, mine | {"alerts": "Seizures", "email": "k@example.in"})
    page = text(response)
    assert response.status_code == 409 and "Sravani saved this file while you had it open." in page
    assert "Their changes are in the form now: Second phone, Address." in page
    table = page[page.index("They saved") : page.index("</table>")]
    assert "Falls, twice" in table and "Seizures" in table and "example.in" not in table
    again = fields_of(page)
    assert (again["alerts"], again["email"], again["address"]) == ("Seizures", "k@example.in", "Guntur")
    assert (again["second_phone"], again["version"]) == ("76977 14383", "2")
    assert read_alerts(clinic) == "Falls, twice", "nothing was written"

    assert edit(desk, kavya, again).status_code == 302
    after = only_patient(clinic)
    assert (read_alerts(clinic), after.address, after.email) == ("Seizures", "Guntur", "k@example.in")


def read_alerts(clinic: Clinic) -> str:
    with clinic_scope(clinic):
        return read_warnings(Patient.objects.get()).alerts


def test_after_a_stale_save_bad_input_still_keeps_everything(
    clinic: Clinic, desk: Client, kavya: Patient
) -> None:
    mine = fields_of(text(edit(desk, kavya)))
    edit(desk, kavya, mine | {"address": "Guntur"})
    response = edit(desk, kavya, mine | {"birth": "31.02.2020", "email": "k@example.in"})
    assert response.status_code == 422
    kept = fields_of(text(response))
    assert (kept["birth"], kept["email"], kept["version"]) == ("31.02.2020", "k@example.in", "1")
    assert edit(desk, kavya, kept | {"birth": "1980"}).status_code == 409


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 30])
def test_a_version_that_is_none_is_refused(
    clinic: Clinic, desk: Client, kavya: Patient, version: str
) -> None:
    sent = fields_of(text(edit(desk, kavya))) | {"name": "Changed", "version": version}
    assert edit(desk, kavya, sent).status_code == 422
    assert only_patient(clinic).name == "Kavya Chowdary"


def test_what_an_import_brought_survives_an_edit(clinic: Clinic, desk: Client) -> None:
    patient = make_patient(clinic, "Abbott", file_number=9, language="en-US")
    with clinic_scope(clinic):
        write_phones(patient, ("+15555550123", "+919848022338", "+917697714383"))
    sent = fields_of(text(edit(desk, patient))) | {"address": "Boston"}
    assert sent["language"] == "en-US"
    assert edit(desk, patient, sent).status_code == 302
    assert trail(clinic, on=patient.id)[-1] == ("patient.changed", {"fields": ["address"]})


def test_who_sees_no_warnings_can_neither_read_nor_wipe_them(
    clinic: Clinic, desk: Client, kavya: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = GRANTS[Role.RECEPTIONIST] - {Permission.SEE_ALERTS}
    monkeypatch.setitem(GRANTS, Role.RECEPTIONIST, fewer)
    page = text(edit(desk, kavya))
    assert "Penicillin" not in page and 'name="allergies"' not in page
    forged = fields_of(page) | {"address": "Guntur", "allergies": "None", "alerts": ""}
    assert edit(desk, kavya, forged).status_code == 302
    with clinic_scope(clinic):
        assert read_warnings(Patient.objects.get()).allergies == "Penicillin"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_meets_what_it_may(clinic: Clinic, role: str) -> None:
    patient = make_patient(clinic, "Kavya", PHONE)
    member: Membership = make_member(clinic, role)
    client = client_for(member)
    assert client.get(f"/c/sunrise/patients/{patient.id}/").status_code == 200
    allowed = 403 if role == Role.BILLING else 200
    assert client.get(f"/c/sunrise/patients/{patient.id}/edit/").status_code == allowed
    assert client.get("/c/sunrise/patients/new/").status_code == allowed
