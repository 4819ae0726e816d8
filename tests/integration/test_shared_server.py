"""Processes share one PostgreSQL; whichever of them is killed, and whenever, the others go on and nothing is left.

``MIGRATION_PLANNER_EXAMPLES=20`` kills at more moments than a test run does.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import anyio
import psutil
import pytest
from anyio import to_thread

from server.postgres.scratch import servers_in
from server.postgres.shadow import Shadow
from tests.own_programs import disk_usage, folder_of_server, own_programs, servers_of
from tests.rehearsals import ROWS, rehearse_together, write_project

pytestmark = pytest.mark.anyio

SPEC = Path(__file__).parents[2] / "server" / "demo" / "shop" / "schema.sql"
CONFIGURATION = """
[databases.shop]
schema = "spec.sql"
[memory]
store = "sqlite:///graph.sqlite"
"""
MOMENTS = int(os.environ.get("MIGRATION_PLANNER_EXAMPLES", "2"))
KEPT = "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('kept');"


@pytest.fixture(scope="module", params=[15, 18], ids=["pg15", "pg18"])
def programs(request: pytest.FixtureRequest) -> Iterator[Path]:
    """Programs that nobody else runs."""
    with own_programs(request.param) as folder:
        yield folder
        assert servers_of(folder) == []


async def kept(shadow: Shadow) -> list[tuple[object, ...]]:
    """The rows of a table that a template was loaded with."""
    async with shadow.clone(await shadow.template(KEPT)) as clone:
        session = await clone.connect()
        return await (await session.execute("SELECT word FROM kept")).fetchall()


async def left_by_others(shadow: Shadow) -> list[str]:
    """Databases and logins that neither are templates nor belong to the one that looks."""
    async with shadow.clone(await shadow.empty()) as clone:
        own = clone.name.split("_")[1]
        admin = await clone.connect_admin()
        found = await admin.execute(
            "SELECT datname::text FROM pg_catalog.pg_database WHERE datname ~ '^[cl]_'"
            " UNION ALL SELECT rolname FROM pg_catalog.pg_roles WHERE rolname ~ '^shadow_user_'"
        )
        return [name for (name,) in await found.fetchall() if f"_{own}_" not in name]


async def test_shadows_of_a_kind_are_one_server_with_one_set_of_templates(programs: Path) -> None:
    """Loading a large schema takes seconds; a second agent shall not wait for it again."""
    async with Shadow(programs) as one, Shadow(programs) as two:
        template = await one.template(KEPT)
        assert await two.template(KEPT) == template
        assert len(servers_of(programs)) == 1
        async with one.clone(template) as mine, two.clone(template) as theirs:
            session = await mine.connect()
            await session.execute("DELETE FROM kept")
            other = await theirs.connect()
            assert await (await other.execute("SELECT word FROM kept")).fetchall() == [("kept",)]
        await one.close()
        assert await kept(two) == [("kept",)]
        (server,) = servers_of(programs)
        folder = folder_of_server(server)
    assert servers_of(programs) == []
    assert not folder.exists()


async def test_a_private_shadow_is_joined_by_nobody(programs: Path) -> None:
    """What is expected to bring its server down shall not do so to others."""
    async with Shadow(programs, private=True) as alone, Shadow(programs) as shared:
        await alone.version()
        await shared.version()
        assert len(servers_of(programs)) == 2


async def test_a_template_is_loaded_once_when_all_ask_at_the_same_time(programs: Path) -> None:
    """Two agents that start together would both load it, one of them for nothing."""
    schema = "CREATE TABLE slow AS SELECT pg_sleep(0.2) IS NULL AS slept;"
    async with Shadow(programs) as one, Shadow(programs) as two:
        loads = []
        load = Shadow._load

        async def counted(shadow: Shadow, *arguments: object) -> object:
            loads.append(shadow)
            return await load(shadow, *arguments)  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Shadow, "_load", counted)
            async with anyio.create_task_group() as group:
                for shadow in (one, two, one, two):
                    group.start_soon(shadow.template, schema)
        assert len(loads) == 1


async def test_when_the_shared_server_dies_each_of_its_users_gets_another(programs: Path) -> None:
    """Killed from outside, or short of memory: nobody's next call may fail, and they meet again."""
    async with Shadow(programs) as one, Shadow(programs) as two:
        assert await kept(one) == await kept(two) == [("kept",)]
        (server,) = servers_of(programs)
        folder = folder_of_server(server)
        server.kill()
        await to_thread.run_sync(lambda: psutil.wait_procs([server], timeout=10))
        assert await kept(one) == await kept(two) == [("kept",)]
        assert len(servers_of(programs)) == 1
        assert not folder.exists()


async def test_a_server_found_unsound_by_one_is_joined_by_nobody_else(programs: Path) -> None:
    """One lost process makes PostgreSQL end all sessions; whoever notices leaves, and the rest follow."""
    async with Shadow(programs) as one, Shadow(programs) as two, Shadow(programs) as three:
        await kept(one)
        await kept(two)
        (server,) = servers_of(programs)
        async with one.clone(await one.empty()) as clone:
            os.kill((await clone.connect()).info.backend_pid, signal.SIGKILL)
            pass
        assert await kept(one) == [("kept",)]
        assert await kept(three) == [("kept",)]
        (successor,) = [each for each in servers_of(programs) if each.pid != server.pid]
        assert await kept(two) == [("kept",)]
        assert servers_of(programs) == [successor]


def command(programs: Path, project: Path, number: int) -> subprocess.Popen[bytes]:
    """A process that loads a schema nobody loaded, plans a change of it and rehearses it with rows."""
    (project / f"spec_{number}.sql").write_text(f"{SPEC.read_text()}\nCREATE TABLE round_{number} (id int);\n")
    change = f"ALTER TABLE products ADD COLUMN noted_{number} text NOT NULL DEFAULT 'none'"
    script = Path(sys.executable).with_name("migration-planner")
    words = [script, "dry-run", "--database", f"spec_{number}.sql", "--sql", change, "--rows", "200"]
    environment = {**os.environ, "MIGRATION_PLANNER_PG_BIN": str(programs)}
    return subprocess.Popen(words, cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


async def run(process: subprocess.Popen[bytes]) -> None:
    """Wait for it, and see that it did its work."""
    out, err = await to_thread.run_sync(process.communicate)
    assert process.returncode == 0, (out.decode(), err.decode())


@pytest.mark.parametrize("accompanied", [True, False], ids=["others stay", "it was alone"])
async def test_whenever_a_process_is_killed_the_next_call_works_and_nothing_is_left(
    programs: Path, tmp_path: Path, accompanied: bool
) -> None:
    """Moments are drawn from the length of a call that nothing disturbs: it loads, copies, rehearses."""
    (tmp_path / "spec.sql").write_text(SPEC.read_text())
    (tmp_path / "migration-planner.toml").write_text(CONFIGURATION)
    moments = random.Random(21)
    async with Shadow(programs) as survivor:
        if accompanied:
            await kept(survivor)
        started = time.perf_counter()
        await run(command(programs, tmp_path, 0))
        length = time.perf_counter() - started
        folders: set[Path] = set()
        for number in range(1, MOMENTS + 1):
            victim = command(programs, tmp_path, number)
            await anyio.sleep(moments.uniform(0.3 * length, length))
            folders |= {folder_of_server(each) for each in servers_of(programs)}
            victim.kill()
            await to_thread.run_sync(victim.communicate)
            if accompanied:
                assert await kept(survivor) == [("kept",)]
            await run(command(programs, tmp_path, MOMENTS + number))
        if accompanied:
            assert len(folders) == 1
            (folder,) = folders
            # A later process removes what earlier ones left, and no more than the templates is kept.
            await survivor.version()
            async with Shadow(programs) as newcomer:
                await newcomer.version()
                assert await left_by_others(survivor) == []
            assert disk_usage(folder / "data" / "base") < (3 + 2 * MOMENTS + 4) * (12 << 20)
    assert servers_of(programs) == []
    assert not any(folder.exists() or servers_in(folder) for folder in folders)


@pytest.mark.parametrize("rehearsals", [8, pytest.param(20, marks=pytest.mark.more)])
async def test_rehearsals_at_once_of_two_processes_do_not_see_each_other(
    programs: Path, tmp_path: Path, rehearsals: int
) -> None:
    """Agents work in parallel on different projects; each is told of its own tables, and memory stays bounded."""
    write_project(tmp_path, rehearsals)
    seen = await rehearse_together(tmp_path, programs, rehearsals=rehearsals, processes=2)
    assert seen.servers == 1
    assert seen.databases > 2
    assert seen.peak_bytes < 2 << 30
    for number in range(rehearsals):
        reply = seen.replies[number]
        assert reply["verdict"]["status"] == "proven", reply["verdict"]
        assert reply["rows"] == {f"public.own_{number}": ROWS, f"public.child_{number}": ROWS}
        others = (other for other in range(rehearsals) if not f"{number}".startswith(f"{other}"))
        assert not any(f"own_{other}" in str(reply) for other in others)
