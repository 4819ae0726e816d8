"""Rows that break a domain's new constraint are found before it is proved, wherever the domain is used."""

from pathlib import Path

import pytest

from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, plan_in, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE DOMAIN amount AS int;
CREATE DOMAIN price AS amount;
CREATE TABLE items (id int PRIMARY KEY, "the price" price);
"""
CHANGE = "ALTER DOMAIN amount ADD CONSTRAINT positive CHECK (VALUE > 0)"


async def test_the_check_says_where_rows_are_that_break_it_and_how_to_count_them(
    shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """Also in a column of a domain over it; new values are held to it meanwhile, and null breaks nothing."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="positive")
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA, "INSERT INTO items VALUES (1, -1), (2, 2), (3, NULL);")
        (contract,) = up_files(generated.plan, generated.folder)
        refused = await live.file_refusal(contract)
        assert refused is not None and 'rows of public.items break public.amount.positive in "the price"' in refused
        count = refused[refused.index("SELECT count(*)") : refused.index(" counts them")]
        await live.run(f"DO $$ BEGIN ASSERT ({count}) = 1; END $$;")
        refused = await live.refusal("INSERT INTO items VALUES (4, 0);")
        assert refused is not None and "positive" in refused
        await live.run('UPDATE items SET "the price" = 1 WHERE id = 1;')
        await live.run_files(contract)
