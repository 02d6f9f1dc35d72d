"""Reads about a clinic. Everything here runs inside the clinic's scope."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from daybook.accounts.models import Membership, Session, User
from daybook.accounts.queries import own_memberships
from daybook.clinics.models import Branch, Offering, Practitioner, Profile, Room, Service
from daybook.lib import clock
from daybook.tenancy.models import Clinic
from daybook.tenancy.reads import Joined
from daybook.tenancy.scope import clinic_scope


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who stands at a clinic's door: everything a request needs to know before its own work.

    `practitioner`: whom the member sees patients as, unless that one has left."""

    clinic: Clinic
    profile: Profile
    session: Session | None
    user: User | None
    member: Membership | None
    practitioner: Practitioner | None


_DOOR = Joined(
    """
FROM tenancy_clinic c
JOIN clinics_profile p ON p.clinic_id = c.id
LEFT JOIN accounts_session s ON s.session_key = %(session)s AND s.expire_date > %(now)s
LEFT JOIN accounts_user u ON u.id = s.user_id AND u.is_active
LEFT JOIN accounts_membership m ON m.clinic_id = c.id AND m.user_id = u.id
LEFT JOIN clinics_practitioner d ON d.clinic_id = c.id AND d.membership_id = m.id AND d.left_at IS NULL
WHERE c.id = %(clinic)s AND c.slug = %(slug)s
""",
    c=Clinic,
    p=Profile,
    s=Session,
    u=User,
    m=Membership,
    d=Practitioner,
)


def enter(slug: str, session_key: str) -> Entrance | None:
    """Clinic, profile, session, person, membership and practitioner in one query; None when the clinic is not there.

    The caller checks the session's own signature and hash.
    """
    found = _DOOR.rows(slug=slug, session=session_key, now=clock.now())
    return Entrance(*found[0]) if found else None


_GONE_LAST = {name: F(name).asc(nulls_first=True) for name in ("closed_at", "retired_at", "left_at")}


def profile() -> Profile:
    """The clinic's own page about itself."""
    return Profile.objects.get()


def branches() -> list[Branch]:
    """Open ones in their order, then closed ones."""
    return list(Branch.objects.order_by(_GONE_LAST["closed_at"], "position", "name"))


def branch(branch_id: UUID) -> Branch | None:
    return Branch.objects.filter(id=branch_id).first()


def rooms() -> list[Room]:
    """Of every branch, open ones first; `room.branch` is loaded."""
    rows = Room.objects.select_related("branch")
    return list(rows.order_by("branch__position", "branch__name", _GONE_LAST["closed_at"], "name"))


def room(room_id: UUID) -> Room | None:
    return Room.objects.select_related("branch").filter(id=room_id).first()


def services() -> list[Service]:
    """Those on offer in their order, then retired ones."""
    return list(Service.objects.order_by(_GONE_LAST["retired_at"], "position", "name"))


def service(service_id: UUID) -> Service | None:
    return Service.objects.filter(id=service_id).first()


def practitioners() -> list[Practitioner]:
    """Those who are here in their order, then those who have left; `membership` is loaded."""
    rows = Practitioner.objects.select_related("membership")
    return list(rows.order_by(_GONE_LAST["left_at"], "position", "name"))


def practitioner(practitioner_id: UUID) -> Practitioner | None:
    return Practitioner.objects.select_related("membership").filter(id=practitioner_id).first()


def practitioner_of(member: Membership) -> Practitioner | None:
    """Whom a staff member sees patients as."""
    return Practitioner.objects.filter(membership=member).first()


def offerings() -> list[tuple[UUID, UUID]]:
    """(practitioner's id, service's id) of everything that is offered by someone who is here."""
    here = Offering.objects.filter(practitioner__left_at=None, service__retired_at=None)
    return list(here.values_list("practitioner_id", "service_id"))


def members_to_link(mine: Practitioner | None = None) -> list[Membership]:
    """Staff who are no practitioner yet, and whoever is `mine`."""
    taken = Practitioner.objects.exclude(membership=None)
    if mine is not None:
        taken = taken.exclude(id=mine.id)
    free = Membership.objects.filter(disabled_at=None).exclude(id__in=taken.values("membership_id"))
    kept = Membership.objects.filter(id=mine.membership_id) if mine and mine.membership_id else free.none()
    return list((free | kept).order_by("display_name"))


# A person's own clinics. Outside every clinic's scope.


@dataclass(frozen=True, slots=True)
class OwnClinic:
    """One clinic that a person works at, or worked at when `disabled`; nobody can open it when `suspended`."""

    slug: str
    name: str
    display_name: str
    role: str
    disabled: bool
    suspended: bool


def own_clinics(user: User) -> list[OwnClinic]:
    """Each name is read inside its own clinic: the exception for a person's memberships reaches no further."""
    return [_own_clinic(membership) for membership in own_memberships(user)]


def _own_clinic(membership: Membership) -> OwnClinic:
    with clinic_scope(membership.clinic):
        name = Profile.objects.values_list("name", flat=True).first()
    return OwnClinic(
        slug=membership.clinic.slug,
        name=name or membership.clinic.slug,
        display_name=membership.display_name,
        role=membership.get_role_display(),
        disabled=membership.disabled_at is not None,
        suspended=membership.clinic.state == Clinic.State.SUSPENDED,
    )
