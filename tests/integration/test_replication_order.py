"""Which side of a logical replication goes first, on two databases of which one follows the other."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import anyio
import psycopg
import pytest

from server.model.names import QualifiedName
from server.postgres.binaries import identify
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from server.postgres.replication import read_replication
from server.postgres.target import connect_target
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = "CREATE TABLE orders (id int PRIMARY KEY, note text)"
SECONDS = 30
ERRORS = "SELECT coalesce(sum(apply_error_count), 0) FROM pg_catalog.pg_stat_subscription_stats"


class Pair:
    """A publisher and its subscriber, each with a session of the administrator."""

    def __init__(self, here: psycopg.AsyncConnection, there: psycopg.AsyncConnection, url: str) -> None:
        self.here = here
        self.there = there
        self.url = url
        self._last = 0

    async def follows(self) -> bool:
        """Whether the next row arrives; False as soon as an error is counted instead."""
        self._last += 1
        errors = await self._one(ERRORS)
        await self.here.execute("INSERT INTO orders (id) VALUES (%s)", (self._last,))
        arrived = f"SELECT count(*) FROM orders WHERE id = {self._last}"
        await self._until(lambda found, failed: found > 0 or failed > errors, arrived)
        return await self._one(arrived) > 0

    async def catches_up(self) -> None:
        """Wait until everything sent so far is there."""
        await self._until(lambda found, _: found >= self._last, "SELECT count(*) FROM orders")

    async def _until(self, enough: Callable[[int, int], bool], query: str) -> None:
        with anyio.fail_after(SECONDS):
            while not enough(await self._one(query), await self._one(ERRORS)):
                await anyio.sleep(0.05)

    async def _one(self, query: str) -> int:
        row = await (await self.there.execute(query.encode())).fetchone()
        return int(row[0]) if row else 0


@pytest.fixture(scope="module")
async def cluster() -> AsyncIterator[Cluster]:
    """A server for both."""
    async with Cluster(role="owner", binaries=identify(folder_of(18)), loopback=True) as running:
        yield running


@asynccontextmanager
async def pair(cluster: Cluster, name: str) -> AsyncIterator[Pair]:
    """Two databases, the second of which gets the rows of the first."""
    names = (f"{name}_here", f"{name}_there")
    urls = [await cluster.create_database(each) for each in names]
    admins = [cluster.conninfo(database=each, user=ADMIN) for each in names]
    async with (
        await psycopg.AsyncConnection.connect(admins[0], autocommit=True) as here,
        await psycopg.AsyncConnection.connect(admins[1], autocommit=True) as there,
    ):
        for session in (here, there):
            await session.execute("SET search_path = public")
            await session.execute(SCHEMA)
        await here.execute("CREATE PUBLICATION p FOR TABLE orders")
        # of one server, CREATE SUBSCRIPTION would wait for itself to make the slot
        await here.execute("SELECT pg_create_logical_replication_slot(%s, 'pgoutput')", (name,))
        options = f"create_slot = false, slot_name = '{name}', copy_data = false"
        source = psycopg.sql.Literal(admins[0])
        await there.execute(
            psycopg.sql.SQL("CREATE SUBSCRIPTION {} CONNECTION {} PUBLICATION p WITH (" + options + ")").format(
                psycopg.sql.Identifier(name), source
            )
        )
        try:
            yield Pair(here, there, urls[1])
        finally:
            for text in (
                "ALTER SUBSCRIPTION {} DISABLE",
                "ALTER SUBSCRIPTION {} SET (slot_name = NONE)",
                "DROP SUBSCRIPTION {}",
            ):
                await there.execute(psycopg.sql.SQL(text).format(psycopg.sql.Identifier(name)))


async def test_a_column_is_added_on_the_subscriber_first(cluster: Cluster) -> None:
    """It may have more columns than it is sent, never fewer."""
    async with pair(cluster, "adds") as both:
        assert await both.follows()
        await both.there.execute("ALTER TABLE orders ADD COLUMN late int")
        assert await both.follows()
        await both.here.execute("ALTER TABLE orders ADD COLUMN late int")
        assert await both.follows()
        await both.here.execute("ALTER TABLE orders ADD COLUMN later int")
        assert not await both.follows()
        await both.there.execute("ALTER TABLE orders ADD COLUMN later int")
        await both.catches_up()


async def test_a_column_is_dropped_on_the_publisher_first(cluster: Cluster) -> None:
    """What it still sends must have a place to go; and what a database gets is known of it."""
    async with pair(cluster, "drops") as both:
        async with connect_target(both.url, name="there") as session:
            found = await read_replication(session, name="there")
        assert found.received == (QualifiedName(schema="public", name="orders"),)
        await both.here.execute("ALTER TABLE orders DROP COLUMN note")
        assert await both.follows()
        await both.there.execute("ALTER TABLE orders DROP COLUMN note")
        assert await both.follows()


async def test_a_new_name_stops_the_subscriber_until_it_has_it_too(cluster: Cluster) -> None:
    """Tables and columns are found by name."""
    async with pair(cluster, "renames") as both:
        await both.here.execute("ALTER TABLE orders RENAME COLUMN note TO remark")
        assert not await both.follows()
        await both.there.execute("ALTER TABLE orders RENAME COLUMN note TO remark")
        await both.catches_up()


async def test_a_published_table_needs_a_key_that_is_sent_and_filtered_by(cluster: Cluster) -> None:
    """Else every UPDATE fails, as hazards about the key of a published table say."""
    url = await cluster.create_database("keys")
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:

        async def refused(publication: str, key: str) -> str:
            await session.execute("DROP TABLE IF EXISTS t CASCADE")
            await session.execute("DROP PUBLICATION IF EXISTS p")
            await session.execute(f"CREATE TABLE t (id int NOT NULL, a int NOT NULL, b int NOT NULL{key})".encode())
            await session.execute(f"CREATE PUBLICATION p FOR TABLE t {publication}".encode())
            try:
                await session.execute("UPDATE t SET a = 2")
            except psycopg.Error as error:
                return error.diag.message_detail or error.diag.message_primary or ""
            return ""

        assert await refused("(id, a) WHERE (id > 0)", ", PRIMARY KEY (id)") == ""
        assert "replica identity" in await refused("", "")
        assert "Column list" in await refused("(id, a)", ", PRIMARY KEY (id, b)")
        assert "WHERE expression" in await refused("WHERE (id > 0)", ", PRIMARY KEY (b)")
