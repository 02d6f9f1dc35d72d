"""The day beside the book and the report count the same people as seen: walk-ins too."""

import re

from tests import factories
from tests.web.reports.evening import DAY, Evening


def beside_the_book(evening: Evening, **query: str) -> str:
    """What stands under "Seen" on the day's page: "2 of 5"."""
    client = factories.client_for(evening.owner())
    page = client.get(f"/c/{evening.till.clinic.slug}/day/", {"day": DAY.isoformat(), **query})
    found = re.search(r"(\d+ of \d+)", page.content.decode())
    assert found
    return found[1]


def test_the_day_and_the_report_agree(evening: Evening) -> None:
    row = evening.booked(DAY, 10, "done")
    evening.booked(DAY, 11, "no_show")
    evening.token("done", patient=row.patient, appointment=row)
    for state in ("done", "waiting", "left", "withdrawn"):
        evening.token(state)
    other = factories.make_practitioner(evening.till.clinic, "Dr Other")
    evening.token("done", practitioner=other)
    assert beside_the_book(evening) == "3 of 5"
    assert evening.figures()["Seen"].split()[0] == "3"
    assert beside_the_book(evening, who=str(evening.anna.id)) == "2 of 4"
