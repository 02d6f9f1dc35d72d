"""The system user that runs PostgreSQL when Daybook itself is started as root, which PostgreSQL refuses."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from daybook.operations.embedded.errors import EmbeddedError

NAME = "daybook"
HOME = Path("/var/lib/daybook")


@dataclass(frozen=True)
class Account:
    """A system user by its numbers."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)


def for_this_process() -> Account | None:
    """The user to become before any of PostgreSQL's programs runs; None for an ordinary user."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        _create()
        entry = pwd.getpwnam(NAME)
    if entry.pw_uid == 0:
        raise EmbeddedError(f"The system user {NAME} has the rights of root; PostgreSQL needs one without.")
    return Account(entry.pw_uid, entry.pw_gid)


def _create() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", str(HOME), "--shell", "/usr/sbin/nologin", NAME]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise EmbeddedError(
            "PostgreSQL does not run as root, and this machine has no useradd to make the system user"
            f" {NAME}. Make the user, or start Daybook as an ordinary user."
        ) from None
    # 9: the user exists, because another process was faster.
    if done.returncode not in (0, 9):
        raise EmbeddedError(f"The system user {NAME} cannot be made: {done.stderr.strip()}")
