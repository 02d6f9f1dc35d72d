"""Two clinics on the evening of Wednesday, 11 March 2026, nine o'clock in Hyderabad: ours, and one whose rows lie in
the same hours and must never be counted."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from html import unescape
from typing import Any
from uuid import UUID

from daybook.accounts.models import Membership
from daybook.accounts.permissions import Role
from daybook.billing.actions.refund import refund
from daybook.billing.actions.void import void
from daybook.booking.models import Appointment, QueueEntry
from daybook.clinics.models import Branch, Practitioner
from daybook.lib.ids import uuid7
from daybook.lib.zones import at_local, zone
from daybook.patients.models import Patient
from daybook.tenancy.scope import clinic_scope
from tests import factories
from tests.billing.till import Till, line

DAY = date(2026, 3, 11)
EVENING = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)


@dataclass
class Evening:
    till: Till = field(default_factory=Till)
    numbers: int = 0

    @property
    def branch(self) -> Branch:
        return self.till.branch

    @property
    def anna(self) -> Practitioner:
        return self.till.anna

    def patient(self) -> Patient:
        return factories.make_patient(self.till.clinic)

    def booked(
        self, day: date, hour: int, status: str, *, patient: Patient | None = None, **fields: Any
    ) -> Appointment:
        """`hour` on the branch's clock."""
        branch = fields.pop("branch", self.branch)
        who = fields.pop("practitioner", self.anna)
        at = at_local(day, time(hour), zone(branch.time_zone))
        return factories.make_appointment(who, branch, patient or self.patient(), at, status=status, **fields)

    def token(self, state: str, *, waited: int | None = None, **fields: Any) -> QueueEntry:
        """Came at ten; `waited` minutes until they went in."""
        self.numbers += 1
        ten = at_local(DAY, time(10), zone(self.branch.time_zone))
        values: dict[str, Any] = {"practitioner": self.anna, "branch": self.branch, "day": DAY, "letter": "A"}
        if waited is not None:
            values["started_at"] = datetime.fromtimestamp(ten.timestamp() + 60 * waited, UTC)
        if state in ("done", "left", "withdrawn"):
            values["ended_at"] = ten
        values |= {"arrived_at": ten, "queued_at": ten, "number": self.numbers, "state": state}
        with clinic_scope(self.till.clinic):
            return QueueEntry.objects.create(
                **{**values, "patient": fields.pop("patient", None) or self.patient(), **fields}
            )

    def paid(self, amount: int, method: str = "cash", role: str = Role.RECEPTIONIST, **fields: Any) -> UUID:
        """A bill of that much, all of it paid. Gives its id."""
        with clinic_scope(self.till.clinic):
            invoice = self.till.invoice([line(amount)], **fields)
            more = {"reference": f"{uuid7().int % 10**12:012}"} if method == "upi" else {}
            self.till.pay(invoice, amount, method, actor=self.till.as_role(role), **more)
            return invoice.id

    def given_back(self, amount: int) -> None:
        """A bill that was paid in cash, taken back, and its money returned by the owner."""
        with clinic_scope(self.till.clinic):
            invoice = self.till.invoice([line(amount)])
            self.till.pay(invoice, amount)
            void(actor=self.till.owner, credit_note_id=uuid7(), invoice=invoice, reason="Wrong patient")
            refund(
                actor=self.till.owner,
                refund_id=uuid7(),
                invoice=invoice,
                method="cash",
                amount_minor=amount,
                reference="",
            )

    def owner(self) -> Membership:
        return self.till.member(Role.OWNER)

    def get(self, path: str = "", **query: Any) -> Any:
        client = factories.client_for(self.owner())
        return client.get(f"/c/{self.till.clinic.slug}/reports/{path}", query)

    def figures(self, **query: Any) -> dict[str, str]:
        """Label -> what stands under it, the change and the note included."""
        return figures(self.get(**query).content.decode())


def figures(page: str) -> dict[str, str]:
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.S)
    return {
        unescape(label): " ".join(re.sub(r"<.*?>", " ", unescape(value)).split()) for label, value in found
    }


def rows_of(page: str, heading: str) -> list[list[str]]:
    """The cells of the table's body after that heading."""
    after = page[page.index(heading) :]
    table = after[: after.index("</table>")].partition("<tbody")[2]
    lines = re.findall(r"<tr>(.*?)</tr>", table, re.S)
    return [
        [
            " ".join(unescape(re.sub(r"<.*?>", " ", cell)).split())
            for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", each)
        ]
        for each in lines
    ]


def a_stranger_s_evening() -> Evening:
    """As busy as ours, in another clinic."""
    theirs = Evening()
    theirs.booked(DAY, 9, "done")
    theirs.booked(DAY, 10, "no_show")
    theirs.token("waiting")
    theirs.paid(77_700)
    factories.make_hours(theirs.anna, theirs.branch)
    return theirs
