"""Brings the fonts of documents (Noto Sans, under the OFL) to daybook/lib/paper/fonts. Standard library only.

    python3 tools/fonts.py             fetches what package-lock.json names; nothing when it is there
    python3 tools/fonts.py --beside    the same at the lowest priority and a little later, beside a start of Daybook

They are npm packages, so npm fetches and checks them: the machine's own, or the one of requirements/node.lock. Where
they cannot be had Daybook runs without: documents then say so, and `daybook check` too.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
FONTS = CHECKOUT / "daybook" / "lib" / "paper" / "fonts"
STAMP = FONTS / ".version"
LOCK = CHECKOUT / "package-lock.json"
BIN = CHECKOUT / ".venv" / "bin"
# Package and family. Noto Sans has Devanagari in it.
FAMILIES = {"noto-sans": "NotoSans", "noto-sans-telugu": "NotoSansTelugu", "noto-sans-tamil": "NotoSansTamil"}
WEIGHTS = {400: "400Regular", 600: "600SemiBold"}
# Where there is no network that is known within seconds.
PATIENCE = ("--fetch-retries=1", "--fetch-retry-mintimeout=1000")
# Seconds. A first start has work for every processor that long, and nobody prints a bill before.
LATER = 20
SCOPE = "node_modules/@expo-google-fonts"


def main() -> None:
    if "--beside" in sys.argv:
        os.nice(19)
        # A shell starts what runs beside it deaf to Ctrl-C.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    wanted = version()
    if STAMP.exists() and STAMP.read_text("ascii") == wanted:
        return
    if "--beside" in sys.argv:
        time.sleep(LATER)
    problem = alone(wanted)
    if problem:
        sys.exit(
            f"The fonts of documents cannot be fetched ({problem}).\nEverything else works; prescriptions and bills"
            " can be made once `python3 tools/fonts.py` has succeeded."
        )


def alone(wanted: str) -> str:
    """Bring them unless someone else has just done so. Gives what went wrong, in words."""
    try:
        with open(CHECKOUT / ".fonts.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return "" if STAMP.exists() and STAMP.read_text("ascii") == wanted else bring(wanted)
    except OSError as error:
        return f"{error.strerror}: {error.filename}"


def version() -> str:
    """What would be there: the packages as the lock names them, and which of their files."""
    packages = json.loads(LOCK.read_text())["packages"]
    named = [(name, packages[f"{SCOPE}/{name}"]["integrity"]) for name in FAMILIES]
    return hashlib.sha256(repr((named, FAMILIES, WEIGHTS)).encode()).hexdigest()


def bring(wanted: str) -> str:
    """Fetch and copy. Gives what went wrong, in words."""
    if installed(CHECKOUT):
        copy(CHECKOUT, wanted)
        return ""
    with tempfile.TemporaryDirectory(prefix="daybook-fonts-") as folder:
        problem = fetched(Path(folder))
        if not problem:
            copy(Path(folder), wanted)
    return problem


def installed(root: Path) -> bool:
    """Whether npm has put them there for something else, in the same version."""
    packages = json.loads(LOCK.read_text())["packages"]
    for name in FAMILIES:
        about = root / SCOPE / name / "package.json"
        if (
            not about.exists()
            or json.loads(about.read_text())["version"] != packages[f"{SCOPE}/{name}"]["version"]
        ):
            return False
    return True


def fetched(folder: Path) -> str:
    npm = find_npm()
    if npm is None:
        return "there is no npm, and none can be installed"
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(CHECKOUT / name, folder)
    command = [
        npm,
        "ci",
        "--omit=dev",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        *PATIENCE,
    ]
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return ""
    lines = [line for line in done.stderr.splitlines() if line.startswith("npm error")]
    return lines[0] if lines else f"npm ended with {done.returncode}"


def find_npm() -> str | None:
    """The machine's npm, or the one that a wheel brings into the environment."""
    own = shutil.which("npm") or shutil.which("npm", path=str(BIN))
    if own is None:
        subprocess.run([sys.executable, CHECKOUT / "tools" / "setup.py", "--node"], check=False)
        own = shutil.which("npm", path=str(BIN))
    return own


def copy(root: Path, wanted: str) -> None:
    """Each file whole or not at all; the stamp last. The licence goes with them, as it asks."""
    FONTS.mkdir(exist_ok=True)
    for name, family in FAMILIES.items():
        package = root / SCOPE / name
        place(package / "LICENSE_FONT", f"{family}-OFL.txt")
        for weight, folder in WEIGHTS.items():
            place(package / folder / f"{family}_{folder}.ttf", f"{family}-{weight}.ttf")
    STAMP.write_text(wanted, "ascii")


def place(source: Path, name: str) -> None:
    shutil.copyfile(source, FONTS / f".{name}")
    os.replace(FONTS / f".{name}", FONTS / name)


if __name__ == "__main__":
    main()
