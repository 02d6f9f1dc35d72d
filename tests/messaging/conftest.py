import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def real_outbox(settings: Settings) -> None:
    """pytest-django puts its own mailbox in the place of ours."""
    settings.EMAIL_BACKEND = "daybook.messaging.mailer.OutboxBackend"
