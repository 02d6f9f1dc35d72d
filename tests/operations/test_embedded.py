"""The embedded PostgreSQL: started, adopted, stopped; whatever was killed, and whatever the pid file says."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from daybook.operations import role_safety
from daybook.operations.embedded import TEST, EmbeddedError, Server, place, postmaster
from daybook.operations.embedded.profile import WORK

# Starts in another process, says so, and keeps the server in use until its input ends.
USER = """
import sys
from pathlib import Path
from daybook.operations.embedded import TEST, Server
server = Server(Path(sys.argv[1]), TEST)
server.acquire()
print(server.pid(), flush=True)
sys.stdin.read()
server.release()
"""


def use_elsewhere(data_dir: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", USER, str(data_dir)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def said_pid(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    return int(process.stdout.readline())


def until_gone(pid: int) -> None:
    while Path(f"/proc/{pid}").exists():
        time.sleep(0.01)


def one(server: Server, role: str = "daybook_app") -> object:
    with psycopg.connect(server.url(role).url()) as connection:
        return (connection.execute("SELECT 1").fetchone() or [None])[0]


def test_it_starts_serves_and_stops(data_dir: Path) -> None:
    server = Server(data_dir, TEST)
    server.acquire()
    pid = server.pid()
    assert pid
    assert one(server) == one(server, "daybook_owner") == 1
    server.release()
    until_gone(pid)
    assert server.pid() is None


def test_its_application_role_is_safe_and_its_owner_is_not(data_dir: Path) -> None:
    server = Server(data_dir, TEST)
    server.acquire()
    assert role_safety.problems(server.url("daybook_app")) == []
    assert role_safety.problems(server.url("daybook_owner"))
    assert any("superuser" in problem for problem in role_safety.problems(server.url("postgres")))
    with psycopg.connect(server.url("daybook_app").url(), autocommit=True) as connection:
        for refused in (
            "CREATE TABLE x (y int)",
            "CREATE TEMP TABLE x (y int)",
            "CREATE SCHEMA x",
            "CREATE DATABASE x",
            "SET ROLE daybook_owner",
            "SET SESSION AUTHORIZATION postgres",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "ALTER ROLE daybook_app SUPERUSER",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(refused.encode())
        timeouts = connection.execute(
            "SELECT current_setting('lock_timeout'), current_setting('statement_timeout'),"
            " current_setting('idle_in_transaction_session_timeout'), current_setting('timezone')"
        ).fetchone()
    assert timeouts == ("5s", "15s", "1min", "UTC")
    server.release()


def test_it_lets_nobody_in_without_the_password_and_nobody_else_to_the_socket(data_dir: Path) -> None:
    server = Server(data_dir, TEST)
    server.acquire()
    address = server.url("postgres")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(dbname="daybook", user="postgres", host=address.host, port=5432)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(dbname="daybook", user="postgres", host="127.0.0.1", port=5432, connect_timeout=2)
    for path in (server.place.socket, server.place.data, server.place.log):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert stat.S_IMODE((server.place.base / "passwords.json").stat().st_mode) == 0o600
    server.release()


def test_its_settings_are_durable_and_silent() -> None:
    text = WORK.text(Path("/a b/socket"), Path("/a b/log"))
    for line in (
        "fsync = 'on'",
        "synchronous_commit = 'on'",
        "full_page_writes = 'on'",
        "log_error_verbosity = 'terse'",
        "log_min_error_statement = 'panic'",
        "log_parameter_max_length = '0'",
        "log_parameter_max_length_on_error = '0'",
        "listen_addresses = ''",
        "unix_socket_directories = '\"/a b/socket\"'",
    ):
        assert line in text.splitlines()


def test_it_logs_no_data_of_a_failed_statement(data_dir: Path) -> None:
    server = Server(data_dir, TEST)
    server.acquire()
    with psycopg.connect(server.url("daybook_owner").url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE t (name text UNIQUE)")
        connection.execute("INSERT INTO t VALUES (%s)", ["canary-in-a-row"])
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO t VALUES (%s)", ["canary-in-a-row"])
        with pytest.raises(psycopg.errors.DataError):
            connection.execute("SELECT 'canary-in-a-text'::int")
    server.release()
    logged = b"".join(path.read_bytes() for path in server.place.log.iterdir())
    assert b"database system is shut down" in logged
    assert b"canary" not in logged


def test_the_last_user_stops_it_and_no_one_before(data_dir: Path) -> None:
    server = Server(data_dir, TEST)
    server.acquire()
    other = use_elsewhere(data_dir)
    pid = said_pid(other)
    assert pid == server.pid()
    server.release()
    assert server.pid() == pid
    other.communicate("")
    until_gone(pid)


def test_processes_that_start_together_share_one(data_dir: Path) -> None:
    users = [use_elsewhere(data_dir) for _ in range(4)]
    assert len({said_pid(user) for user in users}) == 1
    for user in users:
        user.communicate("")
        assert user.returncode == 0
    assert Server(data_dir, TEST).pid() is None


def test_a_killed_server_is_started_again_and_recovers(data_dir: Path) -> None:
    # Not the tests' profile: that one may lose what was committed last.
    server = Server(data_dir)
    server.acquire()
    with psycopg.connect(server.url("daybook_owner").url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        pid = server.pid()
        assert pid
        os.kill(pid, signal.SIGKILL)
    until_gone(pid)
    assert server.pid() is None
    server.ensure()
    assert server.pid() not in (None, pid)
    with psycopg.connect(server.url("daybook_owner").url()) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    server.release()


def test_a_server_whose_user_was_killed_is_adopted_and_stopped(data_dir: Path) -> None:
    killed = use_elsewhere(data_dir)
    pid = said_pid(killed)
    killed.kill()
    killed.wait()
    server = Server(data_dir, TEST)
    server.acquire()
    assert server.pid() == pid
    assert one(server) == 1
    server.release()
    until_gone(pid)


def test_a_stale_pid_file_with_a_stranger_s_number_hinders_nothing(data_dir: Path) -> None:
    server = Server(data_dir, TEST)
    server.acquire()
    pid = server.pid()
    assert pid
    os.kill(pid, signal.SIGKILL)
    until_gone(pid)
    # After a restart of the machine the number may be anyone's: here a process of ours that must not be hurt.
    stranger = subprocess.Popen(["sleep", "600"])
    file = server.place.data / "postmaster.pid"
    file.write_text(file.read_text().replace(str(pid), str(stranger.pid), 1))
    assert server.pid() is None
    server.ensure()
    assert one(server) == 1
    assert stranger.poll() is None
    server.release()
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_an_interrupted_first_start_is_begun_anew(data_dir: Path) -> None:
    server = Server(data_dir, TEST)
    draft = server.place.base / "data.draft"
    draft.mkdir()
    (draft / "half").write_text("half")
    server.acquire()
    assert one(server) == 1
    assert not draft.exists()
    server.release()


def test_it_refuses_data_of_another_version(data_dir: Path) -> None:
    server = Server(data_dir, TEST)
    server.place.data.mkdir()
    (server.place.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedError, match="16"):
        server.acquire()


def test_a_socket_path_that_is_too_long_goes_elsewhere_privately(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    long = Path("/srv") / ("a name of a folder " * 8)
    folder = place._socket_folder(long)
    try:
        assert len(os.fsencode(folder)) <= place.LONGEST_FOLDER
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert place._socket_folder(long) == folder
        assert place._socket_folder(long / "other") != folder
        folder.chmod(0o755)
        with pytest.raises(EmbeddedError):
            place._socket_folder(long)
    finally:
        folder.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has its database elsewhere")
def test_a_data_folder_that_was_moved_says_where_its_database_is(data_dir: Path) -> None:
    base = Server(data_dir, TEST).place.base
    moved = data_dir / "moved"
    moved.mkdir()
    (moved / "instance").write_text((data_dir / "instance").read_text())
    with pytest.raises(EmbeddedError, match=str(base)):
        Server(moved, TEST)


def test_a_process_is_ours_only_with_our_data_folder() -> None:
    assert not postmaster.serves(os.getpid(), Path("/nowhere"))
    assert not postmaster.serves(postmaster.NOBODY, Path("/nowhere"))


def test_a_renewed_database_is_empty_and_one_in_use_is_left_alone(data_dir: Path) -> None:
    server = Server(data_dir, TEST)
    server.acquire()
    try:
        with psycopg.connect(server.url("daybook_owner").url()) as connection:
            connection.execute("CREATE TABLE kept (id integer)")
            connection.commit()
            with pytest.raises(EmbeddedError, match="stop Daybook first"):
                server.renew()
            assert connection.execute("SELECT to_regclass('kept')").fetchone() == ("kept",)
        server.renew()
        with psycopg.connect(server.url("daybook_owner").url()) as connection:
            assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)
        assert one(server) == 1
    finally:
        server.release()
