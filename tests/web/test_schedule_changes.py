"""Hours, leave and holidays that change show on the other desks when they next ask, not a minute later."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from daybook.audit.actor import Actor
from daybook.clinics.models import Branch, Practitioner
from daybook.lib import clock
from daybook.lib.ids import uuid7
from daybook.scheduling.actions.add_holiday import add_holiday
from daybook.scheduling.actions.add_leave import add_leave
from daybook.scheduling.actions.remove_holiday import remove_holiday
from daybook.scheduling.actions.remove_leave import remove_leave
from daybook.scheduling.actions.set_week import set_week
from daybook.scheduling.models import Holiday, Leave
from daybook.scheduling.plans import week
from daybook.scheduling.week import Span, digest
from daybook.tenancy.scope import clinic_scope
from tests import factories

NOW = datetime.now(UTC)  # held, so that no minute goes by between two questions


class Desk:
    """A desk with the day open, and somebody at another one who changes things."""

    def __init__(self) -> None:
        self.clinic = factories.make_clinic()
        self.branch: Branch = factories.make_branch(self.clinic)
        self.doctor: Practitioner = factories.make_practitioner(self.clinic)
        factories.make_hours(self.doctor, self.branch)
        owner = factories.make_member(self.clinic)
        self.actor: Actor = factories.actor_for(owner)
        self.client: Client = factories.client_for(owner)
        self.mark = ""

    def asks(self) -> int:
        answer = self.client.get(f"/c/{self.clinic.slug}/day/changes/", headers={"If-None-Match": self.mark})
        self.mark = answer["ETag"]
        return answer.status_code

    def takes_leave(self) -> None:
        add_leave(
            actor=self.actor,
            leave_id=uuid7(),
            practitioner=self.doctor,
            starts_at=NOW,
            ends_at=NOW + timedelta(hours=2),
        )

    def takes_leave_back(self) -> None:
        remove_leave(actor=self.actor, leave=Leave.objects.get())

    def closes(self) -> None:
        add_holiday(actor=self.actor, holiday_id=uuid7(), day=NOW.date(), name="Strike")

    def opens(self) -> None:
        remove_holiday(actor=self.actor, holiday=Holiday.objects.get())

    def works_less(self) -> None:
        self._set(week(self.doctor, self.branch)[1:])

    def works_as_before(self) -> None:
        self._set(week(self.doctor, self.branch))

    def _set(self, spans: list[Span]) -> None:
        version = digest(week(self.doctor, self.branch))
        set_week(actor=self.actor, practitioner=self.doctor, branch=self.branch, version=version, spans=spans)


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    with clock.frozen(NOW):
        yield Desk()


@pytest.mark.parametrize(
    "steps",
    [
        [Desk.takes_leave, Desk.takes_leave_back],
        [Desk.closes, Desk.opens],
        [Desk.works_less],
    ],
)
def test_a_change_is_drawn_at_the_next_question(desk: Desk, steps: list[Callable[[Desk], None]]) -> None:
    assert desk.asks() == 200
    for step in steps:
        assert desk.asks() == 304
        with clinic_scope(desk.clinic):
            step(desk)
        assert desk.asks() == 200


def test_a_week_saved_as_it_was_redraws_nothing(desk: Desk) -> None:
    assert desk.asks() == 200
    with clinic_scope(desk.clinic):
        desk.works_as_before()
    assert desk.asks() == 304
