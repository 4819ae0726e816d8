"""A trigger that keeps new columns in step never stands in the way of the code that does not know them."""

from pathlib import Path

import pytest

from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, plan_in, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = "CREATE TABLE items (id int PRIMARY KEY, code text);"
CHANGE = """
ALTER TABLE items ADD COLUMN number smallint;
UPDATE items SET number = code::smallint WHERE code IS NOT NULL;
ALTER TABLE items DROP COLUMN code;
"""


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE items ADD COLUMN mark text; UPDATE items SET mark = marked(code);",
        "ALTER TABLE items ALTER COLUMN code TYPE varchar(9) USING marked(code);",
    ],
    ids=["filled", "retyped"],
)
async def test_what_the_change_names_is_found_whatever_path_an_application_has(
    change: str, shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """The trigger runs in the application's sessions, whose search_path may lack the schema of a function."""
    schema = f"{SCHEMA} CREATE FUNCTION marked(text) RETURNS text LANGUAGE sql AS $$ SELECT 'm' || $1 $$;"
    generated = await plan_in(tmp_path, shadow_18, schema=schema, change=change, name="paths")
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live:
        await live.run(schema)
        await live.run_files(up_files(generated.plan, generated.folder)[0])
        await live.run("SET search_path = pg_catalog; INSERT INTO public.items (id, code) VALUES (1, '7');")
        assert "m7" in (await live.state()).rows["public.items"][0]


async def test_what_old_and_new_code_write_meanwhile_stands(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """A code that is no number is still taken; what new code writes into the new column is not overwritten."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="numbers")
    assert "rows-written-since" not in [hazard.code for hazard in generated.plan.hazards if not hazard.avoided]
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA)
        expand, migrate, contract = up_files(generated.plan, generated.folder)
        await live.run_files(expand)
        await live.run("INSERT INTO items (id, code) VALUES (1, '7'), (2, 'no number'), (3, NULL);")
        await live.run("INSERT INTO items (id, code, number) VALUES (4, '7', 8);")
        await live.run(
            "UPDATE items SET code = '9' WHERE id = 1; UPDATE items SET code = '10', number = 11 WHERE id = 4;"
        )
        await live.run("UPDATE items SET code = code;")
        assert (await live.state()).rows["public.items"] == [
            ("10", "4", "11"),
            ("9", "1", "9"),
            ("no number", "2", None),
            (None, "3", None),
        ]
        await live.run("DELETE FROM items WHERE id = 2;")
        await live.run_files(migrate, contract)
        assert (await live.state()).rows["public.items"] == [("1", "9"), ("3", None), ("4", "11")]
