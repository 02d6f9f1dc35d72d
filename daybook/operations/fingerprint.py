"""Which schema the code wants, and what is noted at a database about the one it has; no driver, no Django.

After each migration a fingerprint of all that shapes the schema is kept as the comment of the schema `public`:
it travels with a dump, needs no table, and every role may read it.
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
# Their migrations are in the schema too.
LIBRARIES = ("django", "django-allauth", "procrastinate")
NOTED = "SELECT obj_description('public'::regnamespace, 'pg_namespace')"


def fingerprint() -> str:
    """A digest of the migrations, of what makes walls and rights, and of the libraries' versions."""
    digest = hashlib.sha256()
    files = [*PACKAGE.glob("*/migrations/*.py"), *PACKAGE.glob("tenancy/**/*.py")]
    for path in sorted(files):
        digest.update(f"{path.relative_to(PACKAGE)}\0".encode() + path.read_bytes() + b"\0")
    digest.update("".join(f"{name} {version(name)}\n" for name in LIBRARIES).encode())
    return digest.hexdigest()


def read_marks(comment: str | None) -> dict[str, str]:
    """What a comment says: `schema`, the fingerprint, and `demo`, whether the demo is loaded."""
    try:
        found = json.loads(comment or "{}")
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}
