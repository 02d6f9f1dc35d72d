"""Addresses of no clinic: who is signed in sees their own and nobody else's, and nobody sees anything of a clinic."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from daybook.accounts.models import Session
from tests.matrix.asking import World, ask, text, unchanged
from tests.matrix.rows import PUBLIC, Public, resolved

every_row = pytest.mark.parametrize("row", PUBLIC, ids=lambda row: row.name)


def request(world: World, who: Any, row: Public, method: str, **extra: Any) -> Any:
    ours = world.ours
    url = reverse(row.name, kwargs=resolved(row.path, ours), query=resolved(row.query, ours))
    return ask(world, who, method, url, resolved(row.body, ours), **extra)


@every_row
def test_everybody_gets_the_answer_that_is_theirs(world: World, row: Public) -> None:
    for who, statuses in ((None, row.stranger), (world.ours.owner, row.person)):
        for method, status in zip(("GET", "POST"), statuses, strict=True):
            assert request(world, who, row, method).status_code == status, (who and "signed in", method)


@every_row
def test_nobody_sees_a_clinic(world: World, row: Public) -> None:
    for method in ("GET", "POST"):
        shown = text(request(world, None, row, method, kept=unchanged(world.ours, world.theirs)))
        if row.name != "join":  # an invitation says who invites
            assert world.ours.mark not in shown
        assert world.theirs.mark not in shown


@every_row
def test_a_person_sees_no_clinic_but_their_own(world: World, row: Public) -> None:
    for method in ("GET", "POST"):
        response = request(world, world.ours.owner, row, method, kept=unchanged(world.theirs))
        assert world.theirs.mark not in text(response)


@every_row
def test_a_form_without_its_token_is_refused(world: World, row: Public) -> None:
    if row.person[1] != 405:
        assert request(world, world.ours.owner, row, "POST", csrf=True).status_code == 403


@every_row
def test_other_methods_are_not_known(world: World, row: Public) -> None:
    for method in ("PUT", "PATCH", "DELETE"):
        response = request(world, world.ours.owner, row, method)
        # PUT is a POST to Django's form views, token and all.
        assert response.status_code in ((302, 404, 405) if method != "PUT" else (200, 302, 404, 405)), method


def handle_of(world: World, who: Any) -> str:
    """What the list of signed-in browsers calls one."""
    page = text(ask(world, who, "GET", "/account/"))
    found = [part.split("/")[0] for part in page.split("/account/sessions/")[1:]]
    return next(each for each in found if each != "end")


def sessions_of(user_id: int) -> int:
    return Session.objects.filter(user_id=user_id).count()


def test_a_stranger_s_browser_is_not_signed_out(world: World) -> None:
    victim, other = world.theirs.owner, world.ours.owner
    client_key = world.sessions[victim.id]
    second = Session.objects.get(pk=client_key)
    second.pk = "a" * 32  # signed in twice, so that the list offers to end one
    second.save(force_insert=True)
    try:
        handle = handle_of(world, victim)
        url = reverse("account-end-one", kwargs={"handle": handle})
        seen: list[int] = []
        ask(world, other, "POST", url, kept=lambda _: seen.append(sessions_of(victim.user_id)))
        ask(world, victim, "POST", url, kept=lambda _: seen.append(sessions_of(victim.user_id)))
        ask(
            world,
            other,
            "POST",
            reverse("account-end-others"),
            kept=lambda _: seen.append(sessions_of(victim.user_id)),
        )
        assert seen == [2, 1, 2]
    finally:
        Session.objects.filter(pk="a" * 32).delete()


def test_an_invitation_opens_the_clinic_that_sent_it(world: World) -> None:
    ours, theirs = world.ours, world.theirs
    for slug, token, status in (
        (ours.clinic.slug, ours.token, 200),
        (ours.clinic.slug, theirs.token, 404),
        (theirs.clinic.slug, ours.token, 404),
        ("no-such-clinic", ours.token, 404),
        (ours.clinic.slug, "guessed", 404),
    ):
        response = ask(world, None, "GET", reverse("join", kwargs={"slug": slug, "token": token}))
        assert response.status_code == status
        if status == 404:
            assert ours.mark not in text(response) and theirs.mark not in text(response)


def test_an_invitation_does_not_admit_somebody_else(world: World) -> None:
    url = reverse("join", kwargs={"slug": world.theirs.clinic.slug, "token": world.theirs.token})
    kept = unchanged(world.theirs)
    response = ask(world, world.ours.owner, "POST", url, {"name": "Me"}, kept=kept)
    assert response.status_code == 200
    assert "Theirsmark patient" not in text(response)


def test_the_sign_in_leads_to_no_other_host(world: World) -> None:
    for onward in ("//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        response = ask(world, world.ours.owner, "GET", reverse("account_login", query={"next": onward}))
        assert response.status_code == 302
        assert response["Location"].startswith("/") and "evil" not in response["Location"]


def test_a_session_of_somebody_who_is_not_active_is_none(world: World) -> None:
    member = world.ours.owner
    try:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_user SET is_active = false WHERE id = %s", [member.user_id])
        response = ask(world, member, "GET", f"/c/{world.ours.clinic.slug}/day/")
        assert (response.status_code, response["Location"][:9]) == (302, "/sign-in/")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_user SET is_active = true WHERE id = %s", [member.user_id])


@pytest.mark.parametrize("key", ["", "\0", "x" * 5_000, "a" * 32, "../..", "né", "a;b"])
def test_a_made_up_session_opens_nothing(world: World, key: str) -> None:
    made_up = type("Somebody", (), {"id": "made up"})
    world.sessions["made up"] = key
    response = ask(world, made_up, "GET", f"/c/{world.ours.clinic.slug}/day/")
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


def test_the_cookies_are_for_this_host_and_no_script(world: World) -> None:
    assert settings.SESSION_COOKIE_NAME.startswith("__Host-")
    response = ask(world, None, "GET", "/sign-in/")
    assert set(response.cookies) == {settings.CSRF_COOKIE_NAME}  # `ask` has looked at the rest
