"""A stranger's ids wherever an id can stand, with both walls and with the second one alone.

"Not there" and "not yours" are the same answer, nothing of theirs is shown, and nothing is written anywhere.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from daybook.accounts.permissions import Role
from tests import database
from tests.matrix.asking import TABLES, World, ask, path_of, text, unchanged, url_of
from tests.matrix.rows import STAFF, Row, resolved
from tests.walls.two_clinics import Side

# Ids that a form makes up for the coming row, and htmx's and the page's own counters.
MADE_UP = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.fixture(scope="module", params=["both walls", "the second wall alone"])
def walls(request: pytest.FixtureRequest, world: World) -> Iterator[World]:
    """Row security is switched off in the database of this run alone."""
    if request.param == "both walls":
        yield world
        return
    _set_row_security("DISABLE")
    try:
        yield world
    finally:
        _set_row_security("ENABLE")


def _set_row_security(what: str) -> None:
    with database.owner_connection() as owner:
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} {what} ROW LEVEL SECURITY".encode())


def somebody(world: World, row: Row) -> Any:
    """Who may open the page: the mightiest one."""
    return world.ours.members[min(row.roles, key=list(Role).index)]


def methods(row: Row) -> list[str]:
    return [method for method, status in (("GET", row.get), ("POST", row.post)) if status is not None]


def nothing_of(side: Side, response: Any, sent: str = "") -> str:
    """No name out of the clinic, and no id of a row of it that a page could have loaded. Gives the answer without what
    was sent, which may be repeated, and without the ids that forms make up."""
    shown = text(response).replace(sent, "SENT") if sent else text(response)
    assert side.mark not in shown
    for name in (
        "patient",
        "appointment",
        "owner",
        "member",
        "invitation",
        "holiday",
        "leave",
        "entry",
        "room",
    ):
        assert str(side.id_of(name)) not in shown
    return MADE_UP.sub("MADE-UP", shown)


def cases(kind: str) -> list[Any]:
    """(row, name of the value) for each value "@something" in a row's query or body."""
    return [
        pytest.param(row, name, id=f"{row.name}-{name}-{number}")
        for number, row in enumerate(STAFF)
        for name, value in getattr(row, kind).items()
        if isinstance(value, str) and value.startswith("@")
    ]


@pytest.mark.parametrize("row", STAFF, ids=lambda row: "-".join([row.name, *map(str, row.path.values())]))
def test_in_the_path_it_is_as_if_it_were_not_there(walls: World, row: Row) -> None:
    ours, theirs = walls.ours, walls.theirs
    for name in (each for each in path_of(row, ours) if each.endswith("_id")):
        for method in methods(row):
            body = resolved(row.body, ours) if method == "POST" else None
            answers = []
            for strange in (theirs.id_of(name.removesuffix("_id")), uuid4()):
                url = url_of(row, ours, {name: strange})
                answer = ask(walls, somebody(walls, row), method, url, body, kept=unchanged(ours, theirs))
                assert answer.status_code == 404
                answers.append(nothing_of(theirs, answer))
            assert answers[0] == answers[1]


@pytest.mark.parametrize(("row", "name"), cases("query"))
def test_in_the_query_it_is_as_if_it_were_not_there(walls: World, row: Row, name: str) -> None:
    ours, theirs, method = walls.ours, walls.theirs, methods(row)[0]
    body = resolved(row.body, ours) if method == "POST" else None
    answers = []
    for strange in (resolved({name: row.query[name]}, theirs)[name], str(uuid4())):
        url = url_of(row, ours, query={**resolved(row.query, ours), name: strange})
        answer = ask(walls, somebody(walls, row), method, url, body, kept=unchanged(theirs))
        assert answer.status_code in (200, 302, 404, 422)
        answers.append((answer.status_code, nothing_of(theirs, answer, strange)))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("row", "name"), cases("body"))
def test_in_the_body_it_is_refused(walls: World, row: Row, name: str) -> None:
    ours, theirs = walls.ours, walls.theirs
    answers = []
    for strange in (resolved({name: row.body[name]}, theirs)[name], str(uuid4())):
        body = {**resolved(row.body, ours), name: strange}
        kept = unchanged(theirs) if row.filters else unchanged(ours, theirs)
        answer = ask(walls, somebody(walls, row), "POST", url_of(row, ours), body, kept=kept)
        assert answer.status_code in (409, 422) or row.filters
        answers.append((answer.status_code, nothing_of(theirs, answer, strange)))
    assert answers[0] == answers[1]


def test_a_form_s_own_id_may_be_one_of_theirs(walls: World) -> None:
    """The id of a new row is the form's. One that another clinic has is as free as any: nothing tells it is taken."""
    world = walls
    for row in STAFF:
        if "id" not in row.body or row.post != 302:
            continue
        for what in (row.name.removesuffix("-new"), "entry"):
            if not hasattr(world.theirs, what):  # such as the payment of a bill
                continue
            body = {**resolved(row.body, world.ours), "id": str(world.theirs.id_of(what))}
            kept = unchanged(world.theirs)
            answer = ask(world, somebody(world, row), "POST", url_of(row, world.ours), body, kept=kept)
            assert answer.status_code == 302, (row.name, what)


@pytest.mark.parametrize("words", ["Theirsmark", "theirs", "Theirsmark patient"])
@pytest.mark.parametrize("name", ["patients", "patient-search"])
def test_a_search_does_not_find_theirs(walls: World, name: str, words: str) -> None:
    world = walls
    row = next(row for row in STAFF if row.name == name)
    answer = ask(world, world.ours.owner, "POST", url_of(row, world.ours), {"q": words})
    assert str(world.theirs.patient.id) not in text(answer)


def test_a_search_for_a_phone_that_both_have_finds_ours(walls: World) -> None:
    world = walls
    for name in ("patients", "patient-search"):
        row = next(row for row in STAFF if row.name == name)
        answer = ask(world, world.ours.owner, "POST", url_of(row, world.ours), {"q": "012345"})
        assert str(world.ours.patient.id) in text(answer)
        nothing_of(world.theirs, answer)


def test_a_likely_duplicate_is_looked_for_here_only(walls: World) -> None:
    """The same phone and name as a patient of theirs, who has another name than ours."""
    world = walls
    row = next(row for row in STAFF if row.name == "patient-new")
    body = {**resolved(row.body, world.ours), "name": "Theirsmark patient", "phone": "+919848012345"}
    answer = ask(world, world.ours.owner, "POST", url_of(row, world.ours), body)
    assert str(world.theirs.patient.id) not in text(answer)
