"""While the database is away, whoever asks hears that and when to come back; its own words stay inside."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from daybook.web.staff import entry

SECRET = "terminating connection; Key (phone)=(98480)"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False, headers={"accept": "text/html"})


def breaks(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def no_answer(slug: str) -> int:
        raise error

    monkeypatch.setattr(entry, "clinic_id_by_slug", no_answer)


@pytest.mark.parametrize("error", [OperationalError(SECRET), InterfaceError(SECRET)])
def test_a_database_that_went_away_is_a_503_in_words(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    breaks(monkeypatch, error)
    for answer in (client.get("/c/sunrise/"), client.post("/c/sunrise/")):
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert "send it again if it is not" in answer.text
        assert "98480" not in answer.text


def test_a_fault_of_ours_stays_a_500(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks(monkeypatch, ValueError(SECRET))
    answer = client.get("/c/sunrise/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
    assert "98480" not in answer.text
