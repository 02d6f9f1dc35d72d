"""Data folders whose embedded PostgreSQL leaves nothing behind."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from daybook.operations.embedded import TEST, Server


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder with a short name and a space in it; as root its database is elsewhere, and goes too."""
    folder = Path(tempfile.mkdtemp(prefix="day book "))
    try:
        yield folder
    finally:
        server = Server(folder, TEST)
        if server.pid():
            server.acquire()
            server.release()
        if server.place.account:
            shutil.rmtree(server.place.base)
        shutil.rmtree(folder)
