"""Where a PostgreSQL database is and as whom to connect: one value for URLs with a host or a socket folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

SCHEMES = ("postgresql", "postgres")


class BadDatabaseUrl(ValueError):
    """The text is no address of a PostgreSQL database; the message says why and never repeats a password."""


@dataclass(frozen=True)
class DatabaseUrl:
    """An address of a database. `host` may be a folder (it begins with /): the socket's."""

    user: str
    password: str = field(repr=False)
    host: str
    port: int
    name: str
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> DatabaseUrl:
        """Read `postgresql://user:password@host:5432/name?sslmode=require`.

        A socket folder is given as `?host=/run/postgresql`, or percent-encoded in the host's place, as libpq
        reads it. Raises BadDatabaseUrl.
        """
        try:
            parts = urlsplit(text.strip())
            options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
            port = int(options.pop("port", "") or parts.port or 5432)
        except ValueError:
            raise BadDatabaseUrl("it cannot be read as an address") from None
        if parts.scheme not in SCHEMES:
            raise BadDatabaseUrl("it must begin with postgresql://")
        # urlsplit lowers the host's letters, and a socket folder may hold capitals.
        host = options.pop("host", "") or unquote(_raw_host(parts.netloc))
        name = unquote(parts.path.removeprefix("/")) or options.pop("dbname", "")
        user = unquote(parts.username or "") or options.pop("user", "")
        password = unquote(parts.password or "") or options.pop("password", "")
        for missing, what in ((user, "the role's name"), (host, "the host"), (name, "the database's name")):
            if not missing:
                raise BadDatabaseUrl(f"{what} is missing: postgresql://role:password@host:5432/database")
        if "/" in name or not 0 < port < 65536:
            raise BadDatabaseUrl("the port or the database's name is not possible")
        return cls(user, password, host, port, name, options)

    def url(self) -> str:
        """The address as text that `parse` and libpq read back; holds the password."""
        login = quote(self.user, safe="") + (":" + quote(self.password, safe="") if self.password else "")
        query = dict(self.options)
        host = self.host
        if host.startswith("/"):
            query["host"], query["port"], place = host, str(self.port), ""
        else:
            place = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        tail = "?" + urlencode(query, quote_via=quote) if query else ""
        return f"postgresql://{login}@{place}/{quote(self.name, safe='')}{tail}"


def _raw_host(netloc: str) -> str:
    host = netloc.rpartition("@")[2]
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
