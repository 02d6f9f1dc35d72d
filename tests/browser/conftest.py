"""A real server, a real worker, a real Chromium. Every page that a test opens is watched: a violation of the content
policy, a script's error, a request to another host, or a third cookie fails the test that caused it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)
from pytest_django.plugin import DjangoDbBlocker

from daybook.accounts.models import User
from daybook.accounts.sessions import SessionStore
from daybook.operations import mailbox
from daybook.operations.demo.load import load_demo
from tests import database

# Debian's Chromium: the shell without a window's chrome draws the same pages with half the work.
BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM = os.environ.get("CHROMIUM") or next((each for each in BROWSERS if Path(each).exists()), BROWSERS[1])
# Without the background flags Chromium asks its maker's hosts at every start.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP, PHONE = (1440, 900), (390, 844)
PATIENCE = 90
COOKIES = {"__Host-session", "__Host-csrf"}
# The rules of axe that look at colours, which is half of its work.
COLOURS = ("color-contrast", "link-in-text-block")
# Buttons fade from one light to the other; what is measured on the way has no colour of either.
FADED = """() => Promise.allSettled(
  document.getAnimations().filter(each => each instanceof CSSTransition).map(each => each.finished)
)"""

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the test's thread


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    missing = not Path(CHROMIUM).exists()
    for item in items:
        if here in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@dataclass
class Site:
    """Where the server is, and the demo's people."""

    url: str
    mails: Path


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """`daybook web` and `daybook worker` on the run's own database, with the demo clinics in it."""
    with django_db_blocker.unblock():
        load_demo()
    with mailbox.serving(database.run_folder / "mails") as mail_port:
        yield from _serve({"DAYBOOK_SMTP_URL": f"smtp://127.0.0.1:{mail_port}"})


def _serve(more: dict[str, str]) -> Iterator[Site]:
    port = _free_port()
    environment = {
        **database.environment(),
        "DAYBOOK_PORT": str(port),
        "DAYBOOK_WEB_THREADS": "4",
        **more,
    }
    log = open(database.run_folder / "browser.log", "wb")  # noqa: SIM115 - handed to the processes
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "daybook", what],
            cwd=database.CHECKOUT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        for what in ("web", "worker")
    ]
    url = f"http://localhost:{port}"
    try:
        _wait_for(f"{url}/livez", started[0])
        yield Site(url, database.run_folder / "mails")
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=PATIENCE)
        log.close()
        database.empty()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail((database.run_folder / "browser.log").read_text()[-4000:])
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail(f"{url} did not answer")


expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Desk:
    """Someone at a browser: opens pages, and remembers what no page may do."""

    site: Site
    context: BrowserContext
    faults: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        page = self.context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("request", self._request)
        page.goto(self.site.url + path)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        host = urlsplit(request.url)
        if host.scheme in ("http", "https") and f"{host.scheme}://{host.netloc}" != self.site.url:
            self.faults.append(f"request to another host: {host.netloc}")

    def look_back(self) -> None:
        names = {cookie["name"] for cookie in self.context.cookies()}
        if names - COOKIES:
            self.faults.append(f"cookies: {sorted(names - COOKIES)}")


Sit = Callable[..., Desk]


@pytest.fixture
def sit(site: Site, chromium: Browser, django_db_blocker: DjangoDbBlocker) -> Iterator[Sit]:
    """`sit("reception")`: a browser in which that person of the demo is signed in; `sit(None)`: nobody is."""
    desks: list[Desk] = []

    def take_a_seat(
        who: str | None, size: tuple[int, int] = DESKTOP, scheme: Any = "light", touch: bool = False
    ) -> Desk:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            has_touch=touch,
            locale="en-IN",
        )
        desk = Desk(site, context)
        desks.append(desk)
        if who is not None:
            with django_db_blocker.unblock():
                key = _session_of(who)
            secure = site.url.replace("http:", "https:")
            context.add_cookies([{"name": "__Host-session", "value": key, "url": secure, "secure": True}])
        return desk

    yield take_a_seat
    for desk in desks:
        desk.look_back()
        desk.context.close()
    assert not [fault for desk in desks for fault in desk.faults]


def _session_of(email: str) -> str:
    """A signed-in session of that person; signing in by the form has tests of its own."""
    user = User.objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    assert session.session_key
    return session.session_key


def axe(page: Page, *, colours: bool = True) -> list[str]:
    """What axe finds wrong with the page, WCAG 2.2 AA and best practice; without `colours` half as much work."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    # `preload` reads style sheets and films for rules that are switched off or have nothing here to look at.
    off = {} if colours else {rule: {"enabled": False} for rule in COLOURS}
    found = page.evaluate(
        "rules => axe.run(document, {resultTypes: ['violations'], preload: false, rules})",
        off,
    )
    return [
        f"{each['id']} ({each['impact']}): {each['help']}: {[node['target'] for node in each['nodes'][:3]]}"
        for each in found["violations"]
    ]


def too_wide(page: Page) -> list[str]:
    """A page that scrolls sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wide} px too wide"] if wide > 0 else []


def faults_of(page: Page, *, colours: bool = True) -> list[str]:
    return axe(page, colours=colours) + too_wide(page)


def switch(page: Page, scheme: Any) -> None:
    """The other light, on the page as it stands."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate(FADED)


def picture(page: Page, name: str) -> None:
    """With DAYBOOK_PICTURES set to a folder: keep a screenshot there for people to look at."""
    if database.PICTURES:
        page.screenshot(path=Path(database.PICTURES) / f"{name}.png")
