"""What the tests of the settings pages share: a clinic with something of everything, and its people's browsers."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils.html import escape

from daybook.accounts.models import Membership
from daybook.accounts.permissions import Role
from daybook.clinics.models import Branch, Practitioner, Room, Service
from daybook.tenancy.models import Clinic
from tests.factories import (
    client_for,
    make_branch,
    make_clinic,
    make_hours,
    make_member,
    make_practitioner,
    make_room,
    make_service,
)


@dataclass
class Place:
    """A clinic with one of each, its owner Alice and her browser."""

    clinic: Clinic
    alice: Membership
    client: Client
    branch: Branch
    room: Room
    practitioner: Practitioner
    service: Service

    def url(self, path: str) -> str:
        return f"/c/{self.clinic.slug}/settings/{path}"

    def get(self, path: str, **extra: Any) -> HttpResponse:
        return self.client.get(self.url(path), **extra)  # type: ignore[return-value]

    def post(self, path: str, data: dict[str, Any], **extra: Any) -> HttpResponse:
        return self.client.post(self.url(path), data, **extra)  # type: ignore[return-value]

    def as_role(self, role: str) -> Client:
        return client_for(make_member(self.clinic, role))


def make_place() -> Place:
    clinic = make_clinic()
    alice = make_member(clinic, Role.OWNER, display_name="Alice")
    branch = make_branch(clinic, "Kukatpally")
    room = make_room(branch, "Room 1")
    practitioner = make_practitioner(clinic, "Dr Meera Rao")
    service = make_service(clinic, "Consultation", by=[practitioner], price_minor=60_000)
    make_hours(practitioner, branch)
    return Place(clinic, alice, client_for(alice), branch, room, practitioner, service)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def says(response: HttpResponse, words: str) -> bool:
    return escape(words) in text(response)
