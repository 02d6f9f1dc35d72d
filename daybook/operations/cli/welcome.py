"""What `daybook run` says when the first page can be opened."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from datetime import date

from daybook.config import Config

# Words and passwords only, so that `run` need not load the demo itself.
LOGINS = "daybook.operations.demo.logins"
# Days after which it is said that the demo's weeks have gone by.
OLD_DAYS = 6


def welcome(config: Config, port: int, *, demo: bool) -> str:
    """The address, and in development who can sign in to the demo and where its mails are."""
    if config.env != "development":
        return f"Daybook is ready on {config.host}:{port}."
    host = "localhost" if config.host in ("127.0.0.1", "0.0.0.0", "::", "::1") else config.host  # noqa: S104
    address = f"http://{host}:{port}/"
    lines = ["", f"Daybook is ready: {address}"]
    if port != config.port:
        lines.append(f"(port {config.port} is taken)")
    if demo and importlib.util.find_spec(LOGINS):
        lines += ["", "Sign in to the demo as:", *_logins()]
    lines += ["", f"Mails are kept, not sent: {address}dev/mails/", "Ctrl-C stops everything.", ""]
    return "\n".join(lines)


def aged(marks: Mapping[str, str], today: date) -> str:
    """What to tell about a demo whose days have gone by, or nothing."""
    made = marks.get("demo_on", "")
    if not made or (today - date.fromisoformat(made)).days <= OLD_DAYS:
        return ""
    return (
        f"The demo clinics are as they were on {made}; `daybook demo --fresh` makes them anew around today."
    )


def _logins() -> list[str]:
    rows = importlib.import_module(LOGINS).LOGINS
    width = max(len(row[1]) for row in rows)
    return [f"  {email:<{width}}  {password}  {who}" for who, email, password in rows]
