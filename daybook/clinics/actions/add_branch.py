"""Open a branch: a place where the clinic works."""

from typing import Unpack
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission, require
from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.clinics.checks import checked
from daybook.clinics.details import BranchDetails
from daybook.clinics.models import Branch
from daybook.clinics.queries import profile
from daybook.clinics.refusals import ClinicsRefused
from daybook.clinics.rows import insert_once, next_position


def name_taken() -> ClinicsRefused:
    return ClinicsRefused(_("There is a branch of that name already."), code="taken", field="name")


def add_branch(*, actor: Actor, branch_id: UUID, **details: Unpack[BranchDetails]) -> Branch:
    """`branch_id` is the form's: the form sent twice is one branch. Raises NotPermitted or ClinicsRefused."""
    require(actor, Permission.SETTINGS)
    values = checked(Branch, details, country=profile().country)
    wanted = Branch(id=branch_id, position=next_position(Branch), **values)
    branch, new = insert_once(wanted, taken=name_taken)
    if new:
        record(actor, "branch.added", on=branch, details=values)
    return branch
