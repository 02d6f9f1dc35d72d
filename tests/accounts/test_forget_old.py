"""What has run its time is let go, and nothing else."""

from datetime import timedelta

import pytest
from django.test import Client

from daybook.accounts.actions.forget_old import forget_old
from daybook.accounts.models import Session, User
from daybook.accounts.permissions import Role
from daybook.lib import clock
from tests.accounts.people import is_signed_in, make_person, sign_in
from tests.factories import PASSWORD, make_clinic, make_member, make_user

pytestmark = pytest.mark.django_db


def test_sessions_that_ended_are_gone_and_open_ones_are_not() -> None:
    user = make_person("alice@example.org")
    browsers = [Client(), Client()]
    for browser in browsers:
        sign_in(browser, user.email)
    Session.objects.filter(pk=browsers[0].cookies["__Host-session"].value).update(
        expire_date=clock.now() - timedelta(minutes=1)
    )
    forget_old()
    assert Session.objects.filter(user=user).count() == 1
    assert is_signed_in(browsers[1])


def test_accounts_that_nobody_finished_are_gone_after_a_week_and_free_their_address(client: Client) -> None:
    form = {"name": "X", "password1": PASSWORD}
    with clock.frozen(clock.now() - timedelta(days=8)):
        client.post("/sign-up/", {**form, "email": "old@example.org"})
        kept = make_person("verified@example.org")
        of_a_clinic = make_member(make_clinic(), Role.OWNER, user=make_user("member@example.org"))
    Client().post("/sign-up/", {**form, "email": "new@example.org"})
    forget_old()
    left = set(User.objects.values_list("email", flat=True))
    assert left == {"new@example.org", kept.email, of_a_clinic.user.email}
