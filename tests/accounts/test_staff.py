"""Who may change whom, who stays an owner, and that a disabled person is out at once."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection

from daybook.accounts.actions import change_member as changing
from daybook.accounts.actions.disable_member import disable_member
from daybook.accounts.actions.enable_member import enable_member
from daybook.accounts.models import Membership
from daybook.accounts.permissions import AccountsRefused, NotPermitted, Role
from daybook.accounts.queries import member, members
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from daybook.tenancy.versions import StaleSave
from tests.factories import actor_for, make_clinic, make_member, trail

change_member = partial(changing.change_member, clinic_name="Sunrise Clinic")


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


def fresh(row: Membership) -> Membership:
    with clinic_scope(row.clinic):
        found = member(row.id)
    assert found is not None
    return found


@pytest.mark.django_db
def test_a_role_changes_and_the_trail_says_from_what_to_what(clinic: Clinic) -> None:
    alice = make_member(clinic, Role.OWNER)
    bob = make_member(clinic, Role.RECEPTIONIST, display_name="Bob")
    with clinic_scope(clinic):
        change_member(actor=actor_for(alice), member=bob, version=1, display_name=" Bob  Rao ", role="admin")
    assert (fresh(bob).role, fresh(bob).display_name, fresh(bob).version) == ("admin", "Bob Rao", 2)
    [(verb, told)] = trail(clinic, on=bob.id)
    assert verb == "member.changed"
    assert told == {"role": ["receptionist", "admin"], "display_name": ["Bob", "Bob Rao"]}


@pytest.mark.django_db
def test_a_save_over_someone_elses_is_refused_with_what_they_saved(clinic: Clinic) -> None:
    alice, bob = make_member(clinic, Role.OWNER), make_member(clinic, Role.RECEPTIONIST, display_name="Bob")
    with clinic_scope(clinic):
        actor = actor_for(alice)
        change_member(actor=actor, member=fresh(bob), version=1, display_name="Bob", role=Role.BILLING)
        with pytest.raises(StaleSave) as stale:
            change_member(actor=actor, member=fresh(bob), version=1, display_name="Bob", role=Role.ADMIN)
    [difference] = stale.value.differing
    assert (difference.field, difference.saved, difference.asked) == ("role", "billing", "admin")


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.RECEPTIONIST, Role.BILLING])
def test_only_owners_and_administrators_change_staff(clinic: Clinic, role: Role) -> None:
    actor, bob = actor_for(make_member(clinic, role)), make_member(clinic, Role.RECEPTIONIST)
    with clinic_scope(clinic):
        for attempt in (
            lambda: disable_member(actor=actor, member=bob),
            lambda: enable_member(actor=actor, member=bob),
            lambda: change_member(actor=actor, member=bob, version=1, display_name="X", role=Role.ADMIN),
        ):
            with pytest.raises(NotPermitted):
                attempt()
    assert fresh(bob).disabled_at is None
    assert fresh(bob).role == Role.RECEPTIONIST


@pytest.mark.django_db
def test_an_administrator_neither_makes_nor_touches_an_owner(clinic: Clinic) -> None:
    owner, other = make_member(clinic, Role.OWNER), make_member(clinic, Role.OWNER)
    admin, bob = actor_for(make_member(clinic, Role.ADMIN)), make_member(clinic, Role.RECEPTIONIST)
    with clinic_scope(clinic):
        for attempt in (
            lambda: disable_member(actor=admin, member=other),
            lambda: change_member(actor=admin, member=other, version=1, display_name="X", role=Role.BILLING),
            lambda: change_member(actor=admin, member=bob, version=1, display_name="X", role=Role.OWNER),
        ):
            with pytest.raises(NotPermitted) as refused:
                attempt()
            assert refused.value.code == "owners_only"
    assert fresh(owner).role == fresh(other).role == Role.OWNER


@pytest.mark.django_db
def test_the_last_owner_can_be_neither_disabled_nor_demoted(clinic: Clinic) -> None:
    alice = make_member(clinic, Role.OWNER, display_name="Alice")
    gone = make_member(clinic, Role.OWNER)
    with clinic_scope(clinic):
        disable_member(actor=actor_for(alice), member=gone)
        with pytest.raises(AccountsRefused) as refused:
            change_member(actor=actor_for(alice), member=alice, version=1, display_name="Alice", role="admin")
        assert refused.value.code == "last_owner"
        with pytest.raises(AccountsRefused) as refused:
            disable_member(actor=actor_for(gone), member=alice)
        assert refused.value.code == "last_owner"
        change_member(actor=actor_for(alice), member=alice, version=1, display_name="Alice R", role="owner")
    assert fresh(alice).display_name == "Alice R"


@pytest.mark.django_db
def test_nobody_disables_themself(clinic: Clinic) -> None:
    alice = make_member(clinic, Role.OWNER)
    make_member(clinic, Role.OWNER)
    with clinic_scope(clinic), pytest.raises(AccountsRefused) as refused:
        disable_member(actor=actor_for(alice), member=alice)
    assert refused.value.code == "yourself"


@pytest.mark.django_db
def test_done_twice_is_told_once(clinic: Clinic) -> None:
    alice, bob = make_member(clinic, Role.OWNER), make_member(clinic, Role.BILLING)
    with clinic_scope(clinic):
        for action in (disable_member, disable_member, enable_member, enable_member):
            action(actor=actor_for(alice), member=bob)
    assert [verb for verb, _ in trail(clinic, on=bob.id)] == ["member.disabled", "member.enabled"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "   ", "\x00", "x" * 121])
def test_a_name_that_is_none_is_refused_in_words(clinic: Clinic, name: str) -> None:
    alice = make_member(clinic, Role.OWNER)
    with clinic_scope(clinic), pytest.raises(AccountsRefused) as refused:
        change_member(actor=actor_for(alice), member=alice, version=1, display_name=name, role=Role.OWNER)
    assert refused.value.field == "display_name"


@pytest.mark.django_db
def test_the_list_has_who_is_disabled_last(clinic: Clinic) -> None:
    alice = make_member(clinic, Role.OWNER, display_name="Zoya")
    bob = make_member(clinic, Role.BILLING, display_name="Anand")
    with clinic_scope(clinic):
        disable_member(actor=actor_for(alice), member=bob)
        assert [each.display_name for each in members()] == ["Zoya", "Anand"]


@pytest.mark.slow
def test_of_two_owners_who_disable_each_other_at_once_one_stays(committed_db: None) -> None:
    clinic = make_clinic()
    first, second = make_member(clinic, Role.OWNER), make_member(clinic, Role.OWNER)
    start, refused = threading.Barrier(2), []

    def run(actor: Membership, other: Membership) -> Callable[[], None]:
        def work() -> None:
            try:
                with clinic_scope(clinic):
                    start.wait()
                    disable_member(actor=actor_for(actor), member=other)
            except AccountsRefused as error:
                refused.append(error.code)
            finally:
                connection.close()

        return work

    threads = [threading.Thread(target=run(first, second)), threading.Thread(target=run(second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["last_owner"]
    assert sorted(fresh(each).disabled_at is None for each in (first, second)) == [False, True]
