"""The life of an invitation: sent, sent again, withdrawn, accepted, run out."""

from datetime import timedelta
from typing import Any

import pytest

from daybook.accounts.actions.accept_invitation import accept_invitation
from daybook.accounts.actions.forget_old import forget_old_invitations
from daybook.accounts.actions.invite import invite
from daybook.accounts.actions.resend_invitation import resend_invitation
from daybook.accounts.actions.withdraw_invitation import withdraw_invitation
from daybook.accounts.invitations import is_mail_proof
from daybook.accounts.mails import Door
from daybook.accounts.models import Invitation
from daybook.accounts.permissions import AccountsRefused, NotPermitted, Role
from daybook.accounts.queries import invitation_by_token, open_invitations
from daybook.audit.actor import Actor
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.accounts.people import mails_to, make_person
from tests.factories import actor_for, make_clinic, make_member, trail

pytestmark = pytest.mark.django_db
DOOR = Door("Sunrise Clinic", "https://book.example.org/join/sunrise/")
BOB = "bob@example.org"


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def alice(clinic: Clinic) -> Actor:
    return actor_for(make_member(clinic, Role.OWNER, display_name="Alice"))


def ask(actor: Actor, **changes: Any) -> tuple[Invitation, str]:
    """Bob's invitation and its token."""
    wanted: dict[str, Any] = {"email": BOB, "display_name": "Bob", "role": Role.RECEPTIONIST, **changes}
    invitation, link = invite(actor=actor, **{"invitation_id": uuid7(), "door": DOOR, **wanted})
    return invitation, link.rstrip("/").rpartition("/")[2]


def test_the_link_is_shown_mailed_and_kept_as_a_hash_only(clinic: Clinic, alice: Actor) -> None:
    with clinic_scope(clinic):
        invitation, token = ask(alice, email=" Bob@Example.org ")
        assert invitation_by_token(token) == invitation
        assert token.encode() not in bytes(invitation_by_token(token).token_hash)  # type: ignore[union-attr]
    [mail] = mails_to(BOB)
    assert mail.subject == "Sunrise Clinic invites you"
    address, _, proof = mail.text.split("https://", 1)[1].split()[0].partition("?mail=")
    assert address == f"book.example.org/join/sunrise/{token}/"
    assert is_mail_proof(proof, invitation.id, token)
    [(verb, told)] = trail(clinic, on=invitation.id)
    assert (verb, told["email"]) == ("invitation.sent", BOB)
    assert token not in str(told)


def test_the_form_sent_twice_is_one_invitation_whose_newest_link_counts(clinic: Clinic, alice: Actor) -> None:
    form = uuid7()
    with clinic_scope(clinic):
        _, old = ask(alice, invitation_id=form)
        _, new = ask(alice, invitation_id=form)
        assert len(open_invitations()) == 1
        assert invitation_by_token(old) is None
        assert invitation_by_token(new) is not None


def test_who_works_here_or_has_an_invitation_gets_no_second_one(clinic: Clinic, alice: Actor) -> None:
    with clinic_scope(clinic):
        ask(alice)
        with pytest.raises(AccountsRefused) as refused:
            ask(alice)
        assert (refused.value.code, refused.value.field) == ("invited", "email")
        carol = make_member(clinic, Role.BILLING)
        with pytest.raises(AccountsRefused) as refused:
            ask(alice, email=carol.user.email)
        assert refused.value.code == "member"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "a\x00b@"}, "email"),
        ({"email": f"{'a' * 250}@example.org"}, "email"),
        ({"display_name": " "}, "display_name"),
        ({"display_name": "x" * 121}, "display_name"),
        ({"role": "king"}, "role"),
    ],
)
def test_bad_values_are_refused_in_words(
    clinic: Clinic, alice: Actor, changes: dict[str, Any], field: str
) -> None:
    with clinic_scope(clinic), pytest.raises(AccountsRefused) as refused:
        ask(alice, **changes)
    assert refused.value.field == field
    assert str(refused.value.message)


def test_only_an_owner_invites_an_owner_and_reception_invites_nobody(clinic: Clinic) -> None:
    with clinic_scope(clinic):
        with pytest.raises(NotPermitted):
            ask(actor_for(make_member(clinic, Role.ADMIN)), role=Role.OWNER)
        with pytest.raises(NotPermitted):
            ask(actor_for(make_member(clinic, Role.RECEPTIONIST)))


def test_sent_again_the_new_link_works_and_the_old_does_not(clinic: Clinic, alice: Actor) -> None:
    with clinic_scope(clinic):
        invitation, old = ask(alice)
        link = resend_invitation(actor=alice, invitation=invitation, door=DOOR)
        assert invitation_by_token(old) is None
        assert invitation_by_token(link.rstrip("/").rpartition("/")[2]) == invitation
    assert len(mails_to(BOB)) == 2


def test_an_invitation_that_ran_out_lives_again_when_it_is_sent_again(clinic: Clinic, alice: Actor) -> None:
    with clinic_scope(clinic), clock.frozen(clock.now()) as hand:
        invitation, _ = ask(alice)
        hand.advance(timedelta(days=8))
        link = resend_invitation(actor=alice, invitation=invitation, door=DOOR)
        found = invitation_by_token(link.rstrip("/").rpartition("/")[2])
        assert found is not None
        member = accept_invitation(user=make_person(BOB), invitation=found, display_name="Bob")
        assert member.role == Role.RECEPTIONIST


def test_accepted_the_person_is_a_member_with_the_invited_role(clinic: Clinic, alice: Actor) -> None:
    bob = make_person(BOB)
    with clinic_scope(clinic):
        invitation, _ = ask(alice, role=Role.PRACTITIONER)
        member = accept_invitation(user=bob, invitation=invitation, display_name="Dr Bob")
        again = accept_invitation(user=bob, invitation=invitation, display_name="Dr Bob")
        assert open_invitations() == []
    assert (member.role, member.display_name, again.id) == ("practitioner", "Dr Bob", member.id)
    assert [verb for verb, _ in trail(clinic, on=member.id)] == ["member.joined"]


def test_used_withdrawn_or_run_out_it_is_refused_with_the_reason(clinic: Clinic, alice: Actor) -> None:
    bob = make_person(BOB)
    with clinic_scope(clinic), clock.frozen(clock.now()) as hand:
        withdrawn, _ = ask(alice)
        withdraw_invitation(actor=alice, invitation=withdrawn)
        expired, _ = ask(alice)
        hand.advance(timedelta(days=7))
        used, _ = ask(alice)
        Invitation.objects.filter(pk=used.pk).update(accepted_at=clock.now())
        for invitation, code in ((withdrawn, "withdrawn"), (expired, "expired"), (used, "used")):
            with pytest.raises(AccountsRefused) as refused:
                accept_invitation(user=bob, invitation=invitation, display_name="Bob")
            assert refused.value.code == code


def test_nobody_accepts_what_was_sent_to_somebody_else(clinic: Clinic, alice: Actor) -> None:
    charlie = make_person("charlie@example.org")
    with clinic_scope(clinic):
        invitation, _ = ask(alice)
        with pytest.raises(AccountsRefused) as refused:
            accept_invitation(user=charlie, invitation=invitation, display_name="Bob")
    assert refused.value.code == "other_person"


def test_an_accepted_one_cannot_be_withdrawn_nor_sent_again(clinic: Clinic, alice: Actor) -> None:
    with clinic_scope(clinic):
        invitation, _ = ask(alice)
        accept_invitation(user=make_person(BOB), invitation=invitation, display_name="Bob")
        with pytest.raises(AccountsRefused) as refused:
            withdraw_invitation(actor=alice, invitation=invitation)
        assert refused.value.code == "accepted"
        with pytest.raises(AccountsRefused) as refused:
            resend_invitation(actor=alice, invitation=invitation, door=DOOR)
        assert refused.value.code == "closed"


def test_one_address_is_not_flooded(clinic: Clinic, alice: Actor) -> None:
    with clinic_scope(clinic):
        invitation, _ = ask(alice)
        with pytest.raises(AccountsRefused) as refused:
            for _ in range(20):
                resend_invitation(actor=alice, invitation=invitation, door=DOOR)
    assert refused.value.code == "too_many"
    assert len(mails_to(BOB)) == 10


def test_old_ones_are_forgotten_and_open_ones_are_not(clinic: Clinic, alice: Actor) -> None:
    with clinic_scope(clinic), clock.frozen(clock.now()) as hand:
        ask(alice)
        hand.advance(timedelta(days=38))
        ask(alice, email="new@example.org")
        forget_old_invitations()
        assert [each.email for each in Invitation.objects.all()] == ["new@example.org"]
