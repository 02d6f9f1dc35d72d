"""A clinic's sign-up: account, mailed code, clinic; what is typed is kept, and nothing tells who is known here."""

import re
from typing import Any

import pytest
from django.test import Client

from daybook.accounts.models import Membership, User
from daybook.clinics.models import Branch, Profile
from daybook.clinics.slugs import RESERVED, slugs
from daybook.lib.ids import uuid7
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.accounts.people import code_for, count_hashes, is_signed_in, mails_to, make_person
from tests.factories import PASSWORD, trail

pytestmark = pytest.mark.django_db
ALICE = "alice@example.org"


def account(**changes: str) -> dict[str, str]:
    return {"name": "Alice Rao", "email": ALICE, "password1": PASSWORD, **changes}


def clinic(**changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7()),
        "display_name": "Dr Alice Rao",
        "name": "Sunrise Clinic",
        "phone": "040 2345 6789",
        "address": "Plot 41, Kukatpally",
        "country": "IN",
        "time_zone": "Asia/Kolkata",
        "currency": "INR",
        **changes,
    }


def sign_up(client: Client, **changes: str) -> Any:
    client.post("/sign-up/", account(**changes))
    return client.post("/code/", {"code": code_for(changes.get("email", ALICE)), "action": "verify"})


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_from_nothing_to_the_book_in_three_steps(client: Client) -> None:
    first = client.post("/sign-up/", account())
    assert (first.status_code, first["Location"]) == (302, "/code/")
    assert "the code" in text(client.get("/code/")).lower()
    second = client.post("/code/", {"code": code_for(ALICE).replace("-", " "), "action": "verify"})
    assert second["Location"] == "/sign-up/clinic/"
    assert 'value="Alice Rao"' in text(client.get("/sign-up/clinic/"))
    third = client.post("/sign-up/clinic/", clinic())
    assert third["Location"] == "/c/sunrise-clinic/"
    opened = Clinic.objects.get(slug="sunrise-clinic")
    with clinic_scope(opened):
        profile, branch = Profile.objects.get(), Branch.objects.get()
        owner = Membership.objects.get()
    assert (profile.name, profile.phone, profile.email) == ("Sunrise Clinic", "+914023456789", ALICE)
    assert (branch.address, branch.time_zone, branch.currency) == (
        "Plot 41, Kukatpally",
        "Asia/Kolkata",
        "INR",
    )
    assert (owner.role, owner.display_name, owner.user.email) == ("owner", "Dr Alice Rao", ALICE)
    assert [verb for verb, _ in trail(opened)] == ["clinic.opened"]


def test_the_last_form_sent_twice_is_one_clinic(client: Client) -> None:
    sign_up(client)
    form = clinic()
    assert client.post("/sign-up/clinic/", form)["Location"] == "/c/sunrise-clinic/"
    assert client.post("/sign-up/clinic/", form)["Location"] == "/c/sunrise-clinic/"
    assert client.post("/sign-up/clinic/", clinic())["Location"] == "/c/sunrise-clinic-2/"
    assert Clinic.objects.count() == 2


def test_the_first_form_sent_twice_goes_on_with_the_newest_code(client: Client) -> None:
    other_tab = Client()
    client.post("/sign-up/", account())
    assert other_tab.post("/sign-up/", account())["Location"] == "/code/"
    assert User.objects.count() == 1
    done = other_tab.post("/code/", {"code": code_for(ALICE), "action": "verify"})
    assert done["Location"] == "/sign-up/clinic/"


def test_nothing_tells_a_stranger_that_an_address_is_known(client: Client) -> None:
    make_person(ALICE)
    charlie = Client()
    unknown = client.post("/sign-up/", account(email="new@example.org", password1="another password"))
    known = charlie.post("/sign-up/", account(password1="another password"))
    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    pages = [text(each.get("/code/")) for each in (client, charlie)]
    plain = [
        re.sub(r'value="\w{64}"|content="\w{64}"', "", page).replace("new@example.org", ALICE)
        for page in pages
    ]
    assert plain[0] == plain[1]
    assert "already" in mails_to(ALICE)[-1].text
    wrong = [each.post("/code/", {"code": "0000-0000", "action": "verify"}) for each in (client, charlie)]
    assert wrong[0].status_code == wrong[1].status_code == 200
    assert not is_signed_in(charlie)


def test_a_stranger_who_tries_often_does_not_see_by_the_time(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person(ALICE)
    hashed = count_hashes(monkeypatch)
    for _ in range(8):
        hashed.clear()
        Client().post("/sign-up/", account(password1="another password"))
        assert len(hashed) == 1


def test_a_day_has_room_for_so_many_new_clinics(client: Client) -> None:
    sign_up(client)
    answers = [client.post("/sign-up/clinic/", clinic(name=f"Number {n}")) for n in range(11)]
    assert [answer.status_code for answer in answers[-2:]] == [302, 422]
    assert "Go on tomorrow" in text(answers[-1])


def test_three_wrong_codes_end_it_and_the_right_one_then_no_longer_works(client: Client) -> None:
    client.post("/sign-up/", account())
    code = code_for(ALICE)
    for _ in range(3):
        client.post("/code/", {"code": "0000-0000", "action": "verify"})
    client.post("/code/", {"code": code, "action": "verify"})
    assert not is_signed_in(client)
    assert User.objects.get().last_login is None


def test_another_code_takes_the_place_of_the_first(client: Client) -> None:
    client.post("/sign-up/", account())
    old = code_for(ALICE)
    client.post("/code/", {"action": "resend"})
    assert len(mails_to(ALICE)) == 2
    client.post("/code/", {"code": old, "action": "verify"})
    assert not is_signed_in(client)
    client.post("/code/", {"code": code_for(ALICE), "action": "verify"})
    assert is_signed_in(client)


def test_another_address_can_be_used_instead(client: Client) -> None:
    client.post("/sign-up/", account(email="alise@example.org"))
    assert client.get("/sign-up/")["Location"] == "/code/"
    assert client.post("/sign-out/", {"next": "/sign-up/"})["Location"] == "/sign-up/"
    assert client.get("/sign-up/").status_code == 200
    assert sign_up(client)["Location"] == "/sign-up/clinic/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "a\x00b"),
        ("name", "x" * 121),
        ("email", "no address"),
        ("email", "a\x00@example.org"),
        ("email", f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.org"),
        ("password1", "short"),
        ("password1", "password123"),
        ("password1", "x" * 129),
        ("password1", "a\x00bcdefghijkl"),
        ("password1", ALICE),
    ],
)
def test_bad_input_is_said_in_words_and_typing_is_kept(client: Client, field: str, value: str) -> None:
    response = client.post("/sign-up/", account(**{field: value}))
    assert response.status_code == 200
    assert response.context["form"].errors.get(field)
    kept = "name" if field == "email" else "email"
    assert account()[kept] in text(response)
    assert PASSWORD not in text(response)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "\x00"),
        ("name", "x" * 121),
        ("display_name", " "),
        ("display_name", "\u200b"),
        ("phone", "12"),
        ("phone", "9" * 33),
        ("address", "x" * 501),
        ("country", "XX"),
        ("time_zone", "Mars/Base"),
        ("currency", "XXX"),
        ("id", "nonsense"),
    ],
)
def test_a_clinic_that_cannot_be_is_refused_in_words(client: Client, field: str, value: str) -> None:
    sign_up(client)
    response = client.post("/sign-up/clinic/", clinic(**{field: value}))
    assert response.status_code == 422
    assert response.context["form"].errors
    assert ("Kukatpally" in text(response)) is (field != "address")
    assert not Clinic.objects.exists()


def test_the_clinic_page_needs_a_person(client: Client) -> None:
    assert client.get("/sign-up/clinic/")["Location"] == "/sign-in/?next=/sign-up/clinic/"
    assert client.post("/sign-up/clinic/", clinic()).status_code == 302
    assert not Clinic.objects.exists()


def test_the_place_follows_the_country(client: Client) -> None:
    sign_up(client)
    page = text(client.get("/sign-up/clinic/place/?country=GB"))
    assert '<option value="Europe/London" selected>' in page
    assert '<option value="GBP" selected>' in page
    assert client.get("/sign-up/clinic/place/?country=%00").status_code == 200


def test_names_become_words_for_addresses() -> None:
    def first(name: str) -> str:
        return next(slugs(name))

    assert first("Sunrise Clinic") == "sunrise-clinic"
    assert first("Dr. Rao's  Children & Family") == "dr-raos-children-family"
    assert first("సూర్యోదయ క్లినిక్") == first("नई सुबह") == "clinic-2"
    assert first("Admin") == "clinic-admin"
    assert first("Élan") == "elan"
    longest = list(slugs("x" * 120))
    assert all(len(word) <= 40 and word not in RESERVED for word in longest)
    assert len(set(longest)) == len(longest)
