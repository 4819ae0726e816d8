"""What the operating system keeps a shadow's server from, even when SQL has become superuser there."""

import ctypes
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from server.postgres.binaries import identify
from server.postgres.confinement import Confinement
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

_ASK_VERSION = 1


def offered() -> Confinement:
    """What the kernel of this machine has."""
    version = ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION))
    return Confinement(landlock=max(version, 0), seccomp=sys.platform == "linux")


@pytest.fixture(scope="module", params=[15, 18], ids=["pg15", "pg18"])
async def cluster(request: pytest.FixtureRequest) -> AsyncIterator[Cluster]:
    """A server as a shadow has it."""
    async with Cluster(role="someone", binaries=identify(folder_of(request.param))) as started:
        yield started


@pytest.fixture
async def superuser(cluster: Cluster) -> AsyncIterator[psycopg.AsyncConnection]:
    """A session that may do everything PostgreSQL can."""
    if not cluster.confinement.landlock:
        pytest.skip("this kernel has no Landlock")
    conninfo = cluster.conninfo(database="postgres", user=ADMIN)
    async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as session:
        yield session


async def attempt(session: psycopg.AsyncConnection, statement: str) -> str:
    """What came of it: a value, or the error's code."""
    try:
        cursor = await session.execute(statement.encode())
        row = await cursor.fetchone() if cursor.description else None
    except psycopg.Error as error:
        return error.sqlstate or "no SQLSTATE"
    return str(row)


async def test_all_that_the_kernel_offers_holds(cluster: Cluster) -> None:
    """A layer that is not applied would be missed by nothing else."""
    assert cluster.confinement == offered()


async def test_it_does_the_work_of_a_server_all_the_same(superuser: psycopg.AsyncConnection) -> None:
    """Parallel workers, time zones, collations, extensions, sorting on disk, and its own settings."""
    await superuser.execute("CREATE TABLE many AS SELECT g FROM generate_series(1, 50000) AS g")
    settings = {"parallel_setup_cost": "0", "parallel_tuple_cost": "0", "min_parallel_table_scan_size": "0"}
    for name, value in {**settings, "work_mem": "64kB"}.items():
        await superuser.execute(sql.SQL("SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
    plan = await (await superuser.execute("EXPLAIN (ANALYZE) SELECT g FROM many ORDER BY g")).fetchall()
    assert any("external merge" in line for (line,) in plan)
    plan = await (await superuser.execute("EXPLAIN (ANALYZE) SELECT count(*) FROM many")).fetchall()
    assert any("Workers Launched: " in line and "Launched: 0" not in line for (line,) in plan)
    for statement in ("CREATE EXTENSION citext", "ALTER SYSTEM SET work_mem = '5MB'", "CHECKPOINT", "VACUUM many"):
        await superuser.execute(statement.encode())
    cursor = await superuser.execute("SELECT now() AT TIME ZONE 'Pacific/Chatham' IS NOT NULL")
    assert await cursor.fetchone() == (True,)


async def test_no_program_runs(superuser: psycopg.AsyncConnection, cluster: Cluster) -> None:
    """The file is asked for where the server may write."""
    proof = cluster.folder / "data" / "ran"
    await attempt(superuser, f"COPY (SELECT 1) TO PROGRAM 'touch {proof}'")
    await attempt(superuser, f"CREATE TEMP TABLE t (a text); COPY t FROM PROGRAM '/bin/sh -c \"echo > {proof}\"'")
    await attempt(superuser, f"ALTER SYSTEM SET archive_command = 'touch {proof}'")
    assert not proof.exists()


@pytest.mark.parametrize("place", ["open", "/dev/shm", "/tmp"])
async def test_nothing_is_written_elsewhere(superuser: psycopg.AsyncConnection, tmp_path: Path, place: str) -> None:
    """Not even where everybody may."""
    tmp_path.chmod(0o777)
    folder = tmp_path if place == "open" else Path(place)
    file = folder / f"escaped_{tmp_path.name}"
    assert await attempt(superuser, f"COPY (SELECT 1) TO '{file}'") == "42501"
    await attempt(superuser, f"SELECT lo_export(lo_from_bytea(0, 'x'), '{file}')")
    await attempt(superuser, f"CREATE TABLESPACE t LOCATION '{folder}'")
    assert not file.exists()
    assert not list(tmp_path.iterdir())


async def test_nothing_is_read_elsewhere(superuser: psycopg.AsyncConnection, tmp_path: Path) -> None:
    """Keys and configuration lie on every machine, and many are readable by all."""
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o055)
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    secret.chmod(0o644)
    for path in (secret, Path("/etc/passwd"), Path("/proc/version")):
        assert await attempt(superuser, f"SELECT pg_read_file('{path}')") == "42501"
    for folder in ("/", "/etc", "/home", str(tmp_path)):
        assert await attempt(superuser, f"SELECT pg_ls_dir('{folder}')") == "42501"


async def test_no_library_is_loaded_from_elsewhere(
    superuser: psycopg.AsyncConnection, cluster: Cluster, tmp_path: Path
) -> None:
    """What lies outside of its installation is not even opened."""
    cursor = await superuser.execute("SELECT setting FROM pg_config WHERE name = 'PKGLIBDIR'")
    (libraries,) = await cursor.fetchone() or ("",)
    copied = Path("/tmp") / f"{tmp_path.name}_{cluster.pid}.so"
    shutil.copy(Path(libraries) / "citext.so", copied)
    try:
        copied.chmod(0o755)
        assert await attempt(superuser, f"LOAD '{copied}'") in {"42501", "58P01"}
        assert await attempt(superuser, "LOAD 'citext'") == "None"
    finally:
        copied.unlink()


async def test_no_connection_leaves_the_machine_nor_reaches_it(superuser: psycopg.AsyncConnection) -> None:
    """Whoever listens on the loopback hears nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)
        port = listener.getsockname()[1]
        await superuser.execute("CREATE EXTENSION IF NOT EXISTS dblink")
        said = await attempt(
            superuser, f"SELECT dblink_connect('hostaddr=127.0.0.1 port={port} connect_timeout=2 user=x dbname=x')"
        )
        assert said == "08001"
        with pytest.raises(BlockingIOError):
            listener.accept()
