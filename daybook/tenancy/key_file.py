"""One clinic's keys as one SQLite file: making it, opening it, one transaction on it.

A file is made whole under another name and then linked into place: several processes can try at once and one
wins, and a crash leaves no half-made file. Its content and its name are on the disk before it is used.
"""

import os
import re
import secrets
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from daybook.tenancy.keys import KeyStoreError

_WAIT_SECONDS = 30

_SCHEMA = """
CREATE TABLE clinic_key (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    master_id BLOB NOT NULL,
    wrapped BLOB NOT NULL
);
CREATE TABLE data_key (
    subject TEXT PRIMARY KEY,
    key_id BLOB,
    wrapped BLOB,
    made_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    destroyed_at TEXT,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL)),
    CHECK ((wrapped IS NULL) = (key_id IS NULL))
) WITHOUT ROWID;
"""


def path_of(folder: Path, clinic_id: int) -> Path:
    return folder / f"clinic-{int(clinic_id)}.sqlite3"


def all_files(folder: Path) -> dict[int, Path]:
    """Clinic id to file."""
    named = ((re.fullmatch(r"clinic-(\d+)\.sqlite3", path.name), path) for path in sorted(folder.iterdir()))
    return {int(match[1]): path for match, path in named if match}


def make(path: Path, master_id: bytes, wrapped_clinic_key: bytes) -> None:
    """The clinic's file with its clinic key, unless it is there already. Raises KeyStoreError."""
    _make_folder(path.parent)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
    try:
        _create(draft)
        with _connection(draft) as database:
            _write_safely(database)
            database.executescript(f"BEGIN IMMEDIATE; {_SCHEMA}")
            row = (1, master_id, wrapped_clinic_key)
            database.execute("INSERT INTO clinic_key (only_one, master_id, wrapped) VALUES (?, ?, ?)", row)
            database.execute("COMMIT")
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first, and its clinic key is the one
    except OSError:
        raise KeyStoreError("the key folder cannot be written") from None
    finally:
        for left in (draft, draft.with_name(f"{draft.name}-journal")):
            left.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The file for single SELECTs. Raises KeyStoreError."""
    _check_folder(path.parent)
    with _connection(path) as database:
        yield database


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """The file in one transaction that no other writer shares: on the disk when the block has ended without
    an error, undone when not. Raises KeyStoreError."""
    with reading(path) as database:
        _write_safely(database)
        database.execute("BEGIN IMMEDIATE")
        yield database
        database.execute("COMMIT")


def sync_folder(folder: Path) -> None:
    """The folder's names on the disk. Raises KeyStoreError."""
    try:
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
    except OSError:
        raise KeyStoreError("the key folder cannot be written") from None


@contextmanager
def _connection(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection of its own for each use (0.1 ms), so that none is ever shared over threads or a fork."""
    address = f"file:{quote(str(path.absolute()))}?mode=rw"
    try:
        database = sqlite3.connect(address, uri=True, timeout=_WAIT_SECONDS, isolation_level=None)
        with closing(database):
            yield database
    except sqlite3.Error as error:
        raise KeyStoreError(f"the key file cannot be used ({type(error).__name__})") from None


def _write_safely(database: sqlite3.Connection) -> None:
    """The rollback journal is emptied, not left: it holds the page as it was, with a destroyed key on it. For
    the same reason there is no write-ahead log. EXTRA syncs the folder as well where a journal goes."""
    for setting in ("journal_mode = TRUNCATE", "synchronous = EXTRA", "secure_delete = ON"):
        database.execute(f"PRAGMA {setting}")


def _create(draft: Path) -> None:
    """An empty file, its owner's alone. Made by root, it belongs to whom the folder belongs: the service."""
    number = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        owner = draft.parent.stat()
        if os.geteuid() == 0 != owner.st_uid:
            os.fchown(number, owner.st_uid, owner.st_gid)
    finally:
        os.close(number)


def _make_folder(folder: Path) -> None:
    try:
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(folder.parent)
    except OSError:
        raise KeyStoreError("the key folder cannot be made") from None
    _check_folder(folder)


def _check_folder(folder: Path) -> None:
    try:
        mode = stat.S_IMODE(folder.stat().st_mode)
    except OSError:
        raise KeyStoreError("the key folder cannot be read") from None
    if mode & 0o077:
        raise KeyStoreError("the key folder must be its owner's alone: chmod 700")
