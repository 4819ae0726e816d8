"""What happened to one plan is known to the next, made by another client of another process."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import Implementation

from knowledge.store import open_store
from server.model.names import QualifiedName
from server.model.snapshot import Measure, Snapshot
from server.model.statistics import PlannerStatistics
from server.model.target import TableSize, TargetFacts
from server.snapshots import write_snapshot
from tests.integration.test_together import succeed

pytestmark = pytest.mark.anyio

ORDERS = QualifiedName(schema="public", name="orders")
ROWS, SIZE = 5_000_000, 800_000_000
SCHEMA = "CREATE TABLE public.orders (id bigint PRIMARY KEY, note text, made timestamptz);"
NO_STATISTICS = PlannerStatistics(
    server_version=180004, relations=(), columns=(), extended=(), settings=(), unseen=(), values_withheld=False
)
DEADLOCK = "deadlock detected [40P01]"


@pytest.fixture
async def project(tmp_path: Path) -> Path:
    """A project that plans for a large table from a snapshot."""
    facts = TargetFacts(
        schema=SCHEMA,
        server_version=180004,
        version="18.4",
        sizes=(TableSize(table=ORDERS, rows_estimate=ROWS, size_bytes=SIZE),),
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
