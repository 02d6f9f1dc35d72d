"""Few files for slow lines: style sheets that every page needs as one, each script with all that it imports as one.

The addresses stay what they are: `js/app.js` is served with its modules inside, and `js/form.js`, which is one of them,
as a line that takes them from there, so that a module runs once whoever imports it. docs/why/slow-lines.md.
"""

import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCE = Path(__file__).with_name("static")
SITE_CSS = ("tokens", "base", "parts", "appointments", "messages", "patients", "bills", "thumb")
APP = "app.js"
_IMPORT = re.compile(r'^import (?:\{ ([\w, ]+) \} from )?"\./([\w-]+\.js)";$', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function) (\w+))", re.M)


class NotPlain(ValueError):
    """A script imports or exports in a way that is not put together here."""


@dataclass(frozen=True)
class Script:
    """A module as it was written: what it imports, in order, and the names that it exports."""

    name: str
    text: str
    imports: tuple[str, ...]
    exports: tuple[str, ...]


@dataclass
class Scripts:
    """All modules of a folder, put together when they are asked for."""

    folder: Path
    known: dict[str, Script] = field(default_factory=dict)

    def read(self, name: str) -> Script:
        if name not in self.known:
            text = (self.folder / name).read_text()
            imports = tuple(match[2] for match in _IMPORT.finditer(text))
            self.known[name] = Script(name, text, imports, tuple(_EXPORT.findall(text)))
        return self.known[name]

    def whole(self, name: str) -> list[str]:
        """The module with everything it imports, each after what it needs. Raises NotPlain for a circle."""
        found: list[str] = []

        def visit(at: str, path: tuple[str, ...]) -> None:
            if at in path:
                raise NotPlain(f"{' -> '.join((*path, at))}: a circle")
            if at not in found:
                for each in self.read(at).imports:
                    visit(each, (*path, at))
                found.append(at)

        visit(name, ())
        return found

    def built(self, name: str) -> str:
        """What is served as that file."""
        base = self.whole(APP)
        if name != APP and name in base:
            return f'export {{ {", ".join(self.read(name).exports)} }} from "./{APP}";\n'
        inside = [each for each in self.whole(name) if name == APP or each not in base]
        shared = [] if name == APP else self._exports(base)
        head = f'import {{ {", ".join(shared)} }} from "./{APP}";\n' if shared else f'import "./{APP}";\n'
        body = "".join(_wrapped(self.read(each), inside) for each in inside)
        tail = "".join(
            f"export const {{ {', '.join(one.exports)} }} = {_variable(one.name)};\n"
            for one in map(self.read, inside)
            if one.exports
        )
        self._exports(inside)  # no name twice
        return ("" if name == APP else head) + body + tail

    def _exports(self, names: list[str]) -> list[str]:
        found = [each for name in names for each in self.read(name).exports]
        if len(set(found)) < len(found):
            raise NotPlain("two modules export the same name")
        return found


def _variable(name: str) -> str:
    return name.removesuffix(".js").replace("-", "_") + "$"


def _wrapped(script: Script, inside: list[str]) -> str:
    """The module as a function of its own, so that names do not meet; what it exports is what it returns."""

    def taken(match: re.Match[str]) -> str:
        names, module = match[1], match[2]
        return f"const {{ {names} }} = {_variable(module)};" if names and module in inside else ""

    text = _EXPORT.sub("", _IMPORT.sub(taken, script.text))
    if re.search(r"^(?:import|export)\b", text, re.M):
        raise NotPlain(f"{script.name}: an import or an export of another kind")
    returns = f"return {{ {', '.join(script.exports)} }};\n" if script.exports else ""
    return f"const {_variable(script.name)} = (() => {{\n{text}{returns}}})();\n"


def site_css() -> str:
    """The style sheets of every page, in the order of their layers."""
    texts = [(SOURCE / "css" / f"{name}.css").read_text() for name in SITE_CSS]
    return re.sub(r"/\*.*?\*/\n?", "", "\n".join(texts), flags=re.S)


def build(folder: Path) -> frozenset[str]:
    """Writes all of it below the folder and returns the names; what is there already is left as it is."""
    scripts = Scripts(SOURCE / "js")
    made = {"css/site.css": site_css()}
    for path in sorted((SOURCE / "js").glob("*.js")):
        if scripts.read(path.name).imports or path.name in scripts.whole(APP):
            made[f"js/{path.name}"] = scripts.built(path.name)
    for name, text in made.items():
        target = folder / name
        if not target.exists() or target.read_text() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            half = target.with_suffix(f".{os.getpid()}")  # nobody is served half a file
            half.write_text(text)
            half.replace(target)
    return frozenset(made)


class BundleFinder(BaseFinder):
    """Found before the files as they were written. In development they are put together anew when one has changed."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        self.folder = Path(settings.DAYBOOK.data_dir) / "bundles"
        self.newest = 0.0
        self.building = threading.Lock()
        self.names: frozenset[str] = frozenset()

    def _fresh(self) -> frozenset[str]:
        newest = max(path.stat().st_mtime for path in SOURCE.rglob("*.?s*"))
        # A page asks for all its files at once, each by a thread of its own.
        with self.building:
            if newest != self.newest:
                self.names, self.newest = build(self.folder), newest
            return self.names

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        if not path.startswith(("css/site.css", "js/")):
            return []
        if path not in self._fresh():
            return []
        found = str(self.folder / path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        storage = FileSystemStorage(location=self.folder)
        for name in sorted(self._fresh()):
            yield name, storage
