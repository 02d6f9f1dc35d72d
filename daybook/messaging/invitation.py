"""The appointment for the patient's own calendar: iCalendar (RFC 5545), as iTIP sends it (RFC 5546).

- One UID for the appointment's whole life: the appointment's id (RFC 7986, 5.3 asks for a UUID).
- SEQUENCE grows with every change (RFC 5545, 3.8.7.4), so that a calendar takes the newer one in whatever order
  they come.
- METHOD:REQUEST creates it and moves it (RFC 5546, 3.2.2), METHOD:CANCEL takes it out (3.2.5). Nobody is asked for an
  answer: RSVP=FALSE.
- Times are in UTC, so that no zone has to be described (RFC 5545, 3.3.5, form 2).
- The title names the clinic alone: calendars are shared and shown on locked screens.
"""

from uuid import UUID

from icalendar import Calendar, Event, vCalAddress

from daybook.lib import clock
from daybook.messaging.facts import Facts
from daybook.messaging.mail import Invitation

PRODID = "-//Daybook//Appointments//EN"


def invitation(
    facts: Facts,
    *,
    appointment_id: UUID,
    sequence: int,
    cancelled: bool,
    clinic: str,
    title: str,
    organizer: str,
    attendee: str,
) -> Invitation:
    """`clinic`: its name; `title`: in the reader's language; `organizer` and `attendee`: addresses of e-mail."""
    method = "CANCEL" if cancelled else "REQUEST"
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = Event()
    event.add("uid", str(appointment_id))
    event.add("sequence", sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", facts.starts_at)
    event.add("dtend", facts.ends_at)
    event.add("summary", title)
    event.add("location", ", ".join(part for part in (facts.branch, _line(facts.address)) if part))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", _person(organizer, cn=clinic), encode=False)
    answered = {"role": "REQ-PARTICIPANT", "partstat": "ACCEPTED", "rsvp": "FALSE"}
    event.add("attendee", _person(attendee, **answered), encode=False)
    calendar.add_component(event)
    return Invitation(method, calendar.to_ical())


def _line(text: str) -> str:
    return ", ".join(part.strip() for part in text.splitlines() if part.strip())


def _person(address: str, **parameters: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    for name, value in parameters.items():
        person.params[name] = value
    return person
