"""The way back of a migration run by hand: written, or checked for what it forgets."""

from pathlib import Path

import pytest
from mcp import Client

from server.app import build_server
from server.configuration import load_configuration
from server.errors import ChangeError, RejectedStatement
from server.hand_written import check_rollback
from server.memory import Memory
from server.model.rollback_check import RollbackCheck
from server.postgres.shadow import Shadow
from server.study import Services

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TABLE "Items" (id int PRIMARY KEY, name text NOT NULL DEFAULT 'x', price int, "sold; at" timestamptz);
CREATE INDEX "by (price)" ON "Items" (price) WHERE price > 0;
CREATE VIEW cheap AS SELECT id, name FROM "Items" WHERE price < 10;
"""


async def told(_fraction: float, _doing: str) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def services(tmp_path: Path, shadow: Shadow) -> Services:
    """A project with a schema."""
    (tmp_path / "schema.sql").write_text(SCHEMA)
    store = {"KG_STORE": f"sqlite:///{tmp_path / 'graph.sqlite3'}"}
    configuration = load_configuration(path=None, environment=store, working_directory=tmp_path)
    return Services(
        configuration=configuration,
        shadow=shadow,
        memory=Memory(configuration.store_url),
        today=lambda: "2026-01-02",
        now=lambda: "2026-01-02T03:04:05Z",
    )


async def checked(services: Services, up: str, down: str = "") -> RollbackCheck:
    """Check a way back, or have one written."""
    return await check_rollback(services, database="schema.sql", change=up, down=down, progress=told)


async def test_a_way_back_that_restores_all_is_said_to(services: Services) -> None:
    """Rows from before and rows written since are both looked at."""
    found = await checked(
        services,
        'ALTER TABLE "Items" ADD COLUMN tag text; CREATE INDEX ON "Items" (tag);',
        'ALTER TABLE "Items" DROP COLUMN tag;',
    )
    assert found.restores_schema and found.restores_rows, found
    assert found.earlier.rows == found.since.rows == {'public."Items"': 100}


async def test_what_a_way_back_forgets_is_named(services: Services) -> None:
    """The index went with the column, and so did its values."""
    found = await checked(
        services,
        'ALTER TABLE "Items" DROP COLUMN price CASCADE',
        'ALTER TABLE "Items" ADD COLUMN price int',
    )
    assert not found.restores_schema
    assert any("by (price)" in each for each in found.earlier.differences)
    assert any("cheap" in each for each in found.earlier.differences)
    assert 'public."Items".price' in found.earlier.rows_changed


async def test_a_way_back_that_stops_at_rows_written_since_is_found_out(services: Services) -> None:
    """Everything is well until the new version writes what the old one could not."""
    found = await checked(
        services,
        'ALTER TABLE "Items" ALTER COLUMN name DROP NOT NULL; ALTER TABLE "Items" ALTER COLUMN name DROP DEFAULT;',
        'ALTER TABLE "Items" ALTER COLUMN name SET DEFAULT \'x\'; ALTER TABLE "Items" ALTER COLUMN name SET NOT NULL;',
    )
    assert found.restores_schema and not found.earlier.rows_changed
    assert "contains null values" in found.since.failure
    assert not found.restores_rows


async def test_rows_written_since_that_go_are_named(services: Services) -> None:
    """A way back that takes away what only the new version has takes whole rows with it."""
    found = await checked(
        services,
        'ALTER TABLE "Items" ADD COLUMN tag text',
        'DELETE FROM "Items" WHERE tag IS NOT NULL; ALTER TABLE "Items" DROP COLUMN tag',
    )
    assert found.restores_schema
    assert 'public."Items"' in found.since.rows_changed


async def test_without_one_a_way_back_is_written_and_tried(services: Services) -> None:
    """It undoes the statements from the last to the first."""
    found = await checked(
        services,
        'ALTER TABLE "Items" RENAME COLUMN name TO title; CREATE INDEX i ON "Items" (title); '
        'ALTER TABLE "Items" ADD CHECK (price > -5) NOT VALID;',
    )
    assert found.written and found.restores_rows, found
    assert found.down.index("statement 3") < found.down.index("statement 2") < found.down.index("statement 1")


async def test_what_no_way_back_can_be_written_for_is_said(services: Services) -> None:
    """Nothing tells the old values of rows that a migration run by hand writes."""
    found = await checked(services, 'UPDATE "Items" SET price = 0; ALTER TABLE "Items" ADD COLUMN tag text;')
    assert found.unwritten == (1,)
    assert found.restores_schema and 'public."Items".price' in found.earlier.rows_changed


async def test_what_cannot_be_run_or_read_is_refused(services: Services) -> None:
    """A fault of the migration is not one of its way back."""
    with pytest.raises(RejectedStatement, match="no_such"):
        await checked(services, "DROP TABLE no_such", "SELECT 1")
    with pytest.raises(ChangeError, match='"down" cannot be read: SQL syntax error'):
        await checked(services, 'ALTER TABLE "Items" ADD COLUMN tag text', "ALTER TABLE nonsense nonsense")
    failing = await checked(services, 'ALTER TABLE "Items" ADD COLUMN tag text', "DROP TABLE no_such")
    assert "statement 1 (line 1)" in failing.earlier.failure and not failing.restores_schema


async def test_an_agent_is_told_what_to_do(tmp_path: Path) -> None:
    """Over the protocol, with files of the project."""
    (tmp_path / "schema.sql").write_text(SCHEMA)
    (tmp_path / "up.sql").write_text('ALTER TABLE "Items" DROP COLUMN "sold; at";')
    (tmp_path / "down.sql").write_text('ALTER TABLE "Items" ADD COLUMN "sold; at" timestamptz;')
    configuration = load_configuration(path=None, environment={}, working_directory=tmp_path)
    given: dict[str, object] = {"database": "schema.sql", "change": "up.sql", "down": "down.sql"}
    async with Client(build_server(configuration)) as client:
        reply = (await client.call_tool("generate_rollback", given)).structured_content
        assert reply and reply["checked"]["restores_schema"] and not reply["checked"]["restores_rows"]
        assert reply["checked"]["findings"] == ['public."Items"."sold; at" does not hold what it held before']
        assert "generate_migration" in reply["next"]
        given |= {"down": "", "by_hand": True}
        written = (await client.call_tool("generate_rollback", given)).structured_content
        assert written and "ADD COLUMN" in written["steps"][0]["sql"]
        refused = await client.call_tool("generate_rollback", {"plan": "abcdef", "down": "SELECT 1"})
        assert refused.is_error
