"""Every address by everybody: nobody, a stranger, who was disabled, and each role."""

from functools import cache
from typing import Any

import pytest

from daybook.accounts.permissions import Role
from tests.matrix.asking import HTMX, World, addresses, ask, text, unchanged, url_of
from tests.matrix.rows import PUBLIC, STAFF, Row, resolved

DEVELOPMENT = "dev/"  # pages that production does not have


def row_id(row: Row) -> str:
    return "-".join([row.name, *map(str, row.path.values())])


every_row = pytest.mark.parametrize("row", STAFF, ids=row_id)


def test_every_address_has_a_row() -> None:
    there = {name or address for address, name, _ in addresses() if not address.startswith(DEVELOPMENT)}
    rows = {row.name for row in STAFF} | {row.name for row in PUBLIC}
    assert there - rows == set(), "give each of these a row in tests/matrix/rows.py"
    assert rows - there == set(), "these rows have no address any more"


def test_every_page_of_a_clinic_is_behind_the_door() -> None:
    open_ones = [
        address for address, _, view in addresses() if address.startswith("c/") and not has_door(view)
    ]
    assert open_ones == []


def has_door(view: Any) -> bool:
    return hasattr(view, "permission")


def methods(row: Row) -> list[tuple[str, int]]:
    """The methods it knows, with the status for who may."""
    return [
        (method, status) for method, status in (("GET", row.get), ("POST", row.post)) if status is not None
    ]


def request(world: World, who: Any, row: Row, method: str, **extra: Any) -> Any:
    ours = world.ours
    query = resolved(row.query, ours) if method == "GET" else {}
    body = resolved(row.body, ours) if method == "POST" else None
    return ask(world, who, method, url_of(row, ours, query=query), body, **extra)


@every_row
def test_nobody_is_led_to_the_sign_in(world: World, row: Row) -> None:
    for method in ("GET", "POST"):
        response = request(world, None, row, method)
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/?next=/c/")
        assert world.ours.mark not in text(response)


@every_row
def test_to_nobody_a_clinic_that_is_not_there_looks_like_one_that_is(world: World, row: Row) -> None:
    slug = world.ours.clinic.slug
    for method in ("GET", "POST"):
        there = request(world, None, row, method)["Location"]
        not_there = ask(
            world,
            None,
            method,
            url_of(
                row,
                world.ours,
                {"slug": "not-there"},
                resolved(row.query, world.ours) if method == "GET" else None,
            ),
        )
        assert not_there["Location"] == there.replace(slug, "not-there")


@every_row
def test_a_member_of_another_clinic_sees_what_is_not_there(world: World, row: Row) -> None:
    for method in ("GET", "POST"):
        for stranger in (world.theirs.owner, world.theirs.members[Role.PRACTITIONER]):
            response = request(world, stranger, row, method)
            assert response.status_code == 404
            assert text(response) == nowhere(world)


@cache
def nowhere(world: World) -> str:
    """What somebody sees who asks for a clinic that does not exist."""
    return text(ask(world, world.theirs.owner, "GET", "/c/no-such-clinic/"))


@every_row
def test_who_was_disabled_is_refused(world: World, row: Row) -> None:
    for method in ("GET", "POST"):
        response = request(world, world.ours.disabled, row, method)
        assert response.status_code == 403
        assert world.ours.mark not in text(response).replace(f"{world.ours.mark} Clinic", "")


@every_row
@pytest.mark.parametrize("role", Role)
def test_each_role_is_let_in_or_refused(world: World, row: Row, role: str) -> None:
    for method, status in methods(row):
        if Role(role) in row.roles:
            response = request(world, world.ours.members[role], row, method)
            assert response.status_code == status
        else:
            kept = unchanged(world.ours) if method == "POST" else None
            response = request(world, world.ours.members[role], row, method, kept=kept)
            assert response.status_code == 403


@every_row
def test_in_a_dialog_it_is_the_same(world: World, row: Row) -> None:
    """htmx asks for fragments: they go through the same door, and an answer that leads elsewhere is 204."""
    who = world.ours.members[min(row.roles, key=list(Role).index)]
    for method, status in methods(row):
        response = request(world, who, row, method, headers=HTMX)
        assert response.status_code in {status, 204, 200 if status == 302 else status}
        stranger = request(world, world.theirs.owner, row, method, headers=HTMX)
        assert stranger.status_code == 404
        assert request(world, None, row, method, headers=HTMX).status_code == 302


@every_row
def test_other_methods_are_not_known(world: World, row: Row) -> None:
    who = world.ours.members[min(row.roles, key=list(Role).index)]
    known = {method for each in STAFF if each.name == row.name for method, _ in methods(each)}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - known:
        assert request(world, who, row, method).status_code == 405, method


@every_row
def test_a_form_without_its_token_is_refused(world: World, row: Row) -> None:
    who = world.ours.members[min(row.roles, key=list(Role).index)]
    response = request(world, who, row, "POST", csrf=True, kept=unchanged(world.ours))
    assert response.status_code == 403
