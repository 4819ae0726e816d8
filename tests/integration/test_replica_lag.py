"""A backfill waits for a replica that has yet to replay what it wrote, and goes on when that has caught up."""

import struct
from pathlib import Path
from types import TracebackType
from typing import Self

import anyio
import psycopg
import pytest
from anyio import to_thread
from psycopg.conninfo import make_conninfo
from psycopg.pq import ExecStatus, PGconn

from server.model.policy import Policy
from server.postgres.binaries import identify
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from tests.integration.test_backfill import ROWS, Work
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

WIDE = "id int PRIMARY KEY, filler text DEFAULT repeat('x', 1500)"


class Replica:
    """Receives the log over the protocol a standby speaks, and says what it has replayed."""

    def __init__(self, url: str) -> None:
        self._connection = PGconn.connect(make_conninfo(url, replication="true").encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.finish()

    def start(self, place: int) -> None:
        """Begin to receive."""
        text = f"START_REPLICATION PHYSICAL {place >> 32:X}/{place & 0xFFFFFFFF:X}"
        result = self._connection.exec_(text.encode())
        assert result.status == ExecStatus.COPY_BOTH, self._connection.get_error_message()

    def replayed(self, place: int) -> None:
        """Say that all up to there is replayed."""
        self._connection.put_copy_data(b"r" + struct.pack("!qqqqb", place, place, place, 0, 0))
        self._connection.flush()


@pytest.mark.parametrize("major", [15, 18])
async def test_it_waits_until_the_replica_has_caught_up(major: int, tmp_path: Path) -> None:
    """The limit is a megabyte, the rows are four."""
    async with Cluster(role="owner", binaries=identify(folder_of(major)), loopback=True) as cluster:
        admin = cluster.conninfo(database="postgres", user=ADMIN)
        async with await psycopg.AsyncConnection.connect(admin, autocommit=True) as session:
            await session.execute("ALTER ROLE owner REPLICATION; GRANT pg_monitor TO owner")
        url = await cluster.create_database("replicated")
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
            work = Work(url, folder_of(major) / "psql", tmp_path, session)
            policy = Policy(batch_rows=50, batch_pause_ms=0, replica_lag_mb=1)
            await work.prepare(WIDE, policy=policy, portions=1)
            with Replica(url) as replica:
                replica.start(await _place(work))
                replica.replayed(await _place(work))
                process = work.start()
                while not await work.rows(
                    "SELECT FROM pg_stat_activity WHERE query LIKE 'CALL%' AND wait_event = 'PgSleep'"
                ):
                    assert process.poll() is None
                    await anyio.sleep(0.01)
                ((written,),) = await work.rows("SELECT rows_written FROM migration_planner.counted")
                assert isinstance(written, int) and 0 < written < ROWS
                while process.poll() is None:
                    replica.replayed(await _place(work))
                    await anyio.sleep(0.02)
            assert not await work.said(process)
            assert await work.rows("SELECT n, count(*)::int FROM counted GROUP BY n") == [(1, ROWS)]


async def test_a_replica_that_cannot_be_seen_is_told_of(tmp_path: Path) -> None:
    """Without the right to see its lag nothing waits: whoever runs the file must know."""
    async with Cluster(role="owner", binaries=identify(folder_of(18)), loopback=True) as cluster:
        admin = cluster.conninfo(database="postgres", user=ADMIN)
        async with await psycopg.AsyncConnection.connect(admin, autocommit=True) as session:
            await session.execute("ALTER ROLE owner REPLICATION")
        url = await cluster.create_database("unseen")
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as session:
            work = Work(url, folder_of(18) / "psql", tmp_path, session)
            await work.prepare(WIDE, policy=Policy(batch_pause_ms=0), portions=1)
            with Replica(url) as replica:
                replica.start(await _place(work))
                process = work.start()
                _, said = await to_thread.run_sync(process.communicate)
            assert process.returncode == 0 and "GRANT pg_monitor" in said


async def _place(work: Work) -> int:
    ((place,),) = await work.rows("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint")
    return int(str(place))
