"""A way back that replaces views says beforehand what somebody made on top of them since."""

from pathlib import Path

import pytest

from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, down_files, plan_in, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TABLE items (id int PRIMARY KEY, name text);
CREATE VIEW listed AS SELECT id FROM items;
CREATE VIEW known AS SELECT id FROM listed;
"""
CHANGES = {
    "added to in place": "CREATE OR REPLACE VIEW listed AS SELECT id, name FROM items;",
    "made anew": "DROP VIEW known; DROP VIEW listed; CREATE VIEW listed AS SELECT id::bigint FROM items;"
    "CREATE VIEW known AS SELECT id FROM listed;",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_the_way_back_refuses_before_it_locks_and_names_what_stands_in_its_way(
    change: str, shadow_18: Shadow, production: Production, tmp_path: Path
) -> None:
    """PostgreSQL's own refusal came half-way and named CASCADE, which would have dropped what nobody can bring back."""
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=change, name="viewed")
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    back = down_files(generated.plan, generated.folder)
    async with hosts.database(18, tmp_path) as live:
        await live.run(SCHEMA)
        await live.run_files(*up_files(generated.plan, generated.folder))
        await live.run("CREATE VIEW later AS SELECT id FROM listed;")
        said = await live.file_refusal(*back)
        assert said is not None
        assert "views made since stand on" in said
        assert "CASCADE" not in said
        await live.run("DROP VIEW later;")
        await live.run_files(*back)
    assert "views made since stand on" in (generated.folder / "runbook.md").read_text()
