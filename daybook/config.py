"""Every setting of Daybook: read once from the environment, checked, typed. Standard library only.

What each setting means is said in the table of config_table.py.
"""

from __future__ import annotations

import base64
import binascii
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple, cast
from urllib.parse import unquote, urlsplit

from daybook.config_table import SECRET_LENGTH, SETTINGS, Setting
from daybook.lib.database_url import BadDatabaseUrl, DatabaseUrl

__all__ = ["SETTINGS", "Config", "ConfigError", "DatabaseUrl", "Problem", "Setting", "load"]

Env = Literal["development", "production", "test"]
Brand = Literal["slotzen", "zenome", "daybook"]
Role = Literal["app", "owner"]

CHECKOUT = Path(__file__).resolve().parent.parent
LOG_LEVELS = ("debug", "info", "warning", "error")
MASTER_KEY_BYTES = 32
# Known to everyone who reads this file: good for type checks and tests, refused in production.
KNOWN_SECRET = "daybook-known-secret-for-tests-and-type-checks-only"  # noqa: S105
KNOWN_MASTER_KEY = b"daybook-known-master-key-tests!!"


class Problem(NamedTuple):
    """A wrong or missing setting, in words; never holds a secret's value."""

    setting: str
    message: str


class ConfigError(Exception):
    """All that is wrong with the settings, at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{p.setting}: {p.message}" for p in problems))


@dataclass(frozen=True)
class Config:
    """The settings of this process; `smtp_tls` is STARTTLS, `smtp_ssl` is TLS from the first byte."""

    env: Env
    secret_key: str = field(repr=False)
    allowed_hosts: tuple[str, ...]
    database: DatabaseUrl | None
    database_owner: DatabaseUrl | None
    database_role: Role
    data_dir: Path
    keystore_dir: Path
    master_key: bytes = field(repr=False)
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str = field(repr=False)
    smtp_tls: bool
    smtp_ssl: bool
    mail_from: str
    brand: Brand
    host: str
    port: int
    proxy_count: int
    log_level: str
    web_threads: int

    @property
    def connect(self) -> DatabaseUrl | None:
        """The address this process connects to: the application's role unless it was asked to be the owner."""
        return self.database_owner if self.database_role == "owner" else self.database


def load(environ: Mapping[str, str], *, secrets_later: bool = False) -> Config:
    """Read and check every setting. Raises ConfigError naming all that is wrong; an empty value is a missing one.

    `secrets_later`: in development the two secrets may still be missing; the caller makes them.
    """
    reader = _Reader(environ, secrets_later)
    config = reader.config()
    if reader.problems:
        raise ConfigError(reader.problems)
    return config


class _Reader:
    """Reads one setting after another and collects what is wrong, so that all of it is said at once."""

    def __init__(self, environ: Mapping[str, str], secrets_later: bool) -> None:
        self.secrets_later = secrets_later
        self.values = {name: value.strip() for name, value in environ.items() if value.strip()}
        self.problems: list[Problem] = []
        self.env = cast(Env, self.choice("DAYBOOK_ENV", ("development", "production", "test"), "development"))

    def config(self) -> Config:
        self.require()
        data_dir = self.folder("DAYBOOK_DATA_DIR", CHECKOUT / "var")
        host, port, user, password, scheme = self.smtp()
        return Config(
            env=self.env,
            secret_key=self.secret_key(),
            allowed_hosts=self.allowed_hosts(),
            database=self.database("DATABASE_URL"),
            database_owner=self.database("DATABASE_OWNER_URL"),
            database_role=cast(Role, self.choice("DAYBOOK_DATABASE_ROLE", ("app", "owner"), "app")),
            data_dir=data_dir,
            keystore_dir=self.folder("DAYBOOK_KEYSTORE_DIR", data_dir / "keystore"),
            master_key=self.master_key(),
            smtp_host=host,
            smtp_port=port,
            smtp_user=user,
            smtp_password=password,
            smtp_tls=scheme == "smtp+starttls",
            smtp_ssl=scheme == "smtps",
            mail_from=self.mail_from(),
            brand=cast(Brand, self.choice("DAYBOOK_BRAND", ("slotzen", "zenome", "daybook"), "daybook")),
            host=self.values.get("DAYBOOK_HOST", "127.0.0.1"),
            port=self.number("DAYBOOK_PORT", 8000, 1, 65535),
            proxy_count=self.number("DAYBOOK_PROXY_COUNT", 0, 0, 5),
            log_level=self.choice("DAYBOOK_LOG_LEVEL", LOG_LEVELS, "info"),
            web_threads=self.number("DAYBOOK_WEB_THREADS", 4, 1, 64),
        )

    def require(self) -> None:
        # The master key has two names; `master_key` says which are missing.
        for setting in SETTINGS:
            missing = setting.required and setting.name not in self.values
            if missing and self.env == "production" and setting.name != "DAYBOOK_MASTER_KEY":
                self.wrong(setting.name, f"is required in production, for example: {setting.example}")

    def folder(self, name: str, default: Path) -> Path:
        return Path(self.values.get(name, default)).expanduser().absolute()

    def wrong(self, name: str, message: str) -> None:
        self.problems.append(Problem(name, message))

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.values.get(name, default)
        if value not in allowed:
            self.wrong(name, f"must be one of {', '.join(allowed)}, and is {value!r}")
            return default
        return value

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self.values.get(name, str(default))
        if not (value.isascii() and value.isdigit() and low <= int(value[:9]) <= high):
            self.wrong(name, f"must be a whole number from {low} to {high}, and is {value[:40]!r}")
            return default
        return int(value)

    def database(self, name: str) -> DatabaseUrl | None:
        if name not in self.values:
            return None
        try:
            return DatabaseUrl.parse(self.values[name])
        except BadDatabaseUrl as error:
            self.wrong(name, str(error))
            return None

    def secret_key(self) -> str:
        name, value = "DAYBOOK_SECRET_KEY", self.values.get("DAYBOOK_SECRET_KEY", "")
        if not value:
            self.missing_outside_production(name)
            return KNOWN_SECRET
        if self.env == "production":
            if value == KNOWN_SECRET or "insecure" in value or len(set(value)) < 10:
                self.wrong(name, "is a known or a guessable value; make one with: openssl rand -base64 48")
            elif len(value) < SECRET_LENGTH:
                self.wrong(name, f"is too short: {SECRET_LENGTH} characters or more")
        return value

    def missing_outside_production(self, name: str) -> None:
        # Without a database nothing can be sealed or signed for long: type checks may go on with the known value.
        if self.env == "development" and "DATABASE_URL" in self.values and not self.secrets_later:
            self.wrong(name, "is missing; the `daybook` command makes one in development, or set it")

    def master_key(self) -> bytes:
        name, file = "DAYBOOK_MASTER_KEY", self.values.get("DAYBOOK_MASTER_KEY_FILE")
        text = self.values.get(name)
        if file and text:
            self.wrong(name, "is set, and DAYBOOK_MASTER_KEY_FILE too; set one of the two")
        elif file:
            name, text = "DAYBOOK_MASTER_KEY_FILE", self.private_file("DAYBOOK_MASTER_KEY_FILE", Path(file))
            if text is None:
                return KNOWN_MASTER_KEY
        if text is None:
            if self.env == "production":
                self.wrong(name, "is required in production (or DAYBOOK_MASTER_KEY_FILE)")
            self.missing_outside_production(name)
            return KNOWN_MASTER_KEY
        return self.checked_key(name, text)

    def checked_key(self, name: str, text: str) -> bytes:
        try:
            standard = text.strip().replace("-", "+").replace("_", "/")
            key = base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
        except (binascii.Error, ValueError):
            self.wrong(name, "is not base64url")
            return KNOWN_MASTER_KEY
        if len(key) != MASTER_KEY_BYTES:
            self.wrong(name, f"must be {MASTER_KEY_BYTES} bytes, and is {len(key)}")
        elif self.env == "production" and (key == KNOWN_MASTER_KEY or len(set(key)) < 10):
            self.wrong(name, "is a known or a guessable key; make one with: openssl rand -base64 32")
        return key

    def private_file(self, name: str, path: Path) -> str | None:
        try:
            mode = path.stat().st_mode
            if mode & (stat.S_IRWXG | stat.S_IRWXO):
                self.wrong(name, "may be read by others: chmod 600")
            return path.read_text("ascii")
        except (OSError, ValueError):
            self.wrong(name, "cannot be read")
            return None

    def allowed_hosts(self) -> tuple[str, ...]:
        name = "DAYBOOK_ALLOWED_HOSTS"
        default = "localhost,127.0.0.1,[::1]" + (",testserver" if self.env == "test" else "")
        hosts = tuple(host.strip() for host in self.values.get(name, default).split(",") if host.strip())
        for host in hosts:
            if "/" in host or " " in host or (self.env == "production" and "*" in host):
                self.wrong(name, f"{host[:80]!r} is no host name (only names, no addresses of pages, no *)")
        if not hosts:
            self.wrong(name, "names no host")
        return hosts

    def mail_from(self) -> str:
        name, value = "DAYBOOK_MAIL_FROM", self.values.get("DAYBOOK_MAIL_FROM", "daybook@localhost")
        local, _, domain = value.rpartition("@")
        if not local or not domain or any(c.isspace() or c in "<>," for c in value):
            self.wrong(name, "must be a bare mail address such as desk@book.example.org")
        return value

    def smtp(self) -> tuple[str, int, str, str, str]:
        name = "DAYBOOK_SMTP_URL"
        ports = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
        try:
            parts = urlsplit(self.values.get(name, "smtp://127.0.0.1:1025"))
            host, port = parts.hostname or "", parts.port or ports[parts.scheme]
        except (ValueError, KeyError):
            self.wrong(name, "must begin with smtps://, smtp+starttls:// or smtp:// and name a host")
            return "127.0.0.1", 1025, "", "", "smtp"
        if not host or parts.path.strip("/") or parts.query:
            self.wrong(name, "must be like smtp+starttls://user:password@mail.example.org:587")
        unencrypted = parts.scheme == "smtp" and host not in ("localhost", "127.0.0.1", "::1")
        if self.env == "production" and unencrypted:
            self.wrong(name, "would send mails unencrypted: use smtps:// or smtp+starttls://")
        return host, port, unquote(parts.username or ""), unquote(parts.password or ""), parts.scheme
