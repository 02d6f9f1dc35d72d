"""Services, practitioners, and who does what."""

from typing import Any

import pytest

from daybook.accounts.permissions import NotPermitted, Role
from daybook.audit.actor import Actor
from daybook.clinics.actions.add_practitioner import add_practitioner
from daybook.clinics.actions.add_service import add_service
from daybook.clinics.actions.change_practitioner import change_practitioner
from daybook.clinics.actions.change_service import change_service
from daybook.clinics.actions.practitioner_leaves import practitioner_leaves
from daybook.clinics.actions.practitioner_returns import practitioner_returns
from daybook.clinics.actions.reorder import reorder
from daybook.clinics.actions.restore_service import restore_service
from daybook.clinics.actions.retire_service import retire_service
from daybook.clinics.models import Offering, Practitioner, Service
from daybook.clinics.offerings import practitioners_of, services_of
from daybook.clinics.queries import members_to_link, offerings, practitioner_of, practitioners, services
from daybook.clinics.refusals import ClinicsRefused
from daybook.lib.ids import uuid7
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from daybook.tenancy.versions import StaleSave
from tests.factories import actor_for, make_clinic, make_member, make_practitioner, make_service, trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def alice(clinic: Clinic) -> Actor:
    return actor_for(make_member(clinic, Role.OWNER, display_name="Alice"))


def service_details(**changes: Any) -> Any:
    told: dict[str, Any] = {
        "name": "Consultation",
        "minutes": 15,
        "buffer_before": 0,
        "buffer_after": 5,
        "price_minor": 60_000,
        "tax_class": "exempt",
        "colour": "teal",
        "practitioners": [],
    }
    return {**told, **changes}


def practitioner_details(**changes: Any) -> Any:
    told: dict[str, Any] = {
        "name": "Dr Meera Rao",
        "speciality": "",
        "registration": "",
        "member": None,
        "services": [],
    }
    return {**told, **changes}


def test_it_adds_a_service_with_who_does_it_once(clinic: Clinic, alice: Actor) -> None:
    meera, farid = make_practitioner(clinic, "Dr Meera Rao"), make_practitioner(clinic, "Dr Farid Khan")
    service_id = uuid7()
    with clinic_scope(clinic):
        for _ in range(2):
            add_service(actor=alice, service_id=service_id, **service_details(practitioners=[meera]))
        [service] = services()
        assert (service.price_minor, service.minutes, service.buffer_after) == (60_000, 15, 5)
        assert practitioners_of(service) == [meera]
        assert services_of(farid) == []
        assert offerings() == [(meera.id, service.id)]
    [(verb, told)] = trail(clinic, on=service_id)
    assert (verb, told["practitioners"]) == ("service.added", ["Dr Meera Rao"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minutes", 4),
        ("minutes", 721),
        ("minutes", -15),
        ("minutes", 10**12),
        ("buffer_before", 241),
        ("buffer_after", -1),
        ("price_minor", -1),
        ("price_minor", 10**18),
        ("tax_class", "gst_99"),
        ("colour", "chartreuse"),
        ("name", "x" * 81),
    ],
)
def test_a_value_no_service_can_have_is_refused_by_its_field(
    clinic: Clinic, alice: Actor, field: str, value: Any
) -> None:
    with clinic_scope(clinic):
        with pytest.raises(ClinicsRefused) as refused:
            add_service(actor=alice, service_id=uuid7(), **service_details(**{field: value}))
        assert refused.value.field == field
        assert services() == []


def test_who_does_a_service_is_part_of_its_version(clinic: Clinic, alice: Actor) -> None:
    meera, farid = make_practitioner(clinic, "Dr Meera Rao"), make_practitioner(clinic, "Dr Farid Khan")
    with clinic_scope(clinic):
        service = add_service(actor=alice, service_id=uuid7(), **service_details(practitioners=[meera]))
        shown = Service.objects.get()
        change_service(actor=alice, service=service, version=1, **service_details(practitioners=[farid]))
        assert practitioners_of(service) == [farid]
        assert Service.objects.get().version == 2
        with pytest.raises(StaleSave) as stale:
            change_service(actor=alice, service=shown, version=1, **service_details(practitioners=[meera]))
        [difference] = stale.value.differing
        assert (difference.saved, difference.asked) == (["Dr Farid Khan"], ["Dr Meera Rao"])
        assert practitioners_of(service) == [farid]
    assert trail(clinic, on=service.id)[1] == (
        "service.changed",
        {"practitioners": [["Dr Meera Rao"], ["Dr Farid Khan"]]},
    )


def test_a_practitioner_given_a_service_makes_the_open_form_of_the_service_stale(
    clinic: Clinic, alice: Actor
) -> None:
    meera = make_practitioner(clinic, "Dr Meera Rao")
    service = make_service(clinic, **{k: v for k, v in service_details().items() if k != "practitioners"})
    with clinic_scope(clinic):
        change_practitioner(
            actor=alice, practitioner=meera, version=1, **practitioner_details(services=[service])
        )
        assert services_of(meera) == [service]
        with pytest.raises(StaleSave):
            change_service(actor=alice, service=service, version=1, **service_details(practitioners=[]))
        assert services_of(meera) == [service]
        # And the other way round.
        change_service(actor=alice, service=service, version=2, **service_details(practitioners=[]))
        with pytest.raises(StaleSave):
            change_practitioner(
                actor=alice, practitioner=meera, version=2, **practitioner_details(services=[service])
            )
        assert Offering.objects.count() == 0


def test_a_retired_service_comes_back_with_those_who_did_it(clinic: Clinic, alice: Actor) -> None:
    meera = make_practitioner(clinic, "Dr Meera Rao")
    scaling, fillings = make_service(clinic, "Scaling", by=[meera]), make_service(clinic, "Fillings")
    with clinic_scope(clinic):
        retire_service(actor=alice, service=scaling)
        retire_service(actor=alice, service=scaling)
        assert [each.retired_at is None for each in services()] == [True, False]
        assert services_of(meera) == []
        # Saving her other services does not take the retired one from her.
        change_practitioner(
            actor=alice, practitioner=meera, version=1, **practitioner_details(services=[fillings])
        )
        restore_service(actor=alice, service=scaling)
        assert set(services_of(meera)) == {scaling, fillings}
    assert [verb for verb, _ in trail(clinic, on=scaling.id)] == ["service.retired", "service.restored"]


def test_it_adds_a_practitioner_with_a_sign_in_once(clinic: Clinic, alice: Actor) -> None:
    member = make_member(clinic, Role.PRACTITIONER, display_name="Meera")
    service = make_service(clinic)
    practitioner_id = uuid7()
    with clinic_scope(clinic):
        assert member in members_to_link()
        for _ in range(2):
            add_practitioner(
                actor=alice,
                practitioner_id=practitioner_id,
                **practitioner_details(member=member, services=[service]),
            )
        [meera] = practitioners()
        assert practitioner_of(member) == meera
        assert services_of(meera) == [service]
        assert member not in members_to_link()
        assert member in members_to_link(meera)
        with pytest.raises(ClinicsRefused) as refused:
            add_practitioner(
                actor=alice, practitioner_id=uuid7(), **practitioner_details(name="Twin", member=member)
            )
        assert (refused.value.code, refused.value.field) == ("taken", "member")
        farid = make_practitioner(clinic, "Dr Farid Khan")
        with pytest.raises(ClinicsRefused):
            change_practitioner(
                actor=alice, practitioner=farid, version=1, **practitioner_details(member=member)
            )
    assert trail(clinic, on=practitioner_id)[0][1]["member"] == "Meera"


def test_a_disabled_member_cannot_be_chosen_but_stays_where_they_are(clinic: Clinic) -> None:
    gone = make_member(clinic, Role.PRACTITIONER, disabled_at="2026-01-01T00:00Z")
    meera = make_practitioner(clinic, membership=gone)
    with clinic_scope(clinic):
        assert gone not in members_to_link()
        assert gone in members_to_link(meera)


def test_a_practitioner_leaves_and_returns(clinic: Clinic, alice: Actor) -> None:
    meera, farid = make_practitioner(clinic, "Dr Meera Rao"), make_practitioner(clinic, "Dr Farid Khan")
    service = make_service(clinic, by=[meera, farid])
    with clinic_scope(clinic):
        practitioner_leaves(actor=alice, practitioner=meera)
        left_at = Practitioner.objects.get(id=meera.id).left_at
        practitioner_leaves(actor=alice, practitioner=meera)
        assert Practitioner.objects.get(id=meera.id).left_at == left_at is not None
        assert practitioners()[-1] == meera
        assert practitioners_of(service) == [farid]
        practitioner_returns(actor=alice, practitioner=meera)
        assert practitioners_of(service) == [farid, meera]
    verbs = [verb for verb, _ in trail(clinic, on=meera.id)]
    assert verbs == ["practitioner.left", "practitioner.returned"]


def test_columns_of_the_day_change_places_without_those_who_left(clinic: Clinic, alice: Actor) -> None:
    a, b, c = (make_practitioner(clinic, name, position=at) for at, name in enumerate(["A", "B", "C"]))
    with clinic_scope(clinic):
        practitioner_leaves(actor=alice, practitioner=b)
        reorder(actor=alice, row=c, to="up")
        assert practitioners() == [c, a, b]
        reorder(actor=alice, row=b, to="up")
        assert practitioners() == [c, a, b]
    assert trail(clinic, on=c.id) == [("practitioner.moved", {"place": [2, 1]})]
    assert a.version == 1


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.RECEPTIONIST, Role.BILLING])
def test_only_owner_and_administrator_change_services_and_people(clinic: Clinic, role: str) -> None:
    bob = actor_for(make_member(clinic, role))
    service, meera = make_service(clinic), make_practitioner(clinic)
    with clinic_scope(clinic):
        for forbidden in (
            lambda: add_service(actor=bob, service_id=uuid7(), **service_details()),
            lambda: change_service(actor=bob, service=service, version=1, **service_details()),
            lambda: retire_service(actor=bob, service=service),
            lambda: restore_service(actor=bob, service=service),
            lambda: add_practitioner(actor=bob, practitioner_id=uuid7(), **practitioner_details()),
            lambda: change_practitioner(actor=bob, practitioner=meera, version=1, **practitioner_details()),
            lambda: practitioner_leaves(actor=bob, practitioner=meera),
            lambda: practitioner_returns(actor=bob, practitioner=meera),
        ):
            with pytest.raises(NotPermitted):
                forbidden()
    assert trail(clinic) == []


@pytest.mark.parametrize(
    ("code", "kept"), [("999316", True), (" 3004 ", True), ("", True), ("99", False), ("९९९३१२", False)]
)
def test_a_service_has_a_code_of_four_to_eight_digits(
    alice: Actor, clinic: Clinic, code: str, kept: bool
) -> None:
    with clinic_scope(clinic):
        if kept:
            service = add_service(actor=alice, service_id=uuid7(), **service_details(code=code))
            assert service.code == code.strip()
            return
        with pytest.raises(ClinicsRefused) as refused:
            add_service(actor=alice, service_id=uuid7(), **service_details(code=code))
        assert refused.value.field == "code"
