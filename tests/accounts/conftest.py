import pytest
from pytest_django import Settings

from daybook.tenancy import queries


@pytest.fixture(autouse=True)
def real_outbox(settings: Settings) -> None:
    """pytest-django puts its own mailbox in the place of ours."""
    settings.EMAIL_BACKEND = "daybook.messaging.mailer.OutboxBackend"


@pytest.fixture(autouse=True)
def no_words_of_other_tests() -> None:
    """A process remembers which number a clinic's word has; each test's clinics are gone after it."""
    queries._ids.clear()
