"""Makes the environment in .venv from the locked requirements. Standard library only, any Python from 3.11.

    python3 tools/setup.py          what `make run` needs
    python3 tools/setup.py --dev    what the tests need too
    python3 tools/setup.py --node   npm, for tools/fonts.py on a machine without it
    python3 tools/setup.py --lock   resolve requirements/*.in again and write the locks

Nothing is done when the locks have not changed. Packages come from wherever pip is configured to get them:
the faster installer is told what pip's configuration says, and pip itself takes over if it fails.
"""

from __future__ import annotations

import argparse
import ast
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
STAMP = VENV / "installed"
LOCKS = CHECKOUT / "requirements"
OLDEST, NEWEST = (3, 11), (3, 14)
# What pip calls it, and what uv calls it.
PIP_AND_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "trusted-host": "UV_INSECURE_HOST",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
}
# The sources of each lock.
SOURCES = {
    "setup": ["setup.in"],
    "run": ["run.in", "embedded.in"],
    "dev": ["dev.in"],
    "node": ["node.in"],
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the environment in .venv.")
    parser.add_argument("--dev", action="store_true", help="with what the tests need")
    parser.add_argument("--lock", action="store_true", help="write the locks again")
    parser.add_argument("--node", action="store_true", help="install npm into the environment")
    arguments = parser.parse_args()
    use_a_python_that_fits()
    if arguments.node:
        sys.exit(0 if install_npm() else 1)
    # Who has the larger set keeps it.
    kind = "dev" if arguments.dev or "dev" in installed() else "run"
    wanted = digests()
    if not arguments.lock and installed().get(kind) == wanted[kind]:
        return
    with open(CHECKOUT / ".setup.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if arguments.lock:
            make_venv()
            write_locks()
        elif installed().get(kind) != wanted[kind]:
            make_venv()
            install(kind)
            note(kind, wanted)


def use_a_python_that_fits() -> None:
    """Go on under another Python when this one is too old or too new for a package."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            os.execv(other, [other, *sys.argv])
    sys.exit(f"Python 3.11 to 3.14 is needed; this is {this_version()}.")


def this_version() -> str:
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def digests() -> dict[str, str]:
    """What would be installed: the locks' content, for the environment's Python."""
    found = {}
    for kind, names in (
        ("run", ["requirements/run.lock"]),
        ("dev", ["requirements/dev.lock", "package-lock.json"]),
    ):
        digest = hashlib.sha256(this_version().encode())
        for name in names:
            digest.update((CHECKOUT / name).read_bytes())
        found[kind] = digest.hexdigest()
    return found


def installed() -> dict[str, str]:
    try:
        return dict(line.split() for line in STAMP.read_text().splitlines())
    except FileNotFoundError:
        return {}


def note(kind: str, wanted: dict[str, str]) -> None:
    # Everything that runs is also in the larger set.
    kinds = ["run", "dev"] if kind == "dev" else ["run"]
    STAMP.write_text("".join(f"{each} {wanted[each]}\n" for each in kinds))


def make_venv() -> None:
    """An environment that starts; a broken one, or one of another Python, is made again."""
    if PYTHON.exists() and STAMP.exists():
        STAMP.unlink()
    probe = "import sys; print('%d.%d' % sys.version_info[:2])"
    if PYTHON.exists():
        done = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True, check=False)
        if done.stdout.strip() == this_version():
            return
    say("Making the environment in .venv ...")
    command = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)]
    if subprocess.run(command, check=False).returncode:
        sys.exit("This Python cannot make environments. On Debian: apt-get install python3-venv")


def install(kind: str) -> None:
    say("Installing packages ...")
    lock = LOCKS / (kind + ".lock")
    get_uv()
    fast = UV.exists() and run(
        [*uv_install(), "--compile-bytecode"],
        "-r",
        LOCKS / "setup.lock",
        "-r",
        lock,
        environ=uv_environment(),
    )
    if not fast and not run(pip(), "install", "--quiet", "--require-hashes", "-r", lock):
        sys.exit("The packages cannot be installed; the messages above say why.")
    if kind == "dev":
        install_node_packages()


def uv_install() -> list[str]:
    return [str(UV), "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes"]


def get_uv() -> None:
    lock = LOCKS / "setup.lock"
    if not UV.exists():
        how = ["--require-hashes", "-r", str(lock)] if lock.exists() else ["-r", str(LOCKS / "setup.in")]
        run(pip(), "install", "--quiet", *how)


def pip() -> list[str | Path]:
    """pip for the environment: this Python's, which saves seconds, or one of the environment's own."""
    own = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if sys.prefix == sys.base_prefix and quiet([*own, "--version"]):
        return [*own]
    has_one = quiet([str(PYTHON), "-m", "pip", "--version"])
    if not has_one and not run([PYTHON, "-m", "ensurepip", "--upgrade"], output=subprocess.DEVNULL):
        sys.exit("This Python has no pip. On Debian: apt-get install python3-venv python3-pip")
    return [PYTHON, "-m", "pip"]


def uv_environment() -> dict[str, str]:
    """What pip is configured to do, in the other installer's words; what is set for that one already wins."""
    environ = dict(os.environ)
    done = subprocess.run([*pip(), "config", "list"], capture_output=True, text=True, check=False)
    # A later source overrides an earlier one, as for pip: files, then the command's own part, then the environment.
    found = {}
    for part in ("global.", "install.", ":env:."):
        for line in done.stdout.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(part):
                found[name[len(part) :]] = str(ast.literal_eval(value))
    for name, value in found.items():
        if name in PIP_AND_UV:
            words = value.split()
            separator = "," if name == "find-links" else " "
            environ.setdefault(PIP_AND_UV[name], separator.join(words))
    # pip looks at all sources at once; the hashes say which files are right.
    environ.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return environ


def install_node_packages() -> None:
    """What browser tests load into pages. Its absence only leaves out the tests that need it."""
    npm = shutil.which("npm")
    if npm is None:
        install_npm()
        npm = str(VENV / "bin" / "npm")
    path = os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", "")])
    command = [npm, "ci", "--ignore-scripts", "--silent"]
    if not Path(npm).exists() or not run(command, environ={**os.environ, "PATH": path}):
        say("The packages of package.json cannot be installed: accessibility tests are left out.")


def install_npm() -> bool:
    return UV.exists() and run(uv_install(), "-r", LOCKS / "node.lock", environ=uv_environment())


def write_locks() -> None:
    get_uv()
    options = ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header", "--quiet"]
    for kind, names in SOURCES.items():
        command = [str(UV), "pip", "compile", "--universal", "--python-version", "3.11", *options]
        sources = ["requirements/" + name for name in names]
        if not run(command, *sources, "-o", f"requirements/{kind}.lock", environ=uv_environment()):
            sys.exit(f"The lock {kind} cannot be made.")


def run(
    command: Sequence[str | Path],
    *more: str | Path,
    environ: dict[str, str] | None = None,
    output: int | None = None,
) -> bool:
    words = [str(word) for word in (*command, *more)]
    try:
        done = subprocess.run(words, cwd=CHECKOUT, env=environ, stdout=output, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0


def quiet(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
