"""The mails that development's own mail server took: who waits for a code finds it here."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from daybook.operations.mailbox import mails

SHOWN = 50
_CODE = re.compile(r"\b\d{4}-\d{4}\b")


@dataclass(frozen=True, slots=True)
class Shown:
    """`code`: what there is to type, if anything."""

    to: str
    subject: str
    at: Any
    text: str
    code: str


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    found = [_read(path) for path in mails(settings.DAYBOOK.data_dir / "mails")[:SHOWN]]
    return render(request, "dev/mails.html", {"mails": found})


def _read(path: Path) -> Shown:
    mail = message_from_bytes(path.read_bytes(), policy=default)
    body = mail.get_body(("plain",))
    text = str(body.get_content()) if body else ""
    code = _CODE.search(text)
    date: Any = mail["Date"]
    return Shown(
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        at=date.datetime if date else None,
        text=text,
        code=code[0] if code else "",
    )
