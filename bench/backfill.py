"""A backfill in batches beside one UPDATE of the same rows: rows a second, growth, WAL, and what others wait meanwhile.

``python -m bench.backfill`` prints it with the machine.
"""

import argparse
import random
import time
from dataclasses import dataclass, field, replace

import anyio
import psycopg
from rich.console import Console
from rich.table import Table

from bench.machine import machine
from server.model.catalog import Column
from server.model.names import QualifiedName
from server.model.policy import Policy
from server.plan.batches import Batches, key_range
from server.postgres.binaries import identify
from server.postgres.catalog import read_catalog
from server.postgres.engine import Cluster
from tests.postgres_majors import folder_of

ROWS = 3_000_000
PORTIONS = 8
CLIENTS = 4
PAUSE_SECONDS = 0.01
"""Between two statements of a client, so that two cores are enough for all of them."""
QUIET_SECONDS = 10
INDEX = "CREATE INDEX ON orders (customer);"
SCHEMA = """
CREATE TABLE orders (id bigint PRIMARY KEY, customer int NOT NULL, amount int NOT NULL, note text NOT NULL,
    cents bigint);
INSERT INTO orders SELECT n, n % 50000, n % 1000, repeat('x', 40), NULL FROM generate_series(1, {rows}) AS n;
"""
ASSIGN = "cents = amount * 100"


@dataclass(slots=True)
class Waits:
    """Milliseconds of each statement of the clients."""

    taken: list[float] = field(default_factory=list)
    errors: int = 0

    def percentile(self, share: float) -> float:
        """What that share of the statements stayed below."""
        return sorted(self.taken)[int(len(self.taken) * share)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One way to fill the column, on a table of its own making."""

    seconds: float
    growth: float
    wal_mib: float


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


async def client(url: str, rows: int, waits: Waits, number: int) -> None:
    """Read and change single rows until cancelled."""
    numbers = random.Random(number)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
        while True:
            key = numbers.randint(1, rows)
            started = time.perf_counter()
            try:
                if number % 2:
                    await session.execute("UPDATE orders SET amount = amount + 1, cents = NULL WHERE id = %s", (key,))
                else:
                    await session.execute("SELECT * FROM orders WHERE id = %s", (key,))
            except psycopg.Error:
                waits.errors += 1
            waits.taken.append((time.perf_counter() - started) * 1000)
            await anyio.sleep(PAUSE_SECONDS)


async def waited(url: str, rows: int, commands: tuple[str, ...]) -> tuple[Waits, Waits, float]:
    """Waits of clients without the backfill and during it, and how long it took."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
        await fresh(session, rows)
        found = []
        started = ended = 0.0
        for work in ((f"SELECT pg_sleep({QUIET_SECONDS})",), commands):
            waits = Waits()
            async with anyio.create_task_group() as clients:
                for number in range(CLIENTS):
                    clients.start_soon(client, url, rows, waits, number)
                started = time.perf_counter()
                for command in work:
                    await session.execute(command.encode())
                ended = time.perf_counter()
                clients.cancel_scope.cancel()
            found.append(waits)
        return found[0], found[1], ended - started


async def measure(major: int, rows: int, console: Console) -> None:
    """All figures on one server."""
    async with Cluster(role="owner", binaries=identify(folder_of(major)), loopback=True) as cluster:
        url = await cluster.create_database("bench")
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
            await fresh(session, 10)
            catalog = await read_catalog(session)
            key = (next(column for column in catalog.columns.values() if column.name == "id"),)
        hurried = commands_of(replace(Policy(), batch_pause_ms=0), key)
        small, large = rows // 10, rows
        update = f"UPDATE orders SET {ASSIGN} WHERE cents IS NULL"
        by_pages = commands_of(replace(Policy(), batch_pause_ms=0), ())
        bare = [await filled(url, large, commands, index="") for commands in ((update,), by_pages)]
        once, paged = await filled(url, large, (update,)), await filled(url, large, by_pages)
        batched, less = await filled(url, large, hurried), await filled(url, small, hurried)
        quiet, busy, seconds = await waited(url, large, commands_of(Policy(), key))
    table = Table("figure", "measured", title=f"PostgreSQL {major}, {rows:,} rows, {PORTIONS} portions")
    table.add_row(
        "one UPDATE", f"{large / once.seconds:,.0f} rows/s, heap x {once.growth:.2f}, {once.wal_mib:.0f} MiB WAL"
    )
    for name, run in (("in batches of pages", paged), ("in batches along the key", batched)):
        figures = f"{large / run.seconds:,.0f} rows/s, heap x {run.growth:.2f}, {run.wal_mib:.0f} MiB WAL"
        table.add_row(f"{name}, without pause", figures)
        table.add_row(f"{name}, to one UPDATE", f"{once.seconds / run.seconds:.2f} x")
    table.add_row("pages to one UPDATE with no index but the key's", f"{bare[0].seconds / bare[1].seconds:.2f} x")
    table.add_row(f"at {large:,} to {small:,} rows", f"{(large / batched.seconds) / (small / less.seconds):.2f} x")
    table.add_row("others, p99 without it", f"{quiet.percentile(0.99):.2f} ms")
    table.add_row("others, p99 during it, throttled", f"{busy.percentile(0.99):.2f} ms")
    table.add_row("during to without", f"{busy.percentile(0.99) / quiet.percentile(0.99):.2f} x")
    table.add_row("longest wait of others during it", f"{max(busy.taken):.0f} ms")
    table.add_row("errors of others", str(busy.errors))
    table.add_row("throttled, with others", f"{large / seconds:,.0f} rows/s")
    console.print(table)


def commands_of(policy: Policy, key: tuple[Column, ...]) -> tuple[str, ...]:
    """The commands a plan runs to fill the column."""
    table = QualifiedName(schema="public", name="orders")
    return Batches(
        name=QualifiedName(schema="migration_planner", name="orders_cents_fill"),
        table=table,
        key=key,
        work=(f"UPDATE {table.sql} SET {ASSIGN} WHERE {key_range(key)} AND cents IS NULL",),
        policy=policy,
        portions=PORTIONS,
    ).commands()


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
