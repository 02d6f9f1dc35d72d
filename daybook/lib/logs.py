"""Structured logs that cannot hold a patient's data: only fields on a list get through, and no error's text.

A database error's message quotes values, an address's path holds ids, a library's message holds whatever it
formatted. So an exception is its type and the places it passed, and a library's line is its template.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

from daybook.lib.places import places

Line = MutableMapping[str, Any]

# Numbers and names of ours. Never a path, a query, a name, a message of an exception.
_WORDS = """
event level timestamp logger
method route status duration_ms queries request_id
clinic_id user_id entry_id row_id batch_id
action job_id task queue attempts worker_id
error causes where sqlstate
count seconds pid port version command child state setting
"""
FIELDS = frozenset(_WORDS.split())
# Their messages are fixed words and numbers.
TRUSTED = ("daybook", "_granian", "granian")
LONGEST = 12


def configure(*, console: bool, level: str, tracebacks: bool = False, to: TextIO | None = None) -> None:
    """Send everything that is logged to standard error: JSON lines, or readable ones for a developer.

    `tracebacks` prints whole exceptions too; only for development at the level debug.
    """
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = structlog.processors.JSONRenderer()
    if console:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    handler = logging.StreamHandler(to or sys.stderr)
    handler.setFormatter(
        _WithTraceback(
            tracebacks=tracebacks,
            foreign_pre_chain=[*shared, _library_line],
            processors=[_logger_name, _exception, allowed, renderer],
        )
    )
    logging.root.handlers = [handler]
    logging.root.setLevel(max(logging.INFO, logging.getLevelName(level.upper())))
    logging.getLogger("daybook").setLevel(level.upper())
    # The request's own line has the status; a fault's line has where it happened.
    logging.getLogger("django.request").addFilter(_is_fault)
    # It tells of every job, and there are some each second.
    logging.getLogger("procrastinate").setLevel(logging.INFO if level == "debug" else logging.WARNING)
    logging.captureWarnings(True)
    # A line that cannot be written is lost; logging would print all that was to be in it.
    logging.raiseExceptions = False


def allowed(_logger: object, _method: str, line: Line) -> Line:
    """Drop every field that is not on the list, and every value that is not short and simple."""
    return {key: _simple(value) for key, value in line.items() if key in FIELDS}


def _is_fault(record: logging.LogRecord) -> bool:
    return bool(record.exc_info)


def _simple(value: object) -> object:
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    if isinstance(value, (list, tuple)):
        return [_simple(item) for item in value[:LONGEST]]
    return str(value)[:200]


def _logger_name(_logger: object, _method: str, line: Line) -> Line:
    record: logging.LogRecord | None = line.get("_record")
    if record is not None:
        line["logger"] = record.name
    return line


def _library_line(_logger: object, _method: str, line: Line) -> Line:
    """A library's record: the template of its message, and of its extras what is known to be harmless."""
    record: logging.LogRecord = line["_record"]
    package = record.name.partition(".")[0]
    if package == "daybook":
        line.update({name: value for name, value in vars(record).items() if name in FIELDS})
    if package not in TRUSTED:
        # Text without arguments may have been formatted before.
        line["event"] = record.msg if line["positional_args"] else f"{record.module}.{record.funcName}"
    elif line["positional_args"]:
        line["event"] = str(record.msg) % line["positional_args"]
    if record.name == "py.warnings":
        # "file:line: Category: words"; the words may quote a value.
        line["event"] = ":".join(str(record.msg).split(":")[:3])[-200:]
    job = getattr(record, "job", None)
    if isinstance(job, dict):
        line.update(job_id=job.get("id"), task=job.get("task_name"), queue=job.get("queue"))
    for extra, name in (("action", "action"), ("status_code", "status")):
        if hasattr(record, extra):
            line[name] = getattr(record, extra)
    return line


def _exception(_logger: object, _method: str, line: Line) -> Line:
    found = line.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found
    if isinstance(error, tuple):
        error = error[1]
    if not isinstance(error, BaseException):
        return line
    line["error"] = _type(error)
    line["where"] = places(error.__traceback__)
    cause = error.__cause__ or error.__context__
    if cause is not None:
        line["causes"] = [_type(cause)]
    state = getattr(error, "sqlstate", None) or getattr(cause, "sqlstate", None)
    if state:
        line["sqlstate"] = state
    return line


def _type(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


class _WithTraceback(structlog.stdlib.ProcessorFormatter):
    def __init__(self, *, tracebacks: bool, **options: Any) -> None:
        super().__init__(**options, pass_foreign_args=True, use_get_message=False)
        self._tracebacks = tracebacks

    def format(self, record: logging.LogRecord) -> str:
        found = record.exc_info
        text = super().format(record)
        if self._tracebacks and found and found[1]:
            text += "\n" + "".join(traceback.format_exception(found[1])).rstrip()
        return text
