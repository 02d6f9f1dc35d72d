"""Branches and rooms: the rules of the settings that every door shares."""

import pytest

from daybook.accounts.permissions import NotPermitted, Role
from daybook.audit.actor import Actor
from daybook.clinics.actions.add_branch import add_branch
from daybook.clinics.actions.add_room import add_room
from daybook.clinics.actions.change_branch import change_branch
from daybook.clinics.actions.change_room import change_room
from daybook.clinics.actions.close_branch import close_branch
from daybook.clinics.actions.close_room import close_room
from daybook.clinics.actions.reopen_branch import reopen_branch
from daybook.clinics.actions.reopen_room import reopen_room
from daybook.clinics.actions.reorder import reorder
from daybook.clinics.details import BranchDetails
from daybook.clinics.models import Branch, Room
from daybook.clinics.queries import branch, branches, rooms
from daybook.clinics.refusals import ClinicsRefused
from daybook.lib.ids import uuid7
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from daybook.tenancy.versions import StaleSave
from tests.factories import actor_for, make_branch, make_clinic, make_member, make_room, trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def alice(clinic: Clinic) -> Actor:
    return actor_for(make_member(clinic, Role.OWNER, display_name="Alice"))


def details(**changes: str) -> BranchDetails:
    told = {"name": "Kukatpally", "address": "", "phone": "", "time_zone": "Asia/Kolkata", "currency": "INR"}
    return BranchDetails(**{**told, **changes})  # type: ignore[typeddict-item]


def test_it_adds_a_branch_behind_the_others_and_tells_the_trail(clinic: Clinic, alice: Actor) -> None:
    make_branch(clinic, position=4)
    with clinic_scope(clinic):
        added = add_branch(
            actor=alice, branch_id=uuid7(), **details(phone="040 2345 6789", name="  New\n place ")
        )
        kept = branch(added.id)
    assert kept is not None
    assert (kept.name, kept.phone, kept.position, kept.version) == ("New place", "+914023456789", 5, 1)
    [(verb, told)] = trail(clinic, on=added.id)
    assert verb == "branch.added"
    assert told["name"] == "New place"


def test_the_form_sent_twice_is_one_branch(clinic: Clinic, alice: Actor) -> None:
    branch_id = uuid7()
    with clinic_scope(clinic):
        first = add_branch(actor=alice, branch_id=branch_id, **details())
        second = add_branch(actor=alice, branch_id=branch_id, **details(name="Typed again"))
        assert first.id == second.id == branch_id
        assert [each.name for each in branches()] == ["Kukatpally"]
    assert len(trail(clinic, on=branch_id)) == 1


def test_a_name_is_taken_once(clinic: Clinic, alice: Actor) -> None:
    make_branch(clinic, "Kukatpally")
    other = make_branch(clinic, "Miyapur")
    with clinic_scope(clinic):
        with pytest.raises(ClinicsRefused) as refused:
            add_branch(actor=alice, branch_id=uuid7(), **details())
        assert (refused.value.code, refused.value.field) == ("taken", "name")
        with pytest.raises(ClinicsRefused) as refused:
            change_branch(actor=alice, branch=other, version=1, **details())
        assert refused.value.code == "taken"
        # The savepoint is gone, the transaction is not.
        assert {each.name for each in branches()} == {"Kukatpally", "Miyapur"}


def test_another_clinic_may_have_the_same_name_and_id(clinic: Clinic, alice: Actor) -> None:
    mine = make_branch(clinic, "Kukatpally")
    theirs = make_clinic()
    bob = actor_for(make_member(theirs, Role.OWNER))
    with clinic_scope(theirs):
        added = add_branch(actor=bob, branch_id=mine.id, **details())
        assert added.clinic_id == theirs.id
        assert branch(mine.id) == added
    with clinic_scope(clinic):
        assert [each.clinic_id for each in branches()] == [clinic.id]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " \x00 "),
        ("name", "x" * 81),
        ("address", "x" * 501),
        ("phone", "12"),
        ("time_zone", "Asia/Atlantis"),
        ("time_zone", "../../etc/passwd"),
        ("currency", "RUP"),
    ],
)
def test_a_value_no_branch_can_have_is_refused_by_its_field(
    clinic: Clinic, alice: Actor, field: str, value: str
) -> None:
    with clinic_scope(clinic):
        with pytest.raises(ClinicsRefused) as refused:
            add_branch(actor=alice, branch_id=uuid7(), **details(**{field: value}))
        assert refused.value.field == field
        assert value.strip("\x00 ") == "" or value not in str(refused.value)
        assert branches() == []


def test_a_change_is_a_new_version_and_the_trail_has_both_values(clinic: Clinic, alice: Actor) -> None:
    old = make_branch(clinic, "Kukatpally")
    with clinic_scope(clinic):
        changed = change_branch(actor=alice, branch=old, version=1, **details(name="KPHB"))
        assert (changed.version, Branch.objects.get().version) == (2, 2)
    assert trail(clinic, on=old.id) == [("branch.changed", {"name": ["Kukatpally", "KPHB"]})]


def test_a_stale_save_is_refused_with_what_changed(clinic: Clinic, alice: Actor) -> None:
    shown = make_branch(clinic, "Kukatpally")
    with clinic_scope(clinic):
        theirs = branch(shown.id)
        assert theirs is not None
        change_branch(actor=alice, branch=theirs, version=1, **details(address="Road 3"))
        with pytest.raises(StaleSave) as stale:
            change_branch(actor=alice, branch=shown, version=1, **details(name="KPHB"))
        found = {each.field: (each.saved, each.asked) for each in stale.value.differing}
        assert found == {"name": ("Kukatpally", "KPHB"), "address": ("Road 3", "")}
        assert stale.value.version == 2
        assert Branch.objects.get().name == "Kukatpally"
        # Knowing that, the second save goes in.
        change_branch(actor=alice, branch=shown, version=2, **details(name="KPHB", address="Road 3"))
        assert Branch.objects.get().version == 3


def test_a_save_that_changes_nothing_is_done_whoever_was_first(clinic: Clinic, alice: Actor) -> None:
    shown = make_branch(clinic, "Kukatpally")
    with clinic_scope(clinic):
        theirs = branch(shown.id)
        assert theirs is not None
        change_branch(actor=alice, branch=theirs, version=1, **details(name="KPHB"))
        change_branch(actor=alice, branch=shown, version=1, **details(name="KPHB"))
        assert Branch.objects.get().version == 2
    assert len(trail(clinic, on=shown.id)) == 1


def test_the_last_open_branch_stays_open(clinic: Clinic, alice: Actor) -> None:
    first, second = make_branch(clinic), make_branch(clinic)
    with clinic_scope(clinic):
        close_branch(actor=alice, branch=first)
        close_branch(actor=alice, branch=first)
        with pytest.raises(ClinicsRefused) as refused:
            close_branch(actor=alice, branch=second)
        assert refused.value.code == "last"
        reopen_branch(actor=alice, branch=first)
        close_branch(actor=alice, branch=second)
        assert [each.closed_at is None for each in branches()] == [True, False]
    assert [verb for verb, _ in trail(clinic, on=first.id)] == ["branch.closed", "branch.reopened"]


def test_rooms_have_names_of_their_branch(clinic: Clinic, alice: Actor) -> None:
    here, there = make_branch(clinic), make_branch(clinic)
    with clinic_scope(clinic):
        room_id = uuid7()
        room = add_room(actor=alice, room_id=room_id, branch=here, name="Room 1")
        assert add_room(actor=alice, room_id=room_id, branch=here, name="Room 1") == room
        add_room(actor=alice, room_id=uuid7(), branch=there, name="Room 1")
        with pytest.raises(ClinicsRefused, match="already"):
            add_room(actor=alice, room_id=uuid7(), branch=here, name="Room 1")
        change_room(actor=alice, room=room, version=1, name="Chair 1")
        with pytest.raises(StaleSave):
            change_room(actor=alice, room=room, version=1, name="Chair 2")
        assert Room.objects.get(id=room_id).name == "Chair 1"


def test_a_room_is_closed_and_opened_again_but_none_is_added_to_a_closed_branch(
    clinic: Clinic, alice: Actor
) -> None:
    here, there = make_branch(clinic), make_branch(clinic)
    room = make_room(here)
    with clinic_scope(clinic):
        close_room(actor=alice, room=room)
        assert [each.closed_at is None for each in rooms()] == [False]
        reopen_room(actor=alice, room=room)
        assert [each.closed_at is None for each in rooms()] == [True]
        close_branch(actor=alice, branch=there)
        with pytest.raises(ClinicsRefused) as refused:
            add_room(actor=alice, room_id=uuid7(), branch=there, name="Room 9")
        assert refused.value.code == "closed"


def test_branches_change_places(clinic: Clinic, alice: Actor) -> None:
    names = ["A", "B", "C"]
    made = {name: make_branch(clinic, name) for name in names}  # all at position 0: the name decides
    with clinic_scope(clinic):
        reorder(actor=alice, row=made["C"], to="up")
        assert [each.name for each in branches()] == ["A", "C", "B"]
        reorder(actor=alice, row=made["A"], to="up")
        reorder(actor=alice, row=made["B"], to="down")
        assert [each.name for each in branches()] == ["A", "C", "B"]
        reorder(actor=alice, row=made["A"], to="down")
        assert [each.name for each in branches()] == ["C", "A", "B"]


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.RECEPTIONIST, Role.BILLING])
def test_only_owner_and_administrator_change_places(clinic: Clinic, role: str) -> None:
    one = make_branch(clinic)
    room = make_room(one)
    bob = actor_for(make_member(clinic, role))
    with clinic_scope(clinic):
        for forbidden in (
            lambda: add_branch(actor=bob, branch_id=uuid7(), **details()),
            lambda: change_branch(actor=bob, branch=one, version=1, **details()),
            lambda: close_branch(actor=bob, branch=one),
            lambda: reopen_branch(actor=bob, branch=one),
            lambda: add_room(actor=bob, room_id=uuid7(), branch=one, name="X"),
            lambda: change_room(actor=bob, room=room, version=1, name="X"),
            lambda: close_room(actor=bob, room=room),
            lambda: reopen_room(actor=bob, room=room),
            lambda: reorder(actor=bob, row=one, to="up"),
        ):
            with pytest.raises(NotPermitted):
                forbidden()
    assert trail(clinic) == []
