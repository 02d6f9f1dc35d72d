"""What is asked of the web server about the book, and the bars (docs/why/speed.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

from bench.consulting import Consulting
from bench.load import Link, Work
from bench.wire import CSRF, OK, ONCE, TRIVIAL, Scenario, cookies, form, get, request
from daybook.lib.ids import uuid7

SAME = frozenset({304, 200})  # a minute may end meanwhile, which the day shows
MANY = 200  # different requests of one kind
BOOKINGS = 600  # of one client in one round: more than it gets done


class Full(Exception):
    """No free time is left to book: what follows would not measure bookings."""


class Script:
    """Makes the requests, from what the seeding told."""

    def __init__(self, told: dict[str, Any], port: int) -> None:
        self.told = told
        self.port = port
        self.chance = Random(7)
        self.base = f"/c/{told['slug']}/"
        self.day = date.fromisoformat(told["day"])
        self._free: list[list[str]] = list(told["free"])
        self._lent: dict[int, list[list[str]]] = {}
        self.booked = 0
        self.consulting = Consulting(told)

    def all(self) -> list[Scenario]:
        return [
            Scenario("anonymous trivial view", self._same("/bench/anonymous/")),
            Scenario(TRIVIAL, self._same(f"{self.base}bench/trivial/"), "anonymous trivial view"),
            self._of_trivial("free times of a day, data", self._each(self._free_url("bench/free/")), 0.6),
            self._of_trivial(
                "free times of a day, fragment", self._each(self._free_url("appointments/free/"))
            ),
            self._of_trivial(
                "search by phone, data", self._each(self._search("phones", "bench/search/")), 0.6
            ),
            self._of_trivial("search by name, data", self._each(self._search("names", "bench/search/")), 0.6),
            self._of_trivial("search by phone, fragment", self._found("phones")),
            self._of_trivial("search by name, fragment", self._found("names")),
            Scenario("booking", self._bookings, TRIVIAL, 0.3, self._were_booked),
            self._of_trivial("day of ten practitioners, data", self._same(self._day("bench/day/")), 0.4),
            self._of_trivial("day of ten practitioners, page", self._same(self._day("day/")), 0.2),
            self._of_trivial("day of one practitioner, data", self._same(self._day("bench/day/", one=True))),
            self._of_trivial("day of one practitioner, page", self._same(self._day("day/", one=True))),
            self._of_trivial("poll, nothing changed (304)", self._poll),
            *self.consulting.all(),
        ]

    def _of_trivial(self, name: str, make: Callable[[int, float], Work], bar: float = 0.0) -> Scenario:
        return Scenario(name, make, TRIVIAL, bar)

    def _get(self, client: int, path: str, *headers: str) -> bytes:
        return get(path, self.told["sessions"][client], *headers)

    def _cookies(self, client: int) -> str:
        return cookies(self.told["sessions"][client])

    def _same(self, path: str) -> Callable[[int, float], Work]:
        return lambda client, seconds: Work([self._get(client, path)], OK, seconds)

    def _each(self, urls: Callable[[], str]) -> Callable[[int, float], Work]:
        paths = [urls() for _ in range(MANY)]

        def make(client: int, seconds: float) -> Work:
            mine = self.chance.sample(paths, len(paths))
            return Work([self._get(client, path, "HX-Request: true") for path in mine], OK, seconds)

        return make

    def _free_url(self, page: str) -> Callable[[], str]:
        def url() -> str:
            day = self.day + timedelta(days=self.chance.randrange(1, 80))
            query = {
                "practitioner": self.chance.choice(self.told["practitioners"]),
                "service": self.chance.choice(self.told["services"]),
                "branch": self.told["branch"],
                "day": day.isoformat(),
            }
            return f"{self.base}{page}?{urlencode(query)}"

        return url

    def _search(self, what: str, page: str) -> Callable[[], str]:
        return lambda: f"{self.base}{page}?{urlencode({'q': self.chance.choice(self.told[what])})}"

    def _found(self, what: str) -> Callable[[int, float], Work]:
        """The search box of every page: what is typed stands in the body, never in an address."""
        typed = [urlencode({"q": self.chance.choice(self.told[what])}) for _ in range(MANY)]

        def make(client: int, seconds: float) -> Work:
            path, session = f"{self.base}patients/search/", self._cookies(client)
            headers = ("HX-Request: true", f"X-CSRFToken: {CSRF}")
            mine = self.chance.sample(typed, len(typed))
            return Work([request("POST", path, session, *headers, body=q) for q in mine], OK, seconds)

        return make

    def day_page(self, seconds: float) -> Work:
        """The day as one client looks at it."""
        return self._same(self._day("day/"))(0, seconds)

    def _day(self, page: str, *, one: bool = False) -> str:
        query = {"day": self.day.isoformat(), "branch": self.told["branch"]}
        if one:
            query["who"] = self.told["practitioners"][3]
        return f"{self.base}{page}?{urlencode(query)}"

    def _bookings(self, client: int, seconds: float) -> Work:
        """The form as the browser sends it; every time is free and asked for once. Raises Full."""
        count = min(BOOKINGS, int(seconds * ONCE) + 20)
        self._lent[client], self._free = self._free[:count], self._free[count:]
        if not self._lent[client]:
            raise Full("every free time is booked: fewer rounds, or seed more (bench/shape.py)")
        works = [self._booking(client, *each) for each in self._lent[client]]
        return Work(works, frozenset({204}), seconds, once=True)

    def _were_booked(self, client: int, count: int) -> None:
        """What a client did not come to is free still."""
        self._free += self._lent.pop(client)[count:]
        self.booked += count

    def _booking(self, client: int, practitioner: str, at: str, patient: str) -> bytes:
        day, _, clock = at.partition("T")
        body = urlencode(
            {
                "csrfmiddlewaretoken": CSRF,
                "id": uuid7(),
                "patient": patient,
                "branch": self.told["branch"],
                "practitioner": practitioner,
                "service": self.told["services"][0],
                "day": day,
                "time": clock,
                "note": "",
                "overbook": "",
            }
        )
        return form(f"{self.base}appointments/new/", self._cookies(client), body)

    def _poll(self, client: int, seconds: float) -> Work:
        """A day that nobody changes meanwhile."""
        query = urlencode({"day": (self.day - timedelta(days=7)).isoformat(), "branch": self.told["branch"]})
        path = f"{self.base}day/changes/?{query}"
        link = Link(self.port)
        _, head, _ = link.ask(self._get(client, path))
        link.close()
        etag = next(line for line in head.decode().split("\r\n") if line.lower().startswith("etag:"))
        return Work([self._get(client, path, f"If-None-Match: {etag[5:].strip()}")], SAME, seconds)
