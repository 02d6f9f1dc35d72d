"""Reading the trail: pages that begin after an entry, filters, how far it is sealed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daybook.audit.actor import Actor
from daybook.audit.chain import seal_entries
from daybook.audit.models import Entry
from daybook.audit.queries import Chain, Mark, Wish, chain, entries, entry_by_id, latest, recently
from daybook.audit.record import record
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.factories import make_clinic

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SRAVANI, MEERA = (
    Actor("staff", "1", "Sravani", "receptionist"),
    Actor("staff", "2", "Dr Meera", "practitioner"),
)
SEALER = Actor.system("sealer")
KAVYA, RAVI = uuid7(), uuid7()


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


def write(actor: Actor, verb: str, patient: UUID | None, at: datetime = NOW) -> UUID:
    with clock.frozen(at):
        return record(actor, verb, on=("patient", patient), patient=patient).id


def all_pages(wish: Wish, size: int) -> list[UUID]:
    found: list[UUID] = []
    before: Mark | None = None
    while True:
        page, before = entries(wish, before=before, limit=size)
        assert len(page) <= size
        found += [entry.id for entry in page]
        if before is None:
            return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.lists(st.integers(0, 3), max_size=9), size=st.integers(1, 4))
def test_the_pages_together_are_everything_once(clinic: Clinic, minutes: list[int], size: int) -> None:
    with clinic_scope(clinic):
        Entry.objects.all()
        before = {entry.id for entry in Entry.objects.all()}
        for each in minutes:
            write(SRAVANI, "patient.opened", KAVYA, NOW + timedelta(minutes=each))
        expected = sorted(Entry.objects.all(), key=lambda entry: (entry.at, entry.id), reverse=True)
        assert all_pages(Wish(), size) == [entry.id for entry in expected]
        assert len(expected) == len(before) + len(minutes)


def test_an_entry_written_meanwhile_moves_nothing(clinic: Clinic) -> None:
    with clinic_scope(clinic):
        ids = [write(SRAVANI, "patient.opened", KAVYA, NOW + timedelta(minutes=n)) for n in range(4)]
        page, before = entries(Wish(), limit=2)
        write(SRAVANI, "patient.opened", KAVYA, NOW + timedelta(hours=1))
        rest, end = entries(Wish(), before=before, limit=2)
        assert [entry.id for entry in page + rest] == ids[::-1] and end is None


def test_it_finds_by_person_patient_moment_and_verb(clinic: Clinic) -> None:
    with clinic_scope(clinic):
        one = write(SRAVANI, "patient.opened", KAVYA)
        two = write(MEERA, "patient.opened", RAVI, NOW + timedelta(days=1))
        three = write(SRAVANI, "patient.changed", RAVI, NOW + timedelta(days=2))
        four = write(SEALER, "demo.loaded", None, NOW + timedelta(days=3))

        def found(wish: Wish) -> list[UUID]:
            return [entry.id for entry in entries(wish)[0]]

        assert found(Wish()) == [four, three, two, one]
        assert found(Wish(actor_id="1")) == [three, one]
        assert found(Wish(actor_kinds=("system", "import"))) == [four]
        assert found(Wish(patient_ids=[RAVI])) == [three, two]
        assert found(Wish(verbs={"patient.opened"})) == [two, one]
        assert found(Wish(verbs=set())) == []
        assert found(Wish(since=NOW + timedelta(days=1), until=NOW + timedelta(days=2))) == [two]
        assert found(Wish(actor_id="1", patient_ids=[RAVI], verbs={"patient.opened"})) == []
        assert recently("1", "patient.opened", 5) == [KAVYA]
        newest = latest(RAVI, RAVI, "patient.changed")
        assert newest is not None and newest.id == three
        found_again = entry_by_id(one)
        assert found_again is not None and found_again.verb == "patient.opened"


def test_each_patient_is_once_among_those_opened_last(clinic: Clinic) -> None:
    with clinic_scope(clinic):
        for minute, patient in enumerate((KAVYA, RAVI, KAVYA, RAVI, KAVYA)):
            write(SRAVANI, "patient.opened", patient, NOW + timedelta(minutes=minute))
        assert recently("1", "patient.opened", 5) == [KAVYA, RAVI]
        assert recently("1", "patient.opened", 1) == [KAVYA]
        assert recently("2", "patient.opened", 5) == []


def test_it_tells_how_far_the_trail_is_sealed(clinic: Clinic) -> None:
    with clinic_scope(clinic):
        assert chain() == Chain(0, None, 0)
        for minute in range(3):
            write(SRAVANI, "patient.opened", KAVYA, NOW + timedelta(minutes=minute))
        assert chain() == Chain(0, None, 3)
        seal_entries()
        write(SRAVANI, "patient.opened", KAVYA, NOW + timedelta(minutes=9))
        assert chain() == Chain(3, NOW + timedelta(minutes=2), 1)


def test_another_clinics_trail_is_not_read(clinic: Clinic) -> None:
    with clinic_scope(clinic):
        mine = write(SRAVANI, "patient.opened", KAVYA)
    with clinic_scope(make_clinic()):
        assert entries(Wish()) == ([], None) and entry_by_id(mine) is None
        assert chain() == Chain(0, None, 0)
