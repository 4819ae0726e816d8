"""A backfill stopped anywhere goes on where it was: no row is done twice, and none is left."""

import os
import random
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import LiteralString

import anyio
import psycopg
import pytest
from anyio import to_thread

from server.model.names import QualifiedName
from server.model.policy import Policy
from server.plan.batches import Batches, key_range, round_share
from server.postgres.catalog import read_catalog
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

MOMENTS = int(os.environ.get("MIGRATION_PLANNER_EXAMPLES", "3"))
"""At which a client is killed."""
ROWS = 2_000
KEYS = {
    "number": "id int PRIMARY KEY",
    "two columns": "place text COLLATE \"C\" DEFAULT 'p', id int, PRIMARY KEY (place, id)",
    "uuid": "id int, token uuid PRIMARY KEY DEFAULT gen_random_uuid()",
    "hostile": 'id int, "batch; --" int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, size int, written int, portion int',
}
PACE = Policy(batch_rows=20, batch_pause_ms=1)
NAME = QualifiedName(schema="migration_planner", name="counted")


class Work:
    """A table whose rows count how often they were written, and the psql that writes them."""

    def __init__(
        self, url: str, psql: Path, folder: Path, session: psycopg.AsyncConnection[tuple[object, ...]]
    ) -> None:
        self._command = [str(psql), "-X", "-q", "-v", "ON_ERROR_STOP=1", url, "-f", str(folder / "work.sql")]
        self._folder = folder
        self.session = session

    async def prepare(
        self, columns: str, *, policy: Policy = PACE, portions: int = 3, in_rounds: bool = False
    ) -> Batches:
        """The table with its rows, and the file that counts each of them up."""
        await self.session.execute(f"CREATE TABLE counted ({columns}, n int DEFAULT 0)".encode())
        await self.session.execute(f"INSERT INTO counted (id) SELECT generate_series(1, {ROWS})".encode())
        catalog = await read_catalog(self.session)
        table = next(iter(catalog.tables.values()))
        primary = next((index for index in catalog.indexes.values() if index.primary), None)
        key = tuple(catalog.columns[table.oid, number] for number in primary.columns) if primary else ()
        count = f"UPDATE {table.name.sql} AS t SET n = n + 1 WHERE {key_range(key, 't')}"
        if in_rounds:
            count += f" AND {round_share('t')}"
        if in_rounds or not key:
            # a row written anew comes to lie elsewhere
            count += " AND n = 0"
        batches = Batches(
            name=NAME, table=table.name, key=key, work=(count,), policy=policy, portions=portions, in_rounds=in_rounds
        )
        text = ";\n".join(batches.commands()) + ";\n"
        await to_thread.run_sync((self._folder / "work.sql").write_text, text)
        return batches

    def start(self) -> subprocess.Popen[str]:
        """Run the file."""
        return subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    async def said(self, process: subprocess.Popen[str]) -> str:
        """What it said when it had ended; empty when all went well."""
        _, said = await to_thread.run_sync(process.communicate)
        return said if process.returncode else ""

    async def rows(self, query: LiteralString) -> list[tuple[object, ...]]:
        """The query's rows."""
        return await (await self.session.execute(query)).fetchall()


@pytest.fixture(params=[15, 18], ids=["pg15", "pg18"])
async def work(request: pytest.FixtureRequest, production: Production, tmp_path: Path) -> AsyncIterator[Work]:
    """A database of its own on each supported end."""
    url = await production(f"backfill_{random.Random(request.node.name).getrandbits(40)}", major=request.param)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
        yield Work(url, folder_of(request.param) / "psql", tmp_path, session)


@pytest.mark.parametrize(
    ("columns", "in_rounds"),
    [*((columns, False) for columns in KEYS.values()), (KEYS["uuid"], True), ("id int", True)],
    ids=[*KEYS, "in rounds", "in rounds by pages"],
)
async def test_killed_at_any_moment_it_goes_on_and_writes_every_row_once(
    work: Work, columns: str, in_rounds: bool
) -> None:
    """The count is no work that may be done twice: only the progress kept with each batch makes it right."""
    await work.prepare(columns, in_rounds=in_rounds)
    moments = random.Random(7)
    for _ in range(MOMENTS):
        process = work.start()
        await anyio.sleep(moments.uniform(0.02, 0.3))
        process.kill()
        await work.said(process)
    # the server goes on with what a killed client had begun, until it notices
    while said := await work.said(work.start()):
        assert "another session goes on with this work" in said or "does not exist" in said, said
        await anyio.sleep(0.05)
    counted = await work.rows("SELECT n, count(*) FROM counted GROUP BY n")
    # killed after the last batch but before the progress was forgotten, a further run begins anew
    assert sum(int(str(count)) for _, count in counted) == ROWS
    assert len(counted) == 1 and int(str(counted[0][0])) >= 1, counted


async def test_of_two_sessions_one_goes_on_and_the_other_is_told(work: Work) -> None:
    """Two at once would write rows twice."""
    await work.prepare(KEYS["number"], policy=Policy(batch_rows=20, batch_pause_ms=30))
    first = work.start()
    while not await work.rows("SELECT FROM pg_tables WHERE schemaname = 'migration_planner'"):
        await anyio.sleep(0.01)
    while await work.rows("SELECT FROM migration_planner.counted WHERE rows_written < 100"):
        await anyio.sleep(0.01)
    said = [await work.said(process) for process in (work.start(), first)]
    assert sorted("another session goes on" in each for each in said) == [False, True], said
    assert "" in said
    assert await work.rows("SELECT DISTINCT n FROM counted") == [(1,)]


async def test_a_table_without_a_key_is_walked_by_its_pages(work: Work) -> None:
    """Each row is found once, however many are written anew behind the ones that are looked at."""
    await work.prepare("id int, filler text DEFAULT repeat('x', 100)", policy=Policy(batch_rows=100, batch_pause_ms=0))
    assert not await work.said(work.start())
    assert await work.rows("SELECT n, count(*)::int FROM counted GROUP BY n") == [(1, ROWS)]
    assert await work.rows("SELECT FROM pg_namespace WHERE nspname = 'migration_planner'") == []


async def test_pages_full_of_narrow_rows_are_taken_by_fewer(work: Work) -> None:
    """Nobody knows beforehand how many rows stand in a page, and no batch locks many more than the policy says."""
    await work.prepare("id int", policy=Policy(batch_rows=300, batch_pause_ms=0), portions=0)
    assert not await work.said(work.start())
    ((most,),) = await work.rows("SELECT max(n)::int FROM (SELECT count(*) AS n FROM counted GROUP BY xmin) AS batch")
    assert int(str(most)) <= 450


async def test_a_batch_that_somebody_waits_for_makes_the_next_one_smaller(work: Work) -> None:
    """An application's write waits for a short batch only once."""
    await work.prepare(KEYS["number"], policy=Policy(batch_rows=500, batch_pause_ms=1), portions=1)
    await work.session.execute(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.0005); RETURN NEW; END';"
        "CREATE TRIGGER slow BEFORE UPDATE ON counted FOR EACH ROW EXECUTE FUNCTION slow()"
    )
    process = work.start()
    while not await work.rows("SELECT FROM pg_stat_activity WHERE query LIKE 'CALL%' AND state = 'active'"):
        await anyio.sleep(0.01)
    sizes = set()
    while process.poll() is None:
        await work.session.execute("UPDATE counted SET n = n WHERE id % 100 = 1")
        if await work.rows("SELECT FROM pg_tables WHERE schemaname = 'migration_planner'"):
            try:
                sizes |= {size for (size,) in await work.rows("SELECT batch_size FROM migration_planner.counted")}
            except psycopg.errors.UndefinedTable:
                break
    assert not await work.said(process)
    assert min(int(str(size)) for size in sizes) < 500
