"""A data statement and its way back touch the rows they are meant to, and no others, and leave out none of them."""

from pathlib import Path

import pytest

from server import pipeline
from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, down_files, plan_in, services_in, told, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = "CREATE TABLE people (id int PRIMARY KEY, email text, plan text NOT NULL);\n"


async def test_going_back_leaves_what_others_wrote_to_rows_the_update_did_not_touch(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """The archive once held every row of the table, so that a rollback set all of them back to what they were."""
    (tmp_path / "schema.sql").write_text(SCHEMA)
    generated = await pipeline.generate_migration(
        services_in(tmp_path, shadow_18),
        database="schema.sql",
        change="UPDATE people SET email = 'none@example.org' WHERE email IS NULL",
        desired_schema="",
        name="fill",
        reason="a test",
        decisions={},
        progress=told,
    )
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, "INSERT INTO people VALUES (1, 'old@example.org', 'free'), (2, NULL, 'free');")
        await live.run_files(*up_files(generated.plan, generated.folder))
        await live.run("UPDATE people SET email = 'new@example.org', plan = 'paid' WHERE id = 1;")
        await live.run_files(*down_files(generated.plan, generated.folder))

        rows = (await live.state()).rows["public.people"]

    assert rows == [("new@example.org", "1", "paid"), (None, "2", "free")]


async def test_rows_that_a_policy_hides_stop_a_backfill_instead_of_being_left_out(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Forced row security hides rows from the owner too: the file once said it had filled the column, and had not."""
    hidden = (
        f"{SCHEMA}CREATE POLICY paying ON people USING (plan = 'paid');\n"
        "ALTER TABLE people ENABLE ROW LEVEL SECURITY;\nALTER TABLE people FORCE ROW LEVEL SECURITY;\n"
    )
    generated = await plan_in(
        tmp_path,
        shadow_18,
        schema=hidden,
        change="UPDATE people SET email = 'none@example.org' WHERE email IS NULL",
        name="fill",
    )
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live:
        await live.run(
            SCHEMA, "INSERT INTO people VALUES (1, NULL, 'paid'), (2, NULL, 'free');", hidden.partition("\n")[2]
        )
        said = await live.file_refusal(*up_files(generated.plan, generated.folder))
        await live.run("ALTER TABLE people NO FORCE ROW LEVEL SECURITY;")
        rows = (await live.state()).rows["public.people"]

    assert said is not None
    assert 'query would be affected by row-level security policy for table "people"' in said
    assert rows == [(None, "1", "paid"), (None, "2", "free")]
