"""What the SQL we write takes for granted of conversions between types."""

from itertools import permutations

import psycopg
import pytest

from server.diff.alterations import CONVERTED
from server.postgres.binaries import identify
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("major", [15, 18])
async def test_types_said_to_be_converted_to_each_other_are(major: int) -> None:
    """Where no cast is, ALTER COLUMN TYPE would be refused even of an empty table."""
    pairs = {pair for types in CONVERTED for pair in permutations(types, 2)}
    async with Cluster(role="owner", binaries=identify(folder_of(major)), loopback=True) as cluster:
        conninfo = cluster.conninfo(database="postgres", user=ADMIN)
        async with await psycopg.AsyncConnection.connect(conninfo) as session:
            cursor = await session.execute(
                "SELECT s.typname, t.typname FROM pg_cast"
                " JOIN pg_type AS s ON s.oid = castsource JOIN pg_type AS t ON t.oid = casttarget"
            )
            known = {(source, target) for source, target in await cursor.fetchall()}
    assert pairs - known == set()
