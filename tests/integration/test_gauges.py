"""What a plan says to watch can be asked at every moment of it: before, in the middle of a backfill, between phases."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import psycopg
import pytest

from server.model.plan import Gauge, Plan
from server.plan.gauges import calls_that_mention
from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, down_files, plan_in, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE SCHEMA "we""ird Sch$ma";
CREATE TABLE "we""ird Sch$ma"."Par%t" ("the ""Id" int PRIMARY KEY);
CREATE TABLE "we""ird Sch$ma"."Child ON %s" (
    "Key \\ $q$" int PRIMARY KEY, "to ""It" int, "old'Name" text, plain text, "no ""Value" text);
CREATE INDEX "In""dex" ON "we""ird Sch$ma"."Child ON %s" (plain);
CREATE TABLE events (id int, at date, size int NOT NULL, gone text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE lines (id int PRIMARY KEY, amount int, note text);
"""
ROWS = """
INSERT INTO "we""ird Sch$ma"."Par%t" VALUES (1);
INSERT INTO "we""ird Sch$ma"."Child ON %s" SELECT n, 1, 'o', 'p', NULL FROM generate_series(1, 30) AS n;
INSERT INTO events SELECT n, '2026-02-03', n FROM generate_series(1, 30) AS n;
INSERT INTO lines SELECT n, n FROM generate_series(1, 30) AS n;
"""
CHILD = '"we""ird Sch$ma"."Child ON %s"'
CHANGE = f"""
ALTER TABLE {CHILD} ADD CONSTRAINT "Ref %" FOREIGN KEY ("to ""It") REFERENCES "we""ird Sch$ma"."Par%t";
ALTER TABLE {CHILD} ALTER COLUMN "no ""Value" SET NOT NULL;
ALTER TABLE {CHILD} RENAME "old'Name" TO "new %Name";
ALTER TABLE lines ALTER amount TYPE numeric(12,2);
ALTER TABLE lines ADD CONSTRAINT positive CHECK (id > 0);
ALTER TABLE lines DROP note;
ALTER TABLE lines ADD tax int NOT NULL;
CREATE UNIQUE INDEX "Un""i" ON lines (id);
ALTER TABLE events DROP gone;
"""
DECISIONS = {f'backfill:{CHILD}."no ""Value"': "'none'", "backfill:public.lines.tax": "0"}
KEYS = {
    "lock-waits",
    "old-transactions",
    "invalid-indexes",
    "dead-rows",
    "backfill-stalled",
    "backfill-hours-left",
    "replica-lag",
    "sync-disabled",
    "errors-and-latency",
}


@pytest.fixture
def hosts(production: Production) -> Hosts:
    """Servers that play production."""
    return Hosts(production, {each: folder_of(each) / "psql" for each in (15, 18)})


@pytest.fixture
def shadow_of_major(major: int, request: pytest.FixtureRequest) -> Shadow:
    """The shadow of the run's major."""
    found: Shadow = request.getfixturevalue(f"shadow_{major}")
    return found


Session = psycopg.AsyncConnection[Any]


@asynccontextmanager
async def onlooker(url: str) -> AsyncIterator[Session]:
    """A session that can write nothing."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
        await session.execute("SET default_transaction_read_only = on")
        yield session


async def looked(session: Session, gauge: Gauge) -> tuple[float, float | None, bool | None]:
    """Value, threshold and whether it is exceeded."""
    cursor = await session.execute(gauge.query.encode())
    assert [column.name for column in cursor.description or ()] == ["value", "threshold", "exceeded"]
    ((value, threshold, exceeded),) = await cursor.fetchall()
    return float(value), None if threshold is None else float(threshold), exceeded


def gauge_of(plan: Plan, key: str) -> Gauge:
    """The trigger of that key."""
    (found,) = (each for each in plan.rollback_triggers if each.key == key)
    return found


@pytest.mark.parametrize("major", [15, 18])
async def test_every_look_can_be_taken_between_any_two_commands(
    major: int, shadow_of_major: Shadow, hosts: Hosts, tmp_path: Path
) -> None:
    """Hostile names, partitions, renamed columns, tables of progress that come and go: one row, nothing exceeded."""
    generated = await plan_in(
        tmp_path, shadow_of_major, schema=SCHEMA, change=CHANGE, name="watched", decisions=DECISIONS
    )
    plan = generated.plan
    triggers = [each for each in plan.rollback_triggers if each.query]
    assert {each.key for each in plan.rollback_triggers} == KEYS
    assert [each.before for each in plan.deploys] == ["expand", "migrate", "contract", None]
    progress = 0
    async with hosts.database(major, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        async with (
            await psycopg.AsyncConnection.connect(live.url, autocommit=True) as session,
            onlooker(live.url) as watching,
        ):
            for phase in plan.phases:
                (deploy,) = (each for each in plan.deploys if each.before == phase.name)
                for gauge in deploy.proof:
                    await looked(watching, gauge)
                for step in phase.steps:
                    for command in step.up.commands:
                        await session.execute(command.encode())
                        cursor = await session.execute(
                            "SELECT FROM pg_class WHERE relnamespace = to_regnamespace('migration_planner') "
                            "AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid "
                            "AND attname = 'batch_size')"
                        )
                        progress += cursor.rowcount
                        for gauge in triggers:
                            _, _, exceeded = await looked(watching, gauge)
                            assert exceeded is False, (gauge.key, command)
    assert progress, "no look was taken while a backfill was under way"
    runbook = (generated.folder / "runbook.md").read_text()
    assert all(each.query in runbook for each in triggers)


async def test_each_look_sees_what_it_watches(shadow_18: Shadow, hosts: Hosts, tmp_path: Path) -> None:
    """A threshold that nothing exceeds would be no use at night."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="seen", decisions=DECISIONS)
    plan = generated.plan

    async def exceeded(session: Session, key: str) -> bool:
        return (await looked(session, gauge_of(plan, key)))[2] is True

    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        async with (
            await psycopg.AsyncConnection.connect(live.url, autocommit=True) as other,
            onlooker(live.url) as watching,
        ):
            for file in up_files(plan, generated.folder)[:-1]:
                await live.run_files(file)
            cursor = await other.execute(
                "SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid "
                "WHERE p.pronamespace = 'migration_planner'::regnamespace LIMIT 1"
            )
            ((table, trigger),) = await cursor.fetchall()
            await other.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}".encode())
            assert await exceeded(watching, "sync-disabled")
            await other.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}".encode())

            async with await psycopg.AsyncConnection.connect(live.url) as holder, anyio.create_task_group() as waiting:
                await holder.execute("LOCK lines IN ACCESS EXCLUSIVE MODE")
                waiting.start_soon(other.execute, "SELECT count(*) FROM lines")
                with anyio.fail_after(30):
                    # a shorter wait than the plan's, so that the test need not wait as long
                    for key, limit in (("lock-waits", "2000 ms"), ("old-transactions", "300 s")):
                        gauge = gauge_of(plan, key)
                        assert f"interval '{limit}'" in gauge.query
                        at_once = replace(gauge, query=gauge.query.replace(f"interval '{limit}'", "interval '0'"))
                        while not (await looked(watching, at_once))[2]:
                            pass
                await holder.rollback()

            await other.execute("INSERT INTO lines (id, tax) SELECT n, 0 FROM generate_series(101, 102) AS n")
            await other.execute("UPDATE lines SET amount = 7 WHERE id > 100")
            with pytest.raises(psycopg.errors.UniqueViolation):
                await other.execute("CREATE UNIQUE INDEX CONCURRENTLY twice ON lines (amount) WHERE id > 100")
            assert await exceeded(watching, "invalid-indexes")
            await other.execute("DROP INDEX twice")

            await other.execute(
                "CREATE TABLE migration_planner.late (batch_size int, rows_written bigint, started_at timestamptz, "
                "updated_at timestamptz)"
            )
            await other.execute(
                "INSERT INTO migration_planner.late VALUES (1, 1, now() - interval '9 days', now() - interval '1 day')"
            )
            await other.execute("ANALYZE lines")
            assert await exceeded(watching, "backfill-stalled")
            assert await exceeded(watching, "backfill-hours-left")
            await other.execute("DROP TABLE migration_planner.late")


async def test_code_that_still_uses_what_goes_is_seen(shadow_18: Shadow, hosts: Hosts, tmp_path: Path) -> None:
    """By what its sessions ran last, and by what was called, where the extension counts it."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="code", decisions=DECISIONS)
    (contract,) = (each for each in generated.plan.deploys if each.before == "contract")
    proof = {each.key: each for each in contract.proof}
    path = f'{CHILD}."old\'Name"'
    assert {f"sessions:{path}", f"calls:{path}", "sessions:public.lines.note", "oldest-session"} <= proof.keys()
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        async with (
            onlooker(live.url) as watching,
            await psycopg.AsyncConnection.connect(live.url, autocommit=True) as old,
        ):
            for key in (f"sessions:{path}", "sessions:public.lines.note"):
                assert await looked(watching, proof[key]) == (0, 0, False)
            await old.execute(f'SELECT "old\'Name" FROM {CHILD}'.encode())
            assert await looked(watching, proof[f"sessions:{path}"]) == (1, 0, True)
            assert await looked(watching, proof["sessions:public.lines.note"]) == (0, 0, False)
            await old.execute("SELECT Note FROM Lines")
            assert await looked(watching, proof["sessions:public.lines.note"]) == (1, 0, True)
            await old.execute("SELECT notes FROM (SELECT 1 AS notes) AS lines")
            assert await looked(watching, proof["sessions:public.lines.note"]) == (0, 0, False)
            assert await looked(watching, proof[f"calls:{path}"]) == (0, None, None)
            value, _, _ = await looked(watching, proof["oldest-session"])
            assert value > 0


async def test_calls_are_counted_where_the_extension_is_loaded(shadow_18: Shadow) -> None:
    """Installed without being loaded its view only fails; a table in its place, in any schema, counts as it would."""
    gauge = Gauge(key="calls", watches="", query=calls_that_mention("Child ON %s", "old'Name"), then="")
    async with shadow_18.clone(await shadow_18.empty()) as clone:
        session = await clone.connect_admin()
        await session.execute("SET default_transaction_read_only = off")
        assert await looked(session, gauge) == (0, None, None)
        for command in (
            'CREATE SCHEMA "Odd %s"',
            'CREATE EXTENSION pg_stat_statements SCHEMA "Odd %s"',
            'ALTER EXTENSION pg_stat_statements DROP VIEW "Odd %s".pg_stat_statements',
            'ALTER VIEW "Odd %s".pg_stat_statements RENAME TO aside',
            'CREATE TABLE "Odd %s".pg_stat_statements (dbid oid, query text, calls bigint)',
            'INSERT INTO "Odd %s".pg_stat_statements SELECT oid, query, calls FROM pg_catalog.pg_database, (VALUES '
            """('SELECT "old''Name" FROM "Child ON %s"', 3), ('UPDATE x."Child ON %s" SET "old''Name" = $1', 4), """
            """('SELECT note FROM "Child ON %s"', 5)) AS seen (query, calls) WHERE datname = current_database()""",
        ):
            await session.execute(command.encode())
            assert await looked(session, gauge) == (0, None, None)
        await session.execute("SET pg_stat_statements.max = 1")
        assert await looked(session, gauge) == (7, None, None)


async def test_boundaries_name_what_code_must_do(shadow_18: Shadow, hosts: Hosts, tmp_path: Path) -> None:
    """Each with the names it is about; and after all, what earlier code would meet is what PostgreSQL says."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="must", decisions=DECISIONS)
    musts = {each.before: set(each.must) for each in generated.plan.deploys}
    assert musts["contract"] >= {
        f'use {CHILD}."new %Name" instead of {CHILD}."old\'Name", in reads and writes',
        f'write a value into {CHILD}."no ""Value" in every INSERT, and never NULL in an UPDATE',
        "write a value into public.lines.tax in every INSERT, and never NULL in an UPDATE",
        "neither read nor write public.lines.note",
        "read and write public.lines.amount whether it is integer or numeric(12,2): it changes in one moment",
        'write a row of "we""ird Sch$ma"."Par%t" before rows of '
        f'{CHILD} that refer to it by ("to ""It"), and delete it after them',
        "write only rows of public.lines for which (id > 0) is not false",
    }
    assert "write no second row of public.lines with the same (id), and be ready for the error" in musts["expand"]
    assert "public.lines.note is gone" in musts[None]
    runbook = (generated.folder / "runbook.md").read_text()
    assert musts["migrate"] == set()
    assert "Nothing needs to be deployed before migrate runs." in runbook
    assert "- [ ] neither read nor write public.lines.note" in runbook
    assert f'- both {CHILD}."old\'Name" and {CHILD}."new %Name" work' in runbook
    assert "### When Expand Ran, Also in Part: Lossless" in runbook
    assert "### When Contract Ran, Also in Part: Lossy" in runbook
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, ROWS)
        await live.run_files(*up_files(generated.plan, generated.folder))
        assert "does not exist" in str(await live.refusal("SELECT note FROM lines;"))
        await live.run_files(*down_files(generated.plan, generated.folder))


async def test_boundaries_ask_nothing_of_code_for_what_goes_on_under_its_name_but_a_partition(
    shadow_18: Shadow, tmp_path: Path
) -> None:
    """A table that is partitioned is dropped and created as written, but code meets it at every moment."""
    schema = "CREATE TABLE items (id int PRIMARY KEY, word text); CREATE VIEW words AS SELECT word FROM items;"
    partitioned = (
        "DROP VIEW words; CREATE VIEW words AS SELECT id, word FROM items; CREATE TABLE days (day int PRIMARY KEY);"
        "ALTER TABLE events RENAME TO old; CREATE TABLE events (id int PRIMARY KEY) PARTITION BY RANGE (id);"
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (10);"
        "INSERT INTO events SELECT * FROM old; DROP TABLE old;"
    )
    schema += "CREATE TABLE events (id int PRIMARY KEY);"
    generated = await plan_in(tmp_path, shadow_18, schema=schema, change=partitioned, name="same names")
    assert "partition_a_table" in {step.operation for step in generated.plan.steps}
    asked = {must for deploy in generated.plan.deploys for must in deploy.must}
    assert asked == {
        "be ready for public.words as it was and as it will be: it changes in one moment",
        "public.words is as the change makes it",
        "write only rows of public.events for which ((((id IS NOT NULL) AND (id >= 0) AND (id < 10))))",
        "a row of public.events that has no partition, or a null where none may be, is refused",
    }


async def test_what_holds_up_a_partition_is_looked_for_at_its_table_too(shadow_18: Shadow, tmp_path: Path) -> None:
    """DETACH waits for whoever has a lock on the whole, and a partition alone would show nobody."""
    schema = "CREATE TABLE whole (id int) PARTITION BY RANGE (id);"
    schema += "CREATE TABLE part PARTITION OF whole FOR VALUES FROM (0) TO (10);"
    change = "ALTER TABLE whole DETACH PARTITION part"
    generated = await plan_in(tmp_path, shadow_18, schema=schema, change=change, name="apart")
    (waits,) = (each for each in generated.plan.rollback_triggers if each.key == "lock-waits")
    assert "public.part, public.whole" in waits.watches


async def test_a_key_of_a_new_table_says_which_rows_are_deleted_first(shadow_18: Shadow, tmp_path: Path) -> None:
    """Code that does not know the table deletes rows as before, and is refused from then on."""
    change = (
        "CREATE TABLE words (item int PRIMARY KEY REFERENCES items, word text);"
        "CREATE TABLE tags (item int REFERENCES items ON DELETE CASCADE)"
    )
    schema = "CREATE TABLE items (id int PRIMARY KEY)"
    generated = await plan_in(tmp_path, shadow_18, schema=schema, change=change, name="held")
    asked = [must for deploy in generated.plan.deploys for must in deploy.must]
    assert asked == [
        "delete rows of public.words before those of public.items that they refer to",
        "a row of public.items to which one of public.words refers is not deleted",
    ]
