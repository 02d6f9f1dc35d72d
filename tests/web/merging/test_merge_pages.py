"""The pages on which two files become one: the list, side by side, the old address, taking it back."""

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client

from daybook.accounts.permissions import Role
from daybook.lib import clock
from daybook.merging.models import Merge
from daybook.patients.models import Patient
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.booking.desk import NINE
from tests.merging.house import House


@pytest.fixture
def house(db: None) -> Iterator[House]:
    """In no scope: a request opens its own."""
    with clock.frozen(NINE):
        yield House()


@pytest.fixture
def owner(house: House) -> Client:
    return house.client(factories.make_member(house.clinic, Role.OWNER))


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def compare_url(house: House) -> str:
    return house.url(f"patients/{house.old.id}/merge/?other={house.new.id}")


def sent(house: House, **chosen: str) -> dict[str, Any]:
    with clinic_scope(house.clinic):
        versions = dict(Patient.objects.values_list("id", "version"))
    both = {"kept_version": versions[house.old.id], "away_version": versions[house.new.id]}
    return {"other": house.new.id, **both, **chosen}


def post(house: House, client: Client, **chosen: str) -> Any:
    return client.post(house.url(f"patients/{house.old.id}/merge/"), sent(house, **chosen))


def test_the_list_shows_who_may_be_one_person_and_why(house: House, owner: Client) -> None:
    page = text(owner.get(house.url("patients/duplicates/")))
    assert "Laxmi Devi" in page and "same phone" in page and "part of the name" in page


def test_two_people_are_not_shown_again(house: House, owner: Client) -> None:
    url = house.url("patients/duplicates/")
    for _twice in range(2):
        assert owner.post(url, {"one": house.new.id, "other": house.old.id}).status_code == 302
    assert "Nobody seems to be here twice" in text(owner.get(url))
    with clinic_scope(house.clinic):
        told = [verb for verb, _details in factories.trail(house.clinic, on=house.old.id)]
    assert told.count("patient.two_people") == 1


def test_a_family_on_one_phone_is_no_duplicate(house: House, owner: Client) -> None:
    factories.make_patient(house.clinic, "Ravi Devi", "+919848012345", sex="male")  # a brother
    spouse = factories.make_patient(house.clinic, "Suresh Devi", "+919848012345", sex="male")
    with clinic_scope(house.clinic):
        Patient.objects.filter(pk=spouse.pk).update(born_on=house.new.born_on)
    page = text(owner.get(house.url("patients/duplicates/")))
    assert "Ravi" not in page and "Suresh" not in page


def test_both_are_shown_side_by_side_with_what_will_move(house: House, owner: Client) -> None:
    with house.inside():
        house.live()
    page = text(owner.get(compare_url(house)))
    for words in ("Lakshmi Devi", "Laxmi Devi", "12 May 1984", "about 1984", "Sulfa", "husband"):
        assert words in page, words
    for words in ("1 visit, with its note", "2 appointments", "1 draft bill", "1 bill keeps its number"):
        assert words in page, words


def test_a_merge_leads_to_the_survivor_and_the_old_address_too(house: House, owner: Client) -> None:
    answer = post(house, owner, name="away", phones="both", allergies="both")
    assert (answer.status_code, answer["Location"]) == (302, house.url(f"patients/{house.old.id}/"))
    page = owner.get(house.url(f"patients/{house.new.id}/"), follow=True)
    assert page.redirect_chain == [(house.url(f"patients/{house.old.id}/"), 302)]
    number = house.new.file_number
    assert f"File {number}, Laxmi Devi, was merged into this one." in text(page)
    assert "Other files of this person" in text(page) and "Take back" in text(page)


def test_sent_twice_it_is_merged_once(house: House, owner: Client) -> None:
    body = sent(house)
    url = house.url(f"patients/{house.old.id}/merge/")
    assert [owner.post(url, body).status_code for _twice in range(2)] == [302, 302]
    with clinic_scope(house.clinic):
        assert Merge.objects.count() == 1


def test_what_overlaps_is_listed_with_links(house: House, owner: Client) -> None:
    with house.inside():
        mine = house.book(house.at(10), patient=house.old)
        theirs = house.book(house.at(10), patient=house.new, practitioner=house.ben)
    for answer in (owner.get(compare_url(house)), post(house, owner)):
        page = text(answer)
        assert "These files cannot be merged yet." in page and "Monday 2 March" in page
        assert all(house.url(f"appointments/{row.id}/") in page for row in (mine, theirs))
    assert answer.status_code == 409


def test_a_file_changed_meanwhile_keeps_the_choices(house: House, owner: Client) -> None:
    body = sent(house, name="away")
    with house.inside():
        house.says(Patient.objects.get(pk=house.new.id), language="te")
    url = house.url(f"patients/{house.old.id}/merge/")
    answer = owner.post(url, body)
    assert answer.status_code == 409 and 'name="name" value="away" checked' in text(answer)
    assert "Somebody changed one of the files" in text(answer)
    assert owner.post(url, sent(house, name="away")).status_code == 302


@pytest.mark.parametrize(
    "wrong", [{"other": "x"}, {"name": "neither"}, {"kept_version": "-1"}, {"away_version": "z"}]
)
def test_wrong_values_are_refused_in_words(house: House, owner: Client, wrong: dict[str, str]) -> None:
    answer = owner.post(house.url(f"patients/{house.old.id}/merge/"), sent(house) | wrong)
    assert answer.status_code == 422


def test_the_other_file_is_searched_or_chosen_of_those_alike(house: House, owner: Client) -> None:
    page = text(owner.get(house.url(f"patients/{house.old.id}/merge/")))
    assert f"?other={house.new.id}" in page and "same phone" in page
    same = owner.get(house.url(f"patients/{house.old.id}/merge/?other={house.old.id}"))
    assert same.status_code == 409 and "This is the same file" in text(same)


def test_it_is_taken_back_from_the_file(house: House, owner: Client) -> None:
    post(house, owner)
    with clinic_scope(house.clinic):
        done = Merge.objects.get()
    url = house.url(f"patients/merges/{done.id}/")
    assert "a file of its own again" in text(owner.get(url))
    assert owner.post(url).status_code == 302
    assert owner.get(house.url(f"patients/{house.new.id}/")).status_code == 200
    again = owner.post(url)
    assert again.status_code == 409 and "taken back already" in text(again)


def test_what_stands_in_the_way_is_said(house: House, owner: Client) -> None:
    post(house, owner, name="away")
    with house.inside():
        house.rename(Patient.objects.get(pk=house.old.id), "Lakshmi Rao")
        done = Merge.objects.get()
    url = house.url(f"patients/merges/{done.id}/")
    for answer in (owner.get(url), owner.post(url)):
        assert "Name: changed since, by hand." in text(answer)
    assert answer.status_code == 409


def test_a_bill_of_the_old_file_names_the_survivor(house: House, owner: Client) -> None:
    with house.inside():
        bill = house.billed(house.new)
    post(house, owner, name="kept")
    page = text(owner.get(house.url(f"bills/{bill.id}/")))
    assert f'patients/{house.old.id}/">Lakshmi Devi</a>' in page
    assert "Laxmi Devi" in page  # the bill itself says whom it was written to
    assert bill.number_text in text(owner.get(house.url(f"patients/{house.old.id}/")))


def test_reception_is_told_of_merged_files_and_cannot_take_them_back(house: House, owner: Client) -> None:
    post(house, owner)
    desk = house.client(house.reception)
    page = text(desk.get(house.url(f"patients/{house.old.id}/")))
    assert "Laxmi Devi" in page and "Take back" not in page and "Merge another" not in page
