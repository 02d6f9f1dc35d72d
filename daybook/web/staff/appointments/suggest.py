"""Free times beside the form: of the chosen day, and after a lost race the next three."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format

from daybook.booking import queries
from daybook.clinics.models import Branch, Practitioner, Service
from daybook.lib import clock
from daybook.lib.refused import Refused
from daybook.lib.zones import clock_text, local_day, zone
from daybook.patients.models import Patient
from daybook.patients.queries import patient_by_id
from daybook.web.days import day_or_none
from daybook.web.ids import uuid_or_none
from daybook.web.staff.appointments.forms import PlaceForm

AFTER_A_REFUSAL = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """A free time as a button. `value`: practitioner and local time, as the form reads it back after a refusal;
    `values`: the same as the form's fields, for js/fill.js."""

    value: str
    time_text: str
    values: str = ""
    day_text: str = ""
    who: str = ""
    chosen: bool = False


def patient_of(patient_id: Any) -> Patient | None:
    wanted = uuid_or_none(str(patient_id or ""))
    return patient_by_id(wanted) if wanted else None


def _offer(free: queries.FreeTime, chosen: str = "") -> Offer:
    local = free.starts_at.astimezone(zone(free.branch.time_zone))
    time = clock_text(local)
    value = f"{free.practitioner.id}|{local.date()}T{time}"
    fields = {"practitioner": str(free.practitioner.id), "day": str(local.date()), "time": time}
    return Offer(
        value, time, json.dumps(fields), date_format(local, "D j M"), free.practitioner.name, value == chosen
    )


def _picked(form: PlaceForm) -> tuple[Practitioner | None, Branch | None, Service | None, date | None]:
    """What the form has chosen so far, valid or not."""
    day = form["day"].value()
    if isinstance(day, datetime):
        day = day.date()
    if isinstance(day, str):
        day = day_or_none(day)
    return (
        form.offer.practitioners.get(str(form["practitioner"].value())),
        form.offer.branches.get(str(form["branch"].value())),
        form.offer.services.get(str(form["service"].value())),
        day,
    )


def free_of_day(form: PlaceForm) -> list[Offer]:
    """Every free start of the chosen day, in order."""
    practitioner, branch, service, day = _picked(form)
    if not (practitioner and branch and service and day):
        return []
    chosen = f"{practitioner.id}|{day}T{form['time'].value() or ''}"
    starts = queries.free_times(practitioner, branch, service, day)
    return [_offer(queries.FreeTime(practitioner, branch, at, service.minutes), chosen) for at in starts]


def soonest(form: PlaceForm) -> list[Offer]:
    """The next times for the chosen service with anybody who does it, from the chosen day on."""
    _practitioner, branch, service, day = _picked(form)
    if not (branch and service and day):
        return []
    able, since = form.offer.who_does(service), max(day, _today(branch))
    found = queries.next_free(able, branch, service, AFTER_A_REFUSAL, since=since)
    return [_offer(free) for free in found]


def alternatives(form: PlaceForm, refusal: Refused | None) -> list[Offer]:
    """After a refusal: the next three times with the same practitioner, from the wished day on."""
    practitioner, branch, service, day = _picked(form)
    if refusal is None or not (practitioner and branch and service and day):
        return []
    found = queries.next_free(
        [practitioner], branch, service, AFTER_A_REFUSAL, since=max(day, _today(branch))
    )
    return [_offer(free) for free in found]


def _today(branch: Branch) -> date:
    return local_day(clock.now(), zone(branch.time_zone))
