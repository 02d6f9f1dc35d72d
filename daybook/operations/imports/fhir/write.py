"""Import of a FHIR R4 bulk export into one clinic. What becomes what is said in `rows.py`.

Rows are written in pieces of at most PIECE lines, each a transaction of its own with its entry in the trail: a long
import holds no lock for long, and one that is stopped has lost nothing. Every row keeps the source's id
(`external_id`, see `source.py`), so a second run adds only what is new. The past is a fact: imported appointments are
exempt from the rules against double booking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path

from django.db import DataError, IntegrityError
from django.utils.translation import gettext as _

from daybook.audit.actor import Actor
from daybook.audit.record import record
from daybook.operations.imports.batch import clinic_of, piece, running
from daybook.operations.imports.fhir.piece import Run, Written
from daybook.operations.imports.fhir.read import OnProgress, Read, SourceFile, find_files, other_files, read
from daybook.operations.imports.fhir.references import References
from daybook.operations.imports.fhir.shapes import Kind
from daybook.operations.imports.fhir.source import named, of_export
from daybook.operations.imports.fhir.waiting import Waiting
from daybook.operations.imports.fhir.write_allergies import write_allergies
from daybook.operations.imports.fhir.write_people import write_patients, write_practitioners
from daybook.operations.imports.fhir.write_records import settle
from daybook.operations.imports.fhir.write_visits import write_visits
from daybook.operations.imports.lines import BadLine, count_lines
from daybook.operations.imports.report import ImportReport, Tally
from daybook.tenancy.scope import clinic_scope

PIECE = 200
IMPORTER = Actor(kind="import", id="fhir", label="FHIR import")


def run_import(
    directory: Path, clinic_slug: str, *, progress: OnProgress, actor: Actor = IMPORTER, source: str = ""
) -> ImportReport:
    """Read the folder's files into the clinic. `source`: the system they came from, when it is named by hand.

    Raises Refused when the folder or the clinic is not there; whatever is wrong with single lines is in the report.
    """
    files, others = find_files(directory), other_files(directory)
    clinic_id = clinic_of(clinic_slug)
    with clinic_scope(clinic_id):
        origin = named(source) if source else of_export(files)
    tally = Tally(_kinds(files, others))
    paths = {file.path.name: file.path for file in files}
    with (
        running(clinic_id, "fhir", actor, tally) as batch_id,
        References() as references,
        Waiting(paths) as waiting,
    ):
        run = Run(clinic_id, batch_id, actor, references, origin, waiting)
        for kind, reads in _pieces(read(files, references, progress), run, tally):
            for written in _write(run, kind, reads):
                _count(written, tally)
                waiting.met(written.met)
        for encounters in waiting.left(PIECE):
            written = Written()
            with clinic_scope(clinic_id):
                settle(run, encounters, written)
            _count(written, tally)
        _count_others(others, tally)
    return tally.report(batch_id)


def _kinds(files: Sequence[SourceFile], others: Sequence[tuple[str, Path]]) -> dict[str, str]:
    """The kind of each file, by its name."""
    return {file.path.name: file.kind for file in files} | {path.name: kind for kind, path in others}


def _count(written: Written, tally: Tally) -> None:
    tally.take(written.added, written.known, written.bad, written.partly, written.outcomes)


def _count_others(others: Sequence[tuple[str, Path]], tally: Tally) -> None:
    for kind, path in others:
        try:
            lines = count_lines(path)
        except OSError as error:
            words = _("The file cannot be read: {why}.").format(why=error.strerror)
            tally.leave_out([BadLine(path.name, 0, words)])
        else:
            tally.read[kind] += lines
            tally.outcomes[kind, "alone"] += lines


def _write(run: Run, kind: Kind, reads: list[Read]) -> Iterator[Written]:
    """A piece in one transaction; if the database refuses a value in it, in halves, down to the line that it is."""
    written = Written()
    try:
        with piece(run.clinic_id, run.batch_id):
            WRITERS[kind](run, reads, written)
            if written.added:
                details = dict(written.added)
                record(run.actor, "import.added", on=("importbatch", run.batch_id), details=details)
    except (DataError, IntegrityError):
        if len(reads) == 1:
            yield Written(bad=[BadLine(reads[0].file, reads[0].number, _("The line cannot be stored."))])
            return
        middle = len(reads) // 2
        yield from _write(run, kind, reads[:middle])
        yield from _write(run, kind, reads[middle:])
    else:
        yield written


def _pieces(lines: Iterable[Read | BadLine], run: Run, tally: Tally) -> Iterator[tuple[Kind, list[Read]]]:
    """What is to be written, in order, at most PIECE lines of one kind at a time; bad lines go into the tally."""
    for kind, reads in groupby(_good(lines, run, tally), lambda one: one.kind):
        while part := list(islice(reads, PIECE)):
            yield kind, part


def _good(lines: Iterable[Read | BadLine], run: Run, tally: Tally) -> Iterator[Read]:
    for line in lines:
        if line.number:
            tally.read[tally.kinds[line.file]] += 1
        if isinstance(line, BadLine):
            tally.leave_out([line])
        elif line.kind in WRITERS:
            yield line
        elif not run.waiting.add(line):
            tally.outcomes[line.kind, "name"] += 1


# Organizations and locations are read for their names only; what was found or done waits for its encounter.
WRITERS: dict[Kind, Callable[[Run, list[Read], Written], None]] = {
    "Practitioner": write_practitioners,
    "Patient": write_patients,
    "AllergyIntolerance": write_allergies,
    "Encounter": write_visits,
}
