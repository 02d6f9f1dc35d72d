"""The embedded key store: one SQLite file for each clinic, in a folder of its own outside the database.

Data keys are wrapped under the clinic's key, the clinic's key under the master key, which is never stored
here. Without the folder no sealed value can be read, and a backup of the database alone holds no key: that is
what lets the destruction of a key reach old backups. So the folder needs backups of its own, kept for a short
time only, and a destroyed key lives on in them until they run out.

A destroyed key leaves a tombstone, so that no key is ever made for that subject again. SQLite overwrites the
freed bytes (secure_delete); a disk may keep old blocks that no file shows, and these open only with the
master key. An erasure that must reach those too ends with a new master key (`rotate_master`).

Another process notices a destruction after at most CACHE_SECONDS.
"""

from collections.abc import Iterable
from pathlib import Path

from daybook.tenancy import key_file, key_rows
from daybook.tenancy.key_cache import KeyCache
from daybook.tenancy.keys import KEY_BYTES, DataKey, Destroyed, KeyMissing, KeyStore, KeyStoreError, Subject

__all__ = ["CACHE_SECONDS", "KeyStore", "SqliteKeyStore", "rotate_master"]

CACHE_SECONDS = 5.0


class SqliteKeyStore:
    """The files `clinic-<id>.sqlite3` (0600) in `folder` (0700), for many processes and threads at once."""

    def __init__(self, folder: Path, master_key: bytes, *, cache: KeyCache | None = None) -> None:
        self._folder, self._master = folder, _checked(master_key)
        self._cache = cache or KeyCache(CACHE_SECONDS)
        self._known: set[int] = set()

    def obtain(self, clinic_id: int, subject: Subject) -> DataKey:
        try:
            return self.find(clinic_id, subject)
        except KeyMissing:
            self.prepare(clinic_id, [subject])
            return self.find(clinic_id, subject)

    def find(self, clinic_id: int, subject: Subject) -> DataKey:
        cached = self._cache.get((clinic_id, subject))
        if cached is not None:
            return cached
        if not self.holds(clinic_id):
            raise KeyMissing("the key store has no keys of this clinic")
        with key_file.reading(key_file.path_of(self._folder, clinic_id)) as database:
            clinic_key = key_rows.open_clinic_key(database, clinic_id, self._master)
            key = key_rows.read(database, clinic_key, clinic_id, subject)
        return self._cache.put((clinic_id, subject), key)

    def prepare(self, clinic_id: int, subjects: Iterable[Subject]) -> None:
        with key_file.writing(self._made(clinic_id)) as database:
            clinic_key = key_rows.open_clinic_key(database, clinic_id, self._master)
            for subject in subjects:
                key_rows.insert(database, clinic_key, clinic_id, subject)

    def join(self, clinic_id: int, subject: Subject, other: Subject) -> None:
        for each in (subject, other):
            self.obtain(clinic_id, each)
        with key_file.writing(self._made(clinic_id)) as database:
            key_rows.join(database, subject, other)

    def part(self, clinic_id: int, subject: Subject, other: Subject) -> None:
        if self.holds(clinic_id):
            with key_file.writing(key_file.path_of(self._folder, clinic_id)) as database:
                key_rows.part(database, subject, other)

    def find_joined(self, clinic_id: int, subject: Subject, key_id: bytes) -> DataKey | None:
        with key_file.reading(key_file.path_of(self._folder, clinic_id)) as database:
            others = key_rows.joined_to(database, subject)
        destroyed = None
        for other in others:
            try:
                key = self.find(clinic_id, other)
            except Destroyed as error:
                destroyed = error
            else:
                if key.key_id == key_id:
                    return key
        if destroyed is not None:
            raise destroyed  # it may have been that one: its id is gone with it
        return None

    def destroy(self, clinic_id: int, subject: Subject) -> None:
        with key_file.writing(self._made(clinic_id)) as database:
            key_rows.bury(database, subject)
        self._cache.drop((clinic_id, subject))

    def holds(self, clinic_id: int) -> bool:
        return key_file.path_of(self._folder, clinic_id).exists()

    def keep(self, clinic_id: int, name: str, value: bytes) -> bool:
        if not self.holds(clinic_id):
            return False
        with key_file.writing(key_file.path_of(self._folder, clinic_id)) as database:
            clinic_key = key_rows.open_clinic_key(database, clinic_id, self._master)
            key_rows.write_kept(database, clinic_key, clinic_id, name, value)
        return True

    def kept(self, clinic_id: int, name: str) -> bytes | None:
        if not self.holds(clinic_id):
            return None
        with key_file.reading(key_file.path_of(self._folder, clinic_id)) as database:
            clinic_key = key_rows.open_clinic_key(database, clinic_id, self._master)
            return key_rows.read_kept(database, clinic_key, clinic_id, name)

    def check(self, clinic_id: int) -> None:
        if not self.holds(clinic_id):
            raise KeyMissing("the key store has no keys of this clinic")
        with key_file.reading(key_file.path_of(self._folder, clinic_id)) as database:
            key_rows.open_clinic_key(database, clinic_id, self._master)

    def _made(self, clinic_id: int) -> Path:
        """The clinic's file, made if need be, and its name on the disk even when another process made it."""
        path = key_file.path_of(self._folder, clinic_id)
        if not path.exists():
            key_file.make(path, *key_rows.new_clinic_key(clinic_id, self._master))
        if clinic_id not in self._known:
            key_file.sync_folder(self._folder)
            self._known.add(clinic_id)
        return path


def rotate_master(folder: Path, old: bytes, new: bytes) -> int:
    """Wrap every clinic's key under `new` instead of `old`; how many were rewrapped.

    For a service that stands still: processes with the old key cannot open the files any more. Each file is
    one transaction, and those already done are passed over, so after a crash it is run again. Raises
    KeyStoreError when a file is under neither key.
    """
    for master in (old, new):
        _checked(master)
    done = 0
    for clinic_id, path in key_file.all_files(folder).items():
        with key_file.writing(path) as database:
            done += key_rows.rewrap(database, clinic_id, old, new)
    return done


def _checked(master: bytes) -> bytes:
    if len(master) != KEY_BYTES:
        raise KeyStoreError(f"a master key has {KEY_BYTES} bytes")
    return master
