"""What is asked after the book: patients' files, visits, notes, bills and papers."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any
from urllib.parse import urlencode

from bench.load import Work
from bench.shape import LONG, STORIES
from bench.wire import CSRF, OK, ONCE, TRIVIAL, Scenario, cookies, form, get, request
from daybook.lib.ids import uuid7

NOTE = {
    "findings": "Throat red, no exudate. Chest clear.",
    "advice": "Warm fluids, steam. Come back when there is fever.",
    "blood_pressure": "134/84",
    "weight": "81.5",
    "height": "173",
    "diagnosis": "J00 · Acute nasopharyngitis [common cold]",
    "line": ["a", "b"],
    "medicine-a": "Cetirizine",
    "strength-a": "10 mg",
    "form-a": "tablet",
    "dose-a": "0-0-1",
    "days-a": "5",
    "medicine-b": "Paracetamol",
    "strength-b": "650 mg",
    "dose-b": "1-1-1",
    "days-b": "3",
}


class Consulting:
    """Makes the requests, from what the seeding told (bench/stories.py)."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.chance = Random(11)
        self.base = f"/c/{told['slug']}/"
        self.issued = 0
        self._saved: Counter[int] = Counter()

    def all(self) -> list[Scenario]:
        return [
            Scenario(f"file of a patient with {STORIES} visits", self._files, TRIVIAL),
            Scenario(f"file of a patient with {LONG} visits", self._long_file, TRIVIAL),
            Scenario(f"visit of a patient with {STORIES} others", self._visits, TRIVIAL),
            Scenario("saving a note", self._notes, TRIVIAL, answered=self._were_saved),
            Scenario("issuing an invoice", self._invoices, TRIVIAL, answered=self._were_issued),
            Scenario("a prescription as PDF", self._papers, TRIVIAL),
        ]

    def _pages(self, client: int, seconds: float, paths: list[str]) -> Work:
        mine = self.chance.sample(paths, len(paths))
        session = self.told["practising"][client]
        return Work([get(f"{self.base}{path}", session) for path in mine], OK, seconds)

    def _files(self, client: int, seconds: float) -> Work:
        return self._pages(client, seconds, [f"patients/{one}/" for one in self.told["stories"]])

    def _long_file(self, client: int, seconds: float) -> Work:
        return self._pages(client, seconds, [f"patients/{self.told['long']}/"])

    def _visits(self, client: int, seconds: float) -> Work:
        return self._pages(client, seconds, [f"visits/{self.told['open'][client]}/"])

    def _papers(self, client: int, seconds: float) -> Work:
        """No two alike, so that nothing that was laid out before fits."""
        return self._pages(client, seconds, [f"visits/{one}/prescription/" for one in self.told["papers"]])

    def _notes(self, client: int, seconds: float) -> Work:
        """One visit of each client's own, typed on and on: each save carries the version of the one before."""
        first = 1 + self._saved[client]
        works = [self._note(client, version) for version in range(first, first + int(seconds * ONCE) + 20)]
        return Work(works, OK, seconds, once=True)

    def _were_saved(self, client: int, count: int) -> None:
        self._saved[client] += count

    def _note(self, client: int, version: int) -> bytes:
        typed = NOTE | {"complaint": f"Cold and sore throat for {version} days.", "version": version}
        body = urlencode({"csrfmiddlewaretoken": CSRF, **typed}, doseq=True)
        session = cookies(self.told["practising"][client])
        path = f"{self.base}visits/{self.told['open'][client]}/note/"
        return request("POST", path, session, "Accept: application/json", body=body)

    def _invoices(self, client: int, seconds: float) -> Work:
        works = [self._invoice(client, number) for number in range(int(seconds * ONCE) + 20)]
        return Work(works, frozenset({204}), seconds, once=True)

    def _were_issued(self, client: int, count: int) -> None:
        self.issued += count

    def _invoice(self, client: int, number: int) -> bytes:
        typed = {
            "id": uuid7(),
            "patient": self.chance.choice(self.told["patients"]),
            "branch": self.told["branch"],
            "practitioner": self.told["practitioners"][0],
            "line-0-text": "Service of 15 minutes",
            "line-0-quantity": "1",
            "line-1-text": "Dressing",
            "line-1-quantity": "2",
            "line-1-price": "250",
            "line-1-discount": "5 %",
            "issue": "1",
        }
        tills = self.told["tills"][client]
        session = cookies(tills[number % len(tills)])
        return form(f"{self.base}bills/new/", session, urlencode({"csrfmiddlewaretoken": CSRF, **typed}))
