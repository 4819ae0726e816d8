"""A change with its own BEGIN and COMMIT is run as written, told, and planned in transactions of the plan's own."""

from pathlib import Path

import pytest
from mcp import Client

from server.postgres.shadow import Shadow
from server.tools.desk import Desk
from server.tools.every_tool import all_tools
from server.tools.pipeline_planner import PipelinePlanner
from server.tools.registration import PlannerServer
from tests.integration.test_together import services, succeed, text

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE SCHEMA app;
CREATE TYPE mood AS ENUM ('calm');
CREATE TABLE items (id int PRIMARY KEY, word text, mood mood);
"""
CONFIGURATION = """
[databases.shop]
schema = "schema.sql"
[memory]
store = "sqlite:///graph.sqlite"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one database of schema files."""
    (tmp_path / "schema.sql").write_text(SCHEMA)
    (tmp_path / "migration-planner.toml").write_text(CONFIGURATION)
    return tmp_path


def planner(project: Path, shadow: Shadow) -> Client:
    """A client of a planner in this process."""
    desk = Desk(lambda: PipelinePlanner(services(project, shadow)))
    return Client(PlannerServer("test", tools=all_tools(desk, project)))


async def test_it_gets_the_plan_of_what_stands_between_them(project: Path, shadow: Shadow) -> None:
    """Migration files bring their own; they are told as what they are, a lock held until the end."""
    between = "ALTER TABLE items ADD COLUMN tag text; ALTER TABLE items ADD COLUMN note text"
    change = f"BEGIN; SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = 0; {between}; COMMIT"
    async with planner(project, shadow) as client:
        plain = await succeed(client, "generate_migration", {"database": "shop", "change": between})
        made = await succeed(client, "generate_migration", {"database": "shop", "change": change})
        assert made["verdict"]["status"] == plain["verdict"]["status"] == "proven"
        assert "own-transactions" in str(made) and "own-transactions" not in str(plain)
        impact = await succeed(client, "analyze_impact", {"database": "shop", "change": change})
        assert "holds each lock until COMMIT" in str(impact["hazards"])
        rehearsed = await succeed(client, "dry_run", {"plan": made["plan"], "rows": 10})
        assert rehearsed["verdict"]["status"] == "proven"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("BEGIN; SET LOCAL search_path = app; CREATE TABLE here (id int); COMMIT", "reaches another schema"),
        ("BEGIN; CREATE INDEX CONCURRENTLY ON items (word); COMMIT", "cannot run inside a transaction block"),
        (
            "BEGIN; ALTER TYPE mood ADD VALUE 'glad'; ALTER TABLE items ALTER mood SET DEFAULT 'glad'; COMMIT",
            "unsafe use of new value",
        ),
        ("BEGIN READ ONLY; ALTER TABLE items ADD COLUMN tag text; COMMIT", "read-only transaction"),
    ],
)
async def test_what_depends_on_them_is_refused_in_so_many_words(
    project: Path, shadow: Shadow, change: str, says: str
) -> None:
    """A plan without them would do something else than what was asked for, or what PostgreSQL refuses."""
    async with planner(project, shadow) as client:
        result = await client.call_tool("generate_migration", {"database": "shop", "change": change})
        assert result.is_error
        assert says in text(result)
    assert not (project / "migrations").exists()
