"""A backfill in batches beside one UPDATE of the same rows: rows a second, growth, WAL, and what others wait meanwhile.

``python -m bench.backfill`` prints it with the machine.
"""

import argparse
import statistics
import time
from dataclasses import dataclass, replace
from itertools import pairwise

import anyio
import psycopg
from rich.console import Console
from rich.table import Table

from bench.clients import Waits, clients, together
from bench.machine import machine
from bench.production_server import production_server
from server.model.catalog import Column
from server.model.names import QualifiedName
from server.model.policy import Policy
from server.plan.filling import Filling
from server.postgres.catalog import read_catalog

ROWS = 3_000_000
PORTIONS = 8
ROWS_A_TURN = 100_000
REST_SECONDS, QUIET_SECONDS = 2, 8
"""Before each turn."""
INDEX = "CREATE INDEX ON orders (customer);"
SCHEMA = """
CREATE TABLE orders (id bigint PRIMARY KEY, customer int NOT NULL, amount int NOT NULL, note text NOT NULL,
    cents bigint);
INSERT INTO orders SELECT n, n % 50000, n % 1000, repeat('x', 40), NULL FROM generate_series(1, {rows}) AS n;
"""
STATEMENTS = {
    "reads": "SELECT * FROM orders WHERE id = :id;",
    "writes": "UPDATE orders SET amount = amount + 1, cents = NULL WHERE id = :id;",
}
"""Of the clients; what they empty again behind the backfill is not its fault."""
UPDATE = "UPDATE orders SET cents = amount * 100 WHERE cents IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One way to fill the column, on a table of its own making."""

    seconds: float
    growth: float
    wal_mib: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What others waited before a portion and during it."""

    quiet: Waits
    busy: Waits


async def filled(url: str, rows: int, commands: tuple[str, ...], *, index: str = INDEX) -> Run:
    """Make the table anew, with an index besides its key or without, and fill it."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
        await fresh(session, rows, index)
        size, place = await _first(session, "SELECT pg_relation_size('orders'), pg_current_wal_lsn()")
        started = time.perf_counter()
        for command in commands:
            await session.execute(command.encode())
        seconds = time.perf_counter() - started
        now, wal, left = await _first(
            session,
            f"SELECT pg_relation_size('orders'), pg_wal_lsn_diff(pg_current_wal_lsn(), '{place}'), "
            "(SELECT count(*) FROM orders WHERE cents IS DISTINCT FROM amount * 100)",
        )
        assert left == 0, left
        return Run(seconds=seconds, growth=float(str(now)) / float(str(size)), wal_mib=float(str(wal)) / 2**20)


async def fresh(session: psycopg.AsyncConnection[tuple[object, ...]], rows: int, index: str = INDEX) -> None:
    """The table as it was before the column was filled."""
    await session.execute("DROP TABLE IF EXISTS orders")
    await session.execute((SCHEMA.format(rows=rows) + index).encode())
    await session.execute("VACUUM ANALYZE orders")
    await session.execute("CHECKPOINT")


async def waited(url: str, major: int, rows: int, commands: tuple[str, ...]) -> tuple[list[Pair], float]:
    """Waits of clients before each portion of the backfill and during it, and how long all portions took.

    By turns: what a disk takes for a flush changes within seconds.
    """
    scripts = {name: f"\\set id random(1, {rows})\n{statement}\n" for name, statement in STATEMENTS.items()}
    pairs, seconds = [], 0.0
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
        await fresh(session, rows)
        for portion in _portions(commands):
            # the first warms up: caches are cold, and what the portion before left to be written is written
            for pause in (REST_SECONDS, QUIET_SECONDS):
                with clients(url, major, **scripts) as quiet:
                    await session.execute(f"SELECT pg_sleep({pause})".encode())
            with clients(url, major, **scripts) as busy:
                started = time.perf_counter()
                for command in portion:
                    await session.execute(command.encode())
                seconds += time.perf_counter() - started
            pairs.append(Pair(quiet=quiet, busy=busy))
    return pairs, seconds


def _portions(commands: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The commands up to the end of each portion; what comes before and after goes with the first and the last."""
    calls = [at for at, command in enumerate(commands) if command.startswith("CALL ")]
    return [commands[start:end] for start, end in pairwise((0, *calls[1:], len(commands)))]


async def measure(major: int, rows: int, console: Console) -> None:
    """All figures on one server."""
    with production_server(major) as url:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
            await fresh(session, 10)
            catalog = await read_catalog(session)
            key = (next(column for column in catalog.columns.values() if column.name == "id"),)
        hurry = replace(Policy(), batch_rows=10_000, batch_pause_ms=0)
        by_pages, along_the_key = commands_of(hurry, ()), commands_of(hurry, key)
        small, large = rows // 10, rows
        bare = [await filled(url, large, commands, index="") for commands in ((UPDATE,), by_pages)]
        once, paged = await filled(url, large, (UPDATE,)), await filled(url, large, by_pages)
        batched = await filled(url, large, along_the_key)
        # of a few seconds, in which the disk may stand still for one
        shorter = [await filled(url, small, by_pages) for _ in range(3)]
        less = sorted(shorter, key=lambda run: run.seconds)[1]
        throttled = commands_of(Policy(), (), portions=max(large // ROWS_A_TURN, 1))
        pairs, seconds = await waited(url, major, large, throttled)
    quiet, busy = together(pair.quiet for pair in pairs), together(pair.busy for pair in pairs)
    ratios = [pair.busy.percentile(0.99) / pair.quiet.percentile(0.99) for pair in pairs]
    table = Table("figure", "measured", title=f"PostgreSQL {major}, {rows:,} rows, {PORTIONS} portions")
    table.add_row(
        "one UPDATE", f"{large / once.seconds:,.0f} rows/s, heap x {once.growth:.2f}, {once.wal_mib:.0f} MiB WAL"
    )
    for name, run in (("in batches of pages", paged), ("in batches along the key", batched)):
        figures = f"{large / run.seconds:,.0f} rows/s, heap x {run.growth:.2f}, {run.wal_mib:.0f} MiB WAL"
        table.add_row(f"{name}, without pause", figures)
        table.add_row(f"{name}, to one UPDATE", f"{once.seconds / run.seconds:.2f} x")
    table.add_row("pages to one UPDATE with no index but the key's", f"{bare[0].seconds / bare[1].seconds:.2f} x")
    table.add_row(f"pages at {large:,} to {small:,} rows", f"{(large / paged.seconds) / (small / less.seconds):.2f} x")
    table.add_row("others, p99 without it", f"{quiet.percentile(0.99):.2f} ms")
    table.add_row("others, p99 during it, throttled", f"{busy.percentile(0.99):.2f} ms")
    table.add_row("during to without, all turns together", f"{busy.percentile(0.99) / quiet.percentile(0.99):.2f} x")
    few, many = (sorted(ratios)[int(len(ratios) * share)] for share in (0.1, 0.9))
    of_turns = f"{statistics.median(ratios):.2f} x, of most {few:.2f} to {many:.2f} x"
    table.add_row(f"during to without, median of {len(ratios)} turns", of_turns)
    table.add_row("longest wait of others during it", f"{max(busy.taken):.0f} ms")
    table.add_row("errors of others", str(busy.errors))
    table.add_row("throttled, with others", f"{large / seconds:,.0f} rows/s")
    console.print(table)


def commands_of(policy: Policy, key: tuple[Column, ...], *, portions: int = PORTIONS) -> tuple[str, ...]:
    """The commands a plan runs to fill the column."""
    filling = Filling(
        path="public.orders.cents",
        name=QualifiedName(schema="migration_planner", name="orders_cents_fill"),
        table=QualifiedName(schema="public", name="orders"),
        key=key,
        column="cents",
        value="amount * 100",
        policy=policy,
        portions=portions,
        tried=(),
    )
    return filling.scripts()[0].commands


async def _first(session: psycopg.AsyncConnection[tuple[object, ...]], query: str) -> tuple[object, ...]:
    return await (await session.execute(query.encode())).fetchone() or ()


def main() -> None:
    """The newest supported PostgreSQL."""
    parser = argparse.ArgumentParser(prog="bench.backfill", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args()
    console = Console()
    for label, value in machine("18"):
        console.print(f"{label}: {value}")
    anyio.run(measure, 18, options.rows, console)


if __name__ == "__main__":
    main()
