"""The forms of the settings: what goes in, what is refused, and that typing is kept."""

from typing import Any

import pytest

from daybook.clinics.models import Branch, Offering, Practitioner, Profile, Room, Service
from daybook.lib.ids import uuid7
from daybook.scheduling.models import Holiday
from daybook.tenancy.scope import clinic_scope
from daybook.web.apps import NOT_IN_LIST
from tests.factories import make_branch, make_clinic, make_member, make_practitioner, make_service
from tests.web.settings.pages import Place, make_place, says, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return make_place()


def branch(**changes: Any) -> dict[str, Any]:
    told = {"id": str(uuid7()), "name": "Miyapur", "time_zone": "Asia/Kolkata", "currency": "INR"}
    return {**told, "phone": "", "address": "", **changes}


def service(**changes: Any) -> dict[str, Any]:
    told = {
        "id": str(uuid7()),
        "name": "Scaling",
        "minutes": "30",
        "price": "1,200.50",
        "tax_class": "exempt",
    }
    return {**told, "colour": "blue", "buffer_before": "0", "buffer_after": "10", **changes}


def practitioner(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "name": "Dr Farid Khan", "speciality": "", "registration": "", **changes}


def test_a_branch_is_added_once_however_often_it_is_sent(place: Place) -> None:
    form = branch(phone="040 2345 6789")
    for _ in range(2):
        answer = place.post("branches/new/", form)
        assert (answer.status_code, answer["Location"]) == (302, place.url("branches/"))
    with clinic_scope(place.clinic):
        assert Branch.objects.get(id=form["id"]).phone == "+914023456789"
        assert Branch.objects.count() == 2
    assert says(place.get("branches/"), "Miyapur is open.")


def test_in_the_dialog_a_form_is_a_fragment_and_success_opens_the_list(place: Place) -> None:
    dialog: Any = {"headers": {"HX-Request": "true", "HX-Target": "dialog-body"}}
    fragment = text(place.get("branches/new/", **dialog))
    assert "<html" not in fragment
    assert 'name="id"' in fragment
    wrong = place.post("branches/new/", branch(name=""), **dialog)
    assert (wrong.status_code, "<html" in text(wrong)) == (422, False)
    answer = place.post("branches/new/", branch(), **dialog)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, place.url("branches/"))


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("branches/new/", branch(name="")),
        ("branches/new/", branch(name="a\x00b")),
        ("branches/new/", branch(name="x" * 81)),
        ("branches/new/", branch(address="x" * 501)),
        ("branches/new/", branch(time_zone="Asia/Atlantis")),
        ("branches/new/", branch(currency="XXX")),
        ("branches/new/", branch(id="not an id")),
        ("branches/new/", branch(id="")),
        ("services/new/", service(name="a\x00b")),
        ("services/new/", service(minutes="0")),
        ("services/new/", service(minutes="99999999999999999999")),
        ("services/new/", service(minutes="half")),
        ("services/new/", service(price="a lot")),
        ("services/new/", service(price="1,2")),
        ("services/new/", service(price="9" * 29)),
        ("services/new/", service(tax_class="gst_99")),
        ("services/new/", service(colour="url(x)")),
        ("services/new/", service(practitioners="not an id")),
        ("practitioners/new/", practitioner(name="")),
        ("practitioners/new/", practitioner(registration="x" * 61)),
        ("practitioners/new/", practitioner(member="\x00")),
        ("practitioners/new/", practitioner(services=str(uuid7()))),
        ("rooms/new/", {"id": str(uuid7()), "branch": "nowhere", "name": "Room 2"}),
        ("rooms/new/", {"id": str(uuid7()), "branch": "\x00", "name": "Room 2"}),
        ("holidays/new/", {"id": str(uuid7()), "day": "2027-02-30", "name": "Never"}),
        ("holidays/new/", {"id": str(uuid7()), "day": "", "name": "Never"}),
        ("holidays/new/", {"id": str(uuid7()), "day": "2027-01-26", "name": "a\x00b"}),
        ("holidays/new/", {"id": str(uuid7()), "day": "2027-01-26", "name": "x" * 81}),
        ("holidays/new/", {"id": str(uuid7()), "day": "2027-01-26", "name": "X", "branch": str(uuid7())}),
        ("profile/", {"version": "1", "name": "", "country": "IN", "language": "en"}),
        ("profile/", {"version": "99999999999999999999", "name": "X"}),
    ],
)
def test_bad_input_is_an_error_in_words_and_nothing_is_kept(
    place: Place, path: str, form: dict[str, Any]
) -> None:
    answer = place.post(path, form)
    assert answer.status_code == 422
    assert "Please correct this" in text(answer) or 'class="errors' in text(answer)
    with clinic_scope(place.clinic):
        counts = [model.objects.count() for model in (Branch, Service, Practitioner, Room, Holiday)]
        assert counts == [1, 1, 1, 1, 0]


def test_what_was_typed_stays(place: Place) -> None:
    answer = place.post("services/new/", service(name="Root canal & crown", price="a lot"))
    assert says(answer, "Root canal & crown")
    assert 'value="a lot"' in text(answer)
    assert says(answer, "Write an amount such as 1,200.50.")


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("branches/new/", branch(name="Kukatpally")),
        ("branches/new/", branch(phone="12345")),
        ("services/new/", service(name="Consultation")),
    ],
)
def test_a_rule_that_says_no_answers_409_with_the_form(place: Place, path: str, form: dict[str, Any]) -> None:
    answer = place.post(path, form)
    assert answer.status_code == 409
    assert f'value="{form["name"]}"' in text(answer)
    assert 'class="errors' in text(answer)


def test_a_stale_form_shows_their_values_and_a_second_save_goes_in(place: Place) -> None:
    url = f"branches/{place.branch.id}/"
    assert place.post(url, branch(version="1", name="KPHB")).status_code == 302
    stale = place.post(url, branch(version="1", name="Phase 6", address="Road 3"))
    assert stale.status_code == 409
    assert says(stale, "Somebody else saved this while you had it open.")
    assert says(stale, "KPHB")
    assert 'value="Phase 6"' in text(stale)
    assert 'name="version" value="2"' in text(stale)
    assert place.post(url, branch(version="2", name="Phase 6", address="Road 3")).status_code == 302
    with clinic_scope(place.clinic):
        assert Branch.objects.get().name == "Phase 6"


def test_a_stale_service_names_people_and_prices_in_words(place: Place) -> None:
    farid = make_practitioner(place.clinic, "Dr Farid Khan")
    url = f"services/{place.service.id}/"
    assert place.post(url, service(version="1", practitioners=[str(farid.id)])).status_code == 302
    mine = service(version="1", practitioners=[str(place.practitioner.id)], price="10", tax_class="gst_18")
    stale = place.post(url, mine)
    assert stale.status_code == 409
    for words in ("Dr Farid Khan", "Dr Meera Rao", "₹1,200.50", "₹10", "GST 18 %"):
        assert f"<td>{words}</td>" in text(stale)


def test_a_service_is_kept_in_minor_units_and_done_by_those_ticked(place: Place) -> None:
    form = service(practitioners=[str(place.practitioner.id)])
    assert place.post("services/new/", form).status_code == 302
    with clinic_scope(place.clinic):
        kept = Service.objects.get(id=form["id"])
        assert (kept.price_minor, kept.minutes, kept.buffer_after) == (120_050, 30, 10)
        assert Offering.objects.filter(service=kept).count() == 1
    page = text(place.get("services/"))
    assert "₹1,200.50" in page


def test_a_new_practitioner_does_everything_and_is_led_to_their_hours(place: Place) -> None:
    assert f'value="{place.service.id}"' in text(place.get("practitioners/new/"))
    member = make_member(place.clinic, "practitioner", display_name="Farid")
    form = practitioner(member=str(member.id), services=[str(place.service.id)])
    answer = place.post("practitioners/new/", form)
    assert answer["Location"] == place.url(f"hours/{form['id']}/")
    with clinic_scope(place.clinic):
        kept = Practitioner.objects.get(id=form["id"])
        assert kept.membership_id == member.id
        assert Offering.objects.filter(practitioner=kept).count() == 1


def test_the_profile_is_saved_and_its_currency_held_by_prices(place: Place) -> None:
    form = {
        "version": "1",
        "name": "Sunrise",
        "phone": "98480 22338",
        "email": "desk@sunrise.example",
        "address": "",
        "country": "IN",
        "language": "te",
        "time_zone": "Asia/Kolkata",
        "currency": "USD",
        "tax_id": "",
    }
    refused = place.post("profile/", form)
    assert (refused.status_code, says(refused, "Services have prices in INR.")) == (409, True)
    assert place.post("profile/", {**form, "currency": "INR"}).status_code == 302
    with clinic_scope(place.clinic):
        kept = Profile.objects.get()
        assert (kept.name, kept.phone, kept.language) == ("Sunrise", "+919848022338", "te")


def test_a_room_is_a_line_and_the_next_line_waits(place: Place) -> None:
    form = {"id": str(uuid7()), "branch": str(place.branch.id), "name": "Room 2"}
    answer = place.post("rooms/new/", form)
    assert answer["Location"] == place.url(f"rooms/?at={place.branch.id}")
    assert "autofocus" in text(place.client.get(answer["Location"]))  # type: ignore[arg-type]
    again = place.post("rooms/new/", {**form, "id": str(uuid7())})
    assert (again.status_code, says(again, "There is a room of that name at this branch already.")) == (
        409,
        True,
    )
    assert 'value="Room 2"' in text(again)


def test_a_room_is_renamed_closed_and_used_again(place: Place) -> None:
    url = f"rooms/{place.room.id}/"
    assert place.post(url, {"version": "1", "name": "Chair 1"}).status_code == 302
    assert place.post(url, {"version": "1", "name": "Chair 2"}).status_code == 409
    assert place.post(f"{url}closing/", {}).status_code == 302
    assert says(place.get("rooms/"), "Use again")
    assert place.post(f"{url}reopening/", {}).status_code == 302
    with clinic_scope(place.clinic):
        kept = Room.objects.get()
        assert (kept.name, kept.closed_at) == ("Chair 1", None)


def test_the_last_branch_stays_open_in_words(place: Place) -> None:
    refused = place.post(f"branches/{place.branch.id}/closing/", {})
    assert (refused.status_code, says(refused, "This is the only open branch.")) == (409, True)
    other = make_branch(place.clinic, "Miyapur")
    assert place.post(f"branches/{other.id}/closing/", {}).status_code == 302
    assert place.post(f"branches/{other.id}/reopening/", {}).status_code == 302


def test_services_and_practitioners_leave_and_return(place: Place) -> None:
    for path in (
        f"services/{place.service.id}/retirement/",
        f"services/{place.service.id}/return/",
        f"practitioners/{place.practitioner.id}/departure/",
        f"practitioners/{place.practitioner.id}/return/",
    ):
        assert place.post(path, {}).status_code == 302, path
    with clinic_scope(place.clinic):
        assert Service.objects.get().retired_at is None
        assert Practitioner.objects.get().left_at is None


def test_the_order_of_the_lists_changes_one_place_at_a_time(place: Place) -> None:
    second = make_service(place.clinic, "Scaling", position=1)
    assert place.post(f"services/{second.id}/place/", {"to": "up"}).status_code == 302
    page = text(place.get("services/"))
    assert page.index("Scaling") < page.index("Consultation")
    for kind, row in (
        ("practitioners", place.practitioner),
        ("branches", place.branch),
        ("services", second),
    ):
        assert place.post(f"{kind}/{row.id}/place/", {"to": "sideways"}).status_code == 302
        scripted = place.post(f"{kind}/{row.id}/place/", {"to": "down"}, headers={"HX-Request": "true"})
        assert (scripted.status_code, "<html" in text(scripted)) == (200, False)
        assert 'id="list"' in text(scripted)


def test_a_holiday_is_added_once_and_taken_away(place: Place) -> None:
    page = text(place.get("holidays/"))
    assert "Republic Day" in page  # offered in one step to a clinic in India
    form = {"id": str(uuid7()), "day": "2027-01-26", "name": "Republic Day", "branch": ""}
    for _ in range(2):
        assert place.post("holidays/new/", form).status_code == 302
    again = place.post("holidays/new/", {**form, "id": str(uuid7())})
    assert (again.status_code, says(again, "This day is a holiday there already.")) == (409, True)
    assert place.post(f"holidays/{form['id']}/removal/", {}).status_code == 302
    with clinic_scope(place.clinic):
        assert Holiday.objects.count() == 0


def test_nothing_of_another_clinic_can_be_named(place: Place) -> None:
    stranger = make_place()
    own = place.branch.id
    for path in (
        f"branches/{stranger.branch.id}/",
        f"branches/{stranger.branch.id}/closing/",
        f"branches/{stranger.branch.id}/place/",
        f"rooms/{stranger.room.id}/",
        f"rooms/{stranger.room.id}/closing/",
        f"services/{stranger.service.id}/",
        f"services/{stranger.service.id}/retirement/",
        f"practitioners/{stranger.practitioner.id}/",
        f"practitioners/{stranger.practitioner.id}/departure/",
        f"hours/{stranger.practitioner.id}/{own}/",
        f"hours/{place.practitioner.id}/{stranger.branch.id}/",
        f"hours/{stranger.practitioner.id}/leave/",
        f"holidays/{uuid7()}/removal/",
        f"hours/leave/{uuid7()}/removal/",
    ):
        assert place.post(path, {}).status_code == 404, path
    for path, form in (
        ("rooms/new/", {"id": str(uuid7()), "branch": str(stranger.branch.id), "name": "Theirs"}),
        ("services/new/", service(practitioners=[str(stranger.practitioner.id)])),
        ("practitioners/new/", practitioner(member=str(stranger.alice.id))),
        ("practitioners/new/", practitioner(services=[str(stranger.service.id)])),
        (
            "holidays/new/",
            {"id": str(uuid7()), "day": "2027-01-26", "name": "X", "branch": str(stranger.branch.id)},
        ),
    ):
        answer = place.post(path, form)
        assert answer.status_code == 422, path
        assert says(answer, str(NOT_IN_LIST)), path


def test_an_id_of_another_clinic_may_be_a_new_one_here(place: Place) -> None:
    theirs = make_branch(make_clinic(), "Theirs")
    assert place.post("branches/new/", branch(id=str(theirs.id))).status_code == 302
    with clinic_scope(place.clinic):
        assert Branch.objects.get(id=theirs.id).name == "Miyapur"


def test_a_method_that_is_not_there_is_405(place: Place) -> None:
    assert place.get(f"branches/{place.branch.id}/closing/").status_code == 405
    assert place.post("overview/", {}).status_code == 405
