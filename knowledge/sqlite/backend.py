"""Transactions on one SQLite file, by any number of threads and processes.

A write is acknowledged after its commit was flushed to disk (``synchronous = FULL``): it survives SIGKILL, and a loss
of power where the disk honours fsync.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from knowledge.errors import DamagedStore, InvalidStoreUrl, KnowledgeError, StoreUnavailable
from knowledge.location import SqliteFile, place_of
from knowledge.sqlite import documents
from knowledge.sqlite.tables import SqliteTables
from knowledge.sqlite.upgrades import is_present, upgrade, version
from knowledge.tables import T, Tables

_BUSY_TIMEOUT_S = 60.0
_MAX_IDLE = 4
"""Connections kept open between calls; each holds a cache of pages."""
_CACHE_KIB = 8_192

_FACTS = {
    sqlite3.SQLITE_BUSY: ("stays locked by another process", "try again, or end the process that holds it"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check that its folder exists and may be written"),
    sqlite3.SQLITE_READONLY: ("may not be written", "give this user the right to write the file and its folder"),
    sqlite3.SQLITE_PERM: ("may not be accessed", "give this user the right to read and write it"),
    sqlite3.SQLITE_FULL: ("cannot grow: the disk is full", "free space and try again"),
    sqlite3.SQLITE_IOERR: (
        "cannot be read or written: the disk reports an error",
        "check the disk, its free space and the limit on the size of files, and try again",
    ),
}


class SqliteBackend:
    """A file; its folder and tables are created by the first call."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._shared = _Shared()

    def read(self, work: Callable[[Tables], T]) -> T:
        """What ``work`` makes of one state of the tables."""
        with self._transaction("BEGIN") as connection:
            return work(SqliteTables(connection))

    def write(self, work: Callable[[Tables], T]) -> T:
        """Carry ``work`` out wholly or not at all."""
        with self._of_this_process().writing:
            while True:
                with self._transaction("BEGIN IMMEDIATE") as connection:
                    # Another process may have upgraded the file since the connection was taken; a new one tells.
                    if is_present(connection):
                        return _counted(connection, work)

    def stream(self, work: Callable[[Tables], Iterator[T]]) -> Iterator[T]:
        """What ``work`` yields of one state of the tables."""
        with self._transaction("BEGIN") as connection:
            yield from work(SqliteTables(connection))

    def scrub(self) -> None:
        """Take what was erased out of the full-text index and the write-ahead log.

        The tables themselves are overwritten as they are erased (``secure_delete``). The index keeps words of what is
        gone until its parts are merged.
        """
        with self._of_this_process().writing, self._refusals(), self._connection() as connection:
            documents.scrub(connection)
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreUnavailable(
                store=f'"{self.path}"',
                fact="is being read all the time, so that its log still holds what was erased",
                remedy="end the process that reads it and erase once more",
            )

    def check(self) -> tuple[str, ...]:
        """Problems that SQLite finds in the file, rows that belong to nothing, and entities that are not found."""
        with self._refusals(), self._connection() as connection:
            found = [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
            try:
                documents.check(connection)
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                    raise
                found.append(f"the full-text index is damaged ({error})")
        with self._transaction("BEGIN") as connection:
            if outdated := documents.outdated(connection):
                found.append(f"{outdated} entities are found by other words than theirs")
            return (*found, *SqliteTables(connection).orphans())

    def backup(self, destination: str) -> None:
        """Copy one state of the file, while others write on, to a file that does not exist yet."""
        path = _destination(destination)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except OSError as error:
            raise StoreUnavailable(
                store=f'"{self.path}"',
                fact=f'cannot be copied to "{path}" ({error.strerror})',
                remedy="name a file that does not exist yet, in a folder that may be written",
            ) from error
        try:
            with self._refusals(), self._connection() as connection, closing(sqlite3.connect(path)) as copy:
                connection.backup(copy)
        except BaseException:
            path.unlink()
            raise

    def close(self) -> None:
        """Close idle connections; the next call opens new ones."""
        idle = self._of_this_process().idle
        while (connection := _popped(idle)) is not None:
            connection.raw.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._refusals(), self._connection() as connection:
            connection.execute(begin)
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection of nobody else, which goes back to the idle ones unless SQLite complained."""
        connection = self._take()
        try:
            yield connection.raw
        except sqlite3.Error:
            connection.raw.close()
            raise
        except BaseException:
            self._give_back(connection)
            raise
        self._give_back(connection)

    def _take(self) -> "_Connection":
        while (connection := _popped(self._of_this_process().idle)) is not None:
            if connection.is_of(self.path):
                return connection
            connection.raw.close()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return _Connection(self.path)

    def _give_back(self, connection: "_Connection") -> None:
        idle = self._of_this_process().idle
        if len(idle) < _MAX_IDLE:
            idle.append(connection)
        else:
            connection.raw.close()

    def _of_this_process(self) -> "_Shared":
        if self._shared.process != os.getpid():
            # Not even closed here: https://www.sqlite.org/howtocorrupt.html, "Carrying an open database across a fork".
            _OF_PARENTS.append(self._shared)
            self._shared = _Shared()
        return self._shared

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._refusal(error) from error
        except OSError as error:
            raise StoreUnavailable(
                store=f'"{self.path}"',
                fact=f"has a folder that cannot be created ({error.strerror})",
                remedy="create it, or choose another path",
            ) from error

    def _refusal(self, error: sqlite3.Error) -> KnowledgeError:
        # The low byte is the primary code: https://www.sqlite.org/rescode.html
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
            return DamagedStore(path=self.path)
        fact, remedy = _FACTS.get(code, (f"refuses the call ({error})", "try again; if it persists, report it"))
        return StoreUnavailable(store=f'"{self.path}"', fact=fact, remedy=remedy)


class _Shared:
    """What the threads of one process share."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.idle: list[_Connection] = []
        # Threads queue here: SQLite's own way to wait is to ask again and again, which is not fair.
        self.writing = threading.Lock()


_OF_PARENTS: list[_Shared] = []
"""What this process got by a fork and must leave alone."""


def _popped(idle: "list[_Connection]") -> "_Connection | None":
    # Another thread may take the last one between a question and the pop.
    with suppress(IndexError):
        return idle.pop()
    return None


class _Connection:
    """An open connection to a file of the present version, and which file that was."""

    def __init__(self, path: Path) -> None:
        self.raw = sqlite3.connect(
            path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        try:
            self.raw.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self.raw.execute("PRAGMA secure_delete = ON")
            self.raw.execute("PRAGMA synchronous = FULL")
            _use_write_ahead_log(self.raw, path)
            upgrade(self.raw, path)
        except BaseException:
            self.raw.close()
            raise
        self._file = _file(path)

    def is_of(self, path: Path) -> bool:
        """Whether the connection is still good: same file, same version of the tables."""
        if self._file != _file(path):
            return False
        try:
            return is_present(self.raw)
        except sqlite3.Error:
            return False


def _counted(connection: sqlite3.Connection, work: Callable[[Tables], T]) -> T:
    """What ``work`` makes; the change token is another one if it changed anything."""
    before = connection.total_changes
    made = work(SqliteTables(connection))
    if connection.total_changes != before:
        connection.execute("UPDATE changes SET number = number + 1")
    return made


def _use_write_ahead_log(connection: sqlite3.Connection, path: Path) -> None:
    version(connection, path)
    deadline = time.monotonic() + _BUSY_TIMEOUT_S
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # Whoever creates the file at the same moment is in the way, and SQLite does not wait here.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _file(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _destination(text: str) -> Path:
    if "://" not in text:
        return Path(text).expanduser().absolute()
    place = place_of(text)
    if not isinstance(place, SqliteFile):
        raise InvalidStoreUrl("a SQLite store is backed up to a file; write sqlite:///path/to/file or a path")
    return place.path
