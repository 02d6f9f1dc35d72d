"""The files that browsers fetch, made ready for production: hashed names, compressed."""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import version
from pathlib import Path

import django
from django.core.management import call_command

PACKAGE = Path(__file__).resolve().parent.parent
LIBRARIES = ("django", "django-htmx", "django-allauth")


def collect(folder: Path) -> None:
    """Fill the folder unless it holds this version already."""
    stamp, wanted = folder / ".version", _version()
    if stamp.exists() and stamp.read_text("ascii") == wanted:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybook.settings")
    django.setup()
    # django_htmx ships files of another major version that refer to modules it does not ship.
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=["hx-*.js"])
    stamp.write_text(wanted, "ascii")


def _version() -> str:
    digest = hashlib.sha256("".join(f"{name} {version(name)}\n" for name in LIBRARIES).encode())
    for path in sorted((PACKAGE / "web" / "static").rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(PACKAGE)}\0".encode() + path.read_bytes())
    return digest.hexdigest()
