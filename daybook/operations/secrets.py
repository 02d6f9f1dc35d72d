"""Secrets that Daybook makes for itself: written once, whole, readable by their owner alone."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def private_folder(path: Path) -> Path:
    """Make a folder only its owner can enter (the folders above it keep their rights)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def keep(path: Path, make: Callable[[], str]) -> str:
    """The text of a secret file; made at the first call, by whichever process comes first."""
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError:
        private_folder(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(make() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link refuses to overwrite: two processes that start together agree on one secret.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text("ascii").strip()
