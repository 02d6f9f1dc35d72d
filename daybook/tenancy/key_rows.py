"""The rows of one clinic's key file: what is wrapped under what, and bound to what."""

import hashlib
import hmac
import os
import sqlite3

from daybook.tenancy.keys import (
    KEY_BYTES,
    KEY_ID_BYTES,
    DataKey,
    Destroyed,
    KeyMissing,
    KeyStoreError,
    Subject,
    unwrap,
    wrap,
)


def new_clinic_key(clinic_id: int, master: bytes) -> tuple[bytes, bytes]:
    """The master key's name, and a fresh clinic key wrapped under it."""
    return _master_id(master), wrap(master, os.urandom(KEY_BYTES), _clinic_binding(clinic_id))


def open_clinic_key(database: sqlite3.Connection, clinic_id: int, master: bytes) -> bytes:
    """Raises KeyStoreError for another master key, Tampered for a changed file or another clinic's."""
    row = database.execute("SELECT master_id, wrapped FROM clinic_key").fetchone()
    if row is None or row[0] != _master_id(master):
        raise KeyStoreError("the keys of this clinic are under another master key")
    return unwrap(master, row[1], _clinic_binding(clinic_id))


def rewrap(database: sqlite3.Connection, clinic_id: int, old: bytes, new: bytes) -> bool:
    """The clinic key under `new`; whether there was something to do."""
    row = database.execute("SELECT master_id FROM clinic_key").fetchone()
    if row is not None and row[0] == _master_id(new):
        return False
    clinic_key = open_clinic_key(database, clinic_id, old)
    wrapped = wrap(new, clinic_key, _clinic_binding(clinic_id))
    database.execute("UPDATE clinic_key SET master_id = ?, wrapped = ?", (_master_id(new), wrapped))
    return True


def read(database: sqlite3.Connection, clinic_key: bytes, clinic_id: int, subject: Subject) -> DataKey:
    """Raises KeyMissing, Destroyed, Tampered."""
    query = "SELECT key_id, wrapped FROM data_key WHERE subject = ?"
    row = database.execute(query, (subject.name,)).fetchone()
    if row is None:
        raise KeyMissing("the key store has no key of this subject")
    key_id, wrapped = row
    if wrapped is None:
        raise Destroyed("the key of this subject was destroyed")
    return DataKey(key_id, unwrap(clinic_key, wrapped, _data_binding(clinic_id, subject, key_id)))


def insert(database: sqlite3.Connection, clinic_key: bytes, clinic_id: int, subject: Subject) -> None:
    """A new key, unless there is one, or a tombstone."""
    key_id = os.urandom(KEY_ID_BYTES)
    wrapped = wrap(clinic_key, os.urandom(KEY_BYTES), _data_binding(clinic_id, subject, key_id))
    row = (subject.name, key_id, wrapped)
    database.execute("INSERT OR IGNORE INTO data_key (subject, key_id, wrapped) VALUES (?, ?, ?)", row)


def bury(database: sqlite3.Connection, subject: Subject) -> None:
    """A tombstone in the key's place, or where none ever was."""
    database.execute(
        "INSERT INTO data_key (subject, destroyed_at) VALUES (?, CURRENT_TIMESTAMP) "
        "ON CONFLICT (subject) DO UPDATE SET key_id = NULL, wrapped = NULL, "
        "destroyed_at = coalesce(destroyed_at, CURRENT_TIMESTAMP)",
        (subject.name,),
    )


def write_kept(
    database: sqlite3.Connection, clinic_key: bytes, clinic_id: int, name: str, value: bytes
) -> None:
    """`value` under the clinic's key. The table is made at first use: older files have none."""
    database.execute(
        "CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID"
    )
    wrapped = wrap(clinic_key, value, _kept_binding(clinic_id, name))
    database.execute("INSERT OR REPLACE INTO kept (name, wrapped) VALUES (?, ?)", (name, wrapped))


def read_kept(database: sqlite3.Connection, clinic_key: bytes, clinic_id: int, name: str) -> bytes | None:
    """Raises Tampered."""
    if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'kept'").fetchone() is None:
        return None
    row = database.execute("SELECT wrapped FROM kept WHERE name = ?", (name,)).fetchone()
    return unwrap(clinic_key, row[0], _kept_binding(clinic_id, name)) if row else None


def join(database: sqlite3.Connection, subject: Subject, other: Subject) -> None:
    """What `other` sealed opens for `subject` too. The table is made at first use: older files have none."""
    database.execute(
        "CREATE TABLE IF NOT EXISTS joined (subject TEXT NOT NULL, other TEXT NOT NULL, "
        "PRIMARY KEY (subject, other)) WITHOUT ROWID"
    )
    database.execute(
        "INSERT OR IGNORE INTO joined (subject, other) VALUES (?, ?)", (subject.name, other.name)
    )


def part(database: sqlite3.Connection, subject: Subject, other: Subject) -> None:
    if _has_joined(database):
        database.execute("DELETE FROM joined WHERE subject = ? AND other = ?", (subject.name, other.name))


def joined_to(database: sqlite3.Connection, subject: Subject) -> list[Subject]:
    """Whose sealed values open for `subject` beside its own, theirs included."""
    if not _has_joined(database):
        return []
    rows = database.execute(
        "WITH RECURSIVE w (name) AS (SELECT other FROM joined WHERE subject = ? "
        "UNION SELECT other FROM joined JOIN w ON subject = w.name) SELECT name FROM w",
        (subject.name,),
    )
    return [Subject(row[0]) for row in rows if row[0] != subject.name]


def _has_joined(database: sqlite3.Connection) -> bool:
    return database.execute("SELECT 1 FROM sqlite_master WHERE name = 'joined'").fetchone() is not None


def _master_id(master: bytes) -> bytes:
    """Names a master key without telling it."""
    return hmac.digest(master, b"daybook master key", hashlib.sha256)[:KEY_ID_BYTES]


def _clinic_binding(clinic_id: int) -> bytes:
    return f"daybook clinic key 1|{clinic_id}".encode()


def _kept_binding(clinic_id: int, name: str) -> bytes:
    return f"daybook kept 1|{clinic_id}|{name}".encode()


def _data_binding(clinic_id: int, subject: Subject, key_id: bytes) -> bytes:
    return f"daybook data key 1|{clinic_id}|{key_id.hex()}|{subject.name}".encode()
