"""What can be typed, with its help."""

from __future__ import annotations

import argparse
from pathlib import Path

EPILOG = "Settings are environment variables; `daybook check` names each that is wrong or missing."


def build() -> argparse.ArgumentParser:
    """The whole command line; `command` and its options are in the result."""
    parser = argparse.ArgumentParser(prog="daybook", description="Clinic management.", epilog=EPILOG)
    # Given by `daybook run` to what it starts: end when that process ends.
    parser.add_argument("--parent", type=int, default=0, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    _run(commands.add_parser("run", help="start everything: database, web server and worker"))
    _web(commands.add_parser("web", help="start the web server only"))
    commands.add_parser("worker", help="start the worker of background jobs only")
    _migrate(commands.add_parser("migrate", help="bring the database's schema up to date"))
    _demo(commands.add_parser("demo", help="load the demo clinics into an empty database"))
    _import(commands.add_parser("import", help="read a clinic's data from files"))
    _clinic(commands.add_parser("clinic", help="suspend a clinic, or resume it"))
    _check(commands.add_parser("check", help="check settings and the database's roles"))
    _manage(commands.add_parser("manage", help="Django's own commands, for developers"))
    return parser


def _run(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Start PostgreSQL (unless DATABASE_URL is set), migrate, load the demo at the first start in development,"
        " and run web server and worker until Ctrl-C."
    )
    parser.add_argument("--no-demo", action="store_true", help="leave a new database empty")


def _web(parser: argparse.ArgumentParser) -> None:
    parser.description = "Start the web server; the database must be migrated."
    parser.add_argument(
        "--processes", type=int, default=1, help="how many processes answer requests (default 1)"
    )


def _migrate(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Bring the schema up to date as the owner's role, and give the application its rights."
    )
    parser.add_argument(
        "--force", action="store_true", help="run even when the schema is known to be current"
    )
    parser.add_argument("--plan", action="store_true", help="say what there is to do, and do nothing")


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.description = "Load two made-up clinics, with some weeks around today; not in production."
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="give up the demo that is there, with whatever was changed in it, and load it anew around today",
    )


def _import(parser: argparse.ArgumentParser) -> None:
    formats = parser.add_subparsers(dest="format", required=True, metavar="format")
    fhir = formats.add_parser("fhir", help="FHIR R4 bulk data: a folder of .ndjson files")
    fhir.add_argument("folder", type=Path, metavar="DIR", help="the folder with the .ndjson files")
    fhir.add_argument("--clinic", required=True, metavar="SLUG", help="the clinic's word in its address")
    fhir.add_argument(
        "--source",
        default="",
        metavar="NAME",
        help="the system the files came from, if two give the same ids (default: by the patients' identifiers)",
    )
    fhir.add_argument("--undo", metavar="BATCH", help="take back this import instead")
    _list(formats.add_parser("list", help="a list of patients: CSV or XLSX"))


def _list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the list")
    parser.add_argument("--clinic", required=True, metavar="SLUG", help="the clinic's word in its address")
    parser.add_argument(
        "--dry-run", action="store_true", help="try every row, say what would happen, do nothing"
    )
    parser.add_argument(
        "--mapping",
        default="",
        metavar="COLUMNS",
        help="what is not guessed right: HEADING=FIELD or NUMBER=FIELD with commas between (name, first, last,"
        " phone, birth, age, sex, address, email, record, alerts, allergies, owed, paid ...; empty: leave out)",
    )
    parser.add_argument(
        "--dates", choices=["dmy", "mdy"], help="day or month first, where the file does not tell"
    )
    parser.add_argument("--told-on", metavar="DAY", help="the day on which ages were true (YYYY-MM-DD)")
    parser.add_argument("--encoding", help="where it is not guessed right, such as cp1252")
    parser.add_argument("--delimiter", help="where it is not guessed right, such as ;")
    parser.add_argument(
        "--sheet", type=int, metavar="NUMBER", help="of a workbook, from 1 (default: the first)"
    )
    parser.add_argument("--heading", type=int, metavar="ROW", help="the row of the headings; 0 for none")
    parser.add_argument(
        "--lenient", action="store_true", help="leave out a wrong phone, birth or balance, not its row"
    )
    parser.add_argument(
        "--duplicates",
        choices=["leave", "add", "fill"],
        default="leave",
        help="rows that are perhaps there already: leave them out, add them, fill in what is missing",
    )
    parser.add_argument(
        "--left-out", type=Path, metavar="CSV", help="write the rows that did not go in to this file"
    )
    parser.add_argument("--undo", metavar="BATCH", help="take back this import instead")


def _clinic(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Suspend a clinic: its pages are shut from the next request on, nothing is sent, its jobs wait, and nothing is"
        " lost. Resume it: everything goes on. The trail of the clinic has both."
    )
    parser.add_argument("action", choices=("suspend", "resume"))
    parser.add_argument("slug", metavar="SLUG", help="the clinic's word in its address")


def _check(parser: argparse.ArgumentParser) -> None:
    parser.description = "Name every wrong or missing setting and every unsafe right of the database's roles."
    parser.add_argument(
        "--roles-sql", action="store_true", help="print SQL for psql that makes the roles and the database"
    )
    # Asked by `daybook web` before it starts, which does not load Django itself.
    parser.add_argument("--keys", action="store_true", help=argparse.SUPPRESS)


def _manage(parser: argparse.ArgumentParser) -> None:
    parser.description = "Run one of Django's commands, for example: daybook manage shell"
    parser.add_argument("--owner", action="store_true", help="connect as the owner of the tables")
    parser.add_argument(
        "arguments", nargs=argparse.REMAINDER, metavar="...", help="the command and its options"
    )
