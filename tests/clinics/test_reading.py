"""Nobody lets themselves read visits: an owner does it, every owner is told, and the trail has it."""

from collections.abc import Callable

import pytest
from django.test import Client

from daybook.accounts.actions.change_member import change_member
from daybook.accounts.actions.invite import invite
from daybook.accounts.mails import Door
from daybook.accounts.models import Membership
from daybook.accounts.permissions import NotPermitted, Role
from daybook.audit.models import Entry
from daybook.clinics.actions.add_practitioner import add_practitioner
from daybook.clinics.actions.change_practitioner import change_practitioner
from daybook.clinics.actions.practitioner_leaves import practitioner_leaves
from daybook.clinics.actions.practitioner_returns import practitioner_returns
from daybook.clinics.models import Practitioner
from daybook.lib.ids import uuid7
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.factories import actor_for, client_for, make_clinic, make_member, make_practitioner

pytestmark = pytest.mark.django_db
DETAILS = {"name": "Dr New", "speciality": "", "registration": ""}


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic(name="Sunrise Clinic")


@pytest.fixture
def owner(clinic: Clinic) -> Membership:
    return make_member(clinic, Role.OWNER, display_name="Alice")


@pytest.fixture
def admin(clinic: Clinic) -> Membership:
    return make_member(clinic, Role.ADMIN, display_name="Ravi")


def ways(by: Membership, to: Membership, practitioner: Practitioner) -> list[Callable[[], object]]:
    """Every way in which `by` could let `to` read visits."""
    actor, door = actor_for(by), Door("Sunrise Clinic", "http://x/")
    new = {"display_name": "Second me", "email": "me@example.org", "role": Role.PRACTITIONER}
    named = {"display_name": to.display_name, "clinic_name": "Sunrise Clinic"}
    whom = {"member": to, "services": [], **DETAILS}
    return [
        lambda: invite(actor=actor, invitation_id=uuid7(), door=door, **new),
        lambda: change_member(actor=actor, member=to, version=1, role=Role.PRACTITIONER, **named),
        lambda: add_practitioner(actor=actor, practitioner_id=uuid7(), **whom),  # type: ignore[arg-type]
        lambda: change_practitioner(actor=actor, practitioner=practitioner, version=1, **whom),  # type: ignore[arg-type]
    ]


def test_an_administrator_cannot_let_anybody_read_visits_nor_themselves(
    clinic: Clinic, admin: Membership, mailoutbox: list[object]
) -> None:
    desk, anna = make_member(clinic, Role.RECEPTIONIST), make_practitioner(clinic)
    with clinic_scope(clinic):
        for to in (admin, desk):
            for way in ways(admin, to, anna):
                with pytest.raises(NotPermitted):
                    way()
        assert not Entry.objects.exists()
        assert Practitioner.objects.filter(membership=None).count() == 1
    assert not mailoutbox


def test_an_administrator_who_left_as_a_practitioner_does_not_bring_themselves_back(
    clinic: Clinic, owner: Membership, admin: Membership
) -> None:
    ravi = make_practitioner(clinic, membership=admin)
    with clinic_scope(clinic):
        practitioner_leaves(actor=actor_for(admin), practitioner=ravi)
        with pytest.raises(NotPermitted):
            practitioner_returns(actor=actor_for(admin), practitioner=ravi)
        practitioner_returns(actor=actor_for(owner), practitioner=ravi)


@pytest.mark.parametrize("way", range(4))
def test_an_owner_can_and_every_owner_is_told(
    clinic: Clinic, owner: Membership, way: int, mailoutbox: list[object]
) -> None:
    second = make_member(clinic, Role.OWNER)
    make_member(clinic, Role.OWNER, disabled_at="2026-01-01T00:00Z")
    bob = make_member(clinic, Role.RECEPTIONIST, display_name="Bob")
    with clinic_scope(clinic):
        ways(owner, bob, make_practitioner(clinic))[way]()
        assert Entry.objects.filter(actor_id=str(owner.id)).count() == 1
    told = [mail for mail in mailoutbox if "read visits" in mail.subject]  # type: ignore[attr-defined]
    assert {mail.to[0] for mail in told} == {owner.user.email, second.user.email}  # type: ignore[attr-defined]
    assert "Alice has let" in told[0].body  # type: ignore[attr-defined]
    assert "Sunrise Clinic" in told[0].subject  # type: ignore[attr-defined]


def test_an_administrator_links_who_reads_visits_already_and_takes_a_link_away(
    clinic: Clinic, owner: Membership, admin: Membership, mailoutbox: list[object]
) -> None:
    doctor = make_member(clinic, Role.PRACTITIONER)
    anna = make_practitioner(clinic)
    with clinic_scope(clinic):
        by = {"actor": actor_for(admin), "practitioner": anna, "services": [], **DETAILS}
        change_practitioner(version=1, member=doctor, **by)  # type: ignore[arg-type]
        change_practitioner(version=2, member=None, **by)  # type: ignore[arg-type]
    assert not mailoutbox


def test_an_administrators_forms_offer_only_what_they_may(clinic: Clinic, admin: Membership) -> None:
    doctor = make_member(clinic, Role.PRACTITIONER, display_name="Meera")
    his: Client = client_for(admin)
    base = f"/c/{clinic.slug}/settings/"
    link = his.get(f"{base}practitioners/new/").content.decode()
    assert "Only an owner can choose" in link
    assert str(doctor.id) in link
    assert str(admin.id) not in link
    assert "Practitioner: the book" not in his.get(f"{base}team/new/").content.decode()
    assert "Practitioner: the book" in his.get(f"{base}team/{doctor.id}/").content.decode()
    left = make_practitioner(clinic, membership=admin, left_at="2026-01-01T00:00Z")
    answer = his.post(f"{base}practitioners/{left.id}/return/")
    assert (answer.status_code, "Only an owner" in answer.content.decode()) == (409, True)
