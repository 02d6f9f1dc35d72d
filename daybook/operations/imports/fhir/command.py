"""`daybook import fhir DIR --clinic SLUG [--source NAME | --undo BATCH]`: the words on the terminal."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from daybook.lib.refused import Refused
from daybook.operations.cli.failed import CommandFailed
from daybook.operations.imports.fhir.read import Progress
from daybook.operations.imports.fhir.table import table
from daybook.operations.imports.fhir.write import IMPORTER, run_import
from daybook.operations.imports.report import ImportReport, Problems
from daybook.operations.imports.undo import undo_import

MOST_SHOWN = 50


def run(arguments: argparse.Namespace) -> int:
    """Import, or take an import back. Exit code 0 also with bad lines: the rest went in, and they are named."""
    try:
        if arguments.undo:
            _undo(arguments.clinic, arguments.undo)
        else:
            _import(arguments)
    except Refused as error:
        raise CommandFailed(str(error)) from None
    return 0


def _import(arguments: argparse.Namespace) -> None:
    report = run_import(arguments.folder, arguments.clinic, progress=show, source=arguments.source)
    sys.stderr.write("\n" if sys.stderr.isatty() else "")
    tell(report)
    if report.added:
        words = _("To take it back: daybook import fhir {folder} --clinic {slug} --undo {batch}\n")
        sys.stdout.write(
            words.format(
                folder=shlex.quote(str(arguments.folder)), slug=arguments.clinic, batch=report.batch_id
            )
        )


def _undo(slug: str, batch: str) -> None:
    try:
        batch_id = UUID(batch)
    except ValueError:
        raise CommandFailed(_("{batch} is no import's number").format(batch=batch)) from None
    removed = undo_import(slug, batch_id, actor=IMPORTER)
    sys.stdout.write(_("Taken back: {rows}\n").format(rows=counts(removed)))


def show(progress: Progress) -> None:
    """One line on stderr that is written over; where stderr is a file or a pipe, a line at the end of each file."""
    percent = 100 * progress.done // progress.total if progress.total else 100
    line = _("{percent:>3} %  {file}: {lines} lines").format(
        percent=percent, file=progress.file, lines=progress.lines
    )
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{line:<70}")
    elif progress.finished:
        sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def tell(report: ImportReport) -> None:
    """What went in and what did not."""
    sys.stdout.write(_("Added: {rows}\n").format(rows=counts(report.added)))
    if report.known:
        sys.stdout.write(_("There already: {rows}\n").format(rows=counts(report.known)))
    sys.stdout.write(table(report.lines))
    _tell_lines(_("Lines left out: {n}\n"), report.bad)
    _tell_lines(_("Lines that went in without something: {n}\n"), report.partly)


def _tell_lines(heading: str, problems: Problems) -> None:
    if not problems.count:
        return
    sys.stdout.write(heading.format(n=problems.count))
    for line in problems.kept[:MOST_SHOWN]:
        where = _("{file}, line {number}").format(file=line.file, number=line.number)
        sys.stdout.write(f"  {where}: {line.reason}\n")
    if problems.count > MOST_SHOWN:
        sys.stdout.write(_("  and {n} more\n").format(n=problems.count - MOST_SHOWN))


def counts(rows: Mapping[str, int]) -> str:
    """ "13 patients, 1 branch"; "nothing"."""
    return ", ".join(_count(kind, number) for kind, number in rows.items()) or _("nothing")


def _count(kind: str, number: int) -> str:
    words = {
        "branch": ngettext("{n} branch", "{n} branches", number),
        "practitioner": ngettext("{n} practitioner", "{n} practitioners", number),
        "patient": ngettext("{n} patient", "{n} patients", number),
        "appointment": ngettext("{n} appointment", "{n} appointments", number),
        "visit": ngettext("{n} visit", "{n} visits", number),
        "allergy": ngettext("{n} allergy", "{n} allergies", number),
        "opening": ngettext("{n} opening balance", "{n} opening balances", number),
        "filled": ngettext("{n} file filled in", "{n} files filled in", number),
    }
    return words[kind].format(n=number)
