"""Who may do what: one enum, one table. Every action asks `require`; every page names what it needs."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from daybook.audit.actor import Actor
from daybook.lib.refused import Refused


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Administrator")
    PRACTITIONER = "practitioner", _("Practitioner")
    RECEPTIONIST = "receptionist", _("Receptionist")
    BILLING = "billing", _("Billing")


class Permission(models.TextChoices):
    SEE_BOOK = "see_book", _("See the appointment book")
    BOOK = "book", _("Book, move and cancel appointments")
    OVERBOOK = "overbook", _("Overbook on purpose")
    CHECK_IN = "check_in", _("Mark arrived and no-show")
    CONSULT = "consult", _("Start and finish a consultation")
    SEE_PATIENTS = "see_patients", _("Find patients and see their contacts")
    EDIT_PATIENTS = "edit_patients", _("Register patients and change their details")
    SEE_ALERTS = "see_alerts", _("See allergies and alerts")
    SETTINGS = "settings", _("Change branches, rooms, services, practitioners and hours")
    OWN_HOURS = "own_hours", _("Change one's own hours and leave")
    STAFF = "staff", _("Invite, change and disable staff")
    CREDENTIALS = "credentials", _("See how staff sign in, ask for a new password, end sessions")
    PROFILE = "profile", _("Change the clinic's profile")
    AUDIT = "audit", _("Read who did what")
    IMPORT = "import", _("Import and undo imports")
    VITALS = "vitals", _("Take vitals before the visit")
    TEMPLATES = "templates", _("Change templates of notes: one's own, or with the settings the clinic's")
    CLINICAL = "clinical", _("Read visits, notes, prescriptions and files")
    BILL = "bill", _("Make bills and take payments")
    CREDIT = "credit", _("Void a bill by a credit note")
    MESSAGES = "messages", _("See messages to patients and send one again")
    REPORTS = "reports", _("See the clinic's days in numbers")
    MERGE = "merge", _("Make two files of one person one, and take that back")


_RECEPTION = frozenset(
    {
        Permission.SEE_BOOK,
        Permission.BOOK,
        Permission.OVERBOOK,
        Permission.CHECK_IN,
        Permission.SEE_PATIENTS,
        Permission.EDIT_PATIENTS,
        Permission.SEE_ALERTS,
        Permission.VITALS,
        Permission.BILL,
        Permission.MESSAGES,
    }
)
_CLINICAL = frozenset({Permission.CONSULT, Permission.CLINICAL})
_ADMIN = _RECEPTION | {
    Permission.SETTINGS,
    Permission.TEMPLATES,
    Permission.OWN_HOURS,
    Permission.STAFF,
    Permission.PROFILE,
    Permission.CREDIT,
    Permission.REPORTS,
    Permission.MERGE,
}

GRANTS: dict[str, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission) - _CLINICAL,
    Role.ADMIN: _ADMIN,
    Role.PRACTITIONER: _RECEPTION | _CLINICAL | {Permission.OWN_HOURS, Permission.TEMPLATES},
    Role.RECEPTIONIST: _RECEPTION,
    Role.BILLING: frozenset(
        {Permission.SEE_BOOK, Permission.SEE_PATIENTS, Permission.BILL, Permission.CREDIT}
    ),
}


class AccountsRefused(Refused):
    """A rule of sign-in, staff or permissions said no. `field`: the value it is about, when it is about one."""

    def __init__(self, message: str | Promise, *, code: str = "refused", field: str | None = None) -> None:
        super().__init__(message, code=code)
        self.field = field


class NotPermitted(AccountsRefused):
    """The actor's role does not include what was asked."""


# Who runs the clinic and sees patients as well may do what a practitioner may.
_MAY_PRACTISE = (Role.OWNER, Role.ADMIN)


def allows(actor: Actor, permission: Permission) -> bool:
    """Machines are checked where they are started: a job runs because an allowed action queued it."""
    if actor.role is None:
        return actor.kind in ("system", "import")
    if permission in GRANTS.get(actor.role, frozenset()):
        return True
    return actor.practises and actor.role in _MAY_PRACTISE and permission in GRANTS[Role.PRACTITIONER]


def require(actor: Actor, permission: Permission) -> None:
    """Raises NotPermitted, in words, unless the actor's role includes the permission."""
    if not allows(actor, permission):
        raise NotPermitted(_("Your role at this clinic does not include this."), code="not_permitted")
