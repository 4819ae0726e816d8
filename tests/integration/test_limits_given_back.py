"""A limit that a change took off a type comes back only when every value fits it: PostgreSQL would round in silence."""

from pathlib import Path

import pytest

from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, down_files, plan_in, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio


@pytest.fixture
async def hosts(production: Production) -> Hosts:
    """A live server."""
    return Hosts(production, {18: folder_of(18) / "psql"})


@pytest.mark.parametrize(
    ("types", "values"),
    [
        (("numeric(10,2)", "numeric"), ("1.239", "1.24")),
        (("timestamp(0) with time zone", "timestamptz"), ("2026-01-02 00:00:00.7+00", "2026-01-02 00:00:01+00")),
        (("interval(0)", "interval"), ("0.7 s", "1 s")),
        (("character varying(3)", "varchar(9)"), ("long", "lon")),
    ],
)
async def test_values_that_the_old_limit_would_change_are_told_before_the_way_back(
    shadow_18: Shadow, hosts: Hosts, tmp_path: Path, types: tuple[str, str], values: tuple[str, str]
) -> None:
    """The plan says that nothing is lost."""
    (limited, free), (finer, fitting) = types, values
    schema = f"CREATE TABLE items (id int PRIMARY KEY, value {limited})"
    change = f"ALTER TABLE items ALTER COLUMN value TYPE {free}"
    made = await plan_in(tmp_path, shadow_18, schema=schema, change=change, name="free", decisions={})
    async with hosts.database(18, tmp_path) as live:
        await live.run(schema)
        await live.run_files(*up_files(made.plan, made.folder))
        await live.run(f"INSERT INTO items VALUES (1, '{finer}'), (2, NULL)")
        said = await live.file_refusal(*down_files(made.plan, made.folder))
        assert said is not None and "rows of public.items hold values in value that are" in said
        assert f"{limited}: " in said
        await live.run(f"UPDATE items SET value = '{fitting}' WHERE id = 1")
        await live.run_files(*down_files(made.plan, made.folder))
