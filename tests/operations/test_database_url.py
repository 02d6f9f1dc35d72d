"""Addresses of databases survive being written and read, whatever is in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybook.lib.database_url import BadDatabaseUrl, DatabaseUrl

words = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)
names = words.filter(lambda text: "/" not in text and text.strip() == text)
hosts = st.sampled_from(
    ["localhost", "db.internal", "::1", "10.0.0.7", "/run/postgresql", "/srv/a Folder, here"]
)


@given(names, words, hosts, st.integers(1, 65535), names)
def test_it_reads_back_what_it_wrote(user: str, password: str, host: str, port: int, name: str) -> None:
    address = DatabaseUrl(user, password, host, port, name, {"sslmode": "require"})
    assert DatabaseUrl.parse(address.url()) == address


def test_it_reads_a_socket_folder_with_capitals_in_the_place_of_the_host() -> None:
    assert DatabaseUrl.parse("postgres://a@%2Ftmp%2FMixed/db").host == "/tmp/Mixed"


@pytest.mark.parametrize(
    "text",
    ["", "sqlite:///x", "postgresql://", "postgresql://a@h/", "postgresql://h/db", "postgresql://a@/db",
     "postgresql://a@h:99999/db", "postgresql://a@h:x/db", "postgresql://a@h/db?host", "postgresql://a@[h/db"],
)  # fmt: skip
def test_it_refuses(text: str) -> None:
    with pytest.raises(BadDatabaseUrl):
        DatabaseUrl.parse(text)


def test_it_hides_the_password() -> None:
    assert "hidden" not in repr(DatabaseUrl.parse("postgresql://a:hidden@h/db"))
