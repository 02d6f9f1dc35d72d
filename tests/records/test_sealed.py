"""What a copy of the database tells of a visit: nothing."""

from daybook.lib.clock import FrozenClock
from daybook.lib.ids import uuid7
from daybook.operations.embedded import programs
from daybook.records.actions.amend import amend
from daybook.records.actions.attach import attach
from daybook.records.lines import Line
from daybook.records.models import Visit
from daybook.records.sealed import open_content
from tests import database
from tests.records.room import Room, said

PNG = b"\x89PNG\r\n\x1a\n"


def dumped() -> str:
    """All of the run's database, as `pg_dump` writes it for a superuser."""
    where = database.address("postgres")
    environ = {"PGHOST": where.host, "PGUSER": where.user, "PGPASSWORD": where.password or ""}
    done = programs.run(database.server.place, "pg_dump", where.name, environ=environ)
    done.check_returncode()
    return done.stdout


def test_no_word_of_a_visit_is_in_a_dump(committed_db: None, now: FrozenClock) -> None:
    room = Room()
    with room.inside():
        visit = room.signed(said(Line("Canarymycin", dose="1-0-1"), complaint="canary complaint"))
        more = said(Line("Canarymycin", dose="1-0-1"), complaint="canary complaint", advice="canary advice")
        amend(actor=room.anna_herself, visit=visit, content=more, reason="canary reason", after=0)
        attach(
            actor=room.anna_herself,
            visit=visit,
            attachment_id=uuid7(),
            name="canary.png",
            content=PNG + b"canary picture",
        )
    dump = dumped()
    assert (
        "COPY public.records_visit " in dump and str(visit.id) in dump
    )  # it is a dump, with the visit in it
    for word in ("canary", "Canarymycin", "hypertension", "Penicillin"):
        assert word not in dump
        assert word.encode().hex() not in dump  # how a dump writes bytes


def test_a_note_that_was_moved_to_another_visit_does_not_open(room: Room) -> None:
    one, other = room.signed(), room.open(room.booked(11))
    other.note_sealed = Visit.objects.get(pk=one.pk).note_sealed
    assert open_content(other, None).unreadable
