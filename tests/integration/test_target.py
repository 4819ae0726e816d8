"""A live target is read without writing, and a message about one never holds its password."""

import socket
from collections.abc import Awaitable, Callable
from urllib.parse import quote

import anyio
import psycopg
import pytest
from anyio.abc import SocketAttribute, SocketStream

from server.errors import TargetError, UnreachableDatabase
from server.model.names import QualifiedName
from server.model.target import SentTable
from server.postgres.replication import read_replication
from server.postgres.shadow import Shadow
from server.postgres.target import connect_target, read_target

pytestmark = pytest.mark.anyio

Production = Callable[..., Awaitable[str]]

SCHEMA = """
CREATE EXTENSION hstore;
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "odd ""name"" x" text, extra hstore);
INSERT INTO orders ("odd ""name"" x") SELECT 'x' FROM generate_series(1, 500);
CREATE VIEW recent AS SELECT id FROM orders;
CREATE PUBLICATION p FOR TABLE orders;
CREATE SCHEMA migration_planner;
CREATE TABLE migration_planner.progress (id int);
ANALYZE orders;
"""


async def fill(url: str, text: str = SCHEMA) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
        await session.execute(text.encode())


@pytest.mark.parametrize("major", [15, 18])
async def test_the_facts_of_a_target(production: Production, major: int) -> None:
    """Schema, version and sizes, without rows, publications or what is ours."""
    url = await production("facts of a shop", major=major)
    await fill(url)
    facts = await read_target(url, name="shop")
    assert facts.server_version // 10000 == major
    assert facts.version.startswith(f"{major}.")
    assert "CREATE TABLE public.orders" in facts.schema
    assert '"odd ""name"" x"' in facts.schema
    unwanted = ("PUBLICATION", "migration_planner", "restrict", "COPY")
    assert not any(word in facts.schema for word in unwanted)
    (size,) = facts.sizes
    assert size.table == QualifiedName(schema="public", name="orders")
    assert size.rows_estimate == 500
    assert size.size_bytes > 0
    assert (await read_target(url, name="shop")).schema == facts.schema


@pytest.mark.parametrize("major", [15, 18])
async def test_what_is_sent_is_known_though_the_dump_leaves_it_out(production: Production, major: int) -> None:
    """Which side goes first depends on it; a table may be sent whole, in part, or by several publications."""
    url = await production("sends", major=major)
    await fill(url)
    await fill(url, 'CREATE PUBLICATION "In part" FOR TABLE orders (id, "odd ""name"" x") WHERE (id > 0)')
    async with connect_target(url, name="shop") as session:
        found = await read_replication(session, name="shop")
    orders = QualifiedName(schema="public", name="orders")
    assert set(found.sent) == {
        SentTable(table=orders, columns=()),
        SentTable(table=orders, columns=("id", 'odd "name" x')),
    }
    assert found.received == ()


async def test_what_is_read_loads_into_the_shadow(production: Production, shadow_18: Shadow) -> None:
    """The dump of a target is the shadow's template: one must accept what the other writes."""
    url = await production("loaded")
    await fill(url)
    facts = await read_target(url, name="shop")
    template = await shadow_18.template(facts.schema)
    assert template.omitted == ()
    async with shadow_18.clone(template) as clone:
        session = await clone.connect()
        assert await (await session.execute("SELECT count(*) FROM public.recent")).fetchall() == [(0,)]


async def test_a_target_session_cannot_write(production: Production) -> None:
    """Production is read: a mistake in a catalog query must not be able to change it."""
    url = await production("read only")
    async with connect_target(url, name="shop") as session:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            await session.execute("CREATE TABLE public.t (id int)")
    async with connect_target(url, name="shop") as session:
        settings = "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
        assert await (await session.execute(settings)).fetchone() == ("1s", "15s")


async def test_a_table_that_is_locked_is_not_waited_for(production: Production) -> None:
    """A dump that queues behind a lock would itself block the application's statements."""
    url = await production("locked")
    await fill(url)
    async with await psycopg.AsyncConnection.connect(url) as holder:
        await holder.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(TargetError, match="cannot be read"):
            await read_target(url, name="shop")


async def test_a_refused_connection_names_host_port_and_database() -> None:
    """The reader must learn where we knocked, and nothing they must keep secret."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(UnreachableDatabase) as caught:
            await read_target(f"postgresql://me:s3cr3tWord@127.0.0.1:{port}/shop", name="live")
    message = str(caught.value)
    assert all(part in message for part in ("live", "127.0.0.1", str(port), '"shop"', "refused"))
    assert "s3cr3tWord" not in message
    assert caught.value.__cause__ is None


async def test_a_wrong_password_is_not_repeated(production: Production) -> None:
    """Neither as it is nor as it was encoded."""
    address = (await production("guarded")).rpartition("@")[2]
    for password in ("wrongOne", "a@b/c:d#e?f%g h\"i'j\\k", "pässwörd"):
        encoded = quote(password, safe="")
        with pytest.raises(UnreachableDatabase, match="password authentication failed") as caught:
            await read_target(f"postgresql://owner:{encoded}@{address}", name="live")
        assert password not in str(caught.value)
        assert encoded not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:top@Secret@127.0.0.1:1/shop",
        "postgresql://me:top/Secret@127.0.0.1:1/shop",
        "postgresql://me:5432/topSecret@127.0.0.1:1/shop",
        "postgresql://me:top%Secret@127.0.0.1:1/shop",
        "postgresql://me:topSecret@127.0.0.1:port/shop",
        "postgres//me:topSecret@127.0.0.1/shop",
        "topSecret",
        "host=127.0.0.1 password='topSecret",
        "postgresql://me:topSecret@127.0.0.1/shop?nonsense=1",
    ],
)
async def test_a_malformed_url_is_refused_without_any_part_of_it(url: str) -> None:
    """A password with a raw @ or / falls apart into host, port and database: none of them may be shown."""
    with pytest.raises(UnreachableDatabase, match="malformed") as caught:
        await read_target(url, name="live")
    assert "Secret" not in str(caught.value)
    assert "top" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_a_server_that_repeats_the_password_is_not_quoted() -> None:
    """Whoever answers on that port may ask for the password in clear and put it into its error message."""

    async def answer(stream: SocketStream) -> None:
        async with stream:
            await stream.receive()
            await stream.send(b"R" + (8).to_bytes(4) + (3).to_bytes(4))
            word = (await stream.receive())[5:-1]
            fields = b"SFATAL\0C28P01\0Mno entry with " + word + b"\0\0"
            await stream.send(b"E" + (len(fields) + 4).to_bytes(4) + fields)

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = listener.extra(SocketAttribute.local_port)
    async with anyio.create_task_group() as group:
        group.start_soon(listener.serve, answer)
        with pytest.raises(UnreachableDatabase, match="no entry with") as caught:
            await read_target(f"postgresql://me:topSecret@127.0.0.1:{port}/shop?sslmode=disable", name="live")
        group.cancel_scope.cancel()
    await listener.aclose()
    assert "topSecret" not in str(caught.value)
