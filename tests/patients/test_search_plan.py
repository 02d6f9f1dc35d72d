"""The search stays on its index behind row-level security: only leakproof comparisons may, and only in C collation.

Run as the application's role, which is whom the tests connect as. The planner is told to prefer an index, since a test
has few rows; it cannot use one that the wall forbids.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daybook.patients import queries
from daybook.tenancy.scope import clinic_scope
from tests.factories import make_clinic, make_patient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "ranges"), [("kavya", 1), ("కవిత", 1), ("4383", 2), ("98480 22338", 1), ("ka ra 438", 4)]
)
def test_every_range_is_read_from_the_index_alone(text: str, ranges: int) -> None:
    clinic = make_clinic()
    make_patient(clinic, "Kavya Rao", "+917697714383")
    with clinic_scope(clinic), connection.cursor() as cursor:
        with CaptureQueriesContext(connection) as captured:
            queries.search(text)
        (query,) = captured.captured_queries
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("EXPLAIN " + query["sql"].replace("%", "%%"))
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert plan.count("Index Only Scan using search_term_prefix") == ranges, plan
    assert plan.count("(term >= ") == plan.count("(term < ") == ranges, plan
    assert "Seq Scan" not in plan and "~~" not in plan, plan


def test_a_search_is_one_query() -> None:
    clinic = make_clinic()
    for _ in range(3):
        make_patient(clinic, "Kavya Rao", "+917697714383")
    with clinic_scope(clinic), CaptureQueriesContext(connection) as captured:
        assert len(queries.search("kavya 383")) == 3
    assert len(captured) == 1
