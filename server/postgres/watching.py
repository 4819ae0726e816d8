"""A statement that refuses a transaction, watched by sessions that hold it up for a moment at each lock.

It commits on its way, so that its own session does not hold what it took. Two sessions hold every table, from the
strongest lock down to the weakest, and a third looks at what the statement waits for:

- for a lock on a table: then the lock is seen, and whoever blocks it lets go;
- for the end of a transaction: then it would wait as well for everybody else's that wrote, read or looked like it.
"""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field

import anyio
import psycopg
from psycopg import errors, pq

from server.model.lock import LockMode
from server.model.names import QualifiedName
from server.postgres.roles import Session

_LOCKS = """
SELECT locktype, CASE WHEN database = (SELECT oid FROM pg_catalog.pg_database
                                       WHERE datname = pg_catalog.current_database()) THEN relation::int8 END,
       mode, granted
FROM pg_catalog.pg_locks WHERE pid = %s
"""
_TABLES = """
SELECT n.nspname, c.relname FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname !~ '^pg_(toast|temp)' AND pg_catalog.pg_has_role(c.relowner, 'USAGE')
ORDER BY c.oid LIMIT %s
"""
_POLL_SECONDS = 0.002
_WAIT_SECONDS = 1
"""Longest a statement is given to come to its next lock."""
_HELD_TABLES = 64
_MOST_WAITS = 4 * _HELD_TABLES
"""After so many it is let through: it may loop."""

Connect = Callable[[], Awaitable[Session]]


@dataclass(slots=True)
class Watched:
    """What was seen from outside."""

    locks: dict[int, LockMode] = field(default_factory=dict)
    """Strongest seen on each relation while the statement was held up, by OID: another run sees the same."""
    glimpsed: dict[int, LockMode] = field(default_factory=dict)
    """Strongest seen in passing; another run may miss it."""
    waits_for: set[str] = field(default_factory=set)


class Watch:
    """Sessions beside the one at work; opened when the first statement needs them."""

    def __init__(self, connect: Connect) -> None:
        """Nothing is opened yet.

        Args:
            connect: Opens another autocommit session of the same role on the same database.
        """
        self._connect = connect
        self._sessions: tuple[Session, Session, Session] | None = None

    async def run(self, session: Session, run: Callable[[], Awaitable[None]]) -> Watched:
        """Run it, in the session, and tell what was seen.

        Raises:
            psycopg.Error: It failed.
        """
        if self._sessions is None:
            self._sessions = (await self._connect(), await self._connect(), await self._connect())
            for each in self._sessions:
                await each.execute("SELECT pg_catalog.set_config('search_path', 'pg_catalog', false)")
        observer, first, second = self._sessions
        cursor = await observer.execute(_TABLES, (_HELD_TABLES,))
        tables = [QualifiedName(schema=schema, name=name).sql for schema, name in await cursor.fetchall()]
        watched, done, failure = Watched(), anyio.Event(), list[psycopg.Error]()

        async def work() -> None:
            try:
                await run()
            except psycopg.Error as error:
                failure.append(error)
            finally:
                done.set()

        async with _all_ended(self._sessions):
            await _hold(first, tables)
            await observer.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            await observer.execute("SELECT 1")
            async with anyio.create_task_group() as group:
                group.start_soon(work)
                await _Descent(session.info.backend_pid, tables, watched, done, observer, first, second).watch()
        if failure:
            raise failure[0]
        return watched


async def _hold(session: Session, tables: list[str]) -> None:
    """Hold all that is there as whoever writes it, and above that as whoever changes it."""
    await session.execute("BEGIN")
    # Read along its physical order, a table does not count as scanned.
    await session.execute("SET LOCAL enable_seqscan = off")
    for table in tables:
        await session.execute("SAVEPOINT row")
        try:
            await session.execute(f"SELECT 1 FROM {table} WHERE ctid >= '(0,0)' LIMIT 1 FOR UPDATE".encode())
        except psycopg.Error:
            # A policy of the table's may refuse; the table itself is held below.
            await session.execute("ROLLBACK TO SAVEPOINT row")
    # VACUUM looks at a table under a weak lock, lets go, and only then takes the one it works under.
    for savepoint, mode in (("", "ROW EXCLUSIVE"), ("writing", "SHARE UPDATE EXCLUSIVE"), ("held", "ACCESS EXCLUSIVE")):
        if savepoint:
            await session.execute(f"SAVEPOINT {savepoint}".encode())
        if tables:
            await session.execute(f"LOCK TABLE {', '.join(tables)} IN {mode} MODE".encode())


@contextlib.asynccontextmanager
async def _all_ended(sessions: Iterable[Session]) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for session in sessions:
            if session.info.transaction_status not in (pq.TransactionStatus.IDLE, pq.TransactionStatus.UNKNOWN):
                await session.execute("ROLLBACK")


@dataclass(frozen=True, slots=True)
class _Descent:
    """From the strongest lock down to none."""

    pid: int
    tables: list[str]
    watched: Watched
    done: anyio.Event
    observer: Session
    first: Session
    """Holds as a writer, until it lets go for the first time."""
    second: Session

    async def watch(self) -> None:
        await self._until_blocked()
        await self.first.execute("ROLLBACK TO SAVEPOINT held")
        await self._take_part(self.second, "ACCESS SHARE")
        await self._until_blocked()
        await self.first.execute("ROLLBACK TO SAVEPOINT writing")
        roles = {self.first: "writers", self.second: "readers", self.observer: "snapshots"}
        for _ in range(_MOST_WAITS):
            blocked_by = await self._until_blocked()
            if self.done.is_set():
                return
            for session in [each for each in roles if each.info.backend_pid in blocked_by]:
                if blocked_by[session.info.backend_pid] == "virtualxid":
                    self.watched.waits_for.add(roles[session])
                if session is self.observer:
                    del roles[session]
                    await session.execute("ROLLBACK")
                    continue
                other = self.second if session is self.first else self.first
                if blocked_by[session.info.backend_pid] == "relation":
                    await self._take_part(other, "ROW EXCLUSIVE")
                    roles[other] = "writers"
                await session.execute("ROLLBACK")
                # What it locks next is met by the other, who holds still.
                await self._take_part(session, "ROW EXCLUSIVE")
                roles[session] = "writers"
        for session in roles:
            await session.execute("ROLLBACK")
        while not self.done.is_set():
            await self._sample()
            await self._pause()

    async def _take_part(self, session: Session, mode: str) -> None:
        """Hold every table as whoever reads or writes it, but for what the statement waits to lock against that."""
        if session.info.transaction_status == pq.TransactionStatus.IDLE:
            await session.execute("BEGIN")
        for tables in [self.tables, *([table] for table in self.tables)]:
            if not tables:
                return
            await session.execute("SAVEPOINT part")
            try:
                await session.execute(f"LOCK TABLE {', '.join(tables)} IN {mode} MODE NOWAIT".encode())
            except (errors.LockNotAvailable, errors.UndefinedTable):
                await session.execute("ROLLBACK TO SAVEPOINT part")
            else:
                if tables is self.tables:
                    return

    async def _until_blocked(self) -> dict[int, str]:
        """By process id of who blocks the statement: the kind of lock it waits for."""
        # To cancel a query in its middle would close the observer's session.
        deadline = anyio.current_time() + _WAIT_SECONDS
        while not self.done.is_set() and anyio.current_time() < deadline:
            if kinds := await self._sample():
                # It waits, and so holds what it held.
                await self._sample(self.watched.locks)
                cursor = await self.observer.execute("SELECT pg_catalog.pg_blocking_pids(%s)", (self.pid,))
                (pids,) = await cursor.fetchone() or ([],)
                return dict.fromkeys(pids, kinds[0])
            await self._pause()
        return {}

    async def _sample(self, seen: dict[int, LockMode] | None = None) -> list[str]:
        """See its locks; the kinds of those it waits for."""
        locks = self.watched.glimpsed if seen is None else seen
        cursor = await self.observer.execute(_LOCKS, (self.pid,))
        waiting = []
        for kind, oid, mode, granted in await cursor.fetchall():
            if kind == "relation" and oid is not None:
                lock = LockMode.from_catalog(mode)
                locks[oid] = max(lock, locks.get(oid, LockMode.NONE))
            if not granted:
                waiting.append(kind)
        return waiting

    async def _pause(self) -> None:
        with anyio.move_on_after(_POLL_SECONDS):
            await self.done.wait()
