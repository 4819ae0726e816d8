"""Who owns the services that a change touches is told with them and remembered, by CODEOWNERS and the configuration."""

from pathlib import Path
from typing import Any

import pytest

from knowledge.store import open_store
from tests.integration.test_learning_story import client_of
from tests.integration.test_together import succeed

pytestmark = pytest.mark.anyio

CHANGE = {"database": "shop", "change": "ALTER TABLE rates DROP COLUMN rank"}
QUERY = "RANKS = 'SELECT rank FROM rates'\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A service with a CODEOWNERS file and one whose owner is configured."""
    (tmp_path / "schema.sql").write_text("CREATE TABLE rates (id bigint PRIMARY KEY, rank int);")
    for path in ("billing/web/ranks.py", "billing/jobs/ranks.py", "report/ranks.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(QUERY)
    (tmp_path / "billing" / "CODEOWNERS").write_text("/web/ @web ann@example.com\n")
    (tmp_path / "migration-planner.toml").write_text(
        '[databases.shop]\nschema = "schema.sql"\n[memory]\nstore = "sqlite:///graph.sqlite"\n'
        '[projects.billing]\npath = "billing"\nowners = ["@billing"]\n[projects.report]\npath = "report"\n'
    )
    return tmp_path


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_services_are_told_with_who_owns_the_files_that_use_what_changes(project: Path, mode: Any) -> None:
    """In the report of the impact, in the checklist of the plan and in the graph."""
    async with client_of(project, mode, "first") as client:
        impact = await succeed(client, "analyze_impact", CHANGE)
        evidence = {item["label"]: item["evidence"] for item in impact["checklist"]}
        assert evidence["billing/web"].endswith("; owned by @web, ann@example.com")
        assert evidence["billing/jobs"].endswith("; owned by @billing")
        assert "owned by" not in evidence["Reporting queries"] + evidence.get("report", "")
        planned = await succeed(client, "generate_migration", CHANGE)
    assert "owned by @web, ann@example.com" in (project / planned["folder"] / "impact.md").read_text().replace("\\", "")
    graph = open_store(f"sqlite:///{project}/graph.sqlite").open_nodes(["owner:@web", "owner:@billing"])
    assert [entity.entity_type for entity in graph.entities] == ["Owner", "Owner"]
    owned = {(each.source, each.target) for each in graph.relations if each.relation_type == "owned_by"}
    assert owned == {("service:billing/web", "owner:@web"), ("service:billing/jobs", "owner:@billing")}


async def test_of_many_owners_the_first_are_named_and_the_others_counted(project: Path) -> None:
    """A line of a CODEOWNERS file may name any number, of any length; none is cut in two."""
    crowd = " ".join(f"@team-{number:04}" for number in range(2_000))
    (project / "billing" / "CODEOWNERS").write_text(f"/web/ {crowd}\n/jobs/ @{'o' * 5_000}\n")
    async with client_of(project, "auto", "first") as client:
        impact = await succeed(client, "analyze_impact", CHANGE)
        evidence = {item["label"]: item["evidence"] for item in impact["checklist"]}
        named = "@team-0000, @team-0001, @team-0002, @team-0003, @team-0004"
        assert evidence["billing/web"].endswith(f"; owned by {named} and 1995 more")
        assert evidence["billing/jobs"].endswith("; owned by @billing")
        await succeed(client, "generate_migration", CHANGE)
    graph = open_store(f"sqlite:///{project}/graph.sqlite").open_nodes(["service:billing/web"])
    assert len([each for each in graph.relations if each.relation_type == "owned_by"]) == 50
