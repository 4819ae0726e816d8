"""A plan leaves the planner's statistics behind that the change as written would have taken away."""

from pathlib import Path

import psycopg
import pytest

from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, Live, down_files, plan_in, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TABLE items (id int PRIMARY KEY, "Name" varchar(40), amount int NOT NULL, flag boolean);
CREATE INDEX by_double ON items ((amount * 2));
CREATE INDEX by_flag ON items ((NOT flag));
CREATE INDEX by_truth ON items ((flag IS TRUE));
CREATE VIEW flagged AS SELECT flag FROM items;
CREATE TABLE readings (day int, value int) PARTITION BY RANGE (day);
CREATE TABLE readings_1 PARTITION OF readings FOR VALUES FROM (0) TO (10);
"""
ROWS = """
INSERT INTO items SELECT i, 'n' || i % 7, i % 9, i % 2 = 0 FROM generate_series(1, 200) AS i;
INSERT INTO readings SELECT i % 10, i FROM generate_series(1, 100) AS i;
ANALYZE;
"""
CHANGE = """
CREATE INDEX by_lower ON items (lower("Name"));
ALTER TABLE items ALTER COLUMN "Name" TYPE text;
ALTER TABLE items ALTER COLUMN amount TYPE bigint;
CREATE INDEX by_half ON readings ((value / 2));
CREATE TABLE totals AS SELECT amount, count(*) AS times FROM items GROUP BY amount;
DROP INDEX by_flag;
DROP INDEX by_truth;
CREATE INDEX by_truth ON items ((flag IS FALSE));
"""


async def known(live: Live) -> set[tuple[str, str]]:
    """Tables and indexes with the columns that have statistics."""
    async with await psycopg.AsyncConnection.connect(live.url) as session:
        found = await session.execute("SELECT tablename, attname FROM pg_catalog.pg_stats WHERE schemaname = 'public'")
        return {(table, column) for table, column in await found.fetchall()}


async def test_every_column_and_expression_has_statistics_after_up_and_after_down(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Without them the planner guesses, and autovacuum does not look where no row was written."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="kept")
    assert [step.key for step in generated.plan.steps if step.operation == "as_written"] == [
        "as_written:statement 5:run"
    ]
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live, hosts.database(18, tmp_path) as direct:
        for each in (live, direct):
            await each.run(SCHEMA, ROWS)
        before = await known(live)
        assert {("by_double", "expr"), ("by_flag", "expr"), ("items", "amount")} <= before
        await direct.run(CHANGE)
        lost = {
            ("items", "Name"),
            ("items", "amount"),
            ("by_double", "expr"),
            ("by_lower", "lower"),
            ("by_truth", "expr"),
        }
        assert not lost & await known(direct)

        await live.run_files(*up_files(generated.plan, generated.folder))
        after = await known(live)
        assert lost | {("totals", "times"), ("readings_1_expr_idx", "expr")} <= after
        assert (await live.state()).rows["public.totals"] == (await direct.state()).rows["public.totals"]
        await live.run_files(*down_files(generated.plan, generated.folder))
        assert before <= await known(live)
