"""The embedded key store: on the disk when it says so, one key however many ask at once, gone when destroyed."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import uuid
from pathlib import Path

import pytest

from daybook.tenancy import key_file
from daybook.tenancy.key_cache import KeyCache
from daybook.tenancy.keys import DataKey, Destroyed, KeyMissing, KeyStoreError, Subject, Tampered
from daybook.tenancy.keystore import CACHE_SECONDS, SqliteKeyStore, rotate_master

MASTER, OTHER = b"m" * 32, b"o" * 32
ALICE = Subject.patient(uuid.UUID(int=1))
BOB = Subject.patient(uuid.UUID(int=2))

CHILD = """
import sys
from pathlib import Path
from daybook.tenancy.keys import Subject
from daybook.tenancy.keystore import SqliteKeyStore
folder, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
store = SqliteKeyStore(folder, b"m" * 32)
for number in range(first, first + count):
    key = store.obtain(7, Subject("patient:%d" % number))
    print(number, key.key_id.hex(), key.secret.hex(), flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys of all clinics"


@pytest.fixture
def store(folder: Path) -> SqliteKeyStore:
    return SqliteKeyStore(folder, MASTER)


def another(folder: Path, master: bytes = MASTER) -> SqliteKeyStore:
    """As another process sees the folder: with nothing in its memory."""
    return SqliteKeyStore(folder, master)


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with key_file.reading(key_file.path_of(folder, 7)) as database:
        return database.execute(query).fetchall()


def start_child(folder: Path, first: int, count: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", CHILD, str(folder), str(first), str(count)]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert child.stdout and child.stdout.readline() == "ready\n"
    return child


def test_a_subject_has_one_key_and_every_subject_its_own(folder: Path, store: SqliteKeyStore) -> None:
    key = store.obtain(7, ALICE)
    assert (len(key.key_id), len(key.secret)) == (16, 32)
    assert store.obtain(7, ALICE) == store.find(7, ALICE) == another(folder).find(7, ALICE) == key
    others = [store.obtain(7, BOB), store.obtain(7, Subject.clinic()), store.obtain(8, ALICE)]
    assert len({each.secret for each in (key, *others)}) == 4


def test_asking_for_a_key_that_never_was_makes_none(folder: Path, store: SqliteKeyStore) -> None:
    with pytest.raises(KeyMissing):
        store.find(7, ALICE)
    assert not folder.exists() and not store.holds(7)
    store.obtain(7, BOB)
    with pytest.raises(KeyMissing):
        store.find(7, ALICE)
    assert store.holds(7) and not store.holds(8)


def test_many_keys_are_made_at_once_and_old_ones_stay(store: SqliteKeyStore) -> None:
    alice = store.obtain(7, ALICE)
    store.destroy(7, BOB)
    store.prepare(7, [ALICE, BOB, *(Subject(f"patient:{number}") for number in range(500))])
    assert store.obtain(7, ALICE) == alice
    assert store.find(7, Subject("patient:499")).secret != store.find(7, Subject("patient:498")).secret
    with pytest.raises(Destroyed):
        store.find(7, BOB)


def test_folder_and_files_are_their_owners_alone(folder: Path, store: SqliteKeyStore) -> None:
    before = os.umask(0)
    try:
        store.obtain(7, ALICE)
        store.obtain(7, BOB)
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert {path.name for path in folder.iterdir()} <= {"clinic-7.sqlite3", "clinic-7.sqlite3-journal"}


def test_a_folder_that_others_can_open_is_refused(folder: Path, store: SqliteKeyStore) -> None:
    folder.mkdir(mode=0o750)
    with pytest.raises(KeyStoreError, match="chmod 700"):
        store.obtain(7, ALICE)
    folder.chmod(0o700)
    store.obtain(7, ALICE)
    folder.chmod(0o755)
    with pytest.raises(KeyStoreError, match="chmod 700"):
        another(folder).find(7, ALICE)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_that_root_makes_belongs_to_the_folders_owner(folder: Path, store: SqliteKeyStore) -> None:
    folder.mkdir(mode=0o700)
    os.chown(folder, 65534, 65534)
    store.obtain(7, ALICE)
    assert {path.stat().st_uid for path in folder.iterdir()} == {65534}


def test_every_write_is_synced_and_the_folder_too(
    folder: Path, store: SqliteKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def fsync(number: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{number}"))
        real(number)

    monkeypatch.setattr(os, "fsync", fsync)
    store.obtain(7, ALICE)
    assert {str(folder), str(folder.parent)} <= set(synced)
    synced.clear()
    another(folder).obtain(7, BOB)  # did not make the file, and still makes sure of its name
    assert synced == [str(folder)]
    with key_file.writing(key_file.path_of(folder, 7)) as database:
        settings = [
            database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "secure_delete")
        ]
        assert settings == [3, 1]  # EXTRA, ON
        assert database.execute("PRAGMA journal_mode").fetchone()[0] == "truncate"


def test_no_key_stands_open_in_the_file_nor_in_a_message(folder: Path, store: SqliteKeyStore) -> None:
    key = store.obtain(7, ALICE)
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    assert key.key_id in content and key.secret not in content and MASTER not in content
    assert key.secret.hex() not in repr(key) and repr(key.secret) not in repr(key)


def test_destroying_leaves_no_byte_of_the_key_and_a_tombstone(folder: Path, store: SqliteKeyStore) -> None:
    store.obtain(7, BOB)
    store.obtain(7, ALICE)
    ((wrapped,),) = rows(folder, f"SELECT wrapped FROM data_key WHERE subject = '{ALICE.name}'")
    assert isinstance(wrapped, bytes) and wrapped in key_file.path_of(folder, 7).read_bytes()
    store.destroy(7, ALICE)
    for path in folder.iterdir():
        assert wrapped[:16] not in path.read_bytes()
    ((tombstone,),) = rows(folder, "SELECT count(*) FROM data_key WHERE destroyed_at IS NOT NULL")
    assert tombstone == 1
    with pytest.raises(Destroyed):
        another(folder).obtain(7, ALICE)


def test_a_key_that_never_was_can_be_destroyed_beforehand(folder: Path, store: SqliteKeyStore) -> None:
    store.destroy(7, ALICE)
    with pytest.raises(Destroyed):
        store.obtain(7, ALICE)
    with pytest.raises(Destroyed):
        another(folder).find(7, ALICE)


def test_another_process_notices_a_destruction_when_its_memory_runs_out(
    folder: Path, store: SqliteKeyStore
) -> None:
    time = [100.0]
    elsewhere = SqliteKeyStore(folder, MASTER, cache=KeyCache(CACHE_SECONDS, clock=lambda: time[0]))
    elsewhere.obtain(7, ALICE)
    store.destroy(7, ALICE)
    assert elsewhere.find(7, ALICE)
    time[0] += CACHE_SECONDS
    with pytest.raises(Destroyed):
        elsewhere.find(7, ALICE)
    assert CACHE_SECONDS <= 5


def test_the_memory_keeps_what_was_used_last() -> None:
    cache = KeyCache(5, size=2, clock=lambda: 0)
    keys = {name: DataKey(name.encode(), b"") for name in "abc"}
    cache.put("a", keys["a"])
    cache.put("b", keys["b"])
    cache.get("a")
    cache.put("c", keys["c"])
    assert [cache.get(name) for name in "abc"] == [keys["a"], None, keys["c"]]


def test_threads_that_ask_at_once_get_one_key(folder: Path) -> None:
    gate = threading.Barrier(8)
    seen: list[DataKey] = []

    def ask() -> None:
        store = another(folder)
        gate.wait()
        seen.extend(store.obtain(7, Subject(f"patient:{number}")) for number in range(5))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 40 and len(set(seen)) == 5


def test_processes_that_ask_at_once_get_one_key(folder: Path) -> None:
    children = [start_child(folder, 0, 20) for _ in range(4)]
    for child in children:
        assert child.stdin
        child.stdin.write("go\n")
        child.stdin.flush()
    answers = [child.communicate()[0].splitlines() for child in children]
    assert [child.returncode for child in children] == [0] * 4
    assert len(answers[0]) == 20 and all(answer == answers[0] for answer in answers)
    assert [path.name for path in folder.iterdir() if path.name.endswith(".new")] == []


def test_a_process_killed_at_any_moment_loses_no_key_that_it_had(folder: Path) -> None:
    """Killed after the key was made and before a row could use it, or while the next one is being made."""
    for round_number in range(6):
        first = 1000 * round_number
        child = start_child(folder, first, 1000)
        assert child.stdin and child.stdout
        child.stdin.write("go\n")
        child.stdin.flush()
        acknowledged = [child.stdout.readline() for _ in range(1 + 3 * round_number)]
        child.send_signal(signal.SIGKILL)
        acknowledged += [
            line for line in child.communicate()[0].splitlines(keepends=True) if line.endswith("\n")
        ]
        assert child.returncode == -signal.SIGKILL
        store = another(folder)
        for line in acknowledged:
            number, key_id, secret = line.split()
            assert store.find(7, Subject(f"patient:{number}")) == DataKey(
                bytes.fromhex(key_id), bytes.fromhex(secret)
            )
        assert store.obtain(7, Subject(f"patient:{first + 999}"))


def test_a_crash_while_a_file_is_made_leaves_nothing_in_the_way(
    folder: Path, store: SqliteKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "link", crash)
        store.obtain(7, ALICE)
    assert list(folder.iterdir()) == []
    assert store.obtain(7, ALICE)


def test_a_new_master_key_opens_the_same_keys_and_the_old_one_none(
    folder: Path, store: SqliteKeyStore
) -> None:
    keys = [store.obtain(7, ALICE), store.obtain(8, ALICE)]
    (folder / "clinic-7.sqlite3 copy").write_bytes(b"not ours")
    assert rotate_master(folder, MASTER, OTHER) == 2
    assert [another(folder, OTHER).find(clinic, ALICE) for clinic in (7, 8)] == keys
    with pytest.raises(KeyStoreError, match="another master key"):
        another(folder).find(7, ALICE)
    assert rotate_master(folder, MASTER, OTHER) == 0


def test_a_rotation_that_was_interrupted_can_be_run_again(
    folder: Path, store: SqliteKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [store.obtain(clinic, ALICE) for clinic in (7, 8, 9)]
    files = key_file.all_files(folder)
    monkeypatch.setattr(key_file, "all_files", lambda _: {7: files[7]})
    assert rotate_master(folder, MASTER, OTHER) == 1
    monkeypatch.undo()
    assert rotate_master(folder, MASTER, OTHER) == 2
    assert [another(folder, OTHER).find(clinic, ALICE) for clinic in (7, 8, 9)] == keys


def test_a_rotation_from_a_wrong_key_changes_nothing(folder: Path, store: SqliteKeyStore) -> None:
    key = store.obtain(7, ALICE)
    with pytest.raises(KeyStoreError, match="another master key"):
        rotate_master(folder, b"w" * 32, OTHER)
    with pytest.raises(KeyStoreError, match="32 bytes"):
        rotate_master(folder, MASTER, b"short")
    assert another(folder).find(7, ALICE) == key


def test_another_clinics_file_put_in_place_does_not_open(folder: Path, store: SqliteKeyStore) -> None:
    store.obtain(7, ALICE)
    os.link(key_file.path_of(folder, 7), key_file.path_of(folder, 8))
    with pytest.raises(Tampered):
        another(folder).find(8, ALICE)


def test_a_row_changed_by_hand_does_not_open(folder: Path, store: SqliteKeyStore) -> None:
    store.obtain(7, ALICE)
    store.obtain(7, BOB)
    with key_file.writing(key_file.path_of(folder, 7)) as database:
        wrapped = database.execute("SELECT wrapped FROM data_key WHERE subject = ?", (BOB.name,)).fetchone()
        database.execute("UPDATE data_key SET wrapped = ? WHERE subject = ?", (*wrapped, ALICE.name))
    with pytest.raises(Tampered):
        another(folder).find(7, ALICE)


@pytest.mark.parametrize("content", [b"", b"this is not a database at all" * 100])
def test_a_broken_file_is_an_error_without_details(
    folder: Path, store: SqliteKeyStore, content: bytes
) -> None:
    folder.mkdir(mode=0o700)
    key_file.path_of(folder, 7).write_bytes(content)
    for call in (store.find, store.obtain, store.destroy):
        with pytest.raises(KeyStoreError, match="cannot be used") as broken:
            call(7, ALICE)
        assert not isinstance(broken.value.__cause__, sqlite3.Error)


def test_a_write_that_fails_changes_nothing(folder: Path, store: SqliteKeyStore) -> None:
    store.obtain(7, ALICE)
    with pytest.raises(ZeroDivisionError), key_file.writing(key_file.path_of(folder, 7)) as database:
        database.execute("DELETE FROM data_key")
        raise ZeroDivisionError
    assert another(folder).find(7, ALICE)


def test_a_master_key_has_32_bytes(folder: Path) -> None:
    with pytest.raises(KeyStoreError, match="32 bytes"):
        SqliteKeyStore(folder, b"short")
