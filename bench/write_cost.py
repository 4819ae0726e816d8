"""What writes cost while both shapes are live: rows a second with a plan's triggers, over those without.

``python -m bench.write_cost`` prints it with the machine.
"""

import argparse
import subprocess
import tempfile
import time
from pathlib import Path

import anyio
import psycopg
from anyio import to_thread
from rich.console import Console
from rich.table import Table

from bench.machine import machine
from server.postgres.binaries import identify
from server.postgres.engine import Cluster
from server.postgres.shadow import Shadow
from server.render.sql_files import phases_with_steps
from tests.cases_runner import plan_in, up_files
from tests.postgres_majors import folder_of

ROWS = 20_000
SCHEMA = """
CREATE TABLE orders (id bigint PRIMARY KEY, customer int NOT NULL, amount int, name text, note text);
CREATE INDEX orders_customer ON orders (customer);
"""
INSERT = "INSERT INTO orders VALUES (%(n)s, %(n)s, 1, 'Ada Lovelace', 'a note')"
UPDATE = "UPDATE orders SET amount = amount + 1, name = 'Ada King' WHERE id = %(n)s"
CHANGES = {
    "another type": "ALTER TABLE orders ALTER COLUMN amount TYPE numeric(12, 2)",
    "a wider type of an indexed column": "ALTER TABLE orders ALTER COLUMN customer TYPE bigint",
    "a column split in two": "ALTER TABLE orders ADD COLUMN first text, ADD COLUMN last text; "
    "UPDATE orders SET first = split_part(name, ' ', 1), last = split_part(name, ' ', 2);",
    "a column under two names": "ALTER TABLE orders RENAME COLUMN note TO remark",
}


async def measure(major: int, rows: int, console: Console) -> None:
    """Insert and update rows one by one, before the change and after its expand phase."""
    table = Table(
        "while there is", "inserts/s", "over without", "updates/s", "over without", title=f"PostgreSQL {major}"
    )
    async with (
        Shadow(folder_of(major)) as shadow,
        Cluster(role="owner", binaries=identify(folder_of(major)), loopback=True) as cluster,
    ):
        for number, (name, change) in enumerate(CHANGES.items()):
            url = await cluster.create_database(f"cost_{number}")
            with tempfile.TemporaryDirectory() as folder:
                file = await _expand(shadow, Path(folder), change)
                async with await psycopg.AsyncConnection.connect(url) as session:
                    plain = await _writes(session, rows)
                    await session.rollback()
                command = [str(folder_of(major) / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", url]
                await _run([*command, "-c", SCHEMA])
                await _run([*command, "-f", file])
                async with await psycopg.AsyncConnection.connect(url) as session:
                    both = await _writes(session, rows, made=True)
            pairs = [(f"{now:,.0f}", f"{now / then:.2f}") for now, then in zip(both, plain, strict=True)]
            table.add_row(name, *(cell for pair in pairs for cell in pair))
    console.print(table)


async def _writes(
    session: psycopg.AsyncConnection[tuple[object, ...]], rows: int, *, made: bool = False
) -> tuple[float, float]:
    """Rows a second of inserts and of updates, each a statement of its own in one pipeline."""
    if not made:
        await session.execute(SCHEMA.encode())
    rates = []
    for statement in (INSERT, UPDATE):
        started = time.perf_counter()
        async with session.cursor() as cursor:
            await cursor.executemany(statement.encode(), [{"n": number} for number in range(rows)])
        rates.append(rows / (time.perf_counter() - started))
    return rates[0], rates[1]


async def _expand(shadow: Shadow, folder: Path, change: str) -> str:
    """The up file of the expand phase."""
    generated = await plan_in(folder, shadow, schema=SCHEMA, change=change, name="cost")
    first = phases_with_steps(generated.plan)[0]
    assert first.name == "expand"
    return str(up_files(generated.plan, generated.folder)[0])


async def _run(command: list[str]) -> None:
    await to_thread.run_sync(lambda: subprocess.run(command, check=True))


def main() -> None:
    """The newest supported PostgreSQL."""
    parser = argparse.ArgumentParser(prog="bench.write_cost", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args()
    console = Console(width=110)
    for label, value in machine("18"):
        console.print(f"{label}: {value}")
    anyio.run(measure, 18, options.rows, console)


if __name__ == "__main__":
    main()
