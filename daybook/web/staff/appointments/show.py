"""What a card shows, and what can be done with it now."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from daybook.accounts.permissions import Permission
from daybook.booking import choices, transitions
from daybook.booking.models import Appointment
from daybook.booking.notes import read_note
from daybook.booking.queries_queue import entry_of
from daybook.clinics.models import Practitioner
from daybook.lib import clock
from daybook.lib.phones import format_phone
from daybook.lib.zones import clock_text, local_day, zone
from daybook.patients.age import age_text
from daybook.web.ids import uuid_or_none
from daybook.web.staff.bills.cards import bill_of_card
from daybook.web.staff.entry import StaffRequest
from daybook.web.staff.messages.lines import of_card

REASONS = (_("Patient asked"), _("Practitioner is away"), _("Booked by mistake"), _("Patient is ill"))
VISITED = frozenset({"booked", "arrived", "in_consultation", "done"})
# In the order in which they happen; the first that is possible is the primary button.
STEPS = (
    ("arrival", transitions.ARRIVE, _("Arrived"), "a"),
    ("start", transitions.START, _("Start consultation"), "s"),
    ("finish", transitions.FINISH, _("Done"), "d"),
    ("absence", transitions.NO_SHOW, _("No-show"), "n"),
    ("reopening", transitions.REOPEN, _("Back to booked"), ""),
)
# Of a day that is over only this can still be said: nobody arrives yesterday.
LATE = frozenset({"finish", "absence", "reopening"})
LATE_WORDS = {"finish": _("Was seen"), "absence": _("Did not come"), "reopening": _("Not marked")}


def practitioner(text: str) -> Practitioner | None:
    wanted = uuid_or_none(text)
    return next((p for p in choices.practitioners() if p.id == wanted), None)


def day_url(request: StaffRequest, row: Appointment) -> str:
    """The day view with this appointment in it."""
    day = row.starts_at.astimezone(zone(row.branch.time_zone)).date()
    query = urlencode({"day": day.isoformat(), "branch": str(row.branch_id)})
    return f"/c/{request.tenant.slug}/day/?{query}"


def search_url(request: StaffRequest) -> str:
    """Where the patient picker asks."""
    return f"/c/{request.tenant.slug}/patients/search/?pick"


def when_text(row: Appointment) -> str:
    """ "10:15", and on another day than today with the day before it."""
    place = zone(row.branch.time_zone)
    local = row.starts_at.astimezone(place)
    time = clock_text(local)
    return time if local.date() == local_day(clock.now(), place) else f"{date_format(local, 'D j M')} {time}"


def _wall(at: datetime, place: ZoneInfo) -> datetime:
    """What the branch's clock shows; naive, because a template would turn an aware time into UTC."""
    return at.astimezone(place).replace(tzinfo=None)


def marks(row: Appointment, place: ZoneInfo) -> list[tuple[Any, str]]:
    """What was marked, and when: with the day when that was another one."""
    told = (
        (_("Came"), row.arrived_at),
        (_("Went in"), row.consulted_at),
        (_("Done"), row.done_at),
        (_("No-show") if row.status == "no_show" else _("Cancelled"), row.ended_at),
    )
    day = row.starts_at.astimezone(place).date()
    return [(word, _moment(at.astimezone(place), day)) for word, at in told if at]


def _moment(local: datetime, day: date) -> str:
    text = clock_text(local)
    if local.date() == day:
        return text
    return _("marked later, %(day)s %(time)s") % {"day": date_format(local, "D j M"), "time": text}


def card_context(request: StaffRequest, row: Appointment) -> dict[str, Any]:
    """Everything the opened card shows; a note is read only by those who may see alerts."""
    place = zone(row.branch.time_zone)
    history = row.import_batch_id is not None
    over = row.starts_at.astimezone(place).date() < local_day(clock.now(), place)
    steps = [
        {"url": verb, "label": LATE_WORDS[verb] if over else label, "key": "" if over else key}
        for verb, step, label, key in STEPS
        if row.status in step.sources
        and request.may(step.permission)
        and not history
        and not (over and verb not in LATE)
    ]
    phone = row.patient.phones.order_by("position").first() if row.patient else None
    return {
        "appointment": row,
        "base": f"/c/{request.tenant.slug}/appointments/{row.id}/",
        "starts": _wall(row.starts_at, place),
        "ends": _wall(row.ends_at, place),
        "age": age_text(row.patient, row.starts_at.astimezone(place).date()) if row.patient else "",
        "phone": format_phone(phone.number, request.clinic.country) if phone else "",
        "phone_link": phone.number if phone else "",
        "note": read_note(row) if request.may(Permission.SEE_ALERTS) else "",
        "steps": steps,
        "over": over,
        "marks": marks(row, place) if over else [],
        "may_move": row.status in transitions.MOVABLE
        and request.may(Permission.BOOK)
        and not (history or over),
        "may_cancel": row.status in transitions.CANCEL.sources
        and request.may(Permission.BOOK)
        and not (history or over),
        "day_url": day_url(request, row),
        "queue_entry": None if row.status == Appointment.Status.BOOKED else entry_of(row.id),
        "queue_url": f"/c/{request.tenant.slug}/queue/",
        "bill": bill_of_card(request, row.id, row.patient_id),
        "may_visit": row.status in VISITED
        and request.may(Permission.CONSULT)
        and row.starts_at.astimezone(place).date() <= local_day(clock.now(), place),
        "messages_of": of_card(request, row.id),
    }
