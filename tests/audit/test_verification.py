"""A trail that was changed, cut or written anew in the database is found out; a whole one is not accused."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from daybook.audit import jobs, verification
from daybook.audit.actor import Actor
from daybook.audit.chain import GENESIS, digest, seal_entries
from daybook.audit.head import read_head
from daybook.audit.models import Entry, Seal, Verification
from daybook.audit.queries import last_verification
from daybook.audit.record import record
from daybook.tenancy.models import Clinic
from daybook.tenancy.scope import clinic_scope
from tests import database
from tests.factories import client_for, make_clinic, make_member

ACTOR = Actor.system("tests")


@pytest.fixture
def clinic(committed_db: None) -> Iterator[Clinic]:
    """Five sealed entries, in two sealings."""
    clinic = make_clinic()
    write(clinic, 3)
    write(clinic, 2)
    yield clinic


def write(clinic: Clinic, times: int) -> None:
    with clinic_scope(clinic):
        for number in range(times):
            record(ACTOR, "thing.done", on=("thing", number), details={"number": number})
    with clinic_scope(clinic):
        assert seal_entries() == times


def check(clinic: Clinic) -> Verification:
    with clinic_scope(clinic):
        return jobs.check_seals("Sudha Rao")


def as_owner_of_the_database(statement: str, *values: Any) -> None:
    with database.superuser_connection() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(statement.encode(), values)


def cut(clinic: Clinic, after: int) -> None:
    """The newest entries and their links gone, as if they had never been."""
    as_owner_of_the_database(
        "WITH gone AS (DELETE FROM audit_seal WHERE clinic_id = %s AND number > %s RETURNING entry_id)"
        " DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM gone)",
        clinic.id,
        after,
    )


def test_a_whole_chain_is_whole_and_compared_with_its_head(clinic: Clinic) -> None:
    found = check(clinic)
    assert (found.result, found.walked, found.number, found.anchored) == ("whole", 5, None, True)
    assert found.ended_at is not None
    with clinic_scope(clinic):
        assert last_verification() == found


def test_a_cut_tail_is_found_and_stays_found_when_the_trail_goes_on(clinic: Clinic) -> None:
    cut(clinic, after=3)
    found = check(clinic)
    assert (found.result, found.walked, found.number) == ("cut", 3, 5)
    write(clinic, 1)
    assert check(clinic).result == "cut"
    write(clinic, 4)
    assert (check(clinic).result, check(clinic).number) == ("rewritten", 5)


def test_a_chain_that_is_gone_altogether_is_found(clinic: Clinic) -> None:
    cut(clinic, after=0)
    assert check(clinic).result == "cut"


def test_a_chain_made_anew_over_changed_entries_is_found(clinic: Clinic) -> None:
    with clinic_scope(clinic):
        first = Seal.objects.get(number=1).entry_id
    as_owner_of_the_database("UPDATE audit_entry SET actor_label = 'Somebody' WHERE id = %s", first)
    assert (check(clinic).result, check(clinic).number) == ("broken", 1)
    before = GENESIS
    with clinic_scope(clinic):
        links = list(Seal.objects.select_related("entry").order_by("number"))
    for link in links:
        before = digest(before, link.entry)
        as_owner_of_the_database("UPDATE audit_seal SET digest = %s WHERE id = %s", before, link.id)
    assert (check(clinic).result, check(clinic).number) == ("rewritten", 5)


def test_a_sealing_that_is_rolled_back_moves_no_head(clinic: Clinic) -> None:
    with pytest.raises(RuntimeError), transaction.atomic(), clinic_scope(clinic):
        record(ACTOR, "thing.done", on=("thing", 9))
        seal_entries()
        raise RuntimeError
    with clinic_scope(clinic):
        head = read_head()
    assert head is not None and head.number == 5
    assert check(clinic).result == "whole"


def test_a_long_chain_is_walked_in_pieces_by_a_job(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "PIECE", 2)
    found = check(clinic)
    assert (found.result, found.walked) == ("running", 2)
    assert check(clinic) == found  # asked again: the same one
    queued = ProcrastinateJob.objects.filter(task_name="audit.verify")
    assert [job.args["verification_id"] for job in queued] == [str(found.id)]
    page = client_for(make_member(clinic)).get(f"/c/{clinic.slug}/trail/").content.decode()
    assert "2 fit so far" in page
    for _ in range(2):
        jobs.verify(clinic_id=clinic.id, verification_id=str(found.id))
    with clinic_scope(clinic):
        found.refresh_from_db()
    assert (found.result, found.walked) == ("whole", 5)


def test_the_owner_is_told_of_a_cut_tail(clinic: Clinic) -> None:
    cut(clinic, after=3)
    owner, url = client_for(make_member(clinic)), f"/c/{clinic.slug}/trail/"
    answer = owner.post(url + "verification/").content.decode()
    assert "The end of the trail is gone." in answer
    assert "5 entries had been sealed, and only 3 are here." in answer
    assert "entries after 3 are gone" in owner.get(url).content.decode()


def test_every_clinic_is_checked_each_week(clinic: Clinic) -> None:
    other = make_clinic()
    jobs.verify_all.func(timestamp=0)
    for each in (clinic, other):
        with clinic_scope(each):
            found = last_verification()
            assert found is not None and found.result == "whole"
            assert found.walked == Entry.objects.count()
