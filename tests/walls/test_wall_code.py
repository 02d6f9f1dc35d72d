"""The second wall alone: Django's ORM as the application uses it, in a database whose row security is switched off.

Keys stay: they are what the first wall has beside its policies, and no manager can look after them.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Subquery

import daybook
from daybook.accounts.models import Membership
from daybook.billing.listing import account_of, listing
from daybook.billing.openings import opening_of
from daybook.billing.queries import balance, dues, entries, issued, owed_on, taken
from daybook.booking.choices import branches, by_id, offered_by, offers, place, practitioners, services
from daybook.booking.day import book_between, day_book, own_book
from daybook.booking.dues import dues_between, dues_of_day
from daybook.booking.load import loads_between
from daybook.booking.models import Appointment
from daybook.booking.openings import free_times
from daybook.booking.queries import row_by_id
from daybook.booking.queries_queue import my_queue, queue_of_day, waiting, waiting_count
from daybook.booking.report import day_counts, every_branch, free_tomorrow, names
from daybook.booking.sheet import sheet_of
from daybook.booking.tokens import next_token
from daybook.booking.versions import bump, day_version, days_version
from daybook.clinics.models import Branch, Room
from daybook.clinics.queries import enter
from daybook.lib.ids import uuid7
from daybook.patients.models import Patient, Phone
from daybook.patients.queries import patient_by_id
from daybook.records.queries import latest, story, visit
from daybook.scheduling.queries import day_plan, plans_between
from daybook.tenancy.models import Clinic, ClinicOwned
from daybook.tenancy.scope import NoClinic, OtherClinic, clinic_scope
from daybook.tenancy.writes import insert_unless_conflict
from tests import database
from tests.walls.catalogue import APPEND_ONLY
from tests.walls.two_clinics import SOON, Side, Sides, deletable, owned_models, tables_of_patients

MODELS = owned_models()
CHANGING = [model for model in MODELS if model._meta.db_table not in APPEND_ONLY]


def by_label(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.fixture(scope="module", autouse=True)
def first_wall_down(sides: Sides) -> Iterator[None]:
    """Row security off in the database of this run alone, and shown to be off."""
    _set_row_security("DISABLE")
    try:
        with database.connect("daybook_app") as raw:
            seen = raw.execute("SELECT count(DISTINCT clinic_id) FROM patients_patient").fetchone()
        assert seen == (2,)
        yield
    finally:
        _set_row_security("ENABLE")


def _set_row_security(what: str) -> None:
    with database.owner_connection() as owner:
        for model in MODELS:
            owner.execute(f"ALTER TABLE {model._meta.db_table} {what} ROW LEVEL SECURITY".encode())


@pytest.fixture
def ours(sides: Sides) -> Iterator[Side]:
    """In our clinic's scope; what a test writes is rolled back."""
    with clinic_scope(sides.ours.clinic):
        yield sides.ours
        transaction.set_rollback(True)


@pytest.fixture
def theirs(sides: Sides) -> Side:
    return sides.theirs


def one_of(side: Side, model: type[ClinicOwned]) -> Any:
    """A row of the clinic with its owner's eyes, loaded past the scope that is open."""
    columns = [field.attname for field in model._meta.concrete_fields]
    with database.superuser_connection() as raw:
        query = f"SELECT {', '.join(columns)} FROM {model._meta.db_table} WHERE clinic_id = %s LIMIT 1"
        row = raw.execute(query.encode(), [side.clinic.id]).fetchone()
    assert row is not None
    return model.from_db("default", columns, row)


def refused_or_nothing(work: Callable[[], Any]) -> None:
    """Either an error, or no row."""
    try:
        with transaction.atomic():
            assert not work()
    except (OtherClinic, DatabaseError, models.ObjectDoesNotExist):
        pass


@pytest.mark.parametrize("model", MODELS, ids=by_label)
def test_their_rows_are_not_read(ours: Side, theirs: Side, model: type[ClinicOwned]) -> None:
    objects, stranger = model.objects, one_of(theirs, model)
    assert not objects.filter(pk=stranger.pk).exists()
    assert not objects.filter(pk__in=[stranger.pk]).count()
    assert objects.filter(clinic_id=theirs.clinic.id).first() is None
    assert objects.in_bulk([stranger.pk]) == {}
    assert set(objects.values_list("clinic_id", flat=True)) == {ours.clinic.id}
    assert objects.aggregate(last=Max("clinic_id"), n=Count("pk", distinct=True)) == {
        "last": ours.clinic.id,
        "n": objects.count(),
    }
    assert not objects.exclude(clinic_id=ours.clinic.id).exists()
    assert not objects.filter(pk=stranger.pk).union(objects.filter(clinic_id=theirs.clinic.id)).exists()
    assert stranger.pk not in {row.pk for row in objects.iterator()}
    if model in CHANGING:
        assert stranger.pk not in {row.pk for row in objects.select_for_update()}
    for manager in (model._base_manager, model._default_manager):
        assert not manager.filter(pk=stranger.pk).exists()
    with pytest.raises(model.DoesNotExist):
        objects.get(pk=stranger.pk)
    with pytest.raises(model.DoesNotExist):
        stranger.refresh_from_db()


@pytest.mark.parametrize("model", CHANGING, ids=by_label)
def test_their_rows_are_not_changed(ours: Side, theirs: Side, model: type[ClinicOwned]) -> None:
    stranger = one_of(theirs, model)
    before = one_of(theirs, model).__dict__.copy()
    field = next(f for f in model._meta.concrete_fields if f.name not in ("id", "clinic"))
    refused_or_nothing(lambda: model.objects.filter(pk=stranger.pk).update(id=F("id")))
    refused_or_nothing(lambda: model.objects.bulk_update([stranger], [field.attname]))
    refused_or_nothing(stranger.save)
    refused_or_nothing(lambda: stranger.save(update_fields=[field.attname]))
    refused_or_nothing(lambda: stranger.save(force_update=True))
    refused_or_nothing(lambda: model.objects.filter(pk=stranger.pk).delete()[0])
    refused_or_nothing(lambda: stranger.delete()[0])
    with connection.cursor() as cursor:  # row security is off: this sees what the transaction did
        cursor.execute(
            f"SELECT count(*) FROM {model._meta.db_table} WHERE clinic_id = %s", [theirs.clinic.id]
        )
        assert cursor.fetchone() == (_count(theirs, model),)
    after = one_of(theirs, model).__dict__
    assert {k: v for k, v in before.items() if k != "_state"} == {
        k: v for k, v in after.items() if k != "_state"
    }


def _count(side: Side, model: type[ClinicOwned]) -> int:
    with database.superuser_connection() as raw:
        query = f"SELECT count(*) FROM {model._meta.db_table} WHERE clinic_id = %s"
        row = raw.execute(query.encode(), [side.clinic.id]).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("model", MODELS, ids=by_label)
def test_no_row_is_written_for_them(ours: Side, theirs: Side, model: type[ClinicOwned]) -> None:
    row = one_of(ours, model)
    row.pk = model._meta.pk.get_default()
    row.clinic_id = theirs.clinic.id
    row._state.adding = True
    for write in (
        lambda: row.save(force_insert=True),
        lambda: model.objects.bulk_create([row]),
        lambda: insert_unless_conflict(row),
    ):
        with pytest.raises(OtherClinic):
            write()
    with pytest.raises(OtherClinic):
        model.objects.update(clinic=theirs.clinic)
    with pytest.raises(OtherClinic):
        model.objects.update(clinic_id=theirs.clinic.id)
    moved = one_of(ours, model)
    moved.clinic = theirs.clinic
    with pytest.raises(OtherClinic):
        moved.save()
    with pytest.raises(OtherClinic):
        model.objects.bulk_update([moved], ["clinic"])


def test_a_link_to_their_row_is_refused_by_the_keys(ours: Side, theirs: Side) -> None:
    for work in (
        lambda: Room.objects.create(branch=theirs.branch, name="Ours"),
        lambda: theirs.branch.rooms.create(name="Ours"),
        lambda: Phone.objects.bulk_create([Phone(patient=theirs.patient, number="+911")]),
        lambda: Appointment.objects.update(patient=theirs.patient),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            work()


def test_related_managers_stay_inside(ours: Side, theirs: Side) -> None:
    assert list(theirs.branch.rooms.all()) == []
    assert theirs.patient.phones.count() == 0
    assert theirs.practitioner.weekly_hours.update(label="ours") == 0
    assert theirs.patient.phones.all().delete()[0] == 0
    assert not theirs.branch.rooms.filter(name=theirs.room.name).exists()
    with pytest.raises(Room.DoesNotExist):
        theirs.branch.rooms.get(pk=theirs.room.pk)


def test_a_link_is_not_followed_out(ours: Side, theirs: Side) -> None:
    row = Appointment.objects.get(pk=ours.appointment.pk)
    row.patient_id = theirs.patient.pk
    with pytest.raises(Patient.DoesNotExist):
        _ = row.patient


@pytest.fixture
def twins(ours: Side, theirs: Side) -> Side:
    """Their patient, phone and room have the ids of ours: only the clinic tells them apart."""
    with deletable(*tables_of_patients()), connection.cursor() as cursor:
        for table in tables_of_patients():
            cursor.execute(f"DELETE FROM {table} WHERE clinic_id = %s", [theirs.clinic.id])
        cursor.execute(
            "UPDATE patients_patient SET id = %s, name = 'Stranger' WHERE clinic_id = %s",
            [ours.patient.pk, theirs.clinic.id],
        )
        cursor.execute(
            "INSERT INTO patients_phone (clinic_id, id, patient_id, number, position)"
            " VALUES (%s, gen_random_uuid(), %s, '+910000000000', 0)",
            [theirs.clinic.id, ours.patient.pk],
        )
        cursor.execute("SELECT count(*) FROM patients_patient WHERE id = %s", [ours.patient.pk])
        assert cursor.fetchone() == (2,)
    return ours


def test_joins_compare_clinics(twins: Side) -> None:
    name = twins.patient.name
    row = Appointment.objects.select_related("patient", "practitioner", "room").get()
    assert row.patient is not None and row.patient.name == name
    assert Appointment.objects.filter(patient__name="Stranger").count() == 0
    assert Appointment.objects.filter(patient__name=name).count() == 1
    assert Appointment.objects.values_list("patient__name", flat=True).get() == name
    assert Patient.objects.filter(phones__number="+910000000000").count() == 0
    assert list(Patient.objects.filter(phones__number__startswith="+9")) == [twins.patient]
    assert Appointment.objects.filter(patient__phones__number="+910000000000").count() == 0
    assert Patient.objects.order_by("phones__number").count() == 1


def test_prefetches_aggregates_and_subqueries_stay_inside(twins: Side) -> None:
    [patient] = Patient.objects.prefetch_related("phones", "appointments")
    assert [phone.number for phone in patient.phones.all()] == ["+919848012345"]
    assert [row.pk for row in patient.appointments.all()] == [twins.appointment.pk]
    [patient] = Patient.objects.prefetch_related(
        Prefetch("phones", Phone.objects.order_by("number"), "sorted")
    )
    assert [phone.number for phone in patient.sorted] == ["+919848012345"]
    [row] = Appointment.objects.prefetch_related("patient__phones")
    assert row.patient.name == twins.patient.name
    assert Patient.objects.aggregate(n=Count("phones")) == {"n": 1}
    assert Patient.objects.annotate(n=Count("phones")).values_list("n", flat=True).get() == 1
    assert Patient.objects.aggregate(m=Max("phones__number")) == {"m": "+919848012345"}
    theirs = Phone.objects.filter(patient=OuterRef("pk"), number="+910000000000")
    assert not Patient.objects.filter(Exists(theirs)).exists()
    assert Patient.objects.filter(pk__in=Phone.objects.values("patient_id")).count() == 1
    newest = Phone.objects.filter(patient=OuterRef("pk")).order_by("number").values("number")[:1]
    assert Patient.objects.annotate(phone=Subquery(newest)).get().phone == "+919848012345"
    assert Phone.objects.filter(patient=twins.patient).get().number == "+919848012345"
    assert Phone.objects.filter(patient__in=Patient.objects.all()).count() == 1


def test_a_change_of_a_row_leaves_its_twin_alone(twins: Side) -> None:
    patient = Patient.objects.get()
    patient.name = "Changed"
    patient.save()
    Patient.objects.filter(pk=patient.pk).update(address="Changed")
    Patient.objects.bulk_update([patient], ["name"])
    assert Phone.objects.filter(patient__name="Changed").delete() == (1, {"patients.Phone": 1})
    with connection.cursor() as cursor:
        query = "SELECT name, address FROM patients_patient WHERE id = %s AND clinic_id <> %s"
        cursor.execute(query, [patient.pk, twins.clinic.id])
        assert cursor.fetchone() == ("Stranger", "")
        cursor.execute("SELECT count(*) FROM patients_phone WHERE patient_id = %s", [patient.pk])
        assert cursor.fetchone() == (1,)


def test_a_person_at_two_clinics_is_a_member_of_the_one_in_scope(sides: Sides) -> None:
    user = sides.theirs.owner.user
    with clinic_scope(sides.ours.clinic):
        assert user.memberships.count() == 0
        Membership.objects.create(user=user, display_name="Here", role="owner")
        assert [m.display_name for m in user.memberships.all()] == ["Here"]
        assert [m.display_name for m in Membership.objects.filter(user__email=user.email)] == ["Here"]
        transaction.set_rollback(True)


def test_a_queryset_reads_the_clinic_of_the_scope_it_is_evaluated_in(sides: Sides) -> None:
    everyone = Patient.objects.order_by("name")
    for side in (sides.ours, sides.theirs, sides.ours):
        with clinic_scope(side.clinic):
            assert [row.pk for row in everyone.all()] == [side.patient.pk]
    with pytest.raises(NoClinic):
        list(everyone.all())


STATEMENTS: dict[str, Callable[[Side], Any]] = {
    "all": lambda s: list(Patient.objects.all()),
    "get": lambda s: Patient.objects.get(pk=s.patient.pk),
    "first": lambda s: Patient.objects.first(),
    "count": lambda s: Patient.objects.count(),
    "exists": lambda s: Patient.objects.exists(),
    "aggregate": lambda s: Patient.objects.aggregate(Max("id")),
    "values": lambda s: list(Patient.objects.values("id")),
    "iterator": lambda s: list(Patient.objects.iterator()),
    "in_bulk": lambda s: Patient.objects.in_bulk([s.patient.pk]),
    "base manager": lambda s: Patient._base_manager.count(),
    "create": lambda s: Branch.objects.create(name="x"),
    "create with a clinic": lambda s: Branch.objects.create(clinic=s.clinic, name="x"),
    "get_or_create": lambda s: Branch.objects.get_or_create(name="x"),
    "update_or_create": lambda s: Branch.objects.update_or_create(name="x"),
    "bulk_create": lambda s: Branch.objects.bulk_create([Branch(clinic=s.clinic, name="x")]),
    "bulk_update": lambda s: Patient.objects.bulk_update([s.patient], ["name"]),
    "insert_unless_conflict": lambda s: insert_unless_conflict(Branch(clinic=s.clinic, name="x")),
    "new": lambda s: Branch(name="x"),
    "save": lambda s: s.patient.save(),
    "save a field": lambda s: s.patient.save(update_fields=["name"]),
    "update": lambda s: Patient.objects.update(name="x"),
    "delete": lambda s: s.patient.delete(),
    "delete all": lambda s: Patient.objects.all().delete(),
    "refresh": lambda s: s.patient.refresh_from_db(),
    "follow": lambda s: Appointment(clinic=s.clinic, patient_id=s.patient.pk).patient,
    "related": lambda s: list(s.patient.phones.all()),
    "related of a shared row": lambda s: list(s.owner.user.memberships.all()),
    "prefetch": lambda s: models.prefetch_related_objects([s.patient], "phones"),
    "select_for_update": lambda s: list(Patient.objects.select_for_update()),
    "subquery of a shared table": lambda s: list(
        Clinic.objects.filter(id__in=Patient.objects.values("clinic_id"))
    ),
    "own memberships": lambda s: list(Membership.own.all()),
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_outside_a_scope_every_statement_raises(sides: Sides, statement: Callable[[Side], Any]) -> None:
    with transaction.atomic():
        with pytest.raises(NoClinic), transaction.atomic():
            statement(sides.ours)
        transaction.set_rollback(True)


def test_building_a_queryset_outside_a_scope_is_allowed() -> None:
    """Forms name querysets in their class bodies, which Python runs at import."""
    assert Patient.objects.filter(name="x").exclude(sex="male").order_by("name").query is not None


READS: dict[str, Callable[[Side], Any]] = {
    "the door": lambda s: enter(s.clinic.slug, ""),
    "a day's plan": lambda s: day_plan(s.branch, SOON.date()).hours,
    "one's day's plan": lambda s: day_plan(s.branch, SOON.date(), [s.practitioner.id]).hours,
    "a holiday": lambda s: day_plan(s.branch, SOON.date() + timedelta(days=60)).holiday,
    "leave": lambda s: [
        part
        for hours in day_plan(s.branch, SOON.date() + timedelta(days=30)).hours.values()
        for part in hours.leave
    ],
    "branches": lambda s: [branch for branch in branches() if branch.id == s.branch.id],
    "practitioners of a day": lambda s: by_id([s.practitioner.id]),
    "one's book of a week": lambda s: book_between(
        s.branch, SOON.date(), SOON.date() + timedelta(days=6), s.practitioner.id
    ),
    "how full a month is": lambda s: loads_between(s.branch, SOON.date(), SOON.date() + timedelta(days=6)),
    "a day on paper": lambda s: sheet_of(s.branch, SOON.date(), phones=True),
    "one's book wherever": lambda s: own_book(s.practitioner.id, SOON, SOON + timedelta(days=1)),
    "plans of a week": lambda s: (
        plans_between(s.branch, SOON.date(), SOON.date() + timedelta(days=6))[SOON.date()].hours
    ),
    "who owes in a week, of one": lambda s: dues_between(
        s.branch, SOON.date(), SOON.date() + timedelta(days=6), s.practitioner.id
    ),
    "the day's book": lambda s: day_book(s.branch, SOON.date()),
    "the day's queue": lambda s: queue_of_day(s.branch, SOON.date()),
    "one's queue": lambda s: my_queue(s.practitioner, SOON.date()),
    "who waits": lambda s: s.queue_entry.id in {UUID(line.id) for line in waiting(SOON.date(), s.branch)},
    "how many wait here": lambda s: waiting_count(SOON.date(), branch_id=s.branch.id),
    "how many wait for one": lambda s: waiting_count(SOON.date(), member_id=s.members["practitioner"].id),
    "who can be booked": lambda s: [p for p in practitioners() if p.id == s.practitioner.id],
    "services": lambda s: [service for service in services() if service.id == s.service.id],
    "who does what": lambda s: s.practitioner.id in offered_by(),
    "who does a service": lambda s: offers(s.practitioner, s.service),
    "an appointment": lambda s: row_by_id(s.appointment.id),
    "a patient": lambda s: patient_by_id(s.patient.id),
    "a story": lambda s: story(s.patient.id),
    "a year of a story": lambda s: story(s.patient.id, upto=s.visit, year=s.visit.started_at.year),
    "how many visits in each year": lambda s: latest(s.patient.id, upto=s.visit, singly=0, most=0).years,
    "a visit": lambda s: visit(s.visit.id),
    "a place": lambda s: place(s.practitioner.id, s.branch.id, s.service.id),
    "an account": lambda s: entries(s.patient.id),
    "who owes on a day": lambda s: dues_of_day(s.branch, SOON.date()),
    "a balance": lambda s: balance(s.patient.id),
    "an opening balance": lambda s: opening_of(s.patient.id),
    "what is left of a bill": lambda s: owed_on([s.invoice.id]),
    "a list of bills": lambda s: listing(branch_id=s.branch.id),
    "the bill of an appointment": lambda s: account_of(s.appointment.id, s.patient.id).balance,
    "dues": lambda s: dues(branch_id=s.branch.id),
    "money taken": lambda s: taken(SOON.date(), SOON.date(), branch_id=s.branch.id),
    "bills issued": lambda s: issued(SOON.date(), SOON.date(), branch_id=s.branch.id),
    "a day in numbers": lambda s: day_counts([s.branch], SOON.date(), SOON.date()),
    "every branch": lambda s: [branch for branch in every_branch() if branch.id == s.branch.id],
    "practitioners' names": lambda s: names([s.practitioner.id], present=False),
    "tomorrow's free hours": lambda s: free_tomorrow([s.branch], practitioner_id=s.practitioner.id),
    "free times": lambda s: list(free_times(s.practitioner, s.branch, s.service, SOON.date())),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_a_read_by_hand_sees_its_own_clinic_alone(
    ours: Side, theirs: Side, read: Callable[[Side], Any]
) -> None:
    assert read(ours)
    assert not read(theirs)


def test_the_day_s_counter_is_the_clinic_s_own(ours: Side) -> None:
    before, week = day_version(SOON.date()), days_version(SOON.date(), SOON.date())
    bump(SOON.date())
    assert day_version(SOON.date()) == before + 1
    assert days_version(SOON.date(), SOON.date()) == week + 1


def test_the_queue_s_counter_is_the_clinic_s_own(ours: Side, theirs: Side) -> None:
    """Ours goes on from the row of two_clinics; a stranger's practitioner has no counter here, and no letter."""
    assert next_token(ours.practitioner.id, SOON.date()) == ("A", 2)
    with pytest.raises(ValueError, match="not enough values"):
        next_token(theirs.practitioner.id, SOON.date())


def test_what_strangers_have_booked_takes_no_time_of_ours(sides: Sides) -> None:
    """Their appointment, even with our practitioner's and room's ids, is not there for us."""
    ours, theirs = sides.ours, sides.theirs
    with clinic_scope(ours.clinic):
        before = list(free_times(ours.practitioner, ours.branch, ours.service, SOON.date()))
    columns = (
        "starts_at, ends_at, busy_from, busy_until, status, lane, overbook_reason, cancel_reason, created_at"
    )
    with database.superuser_connection() as raw:
        raw.execute("SET session_replication_role = replica")
        raw.execute(
            f"INSERT INTO booking_appointment"
            f" (clinic_id, id, practitioner_id, branch_id, room_id, patient_id, version, {columns})"
            f" SELECT %s, %s, practitioner_id, branch_id, room_id, patient_id, 1,"
            f" starts_at + interval '1 hour', ends_at + interval '1 hour', busy_from + interval '1 hour',"
            f" busy_until + interval '1 hour', status, lane, overbook_reason, cancel_reason, created_at"
            f" FROM booking_appointment WHERE clinic_id = %s LIMIT 1".encode(),
            [theirs.clinic.id, stranger := uuid7(), ours.clinic.id],
        )
    try:
        with clinic_scope(ours.clinic):
            assert list(free_times(ours.practitioner, ours.branch, ours.service, SOON.date())) == before
    finally:
        with database.superuser_connection() as raw:
            raw.execute("DELETE FROM booking_appointment WHERE id = %s", [stranger])


# Statements that no manager looks after, in files whose clinic_id was checked by hand and by tests.
BY_HAND = {
    "accounts/limits.py": "sign-in limits, of no clinic",
    "audit/chain.py": "an advisory lock",
    "billing/ledger.py": "READS",
    "billing/listing.py": "READS",
    "billing/locks.py": "advisory locks",
    "billing/openings.py": "READS",
    "billing/numbers.py": "the counters of numbers; clinic_id is the scope's",
    "billing/queries.py": "READS",
    "booking/choices.py": "READS",
    "booking/claim.py": "which holds ran out; clinic_id is the scope's, and the manager changes them",
    "booking/day.py": "READS",
    "booking/dues.py": "READS",
    "booking/load.py": "READS",
    "booking/openings.py": "READS",
    "booking/queries.py": "READS",
    "booking/report.py": "READS",
    "booking/sheet.py": "READS",
    "booking/rivalry.py": "advisory locks",
    "booking/queries_queue.py": "READS",
    "booking/tokens.py": "the queue's counters; clinic_id is the scope's",
    "booking/versions.py": "the day's counter; clinic_id is the scope's; READS",
    "clinics/actions/take_file_number.py": "the next number of the clinic; clinic_id is the scope's",
    "clinics/queries.py": "the door: one clinic by its id and word; READS",
    "messaging/queue.py": "writing messages; clinic_id is the scope's",
    "operations/health.py": "no clinic's tables",
    "operations/demo/load.py": "an advisory lock",
    "operations/imports/batch.py": "undoing an import; clinic_id is the scope's",
    "patients/models.py": "whether a file was merged; clinic_id is the scope's",
    "patients/duplicates.py": "likely duplicates; clinic_id is the scope's",
    "patients/queries.py": "READS",
    "patients/hits.py": "the search; clinic_id is the scope's",
    "records/queries.py": "READS",
    "scheduling/day.py": "READS",
    "tenancy/grants.py": "no clinic's rows",
    "tenancy/postgresql/base.py": "the scope itself",
    "tenancy/reads.py": "gives the scope's clinic to the reads of others",
    "tenancy/writes.py": "the insert; clinic_id is checked by the key's field",
}


def test_sql_by_hand_is_only_where_it_was_checked() -> None:
    root = Path(daybook.__file__).parent
    by_hand = re.compile(
        r"tenancy\.reads|\.cursor\(|self\.connection\.execute\(|\.raw\(|RawSQL|\.extra\(|_raw_delete"
    )
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "migrations" not in path.parts and by_hand.search(path.read_text())
    }
    assert found - {"tenancy/models.py"} == BY_HAND.keys()
