"""The rail's addresses are put together by hand: each must be a page, and shown only to those who may open it."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import resolve

from daybook.accounts.permissions import GRANTS, Permission, Role
from daybook.web.staff.rail import RAIL, SETTINGS, Entry, links, places


def request(role: str, path: str = "/c/sunrise/day/") -> Any:
    return SimpleNamespace(
        tenant=SimpleNamespace(slug="sunrise"), path=path, may=lambda permission: permission in GRANTS[role]
    )


@pytest.mark.parametrize("entry", [*RAIL, *SETTINGS], ids=lambda entry: entry.path)
def test_every_entry_is_a_page_that_asks_for_the_same_permission(entry: Entry) -> None:
    view = resolve(f"/c/sunrise/{entry.path}").func
    assert getattr(view, "permission", None) in (entry.needs, None)


@pytest.mark.parametrize("role", list(Role))
def test_the_places_exist(role: Role) -> None:
    found = places(request(role))
    for url in (found.day, found.search, found.patients, found.book, found.walk_in):
        assert not url or resolve(url)
    assert bool(found.book) is (Permission.BOOK in GRANTS[role])


def test_one_entry_is_current() -> None:
    for path in ("day/", "appointments/1/", "queue/1/", "patients/1/", "settings/rooms/", "trail/"):
        shown = links(request(Role.OWNER, f"/c/sunrise/{path}"))
        assert len([link for link in shown if link.current]) == 1, path


def test_a_receptionist_sees_no_settings_and_no_trail() -> None:
    words = [str(link.url).removeprefix("/c/sunrise/") for link in links(request(Role.RECEPTIONIST))]
    assert words == ["day/", "queue/", "patients/", "messages/", "bills/"]
