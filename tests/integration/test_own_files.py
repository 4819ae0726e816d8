"""What the planner reads and writes itself is no code that uses the database."""

from pathlib import Path

import pytest

from server import pipeline
from server.configuration import load_configuration
from server.memory import Memory
from server.postgres.shadow import Shadow
from server.study import Services

pytestmark = pytest.mark.anyio

CHANGE = "ALTER TABLE items RENAME COLUMN note TO remark;"


async def told(_fraction: float, _doing: str) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def services(tmp_path: Path, shadow_18: Shadow) -> Services:
    """A project that holds its schema, a change and one program."""
    (tmp_path / "schema.sql").write_text("CREATE TABLE items (id bigint PRIMARY KEY, note text);")
    (tmp_path / "change.sql").write_text(f"UPDATE items SET note = upper(note);\n{CHANGE}")
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "items.py").write_text('QUERY = "SELECT note FROM items WHERE id = %s"\n')
    store = {"KG_STORE": f"sqlite:///{tmp_path / 'graph.sqlite3'}"}
    configuration = load_configuration(path=None, environment=store, working_directory=tmp_path)
    return Services(
        configuration=configuration,
        shadow=shadow_18,
        memory=Memory(configuration.store_url),
        today=lambda: "2026-01-02",
        now=lambda: "2026-01-02T03:04:05Z",
    )


async def test_the_same_change_gives_the_same_plan_although_the_first_is_on_disk(services: Services) -> None:
    """Services affected are part of a plan, and its own files would name the tables."""
    plans = [
        await pipeline.generate_migration(
            services,
            database="schema.sql",
            change=CHANGE,
            desired_schema="",
            name="remark",
            reason="",
            decisions={},
            progress=told,
        )
        for _ in range(2)
    ]
    assert plans[0].plan.identity == plans[1].plan.identity
    assert [folder.name for folder in services.configuration.migrations.iterdir()] == [plans[0].folder.name]


async def test_only_programs_are_found_to_use_what_changes(services: Services) -> None:
    """A schema file that defines a column, or the change's own file, does not break when the column goes."""
    impact = await pipeline.analyze_impact(services, database="schema.sql", change="change.sql", progress=told)
    assert {reference.path for reference in impact.code.references} == {"api/items.py"}
