"""PostgreSQL out of a Python wheel, started, adopted and stopped by Daybook itself.

Only the wheel's programs are used: its Python interface trusts stale pid files, and can end strangers'
processes.
"""

from daybook.operations.embedded.errors import EmbeddedError
from daybook.operations.embedded.profile import TEST, WORK, Profile
from daybook.operations.embedded.server import Server

__all__ = ["TEST", "WORK", "EmbeddedError", "Profile", "Server"]
