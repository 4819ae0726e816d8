"""Twenty rehearsals at once, of two server processes that share one PostgreSQL: how long, and in how much memory.

``python -m bench.rehearsals`` prints it with the machine.
"""

import tempfile
import time
from pathlib import Path

import anyio
import typer
from rich.console import Console
from rich.table import Table

from bench.machine import machine
from server.postgres.binaries import identify
from tests.own_programs import own_programs
from tests.rehearsals import ROWS, Together, rehearse_together, write_project

REHEARSALS = 20
PROCESSES = 2


def main(major: int = 18) -> None:
    """Run them, and print what was seen."""
    with own_programs(major) as programs, tempfile.TemporaryDirectory() as folder:
        write_project(Path(folder), REHEARSALS)
        started = time.perf_counter()
        seen = anyio.run(_run, Path(folder), programs)
        seconds = time.perf_counter() - started
        found = identify(programs)
    proven = sum(reply["verdict"]["status"] == "proven" for reply in seen.replies.values())
    table = Table("figure", "measured", title=f"{REHEARSALS} rehearsals of {ROWS} rows a table, {PROCESSES} processes")
    table.add_row("proven", f"{proven} of {REHEARSALS}")
    table.add_row("PostgreSQL servers", str(seen.servers))
    table.add_row("databases in use at once", str(seen.databases))
    table.add_row("seconds, start of all processes included", f"{seconds:.1f}")
    table.add_row("memory of all processes together, at most", f"{seen.peak_bytes / 2**20:.0f} MiB")
    console = Console()
    for label, value in machine(found.version if found else ""):
        console.print(f"{label}: {value}")
    console.print(table)


async def _run(folder: Path, programs: Path) -> Together:
    return await rehearse_together(folder, programs, rehearsals=REHEARSALS, processes=PROCESSES)


if __name__ == "__main__":
    typer.run(main)
