"""Every address of Daybook, who may open it, and a form that it takes: one row each.

A new address needs a row here, or `test_every_address_has_a_row` fails. In `path`, `query` and `body` the value "@name"
stands for the id of that row of `two_clinics.Side`; the tests put a stranger's id there, one at a time. Ids in the path
follow from its names: `<uuid:room_id>` is "@room".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from daybook.accounts.permissions import Role
from daybook.lib.ids import uuid7
from daybook.scheduling import plans
from daybook.scheduling.week import digest
from daybook.tenancy.scope import clinic_scope
from tests.walls.two_clinics import SOON, Side

EVERYONE = frozenset(Role)
DESK = EVERYONE - {Role.BILLING}  # who keeps the book
HOURS = frozenset({Role.OWNER, Role.ADMIN, Role.PRACTITIONER})  # the practitioner their own
ADMINS = frozenset({Role.OWNER, Role.ADMIN})
OWNER = frozenset({Role.OWNER})
CREDITS = frozenset({Role.OWNER, Role.ADMIN, Role.BILLING})
DOCTOR = frozenset({Role.PRACTITIONER})

DAY = (SOON + timedelta(days=1)).date().isoformat()
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """An address under /c/<slug>/. `get` and `post`: the status for who may; None: it does not know the method.

    `filters`: the form only says what is to be shown, so that an id of nobody is no mistake.
    """

    name: str
    roles: frozenset[Role]
    get: int | None = 200
    post: int | None = None
    body: Values = field(default_factory=dict)
    query: Values = field(default_factory=dict)
    path: Values = field(default_factory=dict)
    filters: bool = False


def new_id(side: Side) -> str:
    return str(uuid7())


def week_version(side: Side) -> str:
    with clinic_scope(side.clinic):
        return digest(plans.week(side.practitioner, side.branch))


def drop_time(side: Side) -> str:
    return f"{DAY}T11:00"


def instead(side: Side) -> str:
    return f"{side.practitioner.id}|{DAY}T12:00"


PLACE = {
    "branch": "@branch",
    "practitioner": "@practitioner",
    "service": "@service",
    "day": DAY,
    "time": "10:00",
}
BRANCH = {"name": "North", "phone": "", "address": "", "time_zone": "Asia/Kolkata", "currency": "INR"}
SERVICE: Values = {
    "name": "Check",
    "minutes": 20,
    "price": "500",
    "tax_class": "exempt",
    "colour": "teal",
    "buffer_before": 0,
    "buffer_after": 0,
    "practitioners": "@practitioner",
}
OFFER = {
    "kind": "general",
    **{f"{part}{at}": "" for at in range(1, 5) for part in ("name", "minutes", "price")},
    **{f"id{at}": new_id for at in range(5)},
    "take0": "on",
    "name0": "Tea",
    "minutes0": "10",
    "price0": "20",
}
WHO = {
    "name": "Dr New",
    "speciality": "",
    "days": "0",
    "first_from": "09:00",
    "first_to": "13:00",
    "then_from": "",
    "then_to": "",
}
DOCTOR_FORM = {"name": "Dr New", "speciality": "", "registration": "", "services": "@service"}
PATIENT = {
    "name": "New Person",
    "phone": "+919848099999",
    "birth": "45",
    "sex": "female",
    "email": "",
    "address": "",
}
PROFILE: Values = {
    "name": "Clinic",
    "phone": "",
    "email": "",
    "address": "",
    "country": "IN",
    "language": "en",
    "time_zone": "Asia/Kolkata",
    "currency": "INR",
    "tax_id": "",
}
TEMPLATE = {"purpose": "reminder", "language": "en"}
WORDS = {"subject": "At {clinic}", "body": "Dear {patient}, we expect you on {date} at {time}."}
REPORT = {"of": "week", "day": DAY, "branch": "@branch", "practitioner": "@practitioner"}
WISH = {"person": "@owner", "kind": "", "since": "", "until": DAY, "patient": "@patient"}
WEEK: Values = {
    "version": week_version,
    "work-0-from": "9:00",
    "work-0-to": "13:00",
    "work-0-room": "@room",
    "break-0-from": "11:00",
    "break-0-to": "11:30",
    "break-0-label": "Tea",
}
BILL: Values = {
    "branch": "@branch",
    "practitioner": "@practitioner",
    "line-0-text": "Dressing",
    "line-0-quantity": 2,
    "line-0-price": "150.50",
    "line-0-discount": "10 %",
    "line-0-tax": "gst_18",
}
MONEY: Values = {"by": "cash", "amount": "150", "reference": ""}
VERSION = {"version": 1}
ID = {"id": new_id}

NOTE: Values = {
    "blood_pressure": "134/84",
    "weight": "81.5",
    "complaint": "headache",
    "diagnosis": "I10",
    "line": "a",
    "medicine-a": "Amlodipine",
    "dose-a": "1-0-0",
    "days-a": "30",
    "follow_up_on": DAY,
    "review_weeks": "4",
}
BEGINNING: Values = {"name": "Pressure", "complaint": "BP", "findings": "", "advice": "", "review_weeks": "4"}

STAFF = [
    # The book.
    Row("clinic", EVERYONE, 302),
    Row("day", EVERYONE, query={"day": DAY, "branch": "@branch", "who": "@practitioner"}),
    Row("day-changes", EVERYONE, query={"day": DAY, "branch": "@branch", "who": "@practitioner"}),
    Row(
        "day-sheet", EVERYONE, query={"day": DAY, "branch": "@branch", "who": "@practitioner", "phones": "1"}
    ),
    Row("my-day", DOCTOR),
    Row("my-day-changes", DOCTOR),
    Row("week", EVERYONE, query={"day": DAY, "branch": "@branch", "who": "@practitioner"}),
    Row("month", EVERYONE, query={"day": DAY, "branch": "@branch", "who": "@practitioner"}),
    Row("week-changes", EVERYONE, query={"day": DAY, "branch": "@branch", "who": "@practitioner"}),
    Row(
        "appointment-new",
        DESK,
        post=302,
        body={**ID, **PLACE, "patient": "@patient", "note": "fever", "overbook": ""},
        query={"patient": "@patient", **PLACE, "starts_at": f"{DAY}T10:00"},
    ),
    Row(
        "appointment-new",
        DESK,
        post=302,
        body={**ID, **PLACE, "patient": "@patient", "practitioner": "", "instead": instead},
    ),
    Row("appointment-free", DESK, 302, query={"patient": "@patient", **PLACE}),
    Row("appointment", EVERYONE),
    Row("appointment-move", DESK, post=302, body={**PLACE, **VERSION, "overbook": ""}),
    Row(
        "appointment-move",
        DESK,
        post=302,
        body={"practitioner": "@practitioner", "starts_at": drop_time, **VERSION},
    ),
    Row("appointment-cancellation", DESK, post=302, body={**VERSION, "reason": "ill"}),
    Row("appointment-mark", DESK, None, 302, body=VERSION, path={"verb": "arrival"}),
    Row("appointment-mark", DOCTOR, None, 302, body=VERSION, path={"verb": "start"}),
    Row("appointment-mark", DESK, None, 302, body=VERSION, path={"verb": "finish"}),
    Row("appointment-mark", DESK, None, 302, body=VERSION, path={"verb": "absence"}),
    Row("appointment-mark", DESK, None, 409, body=VERSION, path={"verb": "reopening"}),
    # The queue.
    Row("queue", EVERYONE, query={"branch": "@branch"}),
    Row("queue-changes", EVERYONE, query={"branch": "@branch"}),
    Row("queue-screen", EVERYONE, query={"branch": "@branch"}),
    Row("queue-screen-changes", EVERYONE, query={"branch": "@branch"}),
    Row(
        "queue_entry-new",
        DESK,
        post=302,
        body={**ID, "branch": "@branch", "practitioner": "@practitioner", "patient": "@patient"},
        query={"branch": "@branch", "practitioner": "@practitioner", "patient": "@patient"},
    ),
    Row(
        "queue-next",
        DESK,
        None,
        409,
        body={"practitioner": "@practitioner", "branch": "@branch", "expecting": "@queue_entry"},
    ),
    Row("queue-entry", EVERYONE),
    Row("queue-slip", EVERYONE),
    Row("queue-vitals", DESK, 409, 409, body={"version": "1", "pulse": "72"}),
    Row("queue-step", DESK, None, 302, body=VERSION, path={"verb": "call"}),
    Row("queue-step", DESK, None, 409, body=VERSION, path={"verb": "back"}),
    Row("queue-step", DESK, None, 302, body=VERSION, path={"verb": "finish"}),
    Row("queue-step", DESK, None, 302, body=VERSION, path={"verb": "leaving"}),
    Row("queue-step", DESK, None, 409, body=VERSION, path={"verb": "return"}),
    # Patients.
    Row("patients", EVERYONE, post=200, body={"q": "ours"}),
    Row("patient-search", EVERYONE, None, 200, body={"q": "ours"}, query={"pick": "known"}),
    Row("patient-new", DESK, post=302, body={**ID, **PATIENT, "next": f"branch=&day={DAY}"}),
    Row("patient", EVERYONE),
    Row("patient-edit", DESK, post=302, body={**VERSION, **PATIENT}),
    Row("duplicates", ADMINS, post=409, body={"one": "@patient", "other": "@patient"}),
    Row(
        "merge",
        ADMINS,
        post=409,
        body={"other": "@patient", "kept_version": 1, "away_version": 1},
    ),
    Row("unmerge", ADMINS, post=409),
    # Bills.
    Row("bills", EVERYONE, query={"show": "all", "branch": "@branch", "day": DAY, "page": 1}, filters=True),
    Row(
        "bill-new",
        EVERYONE,
        post=302,
        body={**ID, **BILL, "patient": "@patient", "appointment": "@appointment"},
        query={"patient": "@patient", "branch": "@branch"},
    ),
    Row("bill-new", EVERYONE, post=302, body={**ID, **BILL, "patient": "@patient", "issue": 1}),
    Row("bill-new", EVERYONE, query={"appointment": "@appointment"}),
    Row("bill-sums", EVERYONE, None, 200, body=BILL, filters=True),
    Row("bill-draft", EVERYONE, post=302, body={**VERSION, **BILL}),
    Row("bill-discarding", EVERYONE, None, 302),
    Row("bill", EVERYONE),
    Row("bill-paper", EVERYONE),
    Row("bill-receipt", EVERYONE),
    Row("bill-receipt", EVERYONE, path={"payment_id": "@advance"}),
    Row("bill-credit-note", EVERYONE),
    Row("advance", EVERYONE),
    Row(
        "advance-new",
        EVERYONE,
        post=302,
        body={**ID, **MONEY, "given": "200", "branch": "@branch", "reason": "x"},
    ),
    Row("advance-refund", CREDITS, post=302, body={**ID, **MONEY, "branch": "@branch"}),
    Row("bill-payment", EVERYONE, post=302, body={**ID, **MONEY, "given": "200"}),
    Row("bill-code", EVERYONE, None, 200, body={"amount": "100"}),
    Row("bill-credit", EVERYONE, None, 302, body={**ID, "source": "@void_invoice"}),
    Row("bill-refund", CREDITS, post=302, body={**ID, **MONEY}, path={"invoice_id": "@void_invoice"}),
    Row("bill-voiding", CREDITS, post=302, body={**ID, "reason": "mistake"}),
    Row("bill-crediting", CREDITS, post=302, body={**ID, "reason": "mistake", "line-1": "100"}),
    Row("bill-advance", EVERYONE, None, 302, body=ID),
    Row("bill-keeping", EVERYONE, None, 302, body=ID, path={"invoice_id": "@void_invoice"}),
    Row(
        "billing-settings",
        ADMINS,
        post=302,
        body={**VERSION, "upi_address": "clinic@okbank", "upi_name": "", "rounding": "none"},
    ),
    Row("billing-series", ADMINS, post=302, body={**VERSION, "letters": "N"}),
    # Visits.
    Row("visit-open", DOCTOR, None, 302, body={"appointment": "@appointment"}),
    Row("visit-open", DOCTOR, None, 302, body={"entry": "@queue_entry"}),
    Row("diagnosis-search", DOCTOR, None, 200, body={"q": "hyper"}),
    Row("visit", DOCTOR),
    Row("story", DOCTOR, 200, 200, body={"q": "head"}),
    Row("story", DOCTOR, query={"year": "2026", "upto": "@visit"}),
    Row("visit-note", DOCTOR, None, 302, body={**VERSION, **NOTE}),
    Row("visit-signature", DOCTOR, None, 302, body={**VERSION, **NOTE}),
    Row(
        "visit-amendment",
        DOCTOR,
        post=302,
        body={**VERSION, **NOTE, "reason": "dose"},
        path={"visit_id": "@signed"},
    ),
    Row("favourite-new", DOCTOR, None, 200, body={**NOTE, "favourite": "Pressure"}),
    Row("favourite-removal", DOCTOR, None, 200),
    Row("file-new", DOCTOR, None, 422, body=ID),  # a form without a file
    Row("file", DOCTOR, query={"save": ""}),
    Row("file-removal", DOCTOR, None, 302),
    Row("visit-prescription", DOCTOR, query={"language": "te"}),
    Row("visit-summary", DOCTOR, query={"save": ""}),
    Row("templates", HOURS),
    Row("template-new", HOURS, post=302, body={**ID, **BEGINNING}),
    Row("template", ADMINS, post=302, body={**VERSION, **BEGINNING}),
    Row("template-retirement", ADMINS, None, 302),
    Row("template-return", ADMINS, None, 302),
    # Staff.
    Row("team", ADMINS),
    Row(
        "invitation-new",
        ADMINS,
        post=200,
        body={**ID, "display_name": "New", "email": "new@example.org", "role": "billing"},
    ),
    Row("invitation-again", ADMINS, None, 200),
    Row("invitation-withdrawal", ADMINS, None, 302),
    Row("member", ADMINS, post=302, body={**VERSION, "display_name": "Other", "role": "billing"}),
    Row("member-disabling", ADMINS, None, 302),
    Row("member-enabling", ADMINS, None, 302),
    Row("credentials", OWNER),
    Row(
        "credentials-second-factor",
        OWNER,
        post=302,
        body={**VERSION, "required": "optional", "day": ""},
    ),
    Row("credentials-member", OWNER),
    Row("credentials-new-password", OWNER, None, 302),
    Row("credentials-sign-out", OWNER, None, 302),
    # Settings.
    Row("settings", HOURS, 302),
    Row("settings-overview", ADMINS),
    Row("profile", ADMINS, post=302, body={**VERSION, **PROFILE}),
    Row("branches", ADMINS),
    Row("branch-new", ADMINS, post=302, body={**ID, **BRANCH}),
    Row("branch", ADMINS, post=302, body={**VERSION, **BRANCH}),
    Row("branch-closing", ADMINS, None, 302),
    Row("branch-reopening", ADMINS, None, 302),
    Row("branch-place", ADMINS, None, 302, body={"to": "down"}),
    Row("rooms", ADMINS, query={"at": "@branch"}),
    Row("room-new", ADMINS, None, 302, body={**ID, "branch": "@branch", "name": "Two"}),
    Row("room", ADMINS, post=302, body={**VERSION, "name": "Two"}),
    Row("room-closing", ADMINS, None, 302),
    Row("room-reopening", ADMINS, None, 302),
    Row("start", ADMINS, query={"kind": "dental", "more": "1", "another": "1"}),
    Row("start-services", ADMINS, None, 302, body=OFFER),
    Row("start-practitioner", ADMINS, None, 302, body={**ID, **WHO}),
    Row("start-sample", ADMINS, None, 302),
    Row("start-sample-removal", ADMINS, None, 302),
    Row("services", ADMINS),
    Row("service-new", ADMINS, post=302, body={**ID, **SERVICE}),
    Row("service", ADMINS, post=302, body={**VERSION, **SERVICE}),
    Row("service-retirement", ADMINS, None, 302),
    Row("service-return", ADMINS, None, 302),
    Row("service-place", ADMINS, None, 302, body={"to": "up"}),
    Row("practitioners", ADMINS),
    Row("practitioner-new", ADMINS, post=302, body={**ID, **DOCTOR_FORM}),
    Row("practitioner", ADMINS, post=302, body={**VERSION, **DOCTOR_FORM}),
    Row("practitioner-departure", ADMINS, None, 302),
    Row("practitioner-return", ADMINS, None, 302),
    Row("practitioner-place", ADMINS, None, 302, body={"to": "up"}),
    Row("own-hours", HOURS, 302),
    Row("hours", HOURS, query={"like": "@practitioner"}),
    Row(
        "hours-at",
        HOURS,
        post=302,
        body=WEEK,
        query={"like": "@practitioner"},
    ),
    Row(
        "leave-new",
        HOURS,
        post=302,
        body={**ID, "first": DAY, "last": DAY, "start": "", "end": "", "reason": "trip"},
    ),
    Row("leave-removal", HOURS, None, 302),
    Row("holidays", ADMINS),
    Row("holiday-new", ADMINS, None, 302, body={**ID, "day": DAY, "name": "Feast", "branch": "@branch"}),
    Row("holiday-removal", ADMINS, None, 302),
    # Messages to patients.
    Row("messages", DESK, query={"day": DAY, "state": "unknown", "page": "1"}),
    Row("message", DESK),
    Row("message-again", DESK, None, 302),
    Row(
        "settings-messages",
        ADMINS,
        post=302,
        body={
            **VERSION,
            "confirmations": "on",
            "reminders": "on",
            "reminder_hours": "48",
            "keep_days": "90",
        },
    ),
    Row("message-template", ADMINS, post=302, body={**VERSION, **WORDS}, path=TEMPLATE),
    Row("message-preview", ADMINS, None, 200, body=WORDS, path=TEMPLATE),
    Row("message-default", ADMINS, None, 302, path=TEMPLATE),
    Row(
        "consents",
        DESK,
        post=302,
        body={"agree_reminder": "on", "how": "paper", "language": "te"},
        query={"language": "hi"},
    ),
    Row("consent-withdrawal", DESK, None, 302, path={"purpose": "booking"}),
    Row("imports", OWNER),
    Row("import-undo", OWNER, post=302),
    Row("list-new", OWNER, post=422),  # a form without its file
    Row("list", OWNER, query={"show": "bad", "page": "1"}, filters=True),
    Row("list-columns", OWNER, post=302, body={"c0": "name", "c1": "phone", "order": "dmy"}),
    Row("list-reading", OWNER, None, 302, body={"encoding": "utf-8", "delimiter": ",", "heading": "1"}),
    Row("list-dates", OWNER, None, 409, body={"order": "dmy"}),
    Row("list-choice", OWNER, None, 302, body={"choice": "add", "number": "2"}),
    Row("list-start", OWNER, None, 302),
    Row("list-removal", OWNER, None, 302),
    Row("list-left-out", OWNER, query={"show": "bad"}, filters=True),
    # The owner's evening.
    Row("reports", ADMINS, query=REPORT, filters=True),
    Row("reports-visits", ADMINS, query=REPORT, filters=True),
    Row("reports-money", ADMINS, query=REPORT, filters=True),
    # Who did what.
    Row("trail", OWNER, post=302, body=WISH, query={**WISH, "before": "@entry"}, filters=True),
    Row("trail-verification", OWNER, None, 200),
]


@dataclass(frozen=True)
class Public:
    """An address of no clinic. Statuses: `stranger`, who is not signed in, and `person`, who is; by GET and by POST."""

    name: str
    stranger: tuple[int | None, int | None]
    person: tuple[int | None, int | None]
    body: Values = field(default_factory=dict)
    query: Values = field(default_factory=dict)
    path: Values = field(default_factory=dict)


NEW_PASSWORD = "a sentence is easy to keep"
CLINIC_FORM = {**ID, "display_name": "Me", **PROFILE, "phone": "+914023456789", "address": "Road 1"}

PUBLIC = [
    Public("livez", (200, 405), (200, 405)),
    Public("readyz", (200, 405), (200, 405)),
    Public("front", (302, 405), (302, 405)),
    Public(
        "account_signup",
        (200, 302),
        (302, 302),
        {"name": "A", "email": "a@example.org", "password1": NEW_PASSWORD},
    ),
    Public("sign-up-clinic", (302, 302), (200, 302), CLINIC_FORM),
    Public("sign-up-place", (302, 302), (200, 405), query={"country": "DE"}),
    Public("clinics", (302, 302), (302, 405)),
    Public("clinics-menu", (302, 302), (200, 405), query={"at": "x"}),
    Public(
        "account_login", (200, 200), (302, 302), {"login": "a@example.org", "password": "wrong and wrong"}
    ),
    Public("mfa_authenticate", (302, 302), (302, 302), {"code": "123456"}),
    Public("account_inactive", (200, 405), (200, 405)),
    Public("account_logout", (302, 302), (200, 302)),
    Public("account_email_verification_sent", (302, 302), (302, 302), {"code": "123456"}),
    Public("account_reset_password", (200, 302), (200, 302), {"email": "a@example.org"}),
    Public("account_confirm_password_reset_code", (302, 302), (302, 302), {"code": "123456"}),
    Public("account_complete_password_reset", (302, 302), (302, 302), {"password1": NEW_PASSWORD}),
    Public("account", (302, 302), (200, 405)),
    Public("mfa_index", (302, 302), (200, 405)),
    Public("account_email", (302, 302), (302, 302), {"email": "b@example.org", "action_add": "1"}),
    Public(
        "account_change_password", (302, 302), (200, 200), {"oldpassword": "wrong", "password1": NEW_PASSWORD}
    ),
    Public("account_reauthenticate", (302, 302), (200, 200), {"password": "wrong and wrong"}),
    Public("mfa_reauthenticate", (302, 302), (302, 302), {"code": "123456"}),
    Public("mfa_reauthenticate_webauthn", (302, 302), (302, 302), {"credential": "{}"}),
    Public("mfa_login_webauthn", (302, 302), (302, 302), {"credential": "{}"}),
    Public("passkey-options", (405, 200), (405, 200)),
    Public("passkeys", (302, 302), (200, 405)),
    Public("mfa_add_webauthn", (302, 302), (302, 302), {"name": "Phone", "credential": "{}"}),
    Public("passkey", (302, 302), (404, 404), {"name": "Phone"}, path={"number": 1}),
    Public("passkey-removal", (302, 302), (404, 404), path={"number": 1}),
    Public("mfa_activate_totp", (302, 302), (302, 302), {"code": "123456"}),
    Public("mfa_deactivate_totp", (302, 302), (404, 404)),
    Public("mfa_view_recovery_codes", (302, 302), (404, 405)),
    Public("mfa_generate_recovery_codes", (302, 302), (302, 302)),
    Public("account-end-others", (302, 302), (405, 302)),
    Public("account-end-one", (302, 302), (405, 302), path={"handle": "nobodys"}),
    Public("account-held-page", (302, 302), (302, 405)),
    Public("account-held", (302, 302), (302, 405)),
    Public("not-me", (410, 410), (410, 410), path={"token": "made:up"}),
    Public("join", (200, 302), (302, 302), {"name": "Me"}, path={"slug": "@slug", "token": "@token"}),
]


def resolved(values: Values, side: Side) -> dict[str, Any]:
    """With the ids of a clinic's rows in their places."""
    return {name: _value(value, side) for name, value in values.items()}


def _value(value: Any, side: Side) -> Any:
    if callable(value):
        make: Callable[[Side], Any] = value
        return make(side)
    if isinstance(value, str) and value.startswith("@"):
        return {"@token": side.token, "@slug": side.clinic.slug}.get(value) or str(side.id_of(value[1:]))
    return value
