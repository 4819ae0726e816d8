"""Transactions on a PostgreSQL database, by any number of threads and processes.

A write is acknowledged after PostgreSQL confirmed its commit; it is as durable as the server's ``synchronous_commit``
says.
"""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from knowledge.errors import StoreUnavailable
from knowledge.postgresql.rows import Connection
from knowledge.postgresql.tables import PostgresqlTables
from knowledge.postgresql.upgrades import LATEST, SCHEMA, STORE, WAIT_S, upgrade
from knowledge.tables import T, Tables

_MAX_CONNECTIONS = 8
_ATTEMPTS = 20
_ATTEMPTS_TO_REACH = 3
_HOW: dict[str, Any] = {
    "autocommit": True,
    "connect_timeout": 10,
    "application_name": "knowledge graph",
    # A plan made for small tables would stay while they grow, and poolers between us may not know of it.
    "prepare_threshold": None,
}

_BEGIN = f"""
SET LOCAL search_path = {SCHEMA}, public;
SET LOCAL lock_timeout = '{WAIT_S:.0f}s';
SELECT number FROM {SCHEMA}.version
"""
_WRITE = f"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; {_BEGIN}"
_READ = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {_BEGIN}"


class _OtherVersion(Exception):
    """Another program upgraded the schema meanwhile."""


class _Lost(Exception):
    """The connection ended before the commit."""


_IN_THE_WAY = (errors.DeadlockDetected, errors.SerializationFailure)
_GONE = (_Lost, errors.UndefinedTable, errors.InvalidSchemaName, PoolClosed, _OtherVersion)
_FACTS: tuple[tuple[type[Exception], str, str], ...] = (
    (errors.DiskFull, "cannot grow: the disk is full", "free space on the server and try again"),
    (
        errors.InsufficientPrivilege,
        f"may not be used by this role, or its schema {SCHEMA} not be created",
        f"have an administrator run CREATE SCHEMA {SCHEMA} AUTHORIZATION with the role's name, or grant its use",
    ),
    (errors.ReadOnlySqlTransaction, "is read-only", "name the primary server, not a standby"),
    (errors.TooManyConnections, "has no connection left", "end some, or raise max_connections"),
    (errors.LockNotAvailable, "stays locked by another session", "try again, or end that session"),
    (errors.QueryCanceled, "took longer than the server's statement_timeout", "raise it for this role and try again"),
    (PoolTimeout, "does not answer: all connections stay in use", "try again, or end what keeps it busy"),
    (_Lost, "was lost during the call, and nothing of it was written", "check that the server runs and try again"),
    (psycopg.OperationalError, "cannot be reached", "check that the server runs, and the URL, user and password"),
)


class PostgresqlBackend:
    """A schema of a database; it is created by the first call."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool: ConnectionPool[Connection] | None = None
        self._process = 0
        self._opening = threading.Lock()

    def read(self, work: Callable[[Tables], T]) -> T:
        """What ``work`` makes of one state of the tables."""
        return self._until_done(_READ, work)

    def write(self, work: Callable[[Tables], T]) -> T:
        """Carry ``work`` out wholly or not at all; it is called again when others were in the way."""

        def counted(tables: PostgresqlTables) -> T:
            made = work(tables)
            tables.count_change()
            return made

        return self._until_done(_WRITE, counted)

    def stream(self, work: Callable[[Tables], Iterator[T]]) -> Iterator[T]:
        """What ``work`` yields of one state of the tables."""
        with _refusals(), self._connection(self._opened()) as connection, _transaction(connection, _READ) as tables:
            yield from work(tables)

    def scrub(self) -> None:
        """Nothing: a deleted row leaves PostgreSQL's files by VACUUM, which autovacuum runs."""

    def check(self) -> tuple[str, ...]:
        """Rows that belong to nothing, and entities that are not found; the pages are PostgreSQL's to check."""
        return self._until_done(_READ, lambda tables: tables.problems())

    def backup(self, destination: str) -> None:
        """Refused: PostgreSQL's own programs do this, and ``export`` writes what holds."""
        raise StoreUnavailable(
            store=STORE,
            fact="is not copied by this program",
            remedy=f"run pg_dump --schema={SCHEMA} on its database",
        )

    def close(self) -> None:
        """Close the pool; the next call opens a new one."""
        if self._pool is not None:
            self._leave(self._pool)

    def _until_done(self, begin: str, work: Callable[[PostgresqlTables], T]) -> T:
        with _refusals():
            for attempt in range(_ATTEMPTS):
                pool = None
                try:
                    pool = self._opened()
                    with self._connection(pool) as connection, _transaction(connection, begin) as tables:
                        return work(tables)
                except _IN_THE_WAY:
                    # Both gave way to each other; by chance one is earlier next time.
                    time.sleep(random.uniform(0, 0.01 * 2 ** min(attempt, 6)))  # noqa: S311 - no secret
                except _GONE:
                    # Idle connections may be dead for long, or the schema be of another version by now.
                    if pool is not None:
                        self._leave(pool)
                    if attempt >= _ATTEMPTS_TO_REACH:
                        raise
        raise StoreUnavailable(store=STORE, fact="is written by too many at once", remedy="try again")

    def _opened(self) -> "ConnectionPool[Connection]":
        with self._opening:
            # A connection of before a fork is the parent's.
            if self._pool is None or self._process != os.getpid():
                # Asked without the pool, which would go on trying where the reason is known at once.
                with psycopg.connect(self._url, **_HOW) as connection, _losses(connection):
                    upgrade(connection)
                self._pool = ConnectionPool(
                    self._url, kwargs=_HOW, min_size=0, max_size=_MAX_CONNECTIONS, timeout=WAIT_S, open=True
                )
                self._process = os.getpid()
            return self._pool

    def _leave(self, pool: "ConnectionPool[Connection]") -> None:
        with self._opening:
            if self._pool is pool:
                self._pool = None
        pool.close()

    @contextmanager
    def _connection(self, pool: "ConnectionPool[Connection]") -> Iterator[Connection]:
        connection = pool.getconn()
        try:
            with _losses(connection):
                yield connection
        finally:
            pool.putconn(connection)


@contextmanager
def _losses(connection: Connection) -> Iterator[None]:
    """Tell errors of a connection that is gone from those of what it was asked."""
    try:
        yield
    except psycopg.OperationalError as error:
        if connection.closed:
            raise _Lost from error
        raise


@contextmanager
def _transaction(connection: Connection, begin: str) -> Iterator[PostgresqlTables]:
    try:
        cursor = connection.execute(begin)
        while cursor.nextset():
            pass
        if cursor.fetchone() != (LATEST,):
            raise _OtherVersion
        yield PostgresqlTables(connection)
        _commit(connection)
    finally:
        if connection.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            connection.execute("ROLLBACK")


def _commit(connection: Connection) -> None:
    try:
        connection.execute("COMMIT")
    except psycopg.OperationalError as error:
        if not connection.broken:
            raise
        raise StoreUnavailable(
            store=STORE,
            fact="was lost while it confirmed, so that this call was carried out or not",
            remedy="repeat the call: what is there already stays as it is",
        ) from error


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (psycopg.Error, _Lost, _OtherVersion) as error:
        # Without the driver's own text: it may repeat parts of the URL, or of what is stored.
        for kind, fact, remedy in _FACTS:
            if isinstance(error, kind):
                raise StoreUnavailable(store=STORE, fact=fact, remedy=remedy) from None
        state = getattr(error, "sqlstate", None) or type(error).__name__
        raise StoreUnavailable(
            store=STORE, fact=f"refuses the call ({state})", remedy="try again; if it persists, report it"
        ) from None
