"""The staff pages: who may, what is refused in words, and that nothing of another clinic is reached."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from daybook.accounts.models import Invitation, Membership
from daybook.accounts.permissions import Role
from daybook.lib.ids import uuid7
from daybook.messaging.models import AccountMail
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.factories import client_for, make_clinic, make_member

pytestmark = pytest.mark.django_db
BOB = "bob@example.org"


@pytest.fixture(autouse=True)
def real_outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "daybook.messaging.mailer.OutboxBackend"


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic(name="Sunrise Clinic")


@pytest.fixture
def alice(clinic: Clinic) -> Client:
    return client_for(make_member(clinic, Role.OWNER, display_name="Alice"))


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def url(clinic: Clinic, path: str = "") -> str:
    return f"/c/{clinic.slug}/settings/team/{path}"


def invitation(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "display_name": "Bob", "email": BOB, "role": Role.RECEPTIONIST, **changes}


def invited(clinic: Clinic) -> UUID:
    with clinic_scope(clinic):
        found: UUID = Invitation.objects.get().id
        return found


def role_of(clinic: Clinic, member: Membership) -> str:
    with clinic_scope(clinic):
        return str(Membership.objects.get(pk=member.pk).role)


def test_the_link_is_shown_once_and_leads_to_the_invitation(clinic: Clinic, alice: Client) -> None:
    page = text(alice.post(url(clinic, "new/"), invitation()))
    link = re.search(r'value="(http://testserver/join/[^"]+)"', page)
    assert link
    assert link[1] in AccountMail.objects.get().text
    assert "Sunrise Clinic invites you" in text(Client().get(link[1]))
    listed = text(alice.get(url(clinic)))
    assert BOB in listed
    assert link[1] not in listed


def test_sent_again_shows_a_new_link_and_withdrawn_it_is_gone(clinic: Clinic, alice: Client) -> None:
    first = text(alice.post(url(clinic, "new/"), invitation()))
    second = text(alice.post(url(clinic, f"invitations/{invited(clinic)}/again/")))
    links = [re.search(r'value="(http://testserver/join/[^"]+)"', page)[1] for page in (first, second)]  # type: ignore[index]
    assert [Client().get(link).status_code for link in links] == [404, 200]
    gone = alice.post(url(clinic, f"invitations/{invited(clinic)}/withdrawal/"), follow=True)
    assert "no longer works" in text(gone)
    assert Client().get(links[1]).status_code == 410


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", "a\x00@x.org"),
        ("email", "x" * 260 + "@x.org"),
        ("display_name", ""),
        ("display_name", "x" * 121),
        ("display_name", "\x00"),
        ("role", "king"),
        ("id", "nonsense"),
    ],
)
def test_bad_input_is_said_in_words_and_typing_is_kept(
    clinic: Clinic, alice: Client, field: str, value: str
) -> None:
    response = alice.post(url(clinic, "new/"), invitation(**{field: value}))
    assert response.status_code == 422
    assert (BOB if field != "email" else "Bob") in text(response)
    assert not AccountMail.objects.exists()
    with clinic_scope(clinic):
        assert not Invitation.objects.exists()


def test_a_refusal_is_told_and_nothing_is_mailed(clinic: Clinic, alice: Client) -> None:
    member = make_member(clinic, Role.BILLING)
    response = alice.post(url(clinic, "new/"), invitation(email=member.user.email))
    assert response.status_code == 409
    assert "works here already" in text(response)
    assert not AccountMail.objects.exists()


def test_a_colleague_is_changed_disabled_and_let_in_again(clinic: Clinic, alice: Client) -> None:
    bob = make_member(clinic, Role.RECEPTIONIST, display_name="Bob")
    his = client_for(bob)
    form = {"version": "1", "display_name": "Bob Rao", "role": Role.ADMIN}
    assert his.get(url(clinic)).status_code == 403
    assert alice.post(url(clinic, f"{bob.id}/"), form).status_code == 302
    assert his.get(url(clinic)).status_code == 200
    assert "Bob Rao" in text(alice.get(url(clinic)))
    alice.post(url(clinic, f"{bob.id}/disabling/"))
    refused = his.get(url(clinic))
    assert refused.status_code == 403
    assert "can no longer sign in at Sunrise Clinic" in text(refused)
    alice.post(url(clinic, f"{bob.id}/enabling/"))
    assert his.get(url(clinic)).status_code == 200


def test_a_save_over_someone_elses_shows_both(clinic: Clinic, alice: Client) -> None:
    bob = make_member(clinic, Role.RECEPTIONIST, display_name="Bob")
    alice.post(url(clinic, f"{bob.id}/"), {"version": "1", "display_name": "Bob", "role": Role.ADMIN})
    stale = alice.post(
        url(clinic, f"{bob.id}/"), {"version": "1", "display_name": "Bob", "role": Role.BILLING}
    )
    assert stale.status_code == 409
    assert "Somebody else saved this" in text(stale)
    assert "Administrator: staff" in text(stale)
    assert role_of(clinic, bob) == Role.ADMIN


def test_the_last_owner_stays_and_is_told_why(clinic: Clinic, alice: Client) -> None:
    with clinic_scope(clinic):
        owner = Membership.objects.get()
    form = {"version": "1", "display_name": "Alice", "role": Role.ADMIN}
    answer = alice.post(url(clinic, f"{owner.id}/"), form)
    assert answer.status_code == 409
    assert "only owner" in text(answer)
    answer = alice.post(url(clinic, f"{owner.id}/disabling/"))
    assert answer.status_code == 409
    assert "cannot disable yourself" in text(answer)


def test_an_administrator_is_offered_no_owner_and_makes_none(clinic: Clinic, alice: Client) -> None:
    admin = client_for(make_member(clinic, Role.ADMIN))
    assert "Owner: everything" not in text(admin.get(url(clinic, "new/")))
    assert admin.post(url(clinic, "new/"), invitation(role=Role.OWNER)).status_code == 422
    with clinic_scope(clinic):
        owner = Membership.objects.get(role=Role.OWNER)
    form = {"version": "1", "display_name": "X", "role": Role.BILLING}
    assert admin.post(url(clinic, f"{owner.id}/"), form).status_code == 409
    assert admin.post(url(clinic, f"{owner.id}/disabling/")).status_code == 409
    assert role_of(clinic, owner) == Role.OWNER


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.RECEPTIONIST, Role.BILLING])
def test_others_see_nothing_of_it(clinic: Clinic, alice: Client, role: Role) -> None:
    bob = make_member(clinic, role)
    his = client_for(bob)
    for path in ("", "new/", f"{bob.id}/"):
        assert his.get(url(clinic, path)).status_code == 403
    assert his.post(url(clinic, "new/"), invitation()).status_code == 403
    assert (
        his.post(
            url(clinic, f"{bob.id}/"), {"version": "1", "display_name": "X", "role": Role.OWNER}
        ).status_code
        == 403
    )
    assert role_of(clinic, bob) == role


def test_another_clinics_people_are_not_there(clinic: Clinic, alice: Client) -> None:
    lotus = make_clinic()
    theirs = make_member(lotus, Role.RECEPTIONIST)
    client_for(make_member(lotus, Role.OWNER)).post(url(lotus, "new/"), invitation())
    for path in (
        f"{theirs.id}/",
        f"{theirs.id}/disabling/",
        f"{theirs.id}/enabling/",
        f"invitations/{invited(lotus)}/again/",
        f"invitations/{invited(lotus)}/withdrawal/",
        f"{uuid7()}/",
    ):
        assert alice.post(url(clinic, path), {"version": "1"}).status_code == 404
    assert alice.get(url(lotus)).status_code == 404
    assert theirs.display_name not in text(alice.get(url(clinic)))


def test_the_list_says_who_has_a_second_factor_and_when_they_were_here(clinic: Clinic, alice: Client) -> None:
    make_member(clinic, Role.BILLING, display_name="Zoya")
    page = text(alice.get(url(clinic)))
    assert "just now" in page
    assert "never" in page
    assert page.count(">off<") == 2


def test_the_page_costs_the_same_for_many_people(
    clinic: Clinic, alice: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        make_member(clinic, Role.RECEPTIONIST)
    alice.get(url(clinic))
    with django_assert_max_num_queries(8):
        alice.get(url(clinic))
