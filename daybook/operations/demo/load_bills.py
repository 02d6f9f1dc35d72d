"""Bills of the demo's last days: issued when a visit was done, mostly paid at once; some in part, some not yet."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from daybook.accounts.models import Membership
from daybook.accounts.permissions import Role
from daybook.billing.ledger import keep
from daybook.billing.lines import Line
from daybook.billing.models import Draft, Invoice, InvoiceLine, NumberCounter, Paper, Payment, Settings
from daybook.billing.numbers import DEFAULT_SERIES, financial_year, number_text, year_text
from daybook.billing.receipts import on_bill
from daybook.billing.snapshots import seal_buyer, seller
from daybook.billing.sums import Sums, sums
from daybook.billing.tax import title_for
from daybook.booking.models import Appointment
from daybook.clinics.codes import default_code
from daybook.clinics.models import Branch, Profile
from daybook.lib import clock
from daybook.lib.zones import local_day, zone
from daybook.operations.demo.insert import insert_rows
from daybook.operations.demo.shapes import ClinicFacts
from daybook.tenancy import vault

DAYS = 5
GSTIN = {"sunrise": "36ABCDE1234F1Z5"}
METHODS = ("upi", "upi", "upi", "cash", "cash", "card")


@dataclass
class Till:
    """What has been written so far. Runs in the clinic's scope."""

    profile: Profile
    desks: list[Membership]
    dice: random.Random
    counted: dict[tuple[str, int], int] = field(default_factory=dict)
    invoices: list[Invoice] = field(default_factory=list)
    lines: list[InvoiceLine] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    def number(self, kind: Paper, row: Any, branch: Branch, at: datetime) -> None:
        """The next one, as `take_number` gives it."""
        year = financial_year(local_day(at, zone(branch.time_zone)), self.profile.country)
        last = self.counted[kind, year] = self.counted.get((kind, year), 0) + 1
        row.series, row.financial_year, row.number = DEFAULT_SERIES, year, last
        text = year_text(year, self.profile.country)
        row.number_text = number_text(kind, DEFAULT_SERIES, text, last)


def load_bills(
    facts: ClinicFacts, appointments: Collection[Appointment], members: Mapping[str, Membership]
) -> None:
    Profile.objects.update(tax_id=GSTIN.get(facts.slug, ""))
    # No bank has this name: a code of the demo must not pay anybody.
    Settings.objects.create(upi_address=f"{facts.slug}@example", upi_name=facts.name[:50])
    desks = [member for member in members.values() if member.role == Role.RECEPTIONIST]
    till = Till(Profile.objects.get(), desks, random.Random(f"bills of {facts.slug}"))
    since = clock.now() - timedelta(days=DAYS)
    done = [row for row in appointments if row.done_at and row.done_at >= since and row.service]
    vault.prepare({vault.Subject.patient(row.patient_id) for row in done if row.patient_id})
    for row in sorted(done, key=lambda row: row.done_at or since):
        _bill(till, row)
    insert_rows(till.invoices)
    insert_rows(till.lines)
    insert_rows(till.payments)
    keep(*(row.id for row in till.invoices))
    NumberCounter.objects.bulk_create(
        NumberCounter(kind=kind, series=DEFAULT_SERIES, year=year, last=last)
        for (kind, year), last in till.counted.items()
    )
    _drafts(done, appointments)


def _line(row: Appointment) -> Line:
    service: Any = row.service
    code = service.code or default_code(service.tax_class)
    return Line(service.name, 1, service.price_minor, service.tax_class, service.id, code=code)


def _bill(till: Till, row: Appointment) -> None:
    desk = till.dice.choice(till.desks)
    told = sums([_line(row)], taxed=bool(till.profile.tax_id), unit=100)
    invoice = _invoice(till, row, desk, told)
    [line] = told.lines
    till.invoices.append(invoice)
    till.lines.append(
        InvoiceLine(
            invoice=invoice,
            number=1,
            service_id=line.line.service,
            text=line.line.text,
            quantity=1,
            price_minor=line.line.price,
            discount_minor=0,
            tax_class=line.line.tax,
            code=line.line.code,
            rate=line.rate,
            taxable_minor=line.taxable,
            central_minor=line.central,
            state_minor=line.state,
        )
    )
    _pay(till, invoice, desk)


def _invoice(till: Till, row: Appointment, desk: Membership, told: Sums) -> Invoice:
    patient, at = row.patient, row.done_at
    if patient is None or at is None:
        raise ValueError("a visit that is done has a patient")
    invoice = Invoice(
        patient=patient,
        branch=row.branch,
        practitioner=row.practitioner,
        appointment_id=row.id,
        title=title_for([line.rate for line in told.lines], registered=bool(till.profile.tax_id)),
        issued_at=at,
        issued_by=desk.display_name,
        currency=till.profile.currency,
        gross_minor=told.gross,
        discount_minor=0,
        taxable_minor=told.taxable,
        central_minor=told.central,
        state_minor=told.state,
        rounding_minor=told.rounding,
        total_minor=told.total,
        seller=Jsonb(seller(till.profile, row.branch, row.practitioner)),
    )
    invoice.buyer_sealed = seal_buyer(invoice, at, patient, row.branch, till.profile)
    till.number(Paper.INVOICE, invoice, row.branch, at)
    return invoice


def _pay(till: Till, invoice: Invoice, desk: Membership) -> None:
    chance = till.dice.random()
    amount = invoice.total_minor // 20_000 * 10_000 if chance < 0.05 else invoice.total_minor
    if chance > 0.92 or amount < 1:
        return
    method = till.dice.choice(METHODS)
    payment = Payment(
        **on_bill(invoice),
        method=method,
        amount_minor=amount,
        reference=f"6{till.dice.randrange(10**11):011}" if method == "upi" else "",
        taken_at=invoice.issued_at + timedelta(minutes=2),
        taken_by=desk,
        taken_by_name=desk.display_name,
    )
    till.number(Paper.RECEIPT, payment, invoice.branch, payment.taken_at)
    till.payments.append(payment)


def _drafts(done: Iterable[Appointment], coming: Iterable[Appointment]) -> None:
    """Bills that are being written: of who is here now, or of who was seen last."""
    here = [row for row in coming if row.status in ("in_consultation", "arrived") and row.service]
    kept = here[:2] or list(done)[-2:]
    Draft.objects.bulk_create(
        Draft(
            patient=row.patient,
            branch=row.branch,
            practitioner=row.practitioner,
            appointment_id=row.id if here else None,
            lines=[_line(row).as_json(), Line("Dressing", 1, 25_000, "exempt").as_json()],
            created_at=row.consulted_at or row.arrived_at or clock.now(),
        )
        for row in kept
    )
