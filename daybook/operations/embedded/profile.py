"""How the embedded PostgreSQL is set up: small in memory, silent about data, durable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_SETTINGS = {
    # Nobody comes in over the network, and each role needs its password even over the socket.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    # Small: every connection is a process of some megabytes, and nothing here runs in parallel.
    "max_connections": "40",
    "shared_buffers": "64MB",
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "effective_cache_size": "256MB",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "max_worker_processes": "2",
    "autovacuum_max_workers": "1",
    "max_wal_senders": "3",
    "io_method": "sync",
    "jit": "off",
    "huge_pages": "off",
    "random_page_cost": "1.1",
    "min_wal_size": "64MB",
    "max_wal_size": "256MB",
    # What was acknowledged is on the disk.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # A clinic's data never gets into the server's log: no statements, no parameters, no details of errors.
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_autovacuum_min_duration": "-1",
    "log_checkpoints": "off",
    "log_lock_waits": "off",
    "log_line_prefix": "%m [%p] ",
    "timezone": "UTC",
    "log_timezone": "UTC",
}

# Every role gives its password; base backups are the superuser's.
HBA = "local all all scram-sha-256\nlocal replication postgres scram-sha-256\n"


@dataclass(frozen=True)
class Profile:
    """Changes to the settings above, and what initdb is told besides."""

    settings: Mapping[str, str] = field(default_factory=dict)
    initdb: tuple[str, ...] = ()

    def text(self, socket_folder: Path, log_folder: Path) -> str:
        """The whole postgresql.conf."""
        # The folders' list splits at commas unless an entry is in double quotes.
        folder = '"' + str(socket_folder).replace('"', '""') + '"'
        settings = {**_SETTINGS, **self.settings}
        settings |= {"unix_socket_directories": folder, "log_directory": str(log_folder)}
        return "".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items())


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


WORK = Profile()
# Tests may lose everything in a power cut, and many run at once.
TEST = Profile(
    settings={
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": "300",
        "shared_buffers": "128MB",
        "autovacuum": "off",
    },
    initdb=("--no-sync",),
)
