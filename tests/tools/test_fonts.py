"""tools/fonts.py in a checkout of its own, with an npm that is not the real one."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
# Puts into node_modules what the lock names, as npm would.
NPM = """import json, os, pathlib
pathlib.Path({calls!r}).open("a").write("called\\n")
if os.environ.get("NPM_FAILS"):
    raise SystemExit("npm error code ENOTFOUND")
for path, about in json.load(open("package-lock.json"))["packages"].items():
    if "google-fonts" in path:
        folder = pathlib.Path(path)
        family = "NotoSans" + path.rpartition("noto-sans")[2].replace("-", "").title()
        for weight in ("400Regular", "600SemiBold"):
            (folder / weight).mkdir(parents=True)
            (folder / weight / f"{{family}}_{{weight}}.ttf").write_text(family + weight)
        (folder / "LICENSE_FONT").write_text("OFL")
        (folder / "package.json").write_text(json.dumps({{"version": about["version"]}}))
"""


class Place:
    """A checkout with nothing in it but what the tool needs."""

    def __init__(self, root: Path) -> None:
        self.root = root / "checkout"
        self.calls = root / "calls"
        self.bin = root / "bin"
        (self.root / "tools").mkdir(parents=True)
        (self.root / "daybook" / "lib" / "paper").mkdir(parents=True)
        self.bin.mkdir()
        for name in ("package.json", "package-lock.json", ".npmrc", "tools/fonts.py"):
            shutil.copy(CHECKOUT / name, self.root / name)
        script, npm = root / "npm.py", self.bin / "npm"
        script.write_text(NPM.format(calls=str(self.calls)))
        # By way of a shell: the name of a folder may have a space, the first line of a script may not.
        npm.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
        npm.chmod(npm.stat().st_mode | stat.S_IXUSR)

    @property
    def fonts(self) -> Path:
        return self.root / "daybook" / "lib" / "paper" / "fonts"

    def run(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(self.root / "tools" / "fonts.py"), *words]
        env = {**os.environ, "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}", **environ}
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    def times_called(self) -> int:
        return len(self.calls.read_text().splitlines()) if self.calls.exists() else 0


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_it_copies_each_font_with_its_licence_and_fetches_once(place: Place) -> None:
    for words in ((), ("--beside",)):
        done = place.run(*words)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert place.times_called() == 1
    assert {path.name for path in place.fonts.iterdir() if path.suffix == ".ttf"} == {
        f"NotoSans{script}-{weight}.ttf" for script in ("", "Telugu", "Tamil") for weight in (400, 600)
    }
    assert (place.fonts / "NotoSansTamil-600.ttf").read_text() == "NotoSansTamil600SemiBold"
    assert (place.fonts / "NotoSansTelugu-OFL.txt").read_text() == "OFL"


def test_another_version_in_the_lock_is_fetched(place: Place) -> None:
    place.run()
    lock = place.root / "package-lock.json"
    content = json.loads(lock.read_text())
    content["packages"]["node_modules/@expo-google-fonts/noto-sans"]["integrity"] = "sha512-other"
    lock.write_text(json.dumps(content))
    place.run()
    assert place.times_called() == 2


def test_what_npm_has_installed_already_is_taken(place: Place) -> None:
    subprocess.run([place.bin / "npm"], cwd=place.root, check=True)
    assert place.run().returncode == 0
    assert place.times_called() == 1
    assert (place.fonts / "NotoSans-400.ttf").exists()


def test_without_the_network_it_says_so_and_leaves_nothing_half_done(place: Place) -> None:
    done = place.run(NPM_FAILS="1")
    assert done.returncode == 1
    assert "The fonts of documents cannot be fetched (npm error code ENOTFOUND)" in done.stderr
    assert not place.fonts.exists()
    assert place.run().returncode == 0
