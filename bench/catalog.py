"""Prints how long a large schema takes to read, to look at again and to plan for; exit code 1 when one is over budget.

Every ratio is of two times measured one after the other in this run, and its median is what counts.
"""

import argparse
import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import psycopg
from anyio import to_thread
from psycopg import sql

from bench.cases import SCHEMA
from bench.large_schema import batches, large_schema
from bench.machine import machine
from server import pipeline
from server.configuration import load_configuration
from server.memory import Memory
from server.model.catalog import Catalog
from server.pipeline import Services
from server.postgres.binaries import identify
from server.postgres.catalog import read_catalog
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from server.postgres.shadow import Shadow
from tests.postgres_majors import folder_of

TABLES = 1500
SIZES = (100, 300, 1000, 3000, 10000)

READ_TO_DUMP = 0.6
"""Time of a full read over that of ``pg_dump --schema-only``."""
DELTA_MS = 150.0
PLAN_SECONDS = 2.0
CLONE_MS = {"SPEC": 50.0, "large": 400.0}
"""From asking for a copy of a loaded schema to a session in it."""
GROWTH = 1.5
"""Time a table at the largest size over that at the smallest."""

Connection = psycopg.AsyncConnection[Any]


async def delta_seconds(connection: Connection, before: Catalog, since: int) -> float:
    """How long it takes to learn what changed: the one place that knows how to ask for it.

    Args:
        connection: An idle session.
        before: The schema before the change.
        since: Id of a transaction that ended before the change began.
    """
    # By its name, so that everything else can be measured where there is none.
    delta = importlib.import_module("server.postgres.catalog_delta")
    started = time.perf_counter()
    await delta.read_changes(connection, before, since)
    return time.perf_counter() - started


class Bench:
    """Measures, and prints each line as soon as it is known."""

    def __init__(self, cluster: Cluster, programs: Path, runs: int) -> None:
        self._cluster = cluster
        self._programs = programs
        self._runs = runs
        self.over = 0

    async def read_and_delta(self, tables: int) -> None:
        """A full read beside pg_dump, and a second look after one ALTER."""
        async with self._loaded(tables) as url:
            # Once without the clock, as the server's cache is empty at first for either.
            await self._read_seconds(url)
            await self._dump_seconds(url)
            pairs = [(await self._read_seconds(url), await self._dump_seconds(url)) for _ in range(self._runs)]
            self._show("full read", [read for read, _ in pairs], "s")
            self._show("pg_dump --schema-only", [dump for _, dump in pairs], "s")
            self._report("full read / pg_dump", [read / dump for read, dump in pairs], "×", READ_TO_DUMP)
            try:
                seconds = await self._deltas(url)
            except ImportError as error:
                self.over += 1
                print(f"{'delta after one ALTER':<42} not measured: {error}", flush=True)
            else:
                self._report("delta after one ALTER", [second * 1000 for second in seconds], "ms", DELTA_MS)

    async def plan(self, tables: int) -> None:
        """A plan for one ALTER, from a schema that the shadow has loaded before."""
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "schema.sql").write_text(large_schema(tables))
            (root / "migration-planner.toml").write_text(
                '[databases.large]\nschema = "schema.sql"\n[memory]\nstore = "sqlite:///graph.sqlite"\n'
            )
            async with Shadow(self._programs) as shadow:
                services = _services(root, shadow)
                started = time.perf_counter()
                await _plan(services, 0)
                self._show("first plan for one ALTER, schema loaded", [time.perf_counter() - started], "s")
                seconds = []
                for number in range(1, self._runs + 1):
                    started = time.perf_counter()
                    await _plan(services, number)
                    seconds.append(time.perf_counter() - started)
                self._report("plan for one ALTER, warm", seconds, "s", PLAN_SECONDS)

    async def clones(self, tables: int) -> None:
        """Copies of a schema that the shadow has loaded before, each to its first session."""
        async with Shadow(self._programs) as shadow:
            for size, schema in {"SPEC": SCHEMA.read_text(), "large": large_schema(tables)}.items():
                template = await shadow.template(schema)
                milliseconds = []
                for _ in range(self._runs * 3):
                    started = time.perf_counter()
                    async with shadow.clone(template) as clone:
                        await clone.connect()
                        milliseconds.append((time.perf_counter() - started) * 1000)
                shown = "SPEC" if size == "SPEC" else f"{tables} tables"
                self._report(f"clone with a session, {shown}", milliseconds, "ms", CLONE_MS[size])

    async def growth(self, sizes: tuple[int, ...]) -> None:
        """The time of a read by the number of tables."""
        each: dict[int, list[float]] = {size: [] for size in sizes}
        async with AsyncExitStack() as stack:
            urls = {size: await stack.enter_async_context(self._loaded(size)) for size in sizes}
            # In turns, so that a moment in which the machine is busy with something else slows all sizes.
            for number in range(self._runs + 1):
                for size, url in urls.items():
                    seconds = await self._read_seconds(url)
                    # The first is not counted: it fills the server's cache.
                    each[size] += [seconds * 1000 / size] if number else []
        for size, milliseconds in each.items():
            self._show(f"full read of {size} tables, a table", milliseconds, "ms")
        ratios = [last / first for first, last in zip(each[sizes[0]], each[sizes[-1]], strict=True)]
        self._report(f"a table of {sizes[-1]} / a table of {sizes[0]}", ratios, "×", GROWTH)

    @asynccontextmanager
    async def _loaded(self, tables: int) -> AsyncIterator[str]:
        name = f"tables_{tables}"
        url = await self._cluster.create_database(name)
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            for batch in batches(tables):
                await connection.execute(batch.encode())
        try:
            yield url
        finally:
            admin = self._cluster.conninfo(database="postgres", user=ADMIN)
            async with await psycopg.AsyncConnection.connect(admin, autocommit=True) as connection:
                await connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    async def _read_seconds(self, url: str) -> float:
        # Like pg_dump with a connection of its own, whose caches of the catalog are empty.
        started = time.perf_counter()
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            catalog = await read_catalog(connection)
            seconds = time.perf_counter() - started
        # To throw it away is no part of reading it.
        del catalog
        return seconds

    async def _dump_seconds(self, url: str) -> float:
        command = [str(self._programs / "pg_dump"), "--schema-only", f"--file={os.devnull}", f"--dbname={url}"]
        started = time.perf_counter()
        await to_thread.run_sync(lambda: subprocess.run(command, check=True))
        return time.perf_counter() - started

    async def _deltas(self, url: str) -> list[float]:
        seconds = []
        async with (
            await psycopg.AsyncConnection.connect(url, autocommit=True) as looking,
            await psycopg.AsyncConnection.connect(url, autocommit=True) as changing,
        ):
            # The first is not counted: it plans the queries.
            for number in range(self._runs + 1):
                before = await read_catalog(looking)
                tables = sorted((table.name.sql, oid) for oid, table in before.tables.items() if table.kind == "table")
                cursor = await changing.execute("SELECT pg_catalog.pg_current_xact_id()::text::bigint")
                (since,) = await cursor.fetchone() or (0,)
                name, _ = tables[number]
                await changing.execute(f"ALTER TABLE {name} ADD COLUMN noted_{number} text DEFAULT ''".encode())
                seconds.append(await delta_seconds(looking, before, since))
        return seconds[1:]

    def _report(self, name: str, values: list[float], unit: str, budget: float) -> None:
        verdict = "pass" if statistics.median(values) <= budget else "over"
        self.over += verdict == "over"
        self._show(name, values, unit, f"{budget:>9.1f}  {verdict}")

    def _show(self, name: str, values: list[float], unit: str, verdict: str = "") -> None:
        print(f"{name:<42}{unit:>4}{statistics.median(values):>9.3f}{max(values):>9.3f}{verdict}", flush=True)


def _services(root: Path, shadow: Shadow) -> Services:
    configuration = load_configuration(path=None, environment={}, working_directory=root)
    return Services(
        configuration=configuration,
        shadow=shadow,
        memory=Memory(configuration.store_url),
        today=lambda: "2026-01-02",
        now=lambda: "2026-01-02T03:04:05+00:00",
    )


async def _plan(services: Services, number: int) -> None:
    # Another change each time: nothing of an earlier plan may be of use.
    await pipeline.generate_migration(
        services,
        database="large",
        change=f"ALTER TABLE public.account_lines ADD COLUMN noted_{number} text",
        desired_schema="",
        name=f"note {number}",
        reason="",
        decisions={},
        progress=_told,
    )


async def _told(_fraction: float, _text: str) -> None:
    """Progress nobody looks at."""


async def _run(options: argparse.Namespace) -> int:
    programs = folder_of(options.major)
    binaries = identify(programs)
    for label, value in machine(binaries.version if binaries else ""):
        print(f"{label:<11} {value}")
    title = f"{options.tables} tables, median of {options.runs} runs"
    print(f"\n{title:<42}{'':>4}{'median':>9}{'worst':>9}{'budget':>9}")
    async with Cluster(role="owner", binaries=binaries, loopback=True) as cluster:
        bench = Bench(cluster, programs, options.runs)
        await bench.read_and_delta(options.tables)
        await bench.clones(options.tables)
        await bench.plan(options.tables)
        await bench.growth(tuple(options.sizes))
    print(f"\n{bench.over} over budget" if bench.over else "\neverything is inside its budget")
    return bench.over


def main() -> int:
    """Measure everything on generated schemas; 0 when it is inside its budget."""
    parser = argparse.ArgumentParser(prog="bench.catalog", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each measurement")
    parser.add_argument("--tables", type=int, default=TABLES, help="of the schema that budgets are for")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of tables to see reads grow by")
    parser.add_argument("--major", type=int, choices=(15, 18), default=18, help="PostgreSQL to run on")
    return 1 if anyio.run(_run, parser.parse_args()) else 0


if __name__ == "__main__":
    sys.exit(main())
