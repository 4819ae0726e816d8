"""What a statement locks, rewrites and reads, seen while it runs on a shadow.

Inside a transaction the session looks at itself: its own locks, and counters that PostgreSQL keeps for the transaction.
A statement that refuses a transaction is watched from outside.
"""

import time
from collections.abc import Collection, Sequence

from psycopg import errors, sql

from server.model.lock import LockMode
from server.postgres.roles import Session
from server.postgres.statement import execute
from server.postgres.trace import (
    Trace,
    among,
    compared,
    hand_over_counts,
    relations_at_begin,
    relations_ever,
    relations_touched,
)
from server.postgres.watching import Watch

_LOCKS = """
SELECT relation::int8, mode FROM pg_catalog.pg_locks
WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'relation'
  AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
"""
_WAL = "SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::int8"


async def run_transaction(
    session: Session, commands: Sequence[str], settings: Sequence[str] = (), *, counted: Collection[int] | None = None
) -> Trace:
    """Run the commands as one transaction and say what they did.

    Args:
        commands: Each without its semicolon.
        settings: Run before the commands, in the same transaction.
        counted: OIDs of the tables and views that count; None counts all that exist when it begins.

    Raises:
        psycopg.Error: A command failed; the transaction is rolled back.
    """
    await hand_over_counts(session)
    async with session.transaction():
        for setting in settings:
            await execute(session, setting)
        before, wal = await relations_at_begin(session), await _wal_position(session)
        started = time.perf_counter()
        for command in commands:
            await execute(session, command)
        elapsed, wal_bytes = time.perf_counter() - started, await _wal_position(session) - wal
        locks = await _locks_of(session)
        # Whatever was made, rewritten or read in this transaction is locked until its end.
        after = await relations_touched(session, locks)
    trace = compared(among(before, counted), after, locks)
    trace.duration_ms, trace.wal_bytes = elapsed * 1000, wal_bytes
    return trace


async def run_alone(session: Session, watch: Watch, command: str, *, counted: Collection[int] | None = None) -> Trace:
    """Run one command in a transaction of its own or, when it refuses one, outside of any.

    Args:
        watch: Over the database of the session.
        counted: As for ``run_transaction``.

    Raises:
        psycopg.Error: The command failed.
    """
    try:
        return await run_transaction(session, [command], counted=counted)
    except (errors.ActiveSqlTransaction, errors.InvalidTransactionTermination):
        return await _run_watched(session, watch, command, counted)


async def _run_watched(session: Session, watch: Watch, command: str, counted: Collection[int] | None) -> Trace:
    before, wal = await relations_ever(session), await _wal_position(session)
    started = time.perf_counter()
    watched = await watch.run(session, lambda: execute(session, command))
    elapsed, wal_bytes = time.perf_counter() - started, await _wal_position(session) - wal
    relations, after = among(before, counted), await relations_ever(session)
    trace = compared(relations, after, watched.glimpsed)
    sure = compared(relations, after, watched.locks).locks
    trace.glimpsed = {table for table, mode in trace.locks.items() if sure.get(table) != mode}
    trace.waits_for = watched.waits_for
    trace.outside_transaction = True
    trace.duration_ms, trace.wal_bytes = elapsed * 1000, wal_bytes
    # Of what lasts but a moment only the locks on tables are sure to be seen; and the watch read rows, too.
    trace.other_locks.clear()
    trace.rows_read.clear()
    return trace


async def _locks_of(session: Session) -> dict[int, LockMode]:
    cursor = await session.execute(_LOCKS)
    strongest: dict[int, LockMode] = {}
    for oid, mode in await cursor.fetchall():
        lock = LockMode.from_catalog(mode)
        strongest[oid] = max(lock, strongest.get(oid, LockMode.NONE))
    return strongest


async def _wal_position(session: Session) -> int:
    cursor = await session.execute(_WAL)
    (position,) = await cursor.fetchone() or (0,)
    return int(position)


def lock_timeout(milliseconds: int, *, local: bool) -> str:
    """SET lock_timeout for a transaction or the session."""
    return (
        sql.SQL("SET {}lock_timeout = {}")
        .format(sql.SQL("LOCAL " if local else ""), sql.Literal(milliseconds))
        .as_string()
    )
