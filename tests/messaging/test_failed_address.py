"""An address that its mail server says is none: told where it is seen, and nothing goes there until it is changed."""

from datetime import timedelta
from typing import Any

import pytest

from daybook.booking.models import Appointment
from daybook.booking.versions import several_changes
from daybook.lib.clock import FrozenClock
from daybook.messaging.actions.resend import resend
from daybook.messaging.actions.send_due import send_due
from daybook.messaging.models import Message
from daybook.messaging.queries import message_by_id
from daybook.patients.actions.change import change
from daybook.patients.details import Details
from daybook.patients.models import Patient
from daybook.tenancy.scope import clinic_scope
from tests.booking.desk import Desk
from tests.factories import client_for, make_member, trail
from tests.messaging.mail_server import NEVER, mail_server

NOBODY = "550 5.1.1 no such user"


def refused(desk: Desk, point_at: Any, **answers: str) -> Appointment:
    """An appointment whose confirmation was refused."""
    with clinic_scope(desk.clinic), several_changes():
        row = desk.book(desk.at(10, days=7))
    with mail_server(**answers) as server:
        point_at(server)
        send_due(desk.clinic.id)
    return row


def states(desk: Desk) -> list[tuple[str, str]]:
    with clinic_scope(desk.clinic):
        return list(Message.objects.order_by("due_at", "id").values_list("state", "reason"))


def failed(desk: Desk) -> bool:
    with clinic_scope(desk.clinic):
        return Patient.objects.get(pk=desk.patient.pk).email_failed_at is not None


@pytest.mark.parametrize(
    ("answers", "marked"),
    [
        ({"RCPT": NOBODY}, True),
        ({"RCPT": NEVER}, True),
        ({"RCPT": "550 5.7.1 relaying denied"}, False),
        ({"RCPT": "554 no"}, False),
        ({"RCPT": "452 4.2.2 full"}, False),
        ({"MAIL": "550 5.1.8 bad sender"}, False),
        ({"DATA": "554 5.7.1 spam"}, False),
    ],
)
def test_only_a_refusal_of_the_address_marks_it(
    desk: Desk, point_at: Any, answers: dict[str, str], marked: bool
) -> None:
    refused(desk, point_at, **answers)
    assert failed(desk) is marked


def test_what_follows_waits_until_the_address_is_changed(desk: Desk, point_at: Any, now: FrozenClock) -> None:
    refused(desk, point_at, RCPT=NOBODY)
    assert states(desk)[0] == ("failed", "bad_address")
    assert ("address.failed", {}) in [
        (verb, told or {}) for verb, told in trail(desk.clinic, on=desk.patient.id)
    ]
    now.advance(timedelta(days=6, hours=1, minutes=1))  # the reminder is due
    with mail_server() as server:
        point_at(server)
        send_due(desk.clinic.id)
        assert states(desk)[1] == ("queued", "bad_address") and not server.got
        with clinic_scope(desk.clinic):
            patient = Patient.objects.get(pk=desk.patient.pk)
            details = Details.of(patient, ("+919848012345",))
            new = Details(
                **{name: getattr(details, name) for name in details.__slots__}
                | {"email": "right@example.org"}
            )
            change(actor=desk.actor, patient=patient, details=new, version=patient.version)
        now.advance(timedelta(hours=1, minutes=1))
        send_due(desk.clinic.id)
        assert len(server.got) == 1 and "right@example.org" in server.got[0]
    assert not failed(desk)


def test_sending_again_is_a_persons_word_that_the_address_is_right(desk: Desk, point_at: Any) -> None:
    refused(desk, point_at, RCPT=NOBODY)
    with clinic_scope(desk.clinic):
        message = message_by_id(Message.objects.get(state="failed").id)
        assert message is not None
        resend(actor=desk.actor, message=message)
    assert not failed(desk)


def test_the_file_and_the_appointment_say_what_to_do(desk: Desk, point_at: Any) -> None:
    row = refused(desk, point_at, RCPT=NOBODY)
    client, base = client_for(make_member(desk.clinic)), f"/c/{desk.clinic.slug}/"
    for path in (f"patients/{desk.patient.id}/", f"appointments/{row.id}/"):
        page = " ".join(client.get(base + path).content.decode().split())
        assert "does not arrive" in page and "sk the patient" in page, path
