"""Sign up a clinic: its word, its profile, its first branch and its owner, all or nothing."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from daybook.accounts.limits import CLINICS
from daybook.accounts.models import Membership, User
from daybook.accounts.permissions import Role
from daybook.accounts.staff_rules import checked_name
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.checks import checked
from daybook.clinics.details import ProfileDetails
from daybook.clinics.models import Branch, Profile
from daybook.clinics.refusals import ClinicsRefused
from daybook.clinics.rows import unique_or
from daybook.clinics.slugs import slugs
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope, user_scope


def open_clinic(*, user: User, form_id: UUID, display_name: str, details: ProfileDetails) -> Clinic:
    """`user` becomes its owner, called `display_name` there. Raises ClinicsRefused or AccountsRefused for bad values.

    `form_id` is the form's: the form sent twice is one clinic. Runs outside any clinic's scope.
    """
    values = checked(Profile, details, country=details["country"])
    name = checked_name(display_name)
    with transaction.atomic():
        # A second submit waits here until the first is in.
        User.objects.select_for_update().get(pk=user.pk)
        earlier = _opened_by(user, form_id)
        if earlier is not None:
            return earlier
        if not CLINICS.spend(user.pk):
            raise ClinicsRefused(_("You have signed up many clinics today. Go on tomorrow."), code="too_many")
        clinic = _new_clinic(values["name"])
        with clinic_scope(clinic):
            _furnish(values)
            owner = Membership.objects.create(id=form_id, user=user, display_name=name, role=Role.OWNER)
            actor = Actor("staff", str(owner.id), name, Role.OWNER)
            record(actor, "clinic.opened", on=("clinic", clinic.id), details={"slug": clinic.slug, **values})
    return clinic


def _opened_by(user: User, form_id: UUID) -> Clinic | None:
    with user_scope(user.pk):
        owner = Membership.own.select_related("clinic").filter(id=form_id).first()
    return owner.clinic if owner else None


def _new_clinic(name: str) -> Clinic:
    for slug in slugs(name):
        try:
            with unique_or(_slug_taken):
                return Clinic.objects.create(slug=slug)
        except ClinicsRefused:
            continue
    raise _slug_taken()


def _slug_taken() -> ClinicsRefused:
    return ClinicsRefused(
        _("There are many clinics of this name. Write a longer one."), code="taken", field="name"
    )


def _furnish(values: dict[str, Any]) -> None:
    Profile.objects.create(**values)
    place = {field: values[field] for field in ("address", "phone", "time_zone", "currency")}
    Branch.objects.create(name=_("Main branch"), **place)
