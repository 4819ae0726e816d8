"""The longest stall of other sessions while a change runs as written, and while its plan does, at a million rows.

``python -m bench.stalls`` prints a line a change with the machine; ``--rows`` and ``--only`` make it smaller.
"""

import argparse
import itertools
import random
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import psycopg
from anyio import to_thread
from rich.console import Console
from rich.table import Table

from bench.machine import machine
from bench.stall_cases import CASES, SCHEMA, StallCase
from server import pipeline
from server.configuration import load_configuration
from server.memory import Memory
from server.model.answer import Generated
from server.postgres.binaries import identify
from server.postgres.engine import Cluster
from server.postgres.shadow import Shadow
from server.render.sql_files import file_name, phases_with_steps
from server.study import Services
from tests.postgres_majors import folder_of

ROWS = 1_000_000
READERS = WRITERS = 4
PAUSE_SECONDS = 0.01
"""Between two statements of a client, so that two cores are enough for all of them."""
DATE = "2026-01-02"


@dataclass(slots=True)
class Seen:
    """What the clients met."""

    longest_ms: float = 0.0
    errors: list[str] = field(default_factory=list)


class Clients:
    """Sessions that read and write single rows, first as the old version of the application does, then as the new."""

    def __init__(self, url: str, case: StallCase, rows: int) -> None:
        self._url, self._case, self._rows = url, case, rows
        self.versions = ("old", "old")
        self.seen = Seen()
        self._ended = False

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """All of them, until the block ends."""
        async with anyio.create_task_group() as group:
            for number in range(READERS + WRITERS):
                group.start_soon(self._work, number)
            await anyio.sleep(0.3)
            yield
            await anyio.sleep(0.3)
            self._ended = True

    async def _work(self, number: int) -> None:
        numbers = random.Random(number)
        case = self._case
        async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as session:
            # Plans are prepared by most drivers; ours would need another for each version.
            session.prepare_threshold = None
            while not self._ended:
                new = self.versions[number // 2 % 2] == "new"
                query = (case.new_write if new else "") or case.write
                if number % 2:
                    query = (case.new_read if new else "") or case.read
                started = time.perf_counter()
                try:
                    await session.execute(
                        query.encode().replace(b" % ", b" %% "), {"id": numbers.randint(1, self._rows)}
                    )
                except psycopg.Error as error:
                    self.seen.errors.append(str(error).splitlines()[0])
                self.seen.longest_ms = max(self.seen.longest_ms, (time.perf_counter() - started) * 1000)
                await anyio.sleep(PAUSE_SECONDS)


class Bench:
    """One server that plays production and one that shadows it."""

    def __init__(self, cluster: Cluster, shadow: Shadow, folder: Path, rows: int) -> None:
        self._cluster, self._shadow, self._folder, self._rows = cluster, shadow, folder, rows
        self._psql = folder_of(18) / "psql"
        self._numbers = itertools.count(1)

    async def case(self, case: StallCase) -> tuple[Seen, Seen, float, float]:
        """Stalls by the statement as written and by the plan, and seconds of each."""
        plain_url, plan_url = await self._database(case), await self._database(case)
        plain = Clients(plain_url, case, self._rows)
        # As written there is one moment at which both versions of the application change over.
        plain_seconds = await self._timed(plain, lambda: self._psql_runs(plain_url, "-c", case.change))
        generated = await self._plan(plan_url, case)
        planned = Clients(plan_url, case, self._rows)
        plan_seconds = await self._timed(planned, lambda: self._carry_out(plan_url, generated, planned))
        return plain.seen, planned.seen, plain_seconds, plan_seconds

    async def _timed(self, clients: Clients, work: Callable[[], Awaitable[None]]) -> float:
        async with clients.at_work():
            started = time.perf_counter()
            await work()
            return time.perf_counter() - started

    async def _database(self, case: StallCase) -> str:
        url = await self._cluster.create_database(f"stall_{next(self._numbers)}")
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
            await session.execute(SCHEMA.format(rows=self._rows, half=self._rows // 2).encode())
            if case.before:
                await session.execute(case.before.encode())
            await session.execute("VACUUM ANALYZE")
        return url

    async def _plan(self, url: str, case: StallCase) -> Generated:
        name = url.rpartition("/")[2]
        (self._folder / "migration-planner.toml").write_text(f'[databases.{name}]\nurl = "${{URL}}"\n')
        found = load_configuration(
            path=None,
            environment={"URL": url, "KG_STORE": f"sqlite:///{self._folder}/g"},
            working_directory=self._folder,
        )
        services = Services(
            configuration=found,
            shadow=self._shadow,
            memory=Memory(found.store_url),
            today=lambda: DATE,
            now=lambda: f"{DATE}T00:00:00Z",
        )
        return await pipeline.generate_migration(
            services,
            database=name,
            change=case.change,
            desired_schema="",
            name=case.name,
            reason="a bench",
            decisions=dict(case.decisions),
            progress=_told,
        )

    async def _carry_out(self, url: str, generated: Generated, clients: Clients) -> None:
        phases = phases_with_steps(generated.plan)
        for phase in phases:
            if phase.name == "migrate":
                clients.versions = ("old", "new")
            if phase.name == "contract":
                clients.versions = ("new", "new")
                await anyio.sleep(0.1)
            await self._psql_runs(url, "-f", str(generated.folder / file_name(generated.plan, phase, "up", date=DATE)))

    async def _psql_runs(self, url: str, *what: str) -> None:
        command = [str(self._psql), "-X", "-q", "-v", "ON_ERROR_STOP=1", url, *what]
        done = await to_thread.run_sync(lambda: subprocess.run(command, capture_output=True, text=True, check=False))
        if done.returncode:
            raise SystemExit(done.stderr)


async def _told(_fraction: float, _text: str) -> None:
    """Nobody watches."""


async def measure(rows: int, only: str, console: Console) -> None:
    """Every case on a server of its own kind, in one run."""
    table = Table("change", "stall as written", "stall by the plan", "ratio", "seconds", "by the plan", "errors")
    with tempfile.TemporaryDirectory() as temporary:
        async with Shadow(folder_of(18)) as shadow:
            for case in CASES:
                if only not in case.name:
                    continue
                # A server a case, since its rows lie in memory.
                async with Cluster(role="owner", binaries=identify(folder_of(18)), loopback=True) as cluster:
                    plain, planned, seconds, plan_seconds = await Bench(cluster, shadow, Path(temporary), rows).case(
                        case
                    )
                cells = (
                    case.name,
                    f"{plain.longest_ms:.0f} ms",
                    f"{planned.longest_ms:.0f} ms",
                    f"{plain.longest_ms / planned.longest_ms:.1f}",
                    f"{seconds:.1f}",
                    f"{plan_seconds:.1f}",
                    f"{len(plain.errors)} / {len(planned.errors)}",
                )
                table.add_row(*cells)
                print(" | ".join(cells), *planned.errors[:1], flush=True)
    console.print(table)


def main() -> None:
    """The newest supported PostgreSQL."""
    parser = argparse.ArgumentParser(prog="bench.stalls", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    options = parser.parse_args()
    console = Console(width=140)
    for label, value in machine("18"):
        console.print(f"{label}: {value}")
    anyio.run(measure, options.rows, options.only, console)


if __name__ == "__main__":
    main()
