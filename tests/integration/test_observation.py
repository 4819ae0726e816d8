"""What a statement locks, rewrites and reads is seen as PostgreSQL does it; every verdict rests on this."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from server.model.lock import LockMode
from server.postgres.observation import Trace, run_alone, run_transaction
from server.postgres.shadow import Session, Shadow

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TABLE items (id int PRIMARY KEY, name text, price int);
CREATE TABLE orders (id int PRIMARY KEY, item int);
CREATE INDEX items_name ON items (name);
ALTER TABLE items ADD CONSTRAINT priced CHECK (price > 0) NOT VALID;
INSERT INTO items VALUES (1, 'a', 1), (2, 'b', 2);
INSERT INTO orders VALUES (1, 1);
"""
Sessions = tuple[Session, Session]


@pytest.fixture
async def sessions(shadow: Shadow) -> AsyncIterator[Sessions]:
    """A session and its watcher on a schema with rows."""
    async with shadow.clone(await shadow.template(SCHEMA)) as clone:
        yield await clone.connect(), await clone.connect()


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
    assert (await run_transaction(session, ["LOCK TABLE orders"], among=())).locks == {}


async def test_the_strongest_lock_of_a_transaction_counts(sessions: Sessions) -> None:
    """Whoever waits, waits for that one."""
    session, _ = sessions
    trace = await run_transaction(session, ["ALTER TABLE items ADD note text", "UPDATE items SET note = ''"])
    assert trace.locks == {"public.items": LockMode.ACCESS_EXCLUSIVE}
    trace.add(await run_transaction(session, ["SELECT FROM items"]))
    assert trace.locks == {"public.items": LockMode.ACCESS_EXCLUSIVE}


async def test_a_transaction_that_fails_leaves_nothing_and_settings_end_with_it(sessions: Sessions) -> None:
    """The next step starts from a schema that is known."""
    session, watcher = sessions
    with pytest.raises(psycopg.errors.UndefinedTable):
        await run_transaction(session, ["ALTER TABLE items ADD note text", "ALTER TABLE missing ADD note text"])
    await run_transaction(session, ["ALTER TABLE items ADD note text"], ["SET LOCAL lock_timeout = 5"])
    cursor = await session.execute("SHOW lock_timeout")
    assert await cursor.fetchone() == ("0",)
    assert watcher.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


async def test_two_statements_in_one_text_are_refused(sessions: Sessions) -> None:
    """``COMMIT; DROP TABLE`` would leave the transaction it is rehearsed in."""
    session, _ = sessions
    with pytest.raises(psycopg.errors.SyntaxError):
        await run_transaction(session, ["SELECT 1; DROP TABLE items"])
    with pytest.raises(psycopg.errors.InvalidTransactionTermination):
        await run_transaction(session, ["DO $$ BEGIN COMMIT; END $$"])
    assert (await run_transaction(session, ["LOCK TABLE items"])).locks != {}
