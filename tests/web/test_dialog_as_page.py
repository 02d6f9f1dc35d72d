"""A dialog's fragment opened as a page of its own."""

import re

from tests import factories


def test_it_has_a_title_and_no_button_that_closes_nothing(db: None) -> None:
    clinic = factories.make_clinic(name="Sunrise <Clinic>")
    client = factories.client_for(factories.make_member(clinic, "receptionist"))
    page = client.get(f"/c/{clinic.slug}/appointments/new/").content.decode()
    title = re.search(r"<title>(.*?)</title>", page)
    assert title and title[1] == "Book · Sunrise &lt;Clinic&gt;"
    assert 'method="dialog"' not in page.split("<main")[1].split("</main>")[0]
