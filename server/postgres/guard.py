"""Ends, from outside, what runs too long on a shadow or fills its disk.

SQL may lift its statement_timeout and swallow a cancellation; it cannot outlive its session, nor its process.
"""

import contextlib
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg.rows import TupleRow

from server.postgres.limits import Limits

_LOOK_SECONDS = 0.25
_GRACE_SECONDS = 1
"""Beyond the server's own timeout, whose words say more."""
_DEAF_SECONDS = 5
"""Code without a look at its signals, as arithmetic on a hundred thousand digits, ends with its process alone."""

# Of several processes that share a server one looks; when it ends, its session gives the lock to another.
_CHOSEN = "SELECT pg_catalog.pg_try_advisory_lock(32314, 1)"
# State and time are the server's own: SQL without superuser rights can change neither.
_ACTIVE = """
    SELECT a.pid, a.backend_start::text, extract(epoch FROM pg_catalog.clock_timestamp() - a.query_start)::float8
    FROM pg_catalog.pg_stat_activity AS a
    WHERE pg_catalog.pg_has_role(a.usesysid, %(role)s, 'member') AND a.usename <> current_user
      AND a.state IN ('active', 'fastpath function call')
"""
_TOO_LARGE = """
    SELECT DISTINCT a.datid::int8 FROM pg_catalog.pg_stat_activity AS a
    WHERE pg_catalog.pg_has_role(a.usesysid, %(role)s, 'member') AND a.usename <> current_user
      AND pg_catalog.pg_database_size(a.datid) > %(most)s
"""
_END_ALL = """
    SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity AS a
    WHERE pg_catalog.pg_has_role(a.usesysid, %(role)s, 'member') AND a.usename <> current_user
      AND a.datid = %(database)s
"""


class Guard:
    """A thread that looks four times a second, over a session of the superuser that it keeps."""

    def __init__(self, *, connect: Callable[[], psycopg.Connection[TupleRow]], role: str, limits: Limits) -> None:
        """Nothing starts yet.

        Args:
            connect: Opens an autocommit session of the superuser.
            role: Sessions of its members are looked at.
            limits: What ends them.
        """
        self._connect = connect
        self._role = role
        self._limits = limits
        self._ended = threading.Event()
        self._told: dict[tuple[int, str], float] = {}
        """When a session was told to end, by process id and start."""

    def start(self, folder: Path | None) -> None:
        """Begin to look.

        Args:
            folder: Where the server's files lie; None when its files and processes are on another machine.
        """
        self._ended.clear()
        threading.Thread(target=self._run, args=(folder, self._connect()), daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()

    def _run(self, folder: Path | None, session: psycopg.Connection[TupleRow]) -> None:
        used, chosen = shutil.disk_usage(folder).used if folder else 0, False
        while not self._ended.wait(_LOOK_SECONDS):
            with contextlib.suppress(OSError, psycopg.Error):
                # A server that crashed is back in a moment, or else replaced.
                if session.closed:
                    session, chosen = self._connect(), False
                if not chosen:
                    (chosen,) = session.execute(_CHOSEN).fetchone() or (False,)
                if not chosen:
                    continue
                self._end_overdue(session, reachable=folder is not None)
                # Others may use the disk too, so the databases' sizes decide; to add these up takes longer.
                if folder is None or shutil.disk_usage(folder).used - used > self._limits.database_bytes:
                    self._end_too_large(session, folder)
        session.close()

    def _end_too_large(self, session: psycopg.Connection[TupleRow], folder: Path | None) -> None:
        most = self._limits.database_bytes
        for (database,) in session.execute(_TOO_LARGE, {"role": self._role, "most": most}).fetchall():
            # Files of a copy that queries are planned in are long, and hold next to nothing.
            if folder is None or _occupied(folder / "data" / "base" / str(database)) > most:
                session.execute(_END_ALL, {"role": self._role, "database": database})

    def _end_overdue(self, session: psycopg.Connection[TupleRow], *, reachable: bool) -> None:
        active = session.execute(_ACTIVE, {"role": self._role}, prepare=True).fetchall()
        overdue = {(pid, start) for pid, start, seconds in active if seconds > self._most_seconds}
        self._told = {each: since for each, since in self._told.items() if each in overdue}
        for pid, start in overdue:
            since = self._told.setdefault((pid, start), time.monotonic())
            if reachable and time.monotonic() - since > _DEAF_SECONDS:
                # The server ends all its sessions then, and starts again; a shadow takes a new one.
                os.kill(pid, signal.SIGKILL)
            else:
                session.execute("SELECT pg_catalog.pg_terminate_backend(%s)", (pid,))

    @property
    def _most_seconds(self) -> int:
        return self._limits.statement_seconds + _GRACE_SECONDS


def _occupied(folder: Path) -> int:
    """Bytes that the files of a folder take on the disk; what goes meanwhile does not count."""
    total = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):
                # In units of 512 bytes whatever the file system (stat(2)).
                total += entry.stat(follow_symlinks=False).st_blocks * 512
    return total
