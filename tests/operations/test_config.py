"""Settings: read, checked, and all problems named at once."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from daybook.config import KNOWN_MASTER_KEY, KNOWN_SECRET, SETTINGS, ConfigError, load

SECRET = "x7Kq-0fWnZ3u8RbTmVd2LsYc5HjGp9AeQ4oXi6Uw1Nty"
KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
PRODUCTION = {
    "DAYBOOK_ENV": "production",
    "DAYBOOK_DATA_DIR": "/srv/daybook",
    "DAYBOOK_SECRET_KEY": SECRET,
    "DAYBOOK_MASTER_KEY": KEY,
    "DAYBOOK_ALLOWED_HOSTS": "book.example.org",
    "DAYBOOK_SMTP_URL": "smtp+starttls://desk:p%40ss@mail.example.org:2525",
    "DAYBOOK_MAIL_FROM": "desk@book.example.org",
}


def problems(environ: dict[str, str]) -> dict[str, str]:
    with pytest.raises(ConfigError) as caught:
        load(environ)
    return {problem.setting: problem.message for problem in caught.value.problems}


def test_it_needs_nothing_in_development_and_in_tests() -> None:
    assert load({}).env == "development"
    assert load({"DAYBOOK_ENV": "test"}).master_key == KNOWN_MASTER_KEY
    assert load({}).host == "127.0.0.1"


def test_it_takes_an_empty_value_for_a_missing_one() -> None:
    assert load({"DAYBOOK_PORT": "", "DATABASE_URL": " "}).port == 8000


def test_it_reads_production() -> None:
    config = load(PRODUCTION)
    assert config.master_key == bytes(range(32))
    assert (config.smtp_host, config.smtp_port, config.smtp_user, config.smtp_password) == (
        "mail.example.org",
        2525,
        "desk",
        "p@ss",
    )
    assert config.smtp_tls
    assert not config.smtp_ssl
    assert config.keystore_dir == Path("/srv/daybook/keystore")


def test_it_names_everything_that_production_lacks_at_once() -> None:
    found = problems({"DAYBOOK_ENV": "production", "DAYBOOK_PORT": "many", "DATABASE_URL": "mysql://x"})
    required = {setting.name for setting in SETTINGS if setting.required} - {"DAYBOOK_ENV"}
    assert set(found) == required | {"DAYBOOK_PORT", "DATABASE_URL"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DAYBOOK_SECRET_KEY", KNOWN_SECRET),
        ("DAYBOOK_SECRET_KEY", "django-insecure-" + SECRET),
        ("DAYBOOK_SECRET_KEY", "a" * 60),
        ("DAYBOOK_SECRET_KEY", SECRET[:30]),
        ("DAYBOOK_MASTER_KEY", base64.urlsafe_b64encode(KNOWN_MASTER_KEY).decode()),
        ("DAYBOOK_MASTER_KEY", base64.urlsafe_b64encode(b"\0" * 32).decode()),
        ("DAYBOOK_MASTER_KEY", base64.urlsafe_b64encode(b"short").decode()),
        ("DAYBOOK_MASTER_KEY", "not base64!"),
        ("DAYBOOK_ALLOWED_HOSTS", "*"),
        ("DAYBOOK_ALLOWED_HOSTS", "https://book.example.org/"),
        ("DAYBOOK_SMTP_URL", "smtp://mail.example.org"),
        ("DAYBOOK_SMTP_URL", "gopher://mail"),
        ("DAYBOOK_MAIL_FROM", "nobody"),
        ("DAYBOOK_MAIL_FROM", "Desk <desk@example.org>"),
        ("DAYBOOK_BRAND", "acme"),
        ("DAYBOOK_WEB_THREADS", "0"),
        ("DAYBOOK_WEB_THREADS", "१"),
        ("DAYBOOK_PROXY_COUNT", "-1"),
        ("DAYBOOK_LOG_LEVEL", "loud"),
        ("DAYBOOK_DATABASE_ROLE", "superuser"),
        ("DATABASE_OWNER_URL", "postgresql://host/only"),
    ],
)
def test_it_refuses_in_production(name: str, value: str) -> None:
    found = problems({**PRODUCTION, name: value})
    assert set(found) == {name}
    assert SECRET not in found[name]


def test_it_refuses_an_unknown_kind_of_environment() -> None:
    assert "DAYBOOK_ENV" in problems({"DAYBOOK_ENV": "prod"})


def test_it_asks_for_secrets_in_development_once_there_is_a_database() -> None:
    environ = {"DATABASE_URL": "postgresql://a:b@localhost/daybook"}
    assert set(problems(environ)) == {"DAYBOOK_SECRET_KEY", "DAYBOOK_MASTER_KEY"}
    assert load(environ, secrets_later=True).database


def test_it_reads_the_master_key_from_a_private_file_only(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(KEY + "\n")
    environ = {name: value for name, value in PRODUCTION.items() if name != "DAYBOOK_MASTER_KEY"}
    environ["DAYBOOK_MASTER_KEY_FILE"] = str(file)
    file.chmod(0o644)
    assert "chmod 600" in problems(environ)["DAYBOOK_MASTER_KEY_FILE"]
    file.chmod(0o600)
    assert load(environ).master_key == bytes(range(32))
    assert "one of the two" in problems({**environ, "DAYBOOK_MASTER_KEY": KEY})["DAYBOOK_MASTER_KEY"]
    file.unlink()
    assert "cannot be read" in problems(environ)["DAYBOOK_MASTER_KEY_FILE"]


def test_it_never_shows_a_secret_of_a_config() -> None:
    config = load({**PRODUCTION, "DATABASE_URL": "postgresql://app:hidden@db/daybook"})
    shown = repr(config)
    assert SECRET not in shown
    assert "hidden" not in shown
    assert "p@ss" not in shown
    assert repr(config.master_key) not in shown


def test_it_connects_as_the_role_that_was_asked_for() -> None:
    both = {
        "DAYBOOK_ENV": "test",
        "DATABASE_URL": "postgresql://app:a@db/daybook",
        "DATABASE_OWNER_URL": "postgresql://owner:b@db/daybook",
    }
    app, owner = load(both).connect, load({**both, "DAYBOOK_DATABASE_ROLE": "owner"}).connect
    assert (app and app.user, owner and owner.user) == ("app", "owner")


def test_it_documents_every_setting_in_the_guide() -> None:
    guide = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "run.md"
    rows = {
        cells[1].strip().strip("`"): [cell.strip() for cell in cells[2:5]]
        for line in guide.read_text().splitlines()
        if line.startswith("| `D") and (cells := line.split("|"))
    }
    for setting in SETTINGS:
        needed = " **Required in production.**" if setting.required else ""
        assert rows.pop(setting.name) == [
            setting.meaning + needed,
            setting.default or "-",
            f"`{setting.example}`",
        ]
    assert not rows
