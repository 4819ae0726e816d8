"""Filling a column in rounds: each batch writes its rows in several shares, so that most stay in their page."""

import random
from collections.abc import AsyncIterator
from typing import LiteralString

import psycopg
import pytest

from server.model.names import QualifiedName
from server.model.policy import Policy
from server.plan.filling import Filling, asks_once
from server.postgres.catalog import read_catalog
from tests.conftest import Production

pytestmark = pytest.mark.anyio

ROWS = 20_000
HURRIED = Policy(batch_pause_ms=0, batch_rows=4_000)


class Filled:
    """A table with a column that has no values yet."""

    def __init__(self, url: str, session: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        self.url = url
        self.session = session

    async def prepare(self, column: str = "total int", rows: int = ROWS) -> None:
        """Rows as an application left them, without room in their pages; autovacuum would change what is counted."""
        await self.session.execute(
            f"CREATE TABLE goods (id int PRIMARY KEY, price int, note text DEFAULT repeat('x', 50), {column}) "
            "WITH (autovacuum_enabled = off);"
            "CREATE INDEX ON goods (price);"
            f"INSERT INTO goods (id, price) SELECT n, nullif(n % 4, 0) FROM generate_series(1, {rows}) AS n".encode()
        )
        await self.session.execute("VACUUM ANALYZE goods")

    async def fill(self, value: str, *, by_key: bool, portions: int = 2, table: str = "goods") -> None:
        """As the plan's file does it."""
        catalog = await read_catalog(self.session)
        found = next(each for each in catalog.tables.values() if each.name.name == table)
        columns = catalog.columns_of(found.oid)
        filling = Filling(
            path="public.goods.total",
            name=QualifiedName(schema="migration_planner", name="goods_fill"),
            table=found.name,
            key=tuple(c for c in columns if c.name == "id") if by_key else (),
            column=columns[-1].name,
            value=value,
            policy=HURRIED,
            portions=portions,
            tried=(),
            asked_once=asks_once(value, catalog),
        )
        up, _ = filling.scripts()
        for command in up.commands:
            await self.session.execute(command.encode())
        await self.session.execute("SELECT pg_stat_force_next_flush()")

    async def row(self, query: LiteralString) -> tuple[int, ...]:
        """The numbers of the query's only row."""
        row = await (await self.session.execute(query)).fetchone()
        return tuple(int(str(each)) for each in row or ())

    async def updates(self) -> tuple[int, ...]:
        """Rows written, and those of them that stayed in their page."""
        return await self.row("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'goods'")


@pytest.fixture(params=[15, 18], ids=["pg15", "pg18"])
async def filled(request: pytest.FixtureRequest, production: Production) -> AsyncIterator[Filled]:
    """A database of its own on each supported end."""
    url = await production(f"rounds_{random.Random(request.node.name).getrandbits(40)}", major=request.param)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
        yield Filled(url, session)


@pytest.mark.parametrize("by_key", [True, False], ids=["along the key", "by pages"])
async def test_most_rows_stay_in_their_page_and_each_is_written_once(filled: Filled, by_key: bool) -> None:
    """What one round left behind makes room for the next; indexes hear of a fifth or so of the rows."""
    await filled.prepare()
    await filled.fill("id * 2", by_key=by_key)
    assert await filled.row("SELECT count(*) FROM goods WHERE total IS DISTINCT FROM id * 2") == (0,)
    written, stayed = await filled.updates()
    assert written == ROWS
    assert stayed > written * 0.6


async def test_beside_an_old_transaction_nothing_is_gained_and_batches_are_written_at_once(filled: Filled) -> None:
    """Dead rows stay where they are while somebody may read them: rounds would only read each page more often."""
    await filled.prepare()
    async with await psycopg.AsyncConnection.connect(filled.url) as reader:
        await reader.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
        await reader.execute("SELECT count(*) FROM goods")
        await filled.fill("id * 2", by_key=True, portions=1)
    assert await filled.row("SELECT count(*) FROM goods WHERE total IS DISTINCT FROM id * 2") == (0,)
    assert (await filled.updates())[0] == ROWS
    (transactions,) = await filled.row("SELECT count(DISTINCT xmin::text) FROM goods")
    # the first batch in eight rounds, four more in one each
    assert transactions < 16


async def test_a_function_of_the_user_is_asked_once_a_row(filled: Filled) -> None:
    """What it does besides is its own affair: here it takes a number."""
    await filled.prepare()
    await filled.session.execute(
        "CREATE SEQUENCE counting;"
        "CREATE FUNCTION next_no() RETURNS int LANGUAGE sql AS 'SELECT nextval(''counting'')::int'"
    )
    await filled.fill("next_no()", by_key=True)
    assert await filled.row("SELECT count(*) FROM goods WHERE total = id") == (ROWS,)


@pytest.mark.parametrize("by_key", [True, False], ids=["along the key", "by pages"])
async def test_a_table_may_be_called_like_the_work_on_it(filled: Filled, by_key: bool) -> None:
    """Columns come before variables of the procedure."""
    await filled.prepare("share int, size int, first_page int, next_page int, first_1 int, last_1 int, total int")
    await filled.session.execute("ALTER TABLE goods RENAME TO batch")
    await filled.fill("id * 2", by_key=by_key, table="batch")
    assert await filled.row("SELECT count(*) FROM batch WHERE total IS DISTINCT FROM id * 2") == (0,)


async def test_rows_without_a_value_are_left_alone(filled: Filled) -> None:
    """To write nothing where nothing was would be work for nothing, in each round again."""
    await filled.prepare()
    await filled.fill("price * 2", by_key=False)
    assert await filled.row("SELECT count(*) FROM goods WHERE total IS DISTINCT FROM price * 2") == (0,)
    assert (await filled.updates())[0] == ROWS - ROWS // 4


async def test_a_sequence_gives_one_number_to_a_row_and_in_their_order(filled: Filled) -> None:
    """To ask whether there is a next number takes it; and in rounds neighbours would get numbers far apart."""
    await filled.prepare()
    await filled.session.execute("CREATE SEQUENCE counting")
    await filled.fill("nextval('counting')", by_key=True)
    assert await filled.row("SELECT count(*) FROM goods WHERE total = id") == (ROWS,)


async def test_a_row_value_whose_fields_are_all_null_is_a_value(filled: Filled) -> None:
    """IS NULL says of it that it is null, and IS NOT NULL of one with some fields that it is not."""
    await filled.session.execute("CREATE TYPE pair AS (a int, b int)")
    await filled.prepare("total pair", rows=400)
    await filled.fill("CASE WHEN id % 2 = 0 THEN ROW(id, NULL)::pair END", by_key=True)
    assert await filled.row("SELECT count(total) FROM goods WHERE id % 2 = 0 AND (total).a = id") == (200,)


async def test_a_value_that_a_trigger_sets_is_asked_for_once(filled: Filled) -> None:
    """Which rows it leaves null, only writing them tells: in rounds they would be written again and again."""
    await filled.prepare()
    await filled.session.execute(
        "CREATE FUNCTION doubled() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN NEW.total := NEW.price * 2; RETURN NEW; END';"
        "CREATE TRIGGER doubled BEFORE UPDATE ON goods FOR EACH ROW EXECUTE FUNCTION doubled()"
    )
    await filled.fill("", by_key=True)
    assert await filled.row("SELECT count(*) FROM goods WHERE total IS DISTINCT FROM price * 2") == (0,)
    assert (await filled.updates())[0] == ROWS
