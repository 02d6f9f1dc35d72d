"""A clinic that the operator has suspended: nobody gets in, and everyone is told so in words."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from daybook.accounts.models import Membership
from daybook.accounts.permissions import Role
from daybook.lib.ids import uuid7
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests.factories import client_for, make_clinic, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic(name="Sunrise Clinic")


def suspend(clinic: Clinic, state: str = Clinic.State.SUSPENDED) -> None:
    Clinic.objects.filter(pk=clinic.pk).update(state=state)


def text(response: Any) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


@pytest.mark.parametrize("path", ["day/", "patients/", "settings/team/", "trail/"])
def test_its_pages_are_shut_from_the_next_request_on_and_open_again(clinic: Clinic, path: str) -> None:
    owner = client_for(make_member(clinic))
    page = f"/c/{clinic.slug}/{path}"
    assert owner.get(page, follow=True).status_code == 200
    suspend(clinic)
    shut = owner.get(page)
    assert shut.status_code == 403
    assert "Sunrise Clinic is suspended" in text(shut)
    assert owner.post(page).status_code == 403
    suspend(clinic, Clinic.State.ACTIVE)
    assert owner.get(page, follow=True).status_code == 200


def test_who_does_not_work_there_learns_nothing_of_it(clinic: Clinic) -> None:
    suspend(clinic)
    stranger = client_for(make_member(make_clinic()))
    assert stranger.get(f"/c/{clinic.slug}/day/").status_code == 404
    assert Client().get(f"/c/{clinic.slug}/day/").status_code == 302


def test_the_list_of_clinics_and_the_menu_say_so(clinic: Clinic) -> None:
    member = make_member(clinic)
    suspend(clinic)
    client = client_for(member)
    listed = client.get("/clinics/")
    assert listed.status_code == 200
    assert "Suspended: nobody can open it" in text(listed)
    assert f'href="/c/{clinic.slug}/"' not in text(listed)
    make_member(make_clinic(), user=member.user)
    assert "Suspended" in text(client.get("/clinics/menu/"))


def test_nobody_joins_it(clinic: Clinic) -> None:
    owner = make_member(clinic)
    typed = {"id": uuid7(), "display_name": "Bob", "email": "bob@example.org", "role": Role.BILLING}
    page = client_for(owner).post(f"/c/{clinic.slug}/settings/team/new/", typed).content.decode()
    link = re.search(r'value="http://testserver(/join/[^"]+)"', page)
    assert link
    suspend(clinic)
    answer = Client().get(link[1])
    assert answer.status_code == 403
    assert "Sunrise Clinic is suspended" in text(answer)
    with clinic_scope(clinic):
        assert Membership.objects.count() == 1
