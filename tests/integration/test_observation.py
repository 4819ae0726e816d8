"""What a statement locks, rewrites and reads is seen as PostgreSQL does it; every verdict rests on this."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from server.model.lock import LockMode
from server.postgres.observation import run_alone, run_transaction
from server.postgres.roles import Session
from server.postgres.shadow import Shadow
from server.postgres.trace import Trace, invalid_indexes
from server.postgres.watching import Watch

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TABLE items (id int PRIMARY KEY, name text, price int);
CREATE TABLE orders (id int PRIMARY KEY, item int);
CREATE INDEX items_name ON items (name);
ALTER TABLE items ADD CONSTRAINT priced CHECK (price > 0) NOT VALID;
INSERT INTO items VALUES (1, 'a', 1), (2, 'b', 2);
INSERT INTO orders VALUES (1, 1);
"""
Sessions = tuple[Session, Watch]


@pytest.fixture
async def sessions(shadow: Shadow) -> AsyncIterator[Sessions]:
    """A session and the watch over it on a schema with rows."""
    async with shadow.clone(await shadow.template(SCHEMA)) as clone:
        yield await clone.connect(), Watch(clone.connect)


def seen(trace: Trace) -> tuple[dict[str, str], set[str], set[str], set[str]]:
    """Locks, what was written anew, what was read, and what was read while writes waited."""
    locks = {table: mode.label for table, mode in trace.locks.items()}
    return locks, trace.rewritten | trace.rebuilt, trace.scanned, trace.scanned_blocking


ITEMS, ORDERS = {"public.items"}, {"public.orders"}


@pytest.mark.parametrize(
    ("command", "lock", "rewrites", "scans", "blocking"),
    [
        ("ALTER TABLE items ADD COLUMN note text", "ACCESS EXCLUSIVE", set(), set(), set()),
        ("ALTER TABLE items ALTER name SET NOT NULL", "ACCESS EXCLUSIVE", set(), ITEMS, ITEMS),
        ("ALTER TABLE items VALIDATE CONSTRAINT priced", "SHARE UPDATE EXCLUSIVE", set(), ITEMS, set()),
        ("CREATE INDEX ON items (price)", "SHARE", set(), ITEMS, ITEMS),
        ("UPDATE items SET price = 3", "ROW EXCLUSIVE", set(), ITEMS, set()),
        ("REINDEX INDEX items_name", "SHARE", {"public.items_name"}, ITEMS, ITEMS),
        ("SELECT 1", None, set(), set(), set()),
    ],
)
async def test_one_statement_is_seen_with_its_lock_and_its_reading(
    *, sessions: Sessions, command: str, lock: str | None, rewrites: set[str], scans: set[str], blocking: set[str]
) -> None:
    """Lock modes and scans are those of the manual; only what others wait for counts as blocking."""
    trace = await run_alone(*sessions, command)
    assert seen(trace) == ({"public.items": lock} if lock else {}, rewrites, scans, blocking)
    assert not trace.outside_transaction


async def test_a_rewrite_is_seen_with_the_indexes_it_builds_anew(sessions: Sessions) -> None:
    """A new file means every row was written while nobody could read."""
    trace = await run_alone(*sessions, "ALTER TABLE items ALTER price TYPE bigint")
    assert trace.locks == {"public.items": LockMode.ACCESS_EXCLUSIVE}
    assert trace.rewritten == ITEMS
    assert trace.rebuilt == {"public.items_name", "public.items_pkey"}


async def test_the_other_table_of_a_foreign_key_is_seen(sessions: Sessions) -> None:
    """Its writers wait too, although the statement hardly names it."""
    command = "ALTER TABLE orders ADD FOREIGN KEY (item) REFERENCES items"
    locks, _, scanned, _ = seen(await run_alone(*sessions, command))
    assert locks == {"public.orders": "SHARE ROW EXCLUSIVE", "public.items": "SHARE ROW EXCLUSIVE"}
    assert scanned >= ORDERS


async def test_a_statement_that_refuses_a_transaction_is_watched_from_outside(sessions: Sessions) -> None:
    """CREATE INDEX CONCURRENTLY commits on its way, so that its own session no longer holds what it took."""
    trace = await run_alone(*sessions, "CREATE INDEX CONCURRENTLY ON items (price)")
    assert trace.outside_transaction
    assert trace.locks["public.items"] == LockMode.SHARE_UPDATE_EXCLUSIVE
    assert trace.scanned_blocking == set()


async def test_the_lock_vacuum_works_under_is_seen_behind_the_one_it_begins_with(sessions: Sessions) -> None:
    """It looks at the table under ACCESS SHARE, lets go, and takes the other for a moment that may be missed."""
    trace = await run_alone(*sessions, "VACUUM items")
    assert trace.outside_transaction
    assert trace.locks["public.items"] == LockMode.SHARE_UPDATE_EXCLUSIVE


async def test_only_what_was_there_before_counts(sessions: Sessions) -> None:
    """Nobody waits for a table that the same transaction made, nor for one the caller leaves out."""
    session, _ = sessions
    commands = ["CREATE TABLE made (id int)", "ALTER TABLE made ADD note text", "LOCK TABLE orders"]
    trace = await run_transaction(session, commands)
    assert trace.locks == {"public.orders": LockMode.ACCESS_EXCLUSIVE}
    assert (await run_transaction(session, ["LOCK TABLE orders"], counted=())).locks == {}


async def test_the_strongest_lock_of_a_transaction_counts(sessions: Sessions) -> None:
    """Whoever waits, waits for that one."""
    session, _ = sessions
    trace = await run_transaction(session, ["ALTER TABLE items ADD note text", "UPDATE items SET note = ''"])
    assert trace.locks == {"public.items": LockMode.ACCESS_EXCLUSIVE}
    trace.add(await run_transaction(session, ["SELECT FROM items"]))
    assert trace.locks == {"public.items": LockMode.ACCESS_EXCLUSIVE}


async def test_a_transaction_that_fails_leaves_nothing_and_settings_end_with_it(sessions: Sessions) -> None:
    """The next step starts from a schema that is known."""
    session, _ = sessions
    with pytest.raises(psycopg.errors.UndefinedTable):
        await run_transaction(session, ["ALTER TABLE items ADD note text", "ALTER TABLE missing ADD note text"])
    await run_transaction(session, ["ALTER TABLE items ADD note text"], ["SET LOCAL lock_timeout = 5"])
    cursor = await session.execute("SHOW lock_timeout")
    assert await cursor.fetchone() == ("0",)


async def test_two_statements_in_one_text_are_refused(sessions: Sessions) -> None:
    """``COMMIT; DROP TABLE`` would leave the transaction it is rehearsed in."""
    session, _ = sessions
    with pytest.raises(psycopg.errors.SyntaxError):
        await run_transaction(session, ["SELECT 1; DROP TABLE items"])
    with pytest.raises(psycopg.errors.InvalidTransactionTermination):
        await run_transaction(session, ["DO $$ BEGIN COMMIT; END $$"])
    assert (await run_transaction(session, ["LOCK TABLE items"])).locks != {}


@pytest.mark.parametrize(
    ("command", "waits_for"),
    [
        ("CREATE INDEX CONCURRENTLY ON items (price)", {"writers", "snapshots"}),
        ("REINDEX INDEX CONCURRENTLY items_name", {"writers", "readers", "snapshots"}),
        ("DROP INDEX CONCURRENTLY items_name", {"writers", "readers"}),
        ("VACUUM items", set()),
        ("ALTER TABLE items ADD COLUMN note text", set()),
    ],
)
async def test_whose_transactions_a_statement_waits_for_is_seen(
    sessions: Sessions, command: str, waits_for: set[str]
) -> None:
    """A transaction somebody forgot to end stops it for good, even one that never touched the table."""
    assert (await run_alone(*sessions, command)).waits_for == waits_for


async def test_a_lock_held_for_a_moment_between_two_waits_is_seen(sessions: Sessions) -> None:
    """DETACH CONCURRENTLY ends with the strongest lock on the partition, which readers of it wait for."""
    session, watch = sessions
    await session.execute("CREATE TABLE days (day int) PARTITION BY RANGE (day)")
    await session.execute("CREATE TABLE day_1 PARTITION OF days FOR VALUES FROM (1) TO (2)")
    trace = await run_alone(session, watch, "ALTER TABLE days DETACH PARTITION day_1 CONCURRENTLY")
    assert trace.locks == {
        "public.days": LockMode.SHARE_UPDATE_EXCLUSIVE,
        "public.day_1": LockMode.ACCESS_EXCLUSIVE,
    }
    assert trace.glimpsed == set()


async def test_each_table_that_one_statement_takes_in_turn_is_seen(sessions: Sessions) -> None:
    """Between two tables it holds nothing, so that the second must be met, too."""
    trace = await run_alone(*sessions, "REINDEX SCHEMA public")
    assert trace.locks == {"public.items": LockMode.SHARE, "public.orders": LockMode.SHARE}
    assert trace.rebuilt == {"public.items_name", "public.items_pkey", "public.orders_pkey"}
    assert trace.scanned_blocking == ITEMS | ORDERS


async def test_what_is_read_outside_of_a_transaction_is_seen(sessions: Sessions) -> None:
    """Each build reads the whole table, whether or not anybody waits for it."""
    trace = await run_alone(*sessions, "CREATE INDEX CONCURRENTLY ON items (price)")
    assert (trace.scanned, trace.scanned_blocking) == (ITEMS, set())
    assert trace.built == {"public.items_price_idx"}
    assert (await run_alone(*sessions, "VACUUM FULL items")).scanned_blocking == ITEMS


async def test_rows_are_counted(sessions: Sessions) -> None:
    """How much was read and written is what its time grows by."""
    trace = await run_alone(*sessions, "UPDATE items SET price = 3 WHERE price > 1")
    assert (trace.rows_read, trace.rows_written) == ({"public.items": 2}, {"public.items": 1})


async def test_what_was_counted_of_an_earlier_statement_is_not_counted_again(sessions: Sessions) -> None:
    """A session keeps its counts over several transactions before it hands them over."""
    session, watch = sessions
    await session.execute("UPDATE items SET price = 4")
    trace = await run_alone(session, watch, "ALTER TABLE items ADD COLUMN note text")
    assert (trace.scanned, trace.rows_written) == (set(), {})


async def test_the_log_that_a_statement_writes_is_measured(sessions: Sessions) -> None:
    """A standby has to take it all, also what a rewrite writes."""
    session, watch = sessions
    await session.execute("INSERT INTO items SELECT n, 'n', n FROM generate_series(3, 5000) AS n")
    trace = await run_alone(session, watch, "ALTER TABLE items ALTER price TYPE bigint")
    assert trace.wal_bytes > 5000 * 32
    assert (await run_alone(session, watch, "ALTER TABLE items ADD COLUMN note text")).wal_bytes < 5000 * 32


async def test_toast_written_anew_is_seen(sessions: Sessions) -> None:
    """Long values are kept apart from their rows, and a rewrite copies them, too."""
    assert (await run_alone(*sessions, "ALTER TABLE items ALTER price TYPE bigint")).rewritten_toast == ITEMS
    assert (await run_alone(*sessions, "REINDEX TABLE items")).rewritten_toast == ITEMS
    assert (await run_alone(*sessions, "ALTER TABLE items ADD COLUMN note text")).rewritten_toast == set()


async def test_locks_on_indexes_and_sequences_are_seen_apart(sessions: Sessions) -> None:
    """Planning a query of the table locks each of its indexes: a strong lock on one stops every reader."""
    session, watch = sessions
    await session.execute("CREATE SEQUENCE numbers")
    trace = await run_alone(session, watch, "REINDEX INDEX items_name")
    assert trace.other_locks["public.items_name"] == LockMode.ACCESS_EXCLUSIVE
    trace = await run_alone(session, watch, "ALTER SEQUENCE numbers RESTART")
    assert (trace.locks, trace.other_locks) == ({}, {"public.numbers": LockMode.SHARE_ROW_EXCLUSIVE})


async def test_an_invalid_index_left_behind_is_found(sessions: Sessions) -> None:
    """It makes every write slower, no query uses it, and IF NOT EXISTS passes it over."""
    session, watch = sessions
    await session.execute("UPDATE items SET price = 1")
    with pytest.raises(psycopg.errors.UniqueViolation):
        await run_alone(session, watch, "CREATE UNIQUE INDEX CONCURRENTLY once ON items (price)")
    assert set((await invalid_indexes(session)).values()) == {"public.once"}


async def test_tables_of_another_owner_are_left_alone(shadow: Shadow) -> None:
    """What an extension brings belongs to the administrator, and to hold it would be refused."""
    schema = "CREATE TABLE items (id int)"
    async with shadow.clone(await shadow.template(schema)) as clone:
        admin = await clone.connect_admin()
        await admin.execute("SET default_transaction_read_only = off")
        await admin.execute("CREATE TABLE public.theirs (id int)")
        trace = await run_alone(await clone.connect(), Watch(clone.connect), "VACUUM items")
    assert trace.locks == {"public.items": LockMode.SHARE_UPDATE_EXCLUSIVE}
