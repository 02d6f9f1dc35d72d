"""The printed SQL makes safe roles on a PostgreSQL of one's own; unsafe ones are named and refused."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from daybook.lib.database_url import DatabaseUrl
from daybook.operations import role_safety
from daybook.operations.roles import Login, roles_sql
from tests.operations.commands import daybook

BIN = Path("/usr/lib/postgresql/15/bin")
OWNER, APP = Login("daybook_owner", 'it\'s \\ ; "quoted"'), Login("daybook_app", "$$ % 'x'")

pytestmark = pytest.mark.skipif(not BIN.exists(), reason="Debian's PostgreSQL 15 is not installed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    """The socket's folder of a PostgreSQL 15 of its own."""
    folder = Path(tempfile.mkdtemp(prefix="pg15-"))
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")

    def as_user(*words: str) -> None:
        options = {"user": user, "extra_groups": []} if os.geteuid() == 0 else {}
        subprocess.run(words, cwd="/", check=True, capture_output=True, **options)  # type: ignore[call-overload]

    as_user(str(BIN / "initdb"), "-D", f"{folder}/data", "-U", "postgres", "-A", "scram-sha-256",
            "--pwfile", str(_password_file(folder)), "-E", "UTF8", "--no-sync")  # fmt: skip
    as_user(str(BIN / "pg_ctl"), "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "start",
            "-o", f"-F -c listen_addresses='' -c unix_socket_directories={folder}")  # fmt: skip
    try:
        yield folder
    finally:
        as_user(str(BIN / "pg_ctl"), "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


def _password_file(folder: Path) -> Path:
    file = folder / "password"
    file.write_text("super\n")
    file.chmod(0o644)
    return file


def address(cluster: Path, login: Login, name: str = "daybook") -> DatabaseUrl:
    return DatabaseUrl(login.name, login.password, str(cluster), 5432, name)


SUPERUSER = Login("postgres", "super")


def psql(cluster: Path, script: str) -> None:
    environ = {**os.environ, "PGPASSWORD": "super"}
    command = ["psql", "-X", "-q", "-h", str(cluster), "-U", "postgres", "-v", "ON_ERROR_STOP=1"]
    subprocess.run(command, input=script, text=True, check=True, capture_output=True, env=environ)


@pytest.fixture
def fresh(cluster: Path) -> Path:
    psql(cluster, "DROP DATABASE IF EXISTS daybook; DROP ROLE IF EXISTS daybook_app, daybook_owner;")
    script = roles_sql("daybook", OWNER, APP)
    psql(cluster, script)
    # It may be run again.
    psql(cluster, script)
    return cluster


def test_it_makes_roles_that_are_safe_and_can_be_migrated(fresh: Path) -> None:
    assert role_safety.problems(address(fresh, APP)) == []
    environ = {
        "DATABASE_URL": address(fresh, APP).url(),
        "DATABASE_OWNER_URL": address(fresh, OWNER).url(),
        "DAYBOOK_ENV": "test",
    }
    done = daybook("migrate", environ=environ)
    assert done.returncode == 0, done.stderr
    assert role_safety.problems(address(fresh, APP)) == []
    assert '"current": true' in daybook("migrate", "--plan", environ=environ).stdout
    assert daybook("check", environ=environ).returncode == 0
    with (
        psycopg.connect(address(fresh, APP).url()) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("TRUNCATE django_migrations")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ("ALTER ROLE daybook_app SUPERUSER", "superuser"),
        ("ALTER ROLE daybook_app BYPASSRLS", "BYPASSRLS"),
        ("ALTER ROLE daybook_app CREATEROLE", "CREATEROLE"),
        ("GRANT daybook_owner TO daybook_app", "member of daybook_owner"),
        ("ALTER ROLE daybook_app NOINHERIT; GRANT daybook_owner TO daybook_app", "member of daybook_owner"),
        ("GRANT pg_execute_server_program TO daybook_app", "pg_execute_server_program"),
        ("\\connect daybook\nGRANT CREATE ON SCHEMA public TO daybook_app", "may create"),
        ("\\connect daybook\nCREATE TABLE t (); ALTER TABLE t OWNER TO daybook_app", "owns"),
        ("\\connect daybook\nCREATE TABLE t (); GRANT TRUNCATE ON t TO daybook_app", "TRUNCATE"),
    ],
)
def test_it_names_what_is_unsafe_and_nothing_starts(fresh: Path, change: str, word: str) -> None:
    psql(fresh, change)
    found = role_safety.problems(address(fresh, APP))
    assert any(word in problem for problem in found), found


def test_web_and_worker_refuse_an_unsafe_role(fresh: Path) -> None:
    environ = {"DATABASE_URL": address(fresh, OWNER).url(), "DAYBOOK_ENV": "test"}
    for command in ("web", "worker"):
        done = daybook(command, environ=environ)
        assert done.returncode == 3
        assert "daybook_owner owns" in done.stderr
        assert OWNER.password not in done.stderr


def test_it_says_only_that_it_cannot_connect(fresh: Path) -> None:
    wrong = address(fresh, Login("daybook_app", "wrong"))
    assert role_safety.problems(wrong) == [
        "cannot connect to the database daybook as daybook_app: check host, port, name and password"
    ]


def test_it_prints_the_sql_with_the_addresses_to_set(fresh: Path) -> None:
    done = daybook("check", "--roles-sql", environ={})
    assert done.returncode == 0
    psql(fresh, done.stdout)
    lines = dict(
        line.removeprefix("--   ").split("=", 1) for line in done.stdout.splitlines() if "_URL=" in line
    )
    app = DatabaseUrl.parse(lines["DATABASE_URL"])
    assert role_safety.problems(address(fresh, Login(app.user, app.password))) == []
