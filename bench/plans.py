"""Plans on an empty shadow beside those of a populated production: how alike, at what cost, in how much time and disk.

``python -m bench.plans`` prints it with the machine.
"""

import argparse
import statistics as averages
import time
from pathlib import Path

import anyio
import psycopg
from rich.console import Console
from rich.table import Table

from bench.machine import machine
from server.model.query_plan import PlanNode
from server.postgres.binaries import identify
from server.postgres.engine import Cluster
from server.postgres.explain import explain
from server.postgres.places import read_places
from server.postgres.plan_clone import plan_clone
from server.postgres.shadow import Shadow
from server.postgres.statistics import read_statistics
from server.postgres.target import connect_target, read_target
from tests.populated_shop import QUERIES, SHOP
from tests.postgres_majors import folder_of

SCALE = 100
"""2,450,000 rows."""


async def measure(major: int, scale: int, console: Console) -> None:
    """Fill a production, plan on both sides, and print what is alike."""
    binaries = identify(folder_of(major))
    async with (
        Cluster(role="owner", binaries=binaries, loopback=True) as production,
        Shadow(folder_of(major)) as shadow,
    ):
        url = await production.create_database("shop")
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
            await session.execute(SHOP.format(scale=scale).encode())
            await session.execute("VACUUM ANALYZE")
            await session.execute("SET plan_cache_mode = force_generic_plan")
            (rows,) = await _first(
                session, "SELECT sum(reltuples)::int8 FROM pg_class WHERE relkind = 'r' AND oid > 16384"
            )
            there = [await explain(session, query) for query in QUERIES]
            (database,) = await _first(session, "SELECT oid FROM pg_database WHERE datname = 'shop'")
            taken = _disk(production.folder / "data" / "base" / str(database))
        template = await shadow.template((await read_target(url, name="shop")).schema)
        started = time.perf_counter()
        async with connect_target(url, name="shop") as session:
            known = await read_statistics(session, name="shop")
        read_seconds = time.perf_counter() - started
        async with shadow.clone(template) as clone:
            before = await read_places(await clone.connect_admin())
            started = time.perf_counter()
            async with plan_clone(shadow, clone, statistics=known, before=before) as planner:
                made_seconds = time.perf_counter() - started
                here = [await planner.explain(query) for query in QUERIES]
                (database,) = await _first(
                    planner.session, "SELECT oid FROM pg_database WHERE datname = current_database()"
                )
                disk = _disk(clone.data / "base" / str(database))
    report = Table("figure", "measured", title=f"PostgreSQL {binaries.version if binaries else ''}, {rows:,} rows")
    pairs = [
        (query, one, other)
        for query, one, other in zip(QUERIES, there, here, strict=True)
        if isinstance(one, PlanNode) and isinstance(other, PlanNode)
    ]
    same = [query for query, one, other in pairs if one.shape == other.shape]
    ratios = {query: other.total_cost / one.total_cost for query, one, other in pairs}
    report.add_row("queries", str(len(QUERIES)))
    report.add_row("of the same shape", str(len(same)))
    report.add_row("cost on the shadow to that of production, median", f"{averages.median(ratios.values()):.4f}")
    report.add_row("lowest, highest", f"{min(ratios.values()):.4f}, {max(ratios.values()):.4f}")
    report.add_row("within 5 %", str(sum(0.95 <= ratio <= 1.05 for ratio in ratios.values())))
    report.add_row("disk of production", f"{taken / 2**20:.0f} MiB")
    report.add_row("disk of the shadow's copy", f"{disk / 2**20:.1f} MiB, {disk / taken:.2%} of production's")
    report.add_row("to read the statistics", f"{read_seconds * 1000:.0f} ms")
    report.add_row("to make the copy and carry them there", f"{made_seconds * 1000:.0f} ms")
    console.print(report)
    for query, one, other in pairs:
        if one.shape != other.shape or not 0.95 <= ratios[query] <= 1.05:
            console.print(f"{ratios[query]:.3f}: {query}", highlight=False)
            if one.shape != other.shape:
                console.print(f"  production: {one.shape}\n  shadow: {other.shape}", highlight=False)


async def _first(session: psycopg.AsyncConnection[tuple[object, ...]], query: str) -> tuple[object, ...]:
    return await (await session.execute(query.encode())).fetchone() or ()


def _disk(folder: Path) -> int:
    """Bytes that the files take, holes left out."""
    return sum(each.stat().st_blocks * 512 for each in folder.iterdir())


def main() -> None:
    """Both supported ends of PostgreSQL."""
    parser = argparse.ArgumentParser(prog="bench.plans", description=__doc__)
    parser.add_argument("--scale", type=int, default=SCALE, help="times 24,500 rows")
    options = parser.parse_args()
    console = Console()
    for label, value in machine("15 and 18"):
        console.print(f"{label}: {value}")
    for major in (15, 18):
        anyio.run(measure, major, options.scale, console)


if __name__ == "__main__":
    main()
