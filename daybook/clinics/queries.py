"""Reads about a clinic. Everything here runs inside the clinic's scope."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from daybook.accounts.models import Membership, Session, User
from daybook.clinics.models import Profile
from daybook.lib import clock
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import current_clinic_id


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who stands at a clinic's door: everything a request needs to know before its own work."""

    clinic: Clinic
    profile: Profile
    session: Session | None
    user: User | None
    member: Membership | None


_PARTS: tuple[tuple[str, type[Any]], ...] = (
    ("c", Clinic),
    ("p", Profile),
    ("s", Session),
    ("u", User),
    ("m", Membership),
)
_COLUMNS = {model: [field.attname for field in model._meta.concrete_fields] for _, model in _PARTS}
_SELECT = ", ".join(f'{a}."{field.column}"' for a, model in _PARTS for field in model._meta.concrete_fields)
_ENTER = f"""
SELECT {_SELECT}
FROM tenancy_clinic c
JOIN clinics_profile p ON p.clinic_id = c.id
LEFT JOIN accounts_session s ON s.session_key = %s AND s.expire_date > %s
LEFT JOIN accounts_user u ON u.id = s.user_id AND u.is_active
LEFT JOIN accounts_membership m ON m.clinic_id = c.id AND m.user_id = u.id
WHERE c.id = %s AND c.slug = %s
"""


def enter(slug: str, session_key: str) -> Entrance | None:
    """Clinic, profile, session, person and membership in one query; None when the clinic is not there.

    The caller checks the session's own signature and hash.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [session_key, clock.now(), current_clinic_id(), slug])
        row = cursor.fetchone()
    if row is None:
        return None
    found: list[Any] = []
    start = 0
    for _, model in _PARTS:
        names = _COLUMNS[model]
        values = row[start : start + len(names)]
        start += len(names)
        key = values[names.index(model._meta.pk.attname)]
        found.append(None if key is None else model.from_db("default", names, values))
    return Entrance(*found)
