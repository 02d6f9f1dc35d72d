"""`daybook import list FILE --clinic SLUG`: the same as the screen, on the terminal and without a worker.

Nobody can be asked here, so what the screen asks is an option. A run that was stopped is started again: what went in is
known by then.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from daybook.audit.actor import Actor
from daybook.lib.ids import uuid7
from daybook.lib.refused import Refused
from daybook.lib.text import search_terms
from daybook.operations.cli.failed import CommandFailed
from daybook.operations.imports.batch import clinic_of
from daybook.operations.imports.fhir.command import counts as rows_in_words
from daybook.operations.imports.lists import queries, work
from daybook.operations.imports.lists.actions.bring import bring
from daybook.operations.imports.lists.actions.choose_columns import choose_columns
from daybook.operations.imports.lists.actions.decide import decide
from daybook.operations.imports.lists.actions.look_again import look_again
from daybook.operations.imports.lists.actions.put_away import put_away
from daybook.operations.imports.lists.actions.start import start
from daybook.operations.imports.lists.decode import ENCODINGS
from daybook.operations.imports.lists.export import written
from daybook.operations.imports.lists.fields import Field
from daybook.operations.imports.lists.plan import Plan, headings_of
from daybook.operations.imports.lists.text_file import DELIMITERS
from daybook.operations.imports.lists.words import OUTCOMES, sentence
from daybook.operations.imports.lists.write import batch_of
from daybook.operations.imports.undo import undo_import
from daybook.operations.models import ImportBatch, ListRow, PatientList
from daybook.tenancy.scope import clinic_scope

IMPORTER = Actor(kind="import", id="list", label="List import")
MOST_SHOWN = 50
State = PatientList.State
LEFT = ("bad", "same", "there")


def run(arguments: argparse.Namespace) -> int:
    """Import, try, or take an import back. Exit code 0 also with rows that did not go in: they are named."""
    try:
        if arguments.undo:
            _undo(arguments.clinic, arguments.undo)
        else:
            _import(arguments)
    except Refused as error:
        raise CommandFailed(str(error)) from None
    return 0


def _undo(slug: str, batch: str) -> None:
    try:
        batch_id = UUID(batch)
    except ValueError:
        raise CommandFailed(_("{batch} is no import's number").format(batch=batch)) from None
    removed = undo_import(slug, batch_id, actor=IMPORTER)
    sys.stdout.write(_("Taken back: {rows}\n").format(rows=rows_in_words(removed)))


def _import(arguments: argparse.Namespace) -> None:
    clinic_id = clinic_of(arguments.clinic)
    with clinic_scope(clinic_id):
        row = _brought(arguments)
    try:
        _go(clinic_id, row)
        if row.state == State.DATES:
            words = _(
                "Birth dates such as 04/01/2014 can be read both ways. Give --dates dmy or --dates mdy."
            )
            raise CommandFailed(words)
        _refuse_fault(row)
    except BaseException:
        with clinic_scope(clinic_id):
            put_away(actor=IMPORTER, patient_list=row)
        raise
    with clinic_scope(clinic_id):
        decide(actor=IMPORTER, patient_list=row, choice=arguments.duplicates)
        _tell_check(row)
        if arguments.dry_run:
            _write_left_out(row, arguments.left_out)
            put_away(actor=IMPORTER, patient_list=row)
            sys.stdout.write(_("Nothing went in: this was a trial.\n"))
            return
        if not sum(queries.going_in(row).values()):
            _write_left_out(row, arguments.left_out)
            put_away(actor=IMPORTER, patient_list=row)
            sys.stdout.write(_("Nothing is new.\n"))
            return
        start(actor=IMPORTER, patient_list=row, by_job=False)
    _go(clinic_id, row)
    _refuse_fault(row)
    with clinic_scope(clinic_id):
        _tell_done(row, arguments)


def _brought(arguments: argparse.Namespace) -> PatientList:
    path: Path = arguments.file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandFailed(_("The file cannot be read: {why}.").format(why=error.strerror)) from None
    row = bring(actor=IMPORTER, name=path.name, content=content, list_id=uuid7())
    plan = Plan.of(row.plan)
    _refuse_unknown(arguments)
    wanted = (arguments.encoding, arguments.delimiter, arguments.sheet, arguments.heading)
    if any(each is not None for each in wanted):
        look_again(
            actor=IMPORTER,
            patient_list=row,
            encoding=arguments.encoding or plan.encoding,
            delimiter=arguments.delimiter or plan.delimiter,
            sheet=plan.sheet if arguments.sheet is None else arguments.sheet - 1,
            heading=arguments.heading,
        )
    plan = Plan.of(row.plan)
    choose_columns(
        actor=IMPORTER,
        patient_list=row,
        columns=_columns(arguments.mapping, plan, headings_of(plan, queries.head(row))),
        order=arguments.dates or "",
        told_on=_day(arguments.told_on),
        lenient=arguments.lenient,
        by_job=False,
    )
    return row


def _refuse_unknown(arguments: argparse.Namespace) -> None:
    if arguments.encoding is not None and arguments.encoding not in ENCODINGS:
        words = _("--encoding is one of {all}.")
        raise CommandFailed(words.format(all=", ".join(ENCODINGS)))
    if arguments.delimiter is not None and arguments.delimiter not in DELIMITERS:
        raise CommandFailed(_("--delimiter is a comma, a semicolon, a tab or a bar."))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandFailed(_("--told-on is a day such as 2026-03-31.")) from None


def _columns(mapping: str, plan: Plan, headings: list[str]) -> list[str]:
    """The guessed columns with what was said otherwise."""
    found = list(plan.columns)
    by_name = {" ".join(search_terms(each)): index for index, each in enumerate(headings) if each}
    for part in mapping.split(","):
        if not part.strip():
            continue
        name, equals, field = (each.strip() for each in part.rpartition("="))
        index = by_name.get(" ".join(search_terms(name)))
        if index is None and name.isdecimal() and 1 <= int(name) <= len(found):
            index = int(name) - 1
        if not equals or index is None or field not in Field.values:
            words = _("--mapping: “{part}” is no HEADING=FIELD of this list. Fields: {fields}.")
            raise CommandFailed(words.format(part=part.strip(), fields=", ".join(filter(None, Field.values))))
        found[index] = field
    return found


def _go(clinic_id: int, row: PatientList) -> None:
    """Until it waits for somebody or is done; how far it is, on stderr."""
    last = -1
    for step in work.steps(clinic_id, row.id):
        row.state, row.plan, row.batch_id = step.state, step.plan, step.batch_id
        done = step.written_to if step.state in (State.WRITING, State.DONE) else step.checked_to
        percent = 100 * done // step.row_count if step.row_count else 0
        if sys.stderr.isatty() and percent != last:
            last = percent
            sys.stderr.write(f"\r{percent:>3} %  {done}")
            sys.stderr.flush()
    sys.stderr.write("\n" if last >= 0 else "")


def _refuse_fault(row: PatientList) -> None:
    if row.state == State.FAULT:
        words = row.plan.get("fault") or _("This list cannot be read on; that is a fault in Daybook.")
        raise CommandFailed(str(words))


def _tell_check(row: PatientList) -> None:
    counts = queries.counts(row)
    for key, words in OUTCOMES.items():
        if counts.get(key):
            sys.stdout.write(f"{counts[key]:>8}  {words}\n")
    left = ListRow.objects.filter(patient_list=row, outcome__in=LEFT).order_by("number")
    for each in left[:MOST_SHOWN]:
        why = sentence(each.outcome, each.reasons, each.match_number)
        sys.stdout.write("  " + _("row {number}: {why}").format(number=each.number, why=why) + "\n")
    more = left.count() - MOST_SHOWN
    if more > 0:
        sys.stdout.write(_("  and {n} more; --left-out FILE has all of them\n").format(n=more))


def _tell_done(row: PatientList, arguments: argparse.Namespace) -> None:
    batch = ImportBatch.objects.get(id=batch_of(row))
    sys.stdout.write(_("Added: {rows}\n").format(rows=rows_in_words(batch.added)))
    _write_left_out(row, arguments.left_out)
    words = _("To take it back: daybook import list {file} --clinic {slug} --undo {batch}\n")
    sys.stdout.write(words.format(file=arguments.file, slug=arguments.clinic, batch=batch.id))


def _write_left_out(row: PatientList, path: Path | None) -> None:
    if path is None:
        return
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            out.writelines(written(row, LEFT))
    except OSError as error:
        raise CommandFailed(_("The file cannot be written: {why}.").format(why=error.strerror)) from None
