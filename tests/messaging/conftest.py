import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from daybook.lib import clock
from daybook.lib.clock import FrozenClock
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.booking.desk import NINE, Desk
from tests.messaging.mail_server import Server


@pytest.fixture(autouse=True)
def real_outbox(settings: Settings) -> None:
    """pytest-django puts its own mailbox in the place of ours."""
    settings.EMAIL_BACKEND = "daybook.messaging.mailer.OutboxBackend"


@pytest.fixture
def point_at(settings: Settings) -> Any:
    """Makes a mail server the one of the settings."""

    def point(server: Server | None) -> None:
        # Without a server: a port where nobody listens.
        port = server.port if server else 1
        settings.DAYBOOK = dataclasses.replace(settings.DAYBOOK, smtp_host="127.0.0.1", smtp_port=port)

    return point


@pytest.fixture
def now() -> Iterator[FrozenClock]:
    """Monday, nine o'clock, until a test lets time pass."""
    with clock.frozen(NINE) as frozen:
        yield frozen


@pytest.fixture
def desk(committed_db: None, now: FrozenClock) -> Desk:
    """A desk whose patient has an e-mail address and agreed to everything; no scope is open."""
    desk = Desk()
    with clinic_scope(desk.clinic):
        for patient in (desk.patient, desk.friend):
            patient.email = f"p{patient.file_number}@example.org"
            patient.save()
        factories.make_consents([desk.patient])
    return desk
