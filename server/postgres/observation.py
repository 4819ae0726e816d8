"""What a statement locks, rewrites and reads, seen while it runs on a shadow.

Inside a transaction the session looks at itself: its own locks, and counters that PostgreSQL keeps for the transaction.
A statement that refuses a transaction is watched by a second session that holds it up for a moment at each lock.
"""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import anyio
import psycopg
from psycopg import errors, pq, sql

from server.model.lock import LockMode
from server.model.names import QualifiedName
from server.postgres.shadow import STATEMENT_SECONDS, Session
from server.postgres.statement import run_statement

_RELATIONS = """
SELECT c.oid::int8, n.nspname, c.relname, c.relkind::text, nullif(c.relfilenode, 0)::int8,
       coalesce(pg_catalog.pg_stat_get_xact_numscans(c.oid), 0), coalesce(i.indrelid::int8, 0)
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'm', 'f', 'v', 'i', 'I') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname !~ '^pg_(toast|temp)'
"""
_OF_THEM = "AND c.oid = ANY (%s::oid[])"
_LOCKS = """
SELECT relation::int8, mode, granted FROM pg_catalog.pg_locks
WHERE pid = %s AND locktype = 'relation' AND database = (SELECT oid FROM pg_catalog.pg_database
                                                         WHERE datname = pg_catalog.current_database())
"""
_WAITS = "SELECT count(*) FROM pg_catalog.pg_locks WHERE pid = %s AND NOT granted"
_TABLES = ("r", "p", "m", "f", "v")
_POLL_SECONDS = 0.002
_HELD_TABLES = 64


_Relations = dict[int, tuple[Any, ...]]
"""By OID, the fields of a ``_Relation``; there are thousands, and few are looked at."""


class _Relation(NamedTuple):
    """A relation at one moment of a session."""

    oid: int
    schema: str
    relname: str
    kind: str
    file: int | None
    scans: int
    table_oid: int
    """Of an index: its table."""

    @property
    def name(self) -> str:
        """Qualified, as SQL."""
        return QualifiedName(schema=self.schema, name=self.relname).sql


_TABLE_OID = _Relation._fields.index("table_oid")


@dataclass(slots=True)
class Trace:
    """What was seen of one or more commands, by qualified name; only relations that existed before count."""

    locks: dict[str, LockMode] = field(default_factory=dict)
    rewritten: set[str] = field(default_factory=set)
    rebuilt: set[str] = field(default_factory=set)
    scanned: set[str] = field(default_factory=set)
    scanned_blocking: set[str] = field(default_factory=set)
    """Scanned while a lock on the same table made writes wait."""
    outside_transaction: bool = False
    duration_ms: float = 0.0

    def add(self, other: "Trace") -> None:
        """Take in what was seen of a later command."""
        for table, mode in other.locks.items():
            self.locks[table] = max(mode, self.locks.get(table, LockMode.NONE))
        self.rewritten |= other.rewritten
        self.rebuilt |= other.rebuilt
        self.scanned |= other.scanned
        self.scanned_blocking |= other.scanned_blocking
        self.outside_transaction = self.outside_transaction or other.outside_transaction
        self.duration_ms += other.duration_ms


async def run_transaction(
    session: Session, commands: Sequence[str], settings: Sequence[str] = (), *, among: Collection[int] | None = None
) -> Trace:
    """Run the commands as one transaction and say what they did.

    Args:
        commands: Each without its semicolon.
        settings: Run before the commands, in the same transaction.
        among: OIDs of the tables and views that count; None counts all that exist when it begins.

    Raises:
        psycopg.Error: A command failed; the transaction is rolled back.
    """
    async with session.transaction():
        for setting in settings:
            await execute(session, setting)
        before = await _relations(session)
        started = time.perf_counter()
        for command in commands:
            await execute(session, command)
        elapsed = time.perf_counter() - started
        locks = await _locks_of(session, session.info.backend_pid)
        # Whatever was made, rewritten or read in this transaction is locked until its end.
        after = await _relations(session, locks)
    return _compare(_counted(before, among), after, locks, elapsed)


async def run_alone(session: Session, watcher: Session, command: str, *, among: Collection[int] | None = None) -> Trace:
    """Run one command in a transaction of its own or, when it refuses one, outside of any.

    Args:
        watcher: A second session of the same role on the same database.
        among: As for ``run_transaction``.

    Raises:
        psycopg.Error: The command failed.
    """
    try:
        return await run_transaction(session, [command], among=among)
    except (errors.ActiveSqlTransaction, errors.InvalidTransactionTermination):
        return await _run_watched(session, watcher, command, among)


async def execute(session: Session, command: str) -> None:
    """Run exactly one statement, for a minute at most.

    A statement may lift its own statement_timeout or swallow the cancellation, so time is kept here too; then the
    session is closed, and the end of the clone ends what still runs.

    Raises:
        psycopg.Error: It failed, or took too long.
    """
    try:
        with anyio.fail_after(STATEMENT_SECONDS):
            await run_statement(session, command)
    except TimeoutError:
        await session.close()
        raise errors.QueryCanceled(f"it takes longer than {STATEMENT_SECONDS} s, the most a rehearsal waits") from None


async def _run_watched(session: Session, watcher: Session, command: str, among: Collection[int] | None) -> Trace:
    before = await _relations(session)
    seen: dict[int, LockMode] = {}
    pid, done = session.info.backend_pid, anyio.Event()
    failure: list[psycopg.Error] = []
    started = time.perf_counter()

    async def run() -> None:
        try:
            await execute(session, command)
        except psycopg.Error as error:
            failure.append(error)
        finally:
            done.set()

    relations = map(_Relation._make, before.values())
    tables = [relation for relation in relations if relation.kind in ("r", "p")][:_HELD_TABLES]
    await watcher.execute("BEGIN")
    try:
        await _hold_rows(watcher, tables)
        await watcher.execute("SAVEPOINT rows_held")
        # VACUUM looks at a table under a weak lock, lets go, and only then takes the one it works under.
        await _hold_tables(watcher, tables, "SHARE UPDATE EXCLUSIVE")
        await watcher.execute("SAVEPOINT held")
        await _hold_tables(watcher, tables, "ACCESS EXCLUSIVE")
        async with anyio.create_task_group() as group:
            group.start_soon(run)
            await _until_waiting(watcher, pid, done, seen)
            for savepoint in ("held", "rows_held"):
                await watcher.execute(f"ROLLBACK TO SAVEPOINT {savepoint}".encode())
                await _until_waiting(watcher, pid, done, seen)
            await watcher.execute("ROLLBACK")
            # from here on nothing is held: what comes is seen only if it lasts
            while not done.is_set():
                await _sample(watcher, pid, seen)
                with anyio.move_on_after(_POLL_SECONDS):
                    await done.wait()
    finally:
        if watcher.info.transaction_status != pq.TransactionStatus.IDLE:
            await watcher.execute("ROLLBACK")
    if failure:
        raise failure[0]
    after = await _relations(session)
    trace = _compare(_counted(before, among), after, seen, time.perf_counter() - started)
    trace.outside_transaction = True
    return trace


async def _hold_rows(watcher: Session, tables: list[_Relation]) -> None:
    for relation in tables:
        await watcher.execute(f"SELECT 1 FROM {relation.name} ORDER BY ctid LIMIT 1 FOR UPDATE".encode())


async def _hold_tables(watcher: Session, tables: list[_Relation], mode: str) -> None:
    for relation in tables:
        await watcher.execute(f"LOCK TABLE {relation.name} IN {mode} MODE".encode())


async def _until_waiting(watcher: Session, pid: int, done: anyio.Event, seen: dict[int, LockMode]) -> None:
    with anyio.move_on_after(1):
        while not done.is_set():
            await _sample(watcher, pid, seen)
            cursor = await watcher.execute(_WAITS, (pid,))
            row = await cursor.fetchone()
            if row and row[0]:
                await _sample(watcher, pid, seen)
                return
            with anyio.move_on_after(_POLL_SECONDS):
                await done.wait()


async def _sample(watcher: Session, pid: int, seen: dict[int, LockMode]) -> None:
    for oid, mode in (await _locks_of(watcher, pid)).items():
        seen[oid] = max(mode, seen.get(oid, LockMode.NONE))


async def _relations(session: Session, oids: Iterable[int] | None = None) -> _Relations:
    if oids is None:
        cursor = await session.execute(_RELATIONS)
    else:
        cursor = await session.execute(_RELATIONS + _OF_THEM, (list(oids),))
    return {row[0]: row for row in await cursor.fetchall()}


async def _locks_of(session: Session, pid: int) -> dict[int, LockMode]:
    cursor = await session.execute(_LOCKS, (pid,))
    strongest: dict[int, LockMode] = {}
    for oid, mode, _ in await cursor.fetchall():
        lock = LockMode.from_catalog(mode)
        strongest[oid] = max(lock, strongest.get(oid, LockMode.NONE))
    return strongest


def _counted(relations: _Relations, among: Collection[int] | None) -> _Relations:
    if among is None:
        return relations
    return {oid: row for oid, row in relations.items() if (row[_TABLE_OID] or oid) in among}


def _compare(before: _Relations, after: _Relations, locks: dict[int, LockMode], elapsed: float) -> Trace:
    trace = Trace(duration_ms=elapsed * 1000)
    for oid, mode in locks.items():
        if oid in before and (relation := _Relation._make(before[oid])).kind in _TABLES:
            trace.locks[relation.name] = mode
    for oid, row in after.items():
        if before.get(oid, row) == row:
            continue
        relation, now = _Relation._make(before[oid]), _Relation._make(row)
        if now.file != relation.file:
            (trace.rewritten if relation.kind in _TABLES else trace.rebuilt).add(relation.name)
        if relation.kind in ("r", "m") and now.scans > relation.scans:
            trace.scanned.add(relation.name)
            if locks.get(oid, LockMode.NONE).blocks_writes:
                trace.scanned_blocking.add(relation.name)
    trace.rebuilt |= _made_anew(before, after)
    return trace


def _made_anew(before: _Relations, after: _Relations) -> set[str]:
    """Indexes that ALTER TYPE made again under their old names; one may keep its file."""
    new = [relation for oid in after.keys() - before.keys() if (relation := _Relation._make(after[oid])).kind == "i"]
    if not new:
        return set()
    relations = [_Relation._make(row) for row in before.values()]
    files = {relation.file for relation in relations}
    names = {(each.table_oid, each.name) for each in relations if each.kind in ("i", "I")}
    return {each.name for each in new if each.file not in files and (each.table_oid, each.name) in names}


def lock_timeout(milliseconds: int, *, local: bool) -> str:
    """SET lock_timeout for a transaction or the session."""
    return (
        sql.SQL("SET {}lock_timeout = {}")
        .format(sql.SQL("LOCAL " if local else ""), sql.Literal(milliseconds))
        .as_string()
    )
