"""Following an invitation's link: as a stranger, as the invited person, as somebody else, too late."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from daybook.accounts.actions.disable_member import disable_member
from daybook.accounts.actions.invite import invite
from daybook.accounts.actions.withdraw_invitation import withdraw_invitation
from daybook.accounts.mails import Door
from daybook.accounts.models import Invitation, Membership
from daybook.accounts.permissions import Role
from daybook.audit.actor import Actor
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.accounts.people import code_for, mails_to, make_person, sign_in
from tests.factories import PASSWORD, actor_for, make_branch, make_clinic, make_member

pytestmark = pytest.mark.django_db
BOB = "bob@example.org"
DOOR = Door("Sunrise Clinic", "/join/sunrise/")


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic("sunrise", name="Sunrise Clinic")


@pytest.fixture
def alice(clinic: Clinic) -> Actor:
    return actor_for(make_member(clinic, Role.OWNER))


@pytest.fixture
def invited(clinic: Clinic, alice: Actor) -> Invitation:
    with clinic_scope(clinic):
        return invite(
            actor=alice,
            invitation_id=uuid7(),
            email=BOB,
            display_name="Bob",
            role=Role.RECEPTIONIST,
            door=DOOR,
        )[0]


@pytest.fixture
def mailed(invited: Invitation) -> str:
    """The address in the mail, with the proof that the mailbox is the reader's."""
    return re.search(r"/join/\S+", mails_to(BOB)[0].text)[0]  # type: ignore[index]


@pytest.fixture
def copied(mailed: str) -> str:
    """The same link as the owner copied it for a message."""
    return mailed.partition("?")[0]


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def members(clinic: Clinic) -> list[tuple[str, str]]:
    with clinic_scope(clinic):
        found = Membership.objects.select_related("user").exclude(role=Role.OWNER)
        return [(each.user.email, each.role) for each in found]


def test_a_new_person_by_the_mailed_link_sets_a_password_and_is_in(
    client: Client, clinic: Clinic, mailed: str
) -> None:
    page = text(client.get(mailed))
    assert "You are new here" in page
    assert "sign in" not in page.lower().replace("you are new here", "")
    onward = client.post(mailed, {"mail": re.search(r'name="mail" value="(\w+)"', page)[1]})  # type: ignore[index]
    form = text(client.get(onward["Location"]))
    assert f'value="{BOB}"' in form
    made = client.post(onward["Location"], {"name": "Bob Rao", "password1": PASSWORD})
    assert made["Location"] == mailed.partition("?")[0]
    assert len(mails_to(BOB)) == 1
    last = client.post(made["Location"], {"name": "Bob Rao"})
    assert last["Location"] == "/c/sunrise/"
    assert members(clinic) == [(BOB, "receptionist")]


def test_a_new_person_by_the_copied_link_also_shows_the_mailbox_is_theirs(
    client: Client, clinic: Clinic, copied: str
) -> None:
    onward = client.post(copied)
    client.post(onward["Location"], {"name": "Bob", "password1": PASSWORD})
    assert client.post(copied, {"name": "Bob"}).status_code == 302
    assert members(clinic) == []
    verified = client.post("/code/", {"code": code_for(BOB), "action": "verify"})
    assert verified["Location"] == copied
    client.post(copied, {"name": "Bob"})
    assert members(clinic) == [(BOB, "receptionist")]


def test_a_made_up_proof_is_none(client: Client, copied: str) -> None:
    onward = client.post(copied, {"mail": "0" * 40})
    client.post(onward["Location"], {"name": "Bob", "password1": PASSWORD})
    assert "code" in text(client.get("/code/")).lower()
    assert len(mails_to(BOB)) == 2


def test_the_invited_address_cannot_be_changed_on_the_way(
    client: Client, clinic: Clinic, mailed: str, copied: str
) -> None:
    proof = mailed.partition("=")[2]
    onward = client.post(copied, {"mail": proof})
    client.post(onward["Location"], {"name": "X", "email": "charlie@example.org", "password1": PASSWORD})
    assert sign_in(Client(), BOB).status_code == 302
    assert sign_in(Client(), "charlie@example.org").status_code == 200


def test_a_proof_for_one_sign_up_does_not_verify_another(client: Client, mailed: str, copied: str) -> None:
    client.post(copied, {"mail": mailed.partition("=")[2]})
    client.get("/sign-up/")
    client.post("/sign-up/", {"name": "X", "email": "charlie@example.org", "password1": PASSWORD})
    assert client.get("/code/").status_code == 200
    assert mails_to("charlie@example.org")
    assert sign_in(Client(), BOB).status_code == 200


def test_a_known_person_signs_in_and_joins(client: Client, clinic: Clinic, copied: str) -> None:
    make_person(BOB)
    page = text(client.get(copied))
    assert f"/sign-in/?next={copied}" in page
    assert sign_in(client, BOB, next=copied)["Location"] == copied
    assert "Receptionist" in text(client.get(copied))
    assert client.post(copied, {"name": "Bob"})["Location"] == "/c/sunrise/"
    assert client.post(copied, {"name": "Bob"})["Location"] == "/c/sunrise/"
    assert members(clinic) == [(BOB, "receptionist")]


def test_the_copied_link_does_not_tell_whether_the_address_is_known(clinic: Clinic, copied: str) -> None:
    unknown = text(Client().get(copied))
    make_person(BOB)
    known = text(Client().get(copied))
    plain = [re.sub(r'value="\w{64}"|content="\w{64}"', "", page) for page in (unknown, known)]
    assert plain[0] == plain[1]
    answers = [Client().post(copied) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]


def test_somebody_else_is_told_what_to_do(client: Client, clinic: Clinic, copied: str) -> None:
    make_person("charlie@example.org")
    sign_in(client, "charlie@example.org")
    page = text(client.get(copied))
    assert "is for <b>bob@example.org</b>" in page
    assert "Sign out and use the other address" in page
    client.post(copied, {"name": "Charlie"})
    assert members(clinic) == []
    assert client.post("/sign-out/", {"next": copied})["Location"] == copied


@pytest.mark.parametrize("name", ["", "\x00", "x" * 121, "\u200b"])
def test_a_name_that_is_none_is_refused_in_words(
    client: Client, clinic: Clinic, copied: str, name: str
) -> None:
    make_person(BOB)
    sign_in(client, BOB)
    response = client.post(copied, {"name": name})
    assert response.status_code == 422
    assert response.context["form"].errors
    assert members(clinic) == []


@pytest.mark.parametrize(
    "path",
    [
        "/join/sunrise/wrong/",
        "/join/nowhere/wrong/",
        "/join/sunrise/" + "x" * 3000 + "/",
        "/join/sunrise/%00/",
        "/join/sunrise/é%FF/",
    ],
)
def test_a_wrong_link_says_what_to_do(client: Client, clinic: Clinic, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "copy the whole line" in text(response)
    assert client.post(path).status_code == 404


def test_used_run_out_and_taken_back_each_say_so(
    client: Client, clinic: Clinic, alice: Actor, invited: Invitation, copied: str
) -> None:
    with clock.frozen(clock.now() + timedelta(days=8)):
        late = client.get(copied)
    assert (late.status_code, "has run out" in text(late)) == (410, True)
    with clinic_scope(clinic):
        withdraw_invitation(actor=alice, invitation=invited)
    gone = client.get(copied)
    assert (gone.status_code, "taken back" in text(gone)) == (410, True)
    assert "Ask Sunrise Clinic" in text(gone)
    with clinic_scope(clinic):
        Invitation.objects.filter(pk=invited.pk).update(withdrawn_at=None, accepted_at=clock.now())
    used = client.get(copied)
    assert (used.status_code, "used already" in text(used)) == (410, True)


def test_another_clinics_word_does_not_open_it(client: Client, clinic: Clinic, copied: str) -> None:
    make_clinic("lotus")
    assert client.get(copied.replace("sunrise", "lotus")).status_code == 404


def test_one_person_at_two_clinics_and_disabled_at_one(
    client: Client, clinic: Clinic, alice: Actor, copied: str
) -> None:
    bob = make_person(BOB)
    lotus = make_clinic("lotus")
    make_branch(clinic)
    make_branch(lotus)
    make_member(lotus, Role.OWNER, user=bob)
    sign_in(client, BOB)
    client.post(copied, {"name": "Bob"})
    assert client.get("/c/sunrise/day/").status_code == client.get("/c/lotus/day/").status_code == 200
    with clinic_scope(clinic):
        disable_member(actor=alice, member=Membership.objects.get(user=bob))
    refused = client.get("/c/sunrise/day/")
    assert refused.status_code == 403
    assert "can no longer sign in at Sunrise Clinic" in text(refused)
    assert client.get("/c/lotus/day/").status_code == 200
