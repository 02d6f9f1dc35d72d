"""The documentation of every setting, as one table; docs/how-to/run.md is tested to say the same."""

from __future__ import annotations

from typing import NamedTuple

SECRET_LENGTH = 40


class Setting(NamedTuple):
    """One row of the settings' documentation; `required` means in production."""

    name: str
    meaning: str
    default: str
    example: str
    required: bool = False


SETTINGS = (
    Setting("DAYBOOK_ENV", "development, production or test", "development", "production", True),
    Setting(
        "DATABASE_URL",
        "the database, as the application's role (PostgreSQL 15 or later)",
        "the embedded PostgreSQL in the data folder",
        "postgresql://daybook_app:password@db.internal:5432/daybook?sslmode=verify-full",
    ),
    Setting(
        "DATABASE_OWNER_URL",
        "the same database as the role that owns the tables; only `daybook migrate` and `daybook run` use it",
        "the embedded PostgreSQL",
        "postgresql://daybook_owner:password@db.internal:5432/daybook?sslmode=verify-full",
    ),
    Setting(
        "DAYBOOK_DATABASE_ROLE", "app or owner: which of the two addresses this process uses", "app", "app"
    ),
    Setting(
        "DAYBOOK_DATA_DIR", "folder of everything Daybook keeps on disk", "var", "/var/lib/daybook", True
    ),
    Setting(
        "DAYBOOK_KEYSTORE_DIR",
        "folder of the wrapped data keys; keep it out of the database's backups",
        "keystore in the data folder",
        "/var/lib/daybook-keys",
    ),
    Setting(
        "DAYBOOK_SECRET_KEY",
        f"signs sessions and links; {SECRET_LENGTH} characters or more",
        "made once in development",
        "the output of: openssl rand -base64 48",
        True,
    ),
    Setting(
        "DAYBOOK_MASTER_KEY",
        "wraps the clinics' keys: 32 bytes in base64. This or DAYBOOK_MASTER_KEY_FILE",
        "made once in development",
        "the output of: openssl rand -base64 32",
        True,
    ),
    Setting(
        "DAYBOOK_MASTER_KEY_FILE",
        "a file with the master key that only its owner can read (mode 0600)",
        "",
        "/etc/daybook/master-key",
    ),
    Setting(
        "DAYBOOK_ALLOWED_HOSTS",
        "host names the pages are served under, with commas between",
        "localhost,127.0.0.1,[::1]",
        "book.example.org",
        True,
    ),
    Setting(
        "DAYBOOK_SMTP_URL",
        "mail server: smtps:// (TLS), smtp+starttls://, or smtp:// on this machine only",
        "a server of its own that keeps mails as files, in development",
        "smtp+starttls://user:password@mail.example.org:587",
        True,
    ),
    Setting("DAYBOOK_MAIL_FROM", "sender of mails", "daybook@localhost", "desk@book.example.org", True),
    Setting("DAYBOOK_BRAND", "slotzen, zenome or daybook: name and policies shown", "daybook", "slotzen"),
    Setting("DAYBOOK_HOST", "address the web server listens on", "127.0.0.1", "10.0.0.5"),
    Setting(
        "DAYBOOK_PORT", "port the web server listens on; in development the next free one", "8000", "8080"
    ),
    Setting("DAYBOOK_PROXY_COUNT", "trusted proxies before the web server, 0 to 5", "0", "1"),
    Setting("DAYBOOK_LOG_LEVEL", "debug, info, warning or error", "info", "warning"),
    Setting("DAYBOOK_WEB_THREADS", "requests the web server answers at once, 1 to 64", "4", "8"),
)
