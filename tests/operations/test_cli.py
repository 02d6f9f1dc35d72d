"""Commands say what is wrong in words, give the right exit code, and show no traceback and no secret."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from daybook.accounts.models import User
from daybook.operations.cli import parser
from daybook.operations.cli.main import MODULES
from tests import database
from tests.operations.commands import daybook


def test_each_command_has_help_and_a_module(capsys: pytest.CaptureFixture[str]) -> None:
    for command in MODULES:
        with pytest.raises(SystemExit) as ended:
            parser.build().parse_args([command, "--help"])
        assert ended.value.code == 0
        assert f"daybook {command}" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        parser.build().parse_args(["--help"])
    shown = capsys.readouterr().out
    assert all(command in shown for command in MODULES)


@pytest.mark.parametrize("words", [[], ["fly"], ["import"], ["import", "csv"], ["import", "fhir", "."]])
def test_it_refuses_words_it_does_not_know(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser.build().parse_args(words)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_every_command_refuses_wrong_settings_and_names_them_all() -> None:
    environ = {"DAYBOOK_ENV": "production", "DAYBOOK_PORT": "x", "DAYBOOK_SECRET_KEY": "secret-but-short"}
    for command in ("run", "web", "worker", "migrate", "check"):
        done = daybook(command, environ=environ)
        assert done.returncode == 2
        for name in ("DAYBOOK_PORT", "DAYBOOK_SECRET_KEY", "DAYBOOK_MASTER_KEY", "DAYBOOK_SMTP_URL"):
            assert name in done.stderr
        assert "Traceback" not in done.stderr
        assert "secret-but-short" not in done.stderr


def test_it_names_a_misspelt_setting() -> None:
    done = daybook("check", environ={"DAYBOOK_ENV": "test", "DAYBOOK_SMPT_URL": "smtp://x"})
    assert done.returncode == 2
    assert "DAYBOOK_SMPT_URL is no setting; is DAYBOOK_SMTP_URL meant?" in done.stderr


def test_a_database_that_is_away_is_said_in_words(tmp_path: Path) -> None:
    environ = {
        "DAYBOOK_DATA_DIR": str(tmp_path),
        "DATABASE_URL": "postgresql://app:hidden@/daybook?host=/nowhere",
        "DATABASE_OWNER_URL": "postgresql://owner:hidden@/daybook?host=/nowhere",
    }
    for words in (["migrate"], ["web"], ["worker"], ["check"], ["demo"]):
        done = daybook(*words, environ=environ)
        assert done.returncode in (1, 2), words
        assert "cannot" in done.stderr
        assert "Traceback" not in done.stderr
        assert "hidden" not in done.stderr


def test_it_makes_development_s_secrets_once_and_privately(tmp_path: Path) -> None:
    environ = {"DAYBOOK_DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://app:x@/daybook?host=/nowhere"}
    daybook("check", environ=environ)
    files = sorted((tmp_path / "secrets").iterdir())
    assert [file.name for file in files] == ["master_key", "secret_key"]
    before = [file.read_text() for file in files]
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    daybook("check", environ=environ)
    assert [file.read_text() for file in files] == before


def test_the_demo_is_not_for_production() -> None:
    environ = {
        "DAYBOOK_ENV": "production",
        "DAYBOOK_DATA_DIR": "/srv/daybook",
        "DAYBOOK_SECRET_KEY": "x7Kq-0fWnZ3u8RbTmVd2LsYc5HjGp9AeQ4oXi6Uw1Nty",
        "DAYBOOK_MASTER_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "DAYBOOK_ALLOWED_HOSTS": "book.example.org",
        "DAYBOOK_SMTP_URL": "smtps://mail.example.org",
        "DAYBOOK_MAIL_FROM": "desk@book.example.org",
        "DATABASE_URL": "postgresql://app:x@/daybook?host=/nowhere",
    }
    done = daybook("demo", environ=environ)
    assert done.returncode == 1
    assert "not loaded in production" in done.stderr


def test_import_asks_for_a_folder_that_exists() -> None:
    done = daybook("import", "fhir", "/nowhere", "--clinic", "sunrise", environ={"DAYBOOK_ENV": "test"})
    assert done.returncode == 1
    assert "/nowhere is no folder" in done.stderr


def test_migrate_has_nothing_to_do_a_second_time(app_url: str) -> None:
    done = daybook("migrate", environ=database.environment())
    assert (done.returncode, done.stdout) == (0, "The schema is up to date.\n")


def test_the_demo_leaves_a_database_with_people_alone(committed_db: None) -> None:
    User.objects.create(email="someone@example.org")
    done = daybook("demo", environ=database.environment())
    assert done.returncode == 1
    assert "people in this database already" in done.stderr
