"""Every verb that the code writes into the trail has a sentence."""

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import daybook
from daybook.accounts.news import News
from daybook.booking import transitions
from daybook.patients.details import FIELDS, Details, label
from daybook.web.staff.trail.words import KINDS, SENTENCES, sentence

ROOT = Path(daybook.__file__).parent
# What stands for the changing part of a verb that is put together.
MADE = {
    "account.{*}": {f"account.{news}" for news in News},
    "{*}.moved": {"branch.moved", "service.moved", "practitioner.moved"},
    "import.{*}": {"import.finished", "import.stopped"},
    "queue.{*}": {"queue.started", "queue.finished"},
    "appointment.{*}": {f"appointment.{verb}" for verb in transitions.ALL},
}


def written() -> Iterator[tuple[str, str]]:
    """(verb, file) of every call of `record`; the changing parts of a verb as {*}."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
                yield _pattern(node.args[1]), path.name


def _pattern(argument: ast.expr) -> str:
    if isinstance(argument, ast.Constant):
        return str(argument.value)
    assert isinstance(argument, ast.JoinedStr), ast.dump(argument)
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{*}" for part in argument.values)


def test_every_verb_that_is_written_has_a_sentence() -> None:
    found = list(written())
    assert len(found) > 20
    missing = {
        (verb, file)
        for pattern, file in found
        for verb in (MADE[pattern] if "{*}" in pattern else {pattern})
        if verb not in SENTENCES
    }
    assert not missing, "add them to daybook/web/staff/trail/words.py"


def test_every_sentence_is_of_a_verb_that_is_written() -> None:
    plain = {pattern for pattern, _ in written() if "{*}" not in pattern}
    made = {verb for pattern, _ in written() if "{*}" in pattern for verb in MADE[pattern]}
    assert SENTENCES.keys() - plain - made == set()


def test_the_sentences_say_only_what_an_entry_has() -> None:
    for verb, (kind, text) in SENTENCES.items():
        parts = set(re.findall(r"%\((\w+)\)s", str(text)))
        assert parts <= {"who", "patient", "thing"} and parts, verb
        assert kind in KINDS
    assert "%(who)s" in str(sentence("older.verb").text)


def test_every_detail_of_a_patient_has_a_word() -> None:
    assert {field.name for field in dataclasses.fields(Details)} == FIELDS
    assert all(str(label(name)) for name in FIELDS)
