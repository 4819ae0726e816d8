"""A shadow's server is killed at any moment of a call: the call ends with a clear word, and the next one works.

``MIGRATION_PLANNER_EXAMPLES=20`` kills it at more moments than a test run does.
"""

import os
import random
import signal
import time
from pathlib import Path

import anyio
import pytest
from anyio import to_thread

from server import pipeline
from server.configuration import load_configuration
from server.errors import PlannerError
from server.memory import Memory
from server.pipeline import Services
from server.postgres.scratch import servers_in
from server.postgres.shadow import Shadow
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SPEC = Path(__file__).parents[2] / "server" / "demo" / "shop" / "schema.sql"
CONFIGURATION = """
[databases.shop]
schema = "spec.sql"
[memory]
store = "sqlite:///graph.sqlite"
"""
MOMENTS = int(os.environ.get("MIGRATION_PLANNER_EXAMPLES", "5"))


async def told(_fraction: float, _doing: str) -> None:
    """Nobody looks."""


async def work(services: Services, number: int) -> None:
    """Load, study, rehearse: each time something that was not planned before."""
    await pipeline.generate_migration(
        services,
        database="shop",
        change=f"ALTER TABLE products ADD COLUMN noted_{number} text NOT NULL DEFAULT 'none'",
        desired_schema="",
        name=f"note {number}",
        reason="",
        decisions={},
        progress=told,
    )


@pytest.mark.parametrize("major", [15, 18])
async def test_whenever_the_server_is_killed_the_next_call_works(major: int, tmp_path: Path) -> None:
    """Moments are drawn from the length of a call that nothing disturbs, each time with a new server."""
    (tmp_path / "spec.sql").write_text(SPEC.read_text())
    (tmp_path / "migration-planner.toml").write_text(CONFIGURATION)
    moments = random.Random(20)
    async with Shadow(folder_of(major), private=True) as shadow:
        services = Services(
            configuration=load_configuration(path=None, environment={}, working_directory=tmp_path),
            shadow=shadow,
            memory=Memory(f"sqlite:///{tmp_path}/graph.sqlite"),
            today=lambda: "2026-01-02",
            now=lambda: "now",
        )
        started = time.perf_counter()
        await work(services, 0)
        length = time.perf_counter() - started
        folders = []
        for number in range(1, MOMENTS + 1):
            cluster, _ = await shadow._ready()
            process = cluster._process
            assert process is not None
            folders.append(cluster.folder)
            # Loaded anew in every other round.
            (tmp_path / "spec.sql").write_text(SPEC.read_text() + f"\nCREATE TABLE round_{number // 2} (id int);\n")
            refused = []
            async with anyio.create_task_group() as group:

                async def call(number: int = number, refused: list[str] = refused) -> None:
                    try:
                        await work(services, number)
                    except PlannerError as error:
                        refused.append(str(error))

                group.start_soon(call)
                await anyio.sleep(moments.uniform(0, length))
                os.kill(cluster.pid, signal.SIGKILL)
            await to_thread.run_sync(process.wait)
            assert all("again" in words for words in refused), refused
            await work(services, number + 100)
        last, _ = await shadow._ready()
        folders.append(last.folder)
    assert len(set(folders)) == MOMENTS + 1
    assert not any(folder.exists() or servers_in(folder) for folder in folders)
