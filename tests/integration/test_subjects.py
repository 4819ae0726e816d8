"""What a plan is about is told from the catalogs, whatever its names hold, and follows what is renamed."""

from pathlib import Path

import pytest

from knowledge.store import open_store
from server.model.outcome import Outcome
from server.model.subject import Subject
from server.postgres.shadow import Shadow
from tests.cases_runner import plan_in, services_in

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE SCHEMA "odd.schema";
CREATE TABLE "odd.schema"."a:""b" (id bigint PRIMARY KEY, "größe é" int, price int CHECK (price > 0));
CREATE INDEX "an index" ON "odd.schema"."a:""b" ("größe é");
"""
TABLE = ("odd.schema", 'a:"b')


async def test_subjects_have_their_names_before_and_after(shadow_18: Shadow, tmp_path: Path) -> None:
    """Each once a statement, with the table it is part of."""
    change = """
    ALTER TABLE "odd.schema"."a:""b" RENAME COLUMN "größe é" TO "size";
    ALTER INDEX "odd.schema"."an index" RENAME TO "another";
    ALTER TABLE "odd.schema"."a:""b" ADD COLUMN "c d" text;
    """
    plan = (await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=change, name="odd")).plan
    assert plan.subjects == (
        Subject(kind="table", path=TABLE, table=TABLE, statement=1),
        Subject(kind="column", path=(*TABLE, "größe é"), table=TABLE, became=(*TABLE, "size"), statement=1),
        Subject(kind="table", path=TABLE, table=TABLE, statement=2),
        Subject(
            kind="index",
            path=("odd.schema", "an index"),
            table=TABLE,
            became=("odd.schema", "another"),
            statement=2,
        ),
        Subject(kind="table", path=TABLE, table=TABLE, statement=3),
        Subject(kind="column", path=(*TABLE, "c d"), table=TABLE, statement=3),
    )


async def test_the_history_of_a_column_survives_the_renaming_of_its_schema(shadow_18: Shadow, tmp_path: Path) -> None:
    """From the outcome on that says it was carried out."""
    memory = services_in(tmp_path, shadow_18).memory
    first = await plan_in(
        tmp_path,
        shadow_18,
        schema=SCHEMA,
        change='ALTER TABLE "odd.schema"."a:""b" ALTER price SET DEFAULT 1',
        name="a",
    )
    second = await plan_in(
        tmp_path, shadow_18, schema=SCHEMA, change='ALTER SCHEMA "odd.schema" RENAME TO plain', name="b"
    )
    memory.remember_outcome(first.plan, Outcome(status="succeeded"), when="2026-01-02T00:00:00Z")
    memory.remember_outcome(second.plan, Outcome(status="succeeded"), when="2026-01-03T00:00:00Z")
    store = open_store(memory.shown_url)
    name = 'column:"schema.sql".plain."a:""b".price'
    (column,) = store.open_nodes(['column:"schema.sql"."odd.schema"."a:""b".price']).entities
    assert column.name == name
    changed = {r.source for r in store.open_nodes([name]).relations if r.relation_type == "changes"}
    assert changed == {f"migration:{first.plan.identity[:12]}"}
