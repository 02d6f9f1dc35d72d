"""Starts, adopts and stops the embedded PostgreSQL; safe for several processes on one data folder."""

from __future__ import annotations

import hashlib
import json
import secrets
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from daybook.lib.database_url import DatabaseUrl
from daybook.operations.embedded import place as places
from daybook.operations.embedded import postmaster, programs
from daybook.operations.embedded.errors import EmbeddedError
from daybook.operations.embedded.locks import UserCount, alone
from daybook.operations.embedded.profile import HBA, WORK, Profile
from daybook.operations.roles import Login, roles_sql
from daybook.operations.secrets import keep

DATABASE = "daybook"
OWNER = "daybook_owner"
APP = "daybook_app"
SUPERUSER = "postgres"
MAJOR = "18"
# Processes of a killed server need a moment to notice and to let go of the shared memory.
START_TRIES = 8
START_PAUSE = 0.5
READY_SECONDS = 60


class Server:
    """The PostgreSQL of one data folder. `acquire` before use and `release` after; the last user stops it."""

    def __init__(self, data_dir: Path, profile: Profile = WORK) -> None:
        self.place = places.find(data_dir)
        self.profile = profile
        self._users = UserCount(self.place.base / "users.lock")

    def acquire(self) -> None:
        """Count this process as a user and see to it that the server runs. Raises EmbeddedError."""
        with self._alone():
            self._users.join()
            try:
                self._ensure()
            except BaseException:
                self._users.leave()
                raise

    def release(self) -> None:
        """This process needs the server no longer; it is stopped when nobody else does."""
        with self._alone():
            if self._users.leave() and self.pid():
                self._stop()

    def ensure(self) -> None:
        """Start it again if it was killed."""
        with self._alone():
            self._ensure()

    def pid(self) -> int | None:
        return postmaster.pid_of(self.place.data)

    def url(self, role: str, database: str = DATABASE) -> DatabaseUrl:
        """The address of a database here for one of the roles."""
        return DatabaseUrl(role, self._passwords()[role], str(self.place.socket), 5432, database)

    def sql(self, script: str, database: str = "postgres") -> str:
        """Run a psql script as the superuser."""
        return programs.sql(self.place, self._passwords()[SUPERUSER], script, database)

    def renew(self) -> None:
        """Give up the database with all that is in it, and make it anew without tables; the roles stay.

        Raises EmbeddedError when somebody is connected to it.
        """
        with self._alone():
            try:
                self.sql(f"DROP DATABASE IF EXISTS {DATABASE};")
            except subprocess.CalledProcessError:
                raise EmbeddedError("The database is in use: stop Daybook first, then try again.") from None
            (self.place.base / "roles").unlink(missing_ok=True)
            self._make_roles_once()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with alone(self.place.base / "start.lock"):
            yield

    def _ensure(self) -> None:
        if not self.place.data.exists():
            self._initialise()
        self._refuse_other_version()
        if self.pid() is None:
            self._start()
        self._wait_until_ready()
        self._make_roles_once()

    def _initialise(self) -> None:
        # initdb may be killed half-way: only a whole data folder gets the name.
        draft, password = self.place.base / "data.draft", self.place.base / "initdb.password"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password.unlink(missing_ok=True)
        password.touch(0o600)
        password.write_text(self._passwords()[SUPERUSER] + "\n", "ascii")
        for path in (draft, password):
            if self.place.account:
                self.place.account.own(path)
        try:
            done = programs.run(
                self.place,
                "initdb",
                *("-D", draft, "-U", SUPERUSER, f"--pwfile={password}", "--auth=scram-sha-256", "-E", "UTF8"),
                *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
                *self.profile.initdb,
            )
        finally:
            password.unlink()
        if done.returncode:
            raise EmbeddedError(f"PostgreSQL cannot make its data folder: {done.stderr.strip()}")
        draft.rename(self.place.data)

    def _refuse_other_version(self) -> None:
        found = (self.place.data / "PG_VERSION").read_text("ascii").strip()
        if found != MAJOR:
            raise EmbeddedError(f"{self.place.data} was made by PostgreSQL {found}, and this one is {MAJOR}.")

    def _start(self) -> None:
        config, hba = self.place.base / "postgresql.conf", self.place.base / "pg_hba.conf"
        config.write_text(self.profile.text(self.place.socket, self.place.log), "utf-8")
        hba.write_text(HBA, "utf-8")
        # The system user reads both, and there is no secret in them.
        config.chmod(0o644)
        hba.chmod(0o644)
        options = shlex.join(["-c", f"config_file={config}", "-c", f"hba_file={hba}"])
        arguments = (
            "-D",
            self.place.data,
            "-l",
            self.place.log / "start.log",
            "-o",
            options,
            "-w",
            "-t",
            "60",
        )
        postmaster.forget_stranger(self.place.data)
        for _ in range(START_TRIES):
            done = programs.run(self.place, "pg_ctl", "start", "--silent", *arguments)
            if done.returncode == 0:
                return
            time.sleep(START_PAUSE)
        raise EmbeddedError(f"PostgreSQL does not start; its reasons are in {self.place.log}.")

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while not postmaster.is_ready(self.place.data):
            if self.pid() is None or time.monotonic() > until:
                raise EmbeddedError(
                    f"PostgreSQL stopped while starting; its reasons are in {self.place.log}."
                )
            time.sleep(0.05)

    def _make_roles_once(self) -> None:
        done = self.place.base / "roles"
        passwords = self._passwords()
        script = roles_sql(DATABASE, Login(OWNER, passwords[OWNER]), Login(APP, passwords[APP]))
        if done.exists() and done.read_text("ascii") == _digest(script):
            return
        try:
            self.sql(script)
        except subprocess.CalledProcessError as error:
            raise EmbeddedError(f"The database's roles cannot be made: {error.stderr.strip()}") from None
        done.write_text(_digest(script), "ascii")

    def _stop(self) -> None:
        for mode in ("fast", "immediate"):
            arguments = ("-D", self.place.data, "-m", mode, "-w", "-t", "30")
            if programs.run(self.place, "pg_ctl", "stop", "--silent", *arguments).returncode == 0:
                return

    def _passwords(self) -> dict[str, str]:
        def make() -> str:
            return json.dumps({role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APP)})

        passwords: dict[str, str] = json.loads(keep(self.place.base / "passwords.json", make))
        return passwords


def _digest(script: str) -> str:
    return hashlib.sha256(script.encode()).hexdigest()
