"""Rows that a way back has no place for are kept as JSON, whatever their columns are called."""

from pathlib import Path

import pytest

from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, down_files, plan_in, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio


async def test_rows_of_a_table_that_goes_are_kept_whole(
    shadow_15: Shadow, production: Production, tmp_path: Path
) -> None:
    """Of a table whose alias is the name of one of its columns, PostgreSQL takes that name for the column."""
    change = "CREATE TABLE lost (lost int PRIMARY KEY, what text);"
    generated = await plan_in(tmp_path, shadow_15, schema="", change=change, name="rescued")
    async with Hosts(production, {15: folder_of(15) / "psql"}).database(15, tmp_path) as live:
        await live.run_files(*up_files(generated.plan, generated.folder))
        await live.run("INSERT INTO lost VALUES (1, 'kept')")
        await live.run_files(*down_files(generated.plan, generated.folder))
        found = await live.connection.execute("SELECT object, row_data FROM migration_planner.rescued_rows")
        assert await found.fetchall() == [("public.lost", {"lost": 1, "what": "kept"})]
