"""Who can sign in to the demo. Words only: nothing is loaded to tell them.

The password is no secret. The demo is never loaded in production, and its clinics hold no real person.
"""

from __future__ import annotations

from typing import NamedTuple

PASSWORD = "golconda-by-morning"  # noqa: S105


class Login(NamedTuple):
    """`who`: clinic and role, for the list that is shown at the start."""

    who: str
    email: str
    password: str = PASSWORD


LOGINS: tuple[Login, ...] = (
    Login("Sunrise Clinic, reception", "reception@sunrise.example"),
    Login("Sunrise Clinic, doctor", "meera.rao@sunrise.example"),
    Login("Sunrise Clinic, owner", "owner@sunrise.example"),
    Login("Sunrise Clinic, administrator", "admin@sunrise.example"),
    Login("Sunrise Clinic, billing", "billing@sunrise.example"),
    Login("Doctor at both clinics", "asha.iyer@doctors.example"),
    Login("Lotus Skin & Dental, owner", "owner@lotus.example"),
    Login("Lotus Skin & Dental, reception", "reception@lotus.example"),
)
