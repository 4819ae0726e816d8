"""What happened to one plan is known to the next, made by another client of another process."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from anyio import to_thread
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import Implementation

from knowledge.store import open_store
from server.model.names import QualifiedName
from server.model.snapshot import Measure, Snapshot
from server.model.statistics import PlannerStatistics
from server.model.target import TableSize, TargetFacts
from server.snapshots import write_snapshot
from tests.cases_runner import Hosts
from tests.conftest import Production
from tests.integration.test_psql_log import psql
from tests.integration.test_together import succeed
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

ORDERS = QualifiedName(schema="public", name="orders")
ROWS, SIZE = 5_000_000, 800_000_000
SMALL = [QualifiedName(schema="public", name=name) for name in ("rates", "zones", "shops")]
SMALL_ROWS, SMALL_SIZE = 3_000, 400_000
SCHEMA = "CREATE TABLE public.orders (id bigint PRIMARY KEY, note text, made timestamptz);" + "".join(
    f"CREATE TYPE {name.sql}_kind AS ENUM ('a', 'b');"
    f"CREATE TABLE {name.sql} (id bigint PRIMARY KEY, rank int, size int, spans int4range, kind {name.sql}_kind);"
    for name in SMALL
)
NO_STATISTICS = PlannerStatistics(
    server_version=180004, relations=(), columns=(), extended=(), settings=(), unseen=(), values_withheld=False
)
DEADLOCK = "deadlock detected [40P01]"


@pytest.fixture
async def project(tmp_path: Path) -> Path:
    """A project that plans for a large table from a snapshot, with small ones beside it."""
    facts = TargetFacts(
        schema=SCHEMA,
        server_version=180004,
        version="18.4",
        sizes=(
            TableSize(table=ORDERS, rows_estimate=ROWS, size_bytes=SIZE),
            *(TableSize(table=name, rows_estimate=SMALL_ROWS, size_bytes=SMALL_SIZE) for name in SMALL),
        ),
    )
    snapshot = Snapshot(
        database="shop",
        environment="production",
        taken="2026-11-28T00:00:00+00:00",
        facts=facts,
        measures=(Measure(name=ORDERS, rows_estimate=ROWS, size_bytes=SIZE, scans=-1, last_value=None),),
        statistics=NO_STATISTICS,
    )
    await write_snapshot(snapshot, tmp_path / "shop.snapshot.json", over=False)
    (tmp_path / "migration-planner.toml").write_text(
        '[databases.shop]\nsnapshot = "shop.snapshot.json"\n[memory]\nstore = "sqlite:///graph.sqlite"\n'
    )
    return tmp_path


@asynccontextmanager
async def client_of(project: Path, mode: Any, name: str) -> AsyncIterator[Client]:
    """A client with a server process of its own."""
    script = Path(sys.executable).with_name("migration-planner")
    parameters = StdioServerParameters(command=str(script), args=["serve"], cwd=project)
    told = Implementation(name=name, version="1")
    async with Client(stdio_client(parameters), mode=mode, client_info=told) as connected:
        yield connected


def only_step(plan: Mapping[str, Any]) -> Mapping[str, Any]:
    """The step of a plan that has one."""
    ((step,),) = [phase["steps"] for phase in plan["phases"]]
    found: Mapping[str, Any] = step
    return found


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_trouble_is_known_to_the_next_plan_of_another_client(project: Path, mode: str) -> None:
    """It shows the trouble, changes its estimate and says why; who told it is kept."""
    async with client_of(project, mode, "first") as client:
        change = {"database": "shop", "change": "CREATE INDEX orders_made ON orders (made)"}
        first = await succeed(client, "generate_migration", change)
        assert only_step(first)["estimate"].startswith("estimated 51 s (")
        assert "here" not in only_step(first)["estimate"] and "findings" not in first["verdict"]
        plan = {"plan": first["plan"]}
        assert (await succeed(client, "dry_run", {**plan, "rows": 20}))["verdict"]["status"] == "proven"
        failed = {"status": "failed", "steps": {"1": {"error": DEADLOCK}}, "notes": "the importer was running"}
        await succeed(client, "record_outcome", {**plan, **failed, "started": "2026-11-28T09:00:00Z"})
        done = {"status": "succeeded", "started": "2026-11-28T23:00:00Z", "who": "ann"}
        log = "psql:x.sql:1: LOG:  nothing\nTime: 1.000 ms"
        told = {**plan, **done, "steps": {"1": {"seconds": 400, "rows": ROWS}}, "log": log}
        recorded = await succeed(client, "record_outcome", told)
        assert any("took 400 s, 5,000,000 rows" in text for text in recorded["observations"])

    async with client_of(project, mode, "second") as client:
        change = {"database": "shop", "change": "CREATE INDEX orders_note ON orders (note)"}
        second = await succeed(client, "generate_migration", change)
        step = only_step(second)
        before, after = only_step(first)["estimate"].partition(" (")[0], step["estimate"].partition(" (")[0]
        assert (before, after) == ("estimated 51 s", "estimated 107 s")
        assert step["estimate"].endswith("; here such steps took 2.1 x the estimate in 1 outcome")
        (finding,) = second["verdict"]["findings"]
        migration = f"migration:{first['plan'][:12]}"
        assert finding.startswith(
            f"warns: public.orders: create_index failed once in shop, last on public.orders in {migration}: {DEADLOCK}"
        )
        remembered = {entity["name"]: entity["why"] for entity in second["remembered"]}
        assert list(remembered)[:3] == [
            f"incident:{first['plan'][:12]}/2026-11-28T09:00:00Z",
            "lesson:shop/create_index",
            migration,
        ]
        assert remembered[migration].startswith("like this plan it changes table:shop.public.orders")
        again = await succeed(client, "generate_migration", change)
        assert (again["plan"], only_step(again)) == (second["plan"], step)
        recalled = await succeed(client, "recall", {"plan": second["plan"]})
        (lesson,) = recalled["lessons"]
        assert "steps took 2.1 x the estimate in 1 outcome" in lesson and f"last in {migration}" in lesson

    facts = open_store(f"sqlite:///{project}/graph.sqlite").history(migration)
    told_by = {fact.origin.source: fact.origin for fact in facts}
    assert told_by[f"outcome:{first['plan'][:12]}"].client == "first 1 record_outcome"


async def test_a_failure_told_by_mistake_is_neither_a_lesson_nor_an_end_of_the_migration(project: Path) -> None:
    """Whoever plans the same later must not be warned of what never happened."""
    async with client_of(project, "auto", "first") as client:
        add = {"database": "shop", "change": "ALTER TABLE orders ADD COLUMN a int"}
        plan = (await succeed(client, "generate_migration", add))["plan"]
        run = {"plan": plan, "started": "2026-11-28T09:00:00Z"}
        error = {"1": {"error": "deadlock detected"}}
        failed = await succeed(client, "record_outcome", {**run, "status": "failed", "steps": error})
        known = await succeed(client, "recall", {"query": "add_column"})
        assert "deadlock" in str(failed["observations"]) and "failed once" in str(known["remembered"])
        corrected = await succeed(client, "record_outcome", {**run, "status": "succeeded"})
        assert len([text for text in corrected["observations"] if text.startswith("Outcome ")]) == 1
        assert "failed" not in str(corrected["observations"]) and "deadlock" not in str(corrected["observations"])
        known = await succeed(client, "recall", {"query": "add_column"})
        assert "failed once" not in str(known) and "nothing any more" in str(known["remembered"])


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_waits_for_locks_are_expected_as_they_were_told(project: Path, mode: str) -> None:
    """With the interval and the number of outcomes; where nobody told of one it says so."""
    async with client_of(project, mode, "first") as client:
        add = {"database": "shop", "change": "ALTER TABLE orders ADD COLUMN a int"}
        first = await succeed(client, "generate_migration", add)
        assert only_step(first)["lock_wait"] == "not observed here"
        told = {"plan": first["plan"], "status": "started"}
        for minute, waited in enumerate((0.4, 0.6, 1.5)):
            started = f"2026-11-28T09:0{minute}:00Z"
            await succeed(client, "record_outcome", {**told, "started": started, "steps": {"1": {"waited": waited}}})
        error = {"1": {"error": "canceling statement due to lock timeout"}}
        failed = {**told, "status": "failed", "started": "2026-11-28T09:05:00Z", "steps": error}
        recorded = await succeed(client, "record_outcome", failed)
        assert any("waited 2 s for its lock, failed" in text for text in recorded["observations"])

    async with client_of(project, mode, "second") as client:
        add = {"database": "shop", "change": "ALTER TABLE orders ADD COLUMN b int"}
        second = await succeed(client, "generate_migration", add)
        assert only_step(second)["lock_wait"] == (
            "0.59 s (under 0.1 s to 4.7 s) in 4 outcomes here; it gives up after 2 s"
        )
        index = {"database": "shop", "change": "CREATE INDEX orders_made ON orders (made)"}
        assert "lock_wait" not in only_step(await succeed(client, "generate_migration", index))
        recalled = await succeed(client, "recall", {"plan": second["plan"]})
        (lesson,) = recalled["lessons"]
        assert "locks were waited for 0.59 s (under 0.1 s to 4.7 s) in 4 outcomes" in lesson


async def test_what_a_run_took_as_a_whole_changes_the_next_estimate_a_little(project: Path) -> None:
    """Many tell no more than that."""
    index = "CREATE INDEX orders_made ON orders (made)"
    async with client_of(project, "auto", "first") as client:
        first = await succeed(client, "generate_migration", {"database": "shop", "change": index})
        told = {"plan": first["plan"], "status": "succeeded", "measurements": {"duration_s": 400}}
        await succeed(client, "record_outcome", told)
        again = {"database": "shop", "change": index.replace("made", "note")}
        second = await succeed(client, "generate_migration", again)
        assert only_step(first)["estimate"].startswith("estimated 51 s (")
        assert only_step(second)["estimate"].startswith("estimated 66 s (")
        assert only_step(second)["estimate"].endswith("in 1 outcome")


LOCK_TIMEOUT = "canceling statement due to lock timeout [55P03]"
RANK = "ALTER TABLE rates ALTER COLUMN rank TYPE bigint"


def titles(plan: Mapping[str, Any]) -> list[str]:
    """What the steps of a plan do."""
    return [step["title"] for phase in plan["phases"] for step in phase["steps"]]


def is_at_once(plan: Mapping[str, Any]) -> bool:
    """Whether a step rewrites or reads the table while others wait."""
    return titles(plan)[0].startswith(("Change public.", "Add constraint public."))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_what_failed_at_once_on_a_small_table_is_planned_online_by_another_client(
    project: Path, mode: str
) -> None:
    """The plan says in which run what happened, its documents too, and the source is what is recalled first."""
    async with client_of(project, mode, "first") as client:
        first = await succeed(client, "generate_migration", {"database": "shop", "change": RANK})
        assert is_at_once(first) and "choices" not in first
        failed = {"status": "failed", "steps": {"1": {"error": LOCK_TIMEOUT}}, "started": "2026-11-28T09:00:00Z"}
        await succeed(client, "record_outcome", {"plan": first["plan"], **failed})
        # that it got through at last does not make it harmless
        done = {"status": "succeeded", "steps": {"1": {"seconds": 0.2}}, "started": "2026-11-28T23:00:00Z"}
        await succeed(client, "record_outcome", {"plan": first["plan"], **done})

    run = f"{first['plan'][:12]}/2026-11-28T09:00:00Z"
    async with client_of(project, mode, "second") as client:
        change = {"database": "shop", "change": "ALTER TABLE rates ALTER COLUMN size TYPE bigint"}
        second = await succeed(client, "generate_migration", change)
        assert not is_at_once(second)
        (choice,) = second["choices"]
        assert choice == (
            "public.rates is worked on so that others pass, though it is small enough for change_type to do it in one "
            f"statement while others wait: that failed: {LOCK_TIMEOUT}, in run:{run} on public.rates"
        )
        remembered = [(entity["name"], entity["why"]) for entity in second["remembered"]]
        why = "because of it this plan works on public.rates online and not at once"
        assert remembered[:2] == [(f"incident:{run}", why), (f"run:{run}", why)]
        folder = project / second["folder"]
        assert f"run:{run}" in (folder / "migration.md").read_text().replace("\\", "")
        again = await succeed(client, "generate_migration", change)
        assert again["plan"] == second["plan"]
        assert (await succeed(client, "dry_run", {"plan": second["plan"], "rows": 20}))["verdict"]["status"] == "proven"
        # what is told of its own run does not make it another plan
        ended = {"plan": second["plan"], "status": "succeeded", "steps": {"1": {"seconds": 0.1, "waited": 0.01}}}
        await succeed(client, "record_outcome", ended)
        assert (await succeed(client, "generate_migration", change))["plan"] == second["plan"]
        same = await succeed(client, "generate_migration", {"database": "shop", "change": RANK})
        assert not is_at_once(same) and same["plan"] != first["plan"]


async def test_what_a_real_run_met_changes_the_next_plan(production: Production, tmp_path: Path) -> None:
    """A reader holds the table while psql runs the file; what that printed is all that is told."""
    (tmp_path / "live").mkdir()
    async with Hosts(production, {18: folder_of(18) / "psql"}).database(18, tmp_path / "live") as live:
        await live.run("CREATE TABLE rates (id bigint PRIMARY KEY, rank int);")
        await live.run("INSERT INTO rates SELECT i, i FROM generate_series(1, 300) AS i; ANALYZE rates;")
        (tmp_path / "migration-planner.toml").write_text(
            f'[databases.shop]\nurl = "{live.url}"\n[policy]\nlock_timeout_ms = 100\n'
            '[memory]\nstore = "sqlite:///graph.sqlite"\n'
        )
        change = {"database": "shop", "change": RANK}
        async with client_of(tmp_path, "auto", "first") as client:
            first = await succeed(client, "generate_migration", change)
            assert is_at_once(first)
            (file,) = (tmp_path / first["folder"]).glob("*.up.sql")
            async with await psycopg.AsyncConnection.connect(live.url) as reader:
                await reader.execute("SELECT FROM rates")
                log = await to_thread.run_sync(psql, live.url, file, "-a", "-v", "VERBOSITY=verbose")
            await succeed(client, "record_outcome", {"plan": first["plan"], "status": "failed", "log": log})
        async with client_of(tmp_path, "auto", "second") as client:
            second = await succeed(client, "generate_migration", change)
            (choice,) = second["choices"]
            assert not is_at_once(second) and f"that failed: {LOCK_TIMEOUT}, in run:{first['plan'][:12]}/" in choice
            waits = [step.get("lock_wait", "") for phase in second["phases"] for step in phase["steps"]]
            assert any(text.endswith("in 1 outcome here; it gives up after 0.1 s") for text in waits)
            await live.run_files(*sorted((tmp_path / second["folder"]).glob("*.up.sql")))
        assert await _type_of_rank(live.url) == "bigint"


async def _type_of_rank(url: str) -> object:
    async with await psycopg.AsyncConnection.connect(url) as session:
        asked = "SELECT format_type(atttypid, -1) FROM pg_attribute WHERE attrelid = 'rates'::regclass"
        row = await (await session.execute(f"{asked} AND attname = 'rank'")).fetchone()
    assert row is not None
    return row[0]


async def test_another_table_is_worked_on_at_once_until_the_strategy_failed_twice(project: Path) -> None:
    """One failure elsewhere changes nothing; two of the same strategy do, and an error of rows never does."""
    async with client_of(project, "auto", "first") as client:
        for table, error in (("rates", LOCK_TIMEOUT), ("shops", "integer out of range [22003]")):
            planned = await succeed(
                client, "generate_migration", {"database": "shop", "change": RANK.replace("rates", table)}
            )
            told = {"status": "failed", "steps": {"1": {"error": error}}, "started": "2026-11-28T09:00:00Z"}
            await succeed(client, "record_outcome", {"plan": planned["plan"], **told})
        zones = {"database": "shop", "change": RANK.replace("rates", "zones")}
        before = await succeed(client, "generate_migration", zones)
        assert is_at_once(before) and "choices" not in before
        shops = {"database": "shop", "change": "ALTER TABLE shops ALTER COLUMN size TYPE bigint"}
        planned = await succeed(client, "generate_migration", shops)
        assert is_at_once(planned)
        # nobody may be kept waiting for a minute
        slow = {"status": "succeeded", "steps": {"1": {"seconds": 50}}, "started": "2026-11-28T10:00:00Z"}
        await succeed(client, "record_outcome", {"plan": planned["plan"], **slow})
        after = await succeed(client, "generate_migration", zones)
        assert not is_at_once(after)
        (choice,) = after["choices"]
        assert "that kept others waiting for 50 s, more than the 2 s that a lock may be waited for, in run:" in choice
        assert LOCK_TIMEOUT in choice


ONLINE = {
    "ALTER TABLE rates ADD CONSTRAINT apart EXCLUDE USING gist (spans WITH &&)": "Copy",
    "ALTER TABLE rates ADD COLUMN total int GENERATED ALWAYS AS (rank + size) STORED": "Copy",
    "ALTER TABLE rates ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY": "Fill",
    "CREATE TYPE new AS ENUM ('a', 'b', 'c'); ALTER TABLE rates ALTER COLUMN kind TYPE new USING kind::text::new; "
    "DROP TYPE rates_kind; ALTER TYPE new RENAME TO rates_kind;": "Fill",
}
"""Changes, each with a word of a step that only the form has which lets others pass."""


async def test_a_trouble_on_a_table_speaks_against_every_strategy_that_keeps_others_from_it(project: Path) -> None:
    """Who waits for whom is a matter of the table."""
    async with client_of(project, "auto", "first") as client:
        first = await succeed(client, "generate_migration", {"database": "shop", "change": RANK})
        failed = {"status": "rolled back", "notes": "checkout stood still", "started": "2026-11-28T09:00:00Z"}
        await succeed(client, "record_outcome", {"plan": first["plan"], **failed})
        for change, online in ONLINE.items():
            elsewhere = {"database": "shop", "change": change.replace("rates", "zones")}
            usual = await succeed(client, "generate_migration", elsewhere)
            assert "choices" not in usual and not any(online in title for title in titles(usual)), change
            careful = await succeed(client, "generate_migration", {"database": "shop", "change": change})
            (choice,) = careful["choices"]
            assert (
                f"failed: checkout stood still, in run:{first['plan'][:12]}/" in choice and "by change_type" in choice
            )
            assert any(online in title for title in titles(careful)), titles(careful)
