"""A folder of FHIR R4 bulk files, read line by line. Source: https://hl7.org/fhir/uv/bulkdata/export.html

What is read: the kinds of `shapes.KINDS`, in their order. Of files of other kinds the lines are counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from daybook.lib.refused import Refused
from daybook.operations.imports.fhir.parse import parse
from daybook.operations.imports.fhir.references import References
from daybook.operations.imports.fhir.shapes import KINDS, Kind, Resource
from daybook.operations.imports.fhir.values import BadField
from daybook.operations.imports.lines import BadLine, GoodLine, read_lines

# "Patient.000.ndjson", "Patient.ndjson", "Patient-2.ndjson", "patient_file_1.ndjson"
FILE_NAME = re.compile(r"([A-Za-z]+)(?:[._-].*)?\.ndjson", re.IGNORECASE)
STEP = 100  # lines between two reports of progress


@dataclass(frozen=True, slots=True)
class SourceFile:
    kind: Kind
    path: Path
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Read:
    """A resource, and the line that it came from; `start`: the line's offset in bytes."""

    file: str
    number: int
    start: int
    kind: Kind
    resource: Resource


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading is: `lines` of `file`, and bytes of all files together."""

    file: str
    lines: int
    done: int
    total: int
    finished: bool = False  # with this file


OnProgress = Callable[[Progress], None]


def find_files(directory: Path) -> list[SourceFile]:
    """The files to read, in the order to read them. Raises Refused when the folder has none."""
    try:
        found = [file for path in sorted(directory.iterdir()) if (file := _source_file(path))]
    except OSError as error:
        raise Refused(
            _("The folder cannot be read: {why}.").format(why=error.strerror), code="import.folder"
        ) from None
    if not found:
        names = ", ".join(f"{kind}*.ndjson" for kind in KINDS)
        raise Refused(
            _("The folder has none of these files: {names}.").format(names=names), code="import.empty"
        )
    return sorted(found, key=lambda file: KINDS.index(file.kind))


def other_files(directory: Path) -> list[tuple[str, Path]]:
    """Files of resources that are not read: the kind, by the file's name, and where it is. Raises OSError."""
    named = ((FILE_NAME.fullmatch(path.name), path) for path in sorted(directory.iterdir()) if path.is_file())
    known = {kind.lower() for kind in KINDS}
    return [(found[1], path) for found, path in named if found and found[1].lower() not in known]


def read(
    files: Sequence[SourceFile], references: References, on_progress: OnProgress
) -> Iterator[Read | BadLine]:
    """Every resource of the files, and every line that is not one. Raises nothing for what the files hold."""
    total = sum(file.size for file in files)
    before = 0
    for file in files:
        lines = 0
        for line in read_lines(file.path):
            lines += 1
            yield _resource(file.kind, line, references)
            if isinstance(line, GoodLine) and lines % STEP == 0:
                on_progress(Progress(file.path.name, lines, before + line.end, total))
        before += file.size
        on_progress(Progress(file.path.name, lines, before, total, finished=True))


def _resource(kind: Kind, line: GoodLine | BadLine, references: References) -> Read | BadLine:
    if isinstance(line, BadLine):
        return line
    try:
        resource = parse(kind, line.value)
    except BadField as error:
        return BadLine(line.file, line.number, str(error))
    if not references.add(kind, resource):
        return BadLine(line.file, line.number, _("The same id stands on an earlier line."))
    return Read(line.file, line.number, line.start, kind, resource)


def _source_file(path: Path) -> SourceFile | None:
    named = FILE_NAME.fullmatch(path.name)
    kinds = {kind.lower(): kind for kind in KINDS}
    if named is None or named[1].lower() not in kinds or not path.is_file():
        return None
    return SourceFile(kinds[named[1].lower()], path, path.stat().st_size)
