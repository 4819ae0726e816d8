"""A partition is detached in spite of a reader that will not end, and of the file being stopped there."""

from pathlib import Path

import psycopg
import pytest

from server.postgres.shadow import Shadow
from tests.cases_runner import CASES, Case, Hosts, assert_same_schema, down_files, plan_in, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

_PENDING = "SELECT count(*) FROM pg_inherits WHERE inhdetachpending"


@pytest.mark.parametrize("then", ["up", "down"])
async def test_a_detachment_that_gave_up_waiting_is_taken_up_again_or_undone(
    then: str, shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """CONCURRENTLY commits half-way, and PostgreSQL then refuses both the same statement and ATTACH."""
    case = Case.read(CASES / "detach_partition" / "hostile_with_keys_and_triggers")
    generated = await plan_in(tmp_path, shadow_18, schema=case.schema, change=case.change, name="detached")
    (up,), (down,) = up_files(generated.plan, generated.folder), down_files(generated.plan, generated.folder)
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live, hosts.database(18, tmp_path) as direct:
        await live.run(case.schema, case.rows)
        await direct.run(case.schema, case.rows)
        async with await psycopg.AsyncConnection.connect(live.url) as reader:
            await reader.execute('SELECT FROM "the ""log"')
            impatient = tmp_path / "impatient.sql"
            impatient.write_text(up.read_text().replace("SET lock_timeout = '", "SET lock_timeout = '100ms'; --"))
            assert "lock timeout" in (await live.file_refusal(impatient) or "")
            cursor = await reader.execute(_PENDING)
            assert await cursor.fetchone() == (1,)
        if then == "up":
            await live.run_files(up)
            await direct.run(case.change)
        else:
            await live.run_files(down)
        assert_same_schema(await direct.state(), await live.state(), then)
        assert await live.dump() == await direct.dump()
