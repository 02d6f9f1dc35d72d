"""Every check and every test, and one closing line. `--lint` runs the checks only.

    make test

What a browser needs is installed where that is possible (Debian, as root); otherwise it is said what is left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# Debian's packages, and what shows that one (or something as good) is there.
NEEDED = {
    "chromium-headless-shell": ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium"),
    "fonts-noto-core": ("/usr/share/fonts/truetype/noto",),
}
CHECKS = {
    "formatting": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "imports": ["lint-imports"],
}


# Said at the end of a run, so that what has become slow is seen.
SLOWEST = ("--durations=12", "--durations-min=3")


@dataclass
class Outcome:
    """Counts over all runs, what failed besides tests, and what did not run."""

    passed: int = 0
    failed: int = 0
    broken: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def main() -> None:
    outcome = Outcome()
    check(outcome)
    if "--lint" not in sys.argv:
        tests(outcome)
        for name in outcome.left_out:
            print(f"Left out: {name}")
    if outcome.broken:
        print("Failed: " + ", ".join(outcome.broken))
    if "--lint" not in sys.argv:
        print(f"{outcome.passed} passed, {outcome.failed} failed")
    sys.exit(1 if outcome.failed or outcome.broken else 0)


def check(outcome: Outcome) -> None:
    for name, words in CHECKS.items():
        say(f"Checking {name} ...")
        if not run([str(BIN / words[0]), *words[1:]]):
            outcome.broken.append(name)
    say("Checking migrations ...")
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "daybook",
        "manage",
        "makemigrations",
        "--check",
        "--dry-run",
    ]
    if not run(command, DAYBOOK_ENV="test"):
        outcome.broken.append("migrations")


def tests(outcome: Outcome) -> None:
    say("Running the tests ...")
    # Two at a time, each with a database of its own.
    pytest(outcome, "tests", "-p", "xdist.plugin", "-n", "2", "-m", "not browser")
    missing = install_browser()
    if missing:
        outcome.left_out.append(f"the browser tests: {' and '.join(missing)} cannot be installed here")
    else:
        say("Running the browser tests ...")
        pytest(outcome, "browser tests", "-m", "browser")


def pytest(outcome: Outcome, name: str, *words: str) -> None:
    """One run of pytest; its counts come from its report, which a failing run writes too."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        well = run([sys.executable, "-m", "pytest", "-q", *SLOWEST, f"--junitxml={report}", *words])
        before = outcome.failed
        if report.exists():
            count(outcome, report)
        # Nothing collected, or stopped on the way: no test failed, and yet all is not well.
        if not well and outcome.failed == before:
            outcome.broken.append(name)


def count(outcome: Outcome, report: Path) -> None:
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        total, failed, errors, skipped = (
            int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")
        )
        outcome.failed += failed + errors
        outcome.passed += total - failed - errors - skipped
        for case in suite.iter("testcase"):
            skip = case.find("skipped")
            if skip is not None:
                outcome.left_out.append(f"{case.get('classname')}::{case.get('name')}: {skip.get('message')}")


def install_browser() -> list[str]:
    """Debian's Chromium and fonts. Gives the packages that are missing and cannot be installed."""
    missing = lacking(NEEDED)
    if not missing or not shutil.which("apt-get") or os.geteuid() != 0:
        return missing
    say(f"Installing {' and '.join(missing)} ...")
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if not run(install, **quiet):
        run(["apt-get", "update", "-qq"], **quiet)
        run(install, **quiet)
    return lacking(missing)


def lacking(packages: Iterable[str]) -> list[str]:
    return [package for package in packages if not any(Path(path).exists() for path in NEEDED[package])]


def run(words: list[str], **environ: str) -> bool:
    return subprocess.run(words, cwd=CHECKOUT, env={**os.environ, **environ}, check=False).returncode == 0


def say(text: str) -> None:
    print(f"\n== {text}", flush=True)


if __name__ == "__main__":
    main()
