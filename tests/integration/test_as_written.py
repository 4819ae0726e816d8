"""Statements that no strategy carries out."""

from pathlib import Path

import pytest

from server import pipeline
from server.model.plan import Plan
from server.postgres.roles import Session
from server.postgres.shadow import Shadow
from tests.cases_runner import services_in, told

pytestmark = pytest.mark.anyio

CASE = Path(__file__).parents[1] / "cases" / "mixed" / "policy_around_a_type"


SCHEMA = """
CREATE TABLE parted (id integer NOT NULL, note text) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (100);
CREATE INDEX parted_note ON parted (note);
CREATE TABLE plain (id integer PRIMARY KEY, note text);
CREATE TABLE hashed (id integer NOT NULL) PARTITION BY HASH (id);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 1, REMAINDER 0);
"""


async def planned(shadow: Shadow, folder: Path, *, schema: str, change: str = "", desired: str = "") -> Plan:
    """The plan of a change."""
    (folder / "schema.sql").write_text(schema)
    generated = await pipeline.generate_migration(
        services_in(folder, shadow),
        database="schema.sql",
        change=change,
        desired_schema=desired,
        name="as written",
        reason="a test",
        decisions={},
        progress=told,
    )
    return generated.plan


async def test_neighbours_that_block_one_table_run_in_one_transaction(shadow_18: Shadow, tmp_path: Path) -> None:
    """Stopped by a bad value between DROP POLICY and CREATE POLICY, the table would stand open or shut."""
    schema, change = ((CASE / name).read_text() for name in ("schema.sql", "change.sql"))
    plan = await planned(shadow_18, tmp_path, schema=schema, change=change)
    step, analysed = plan.steps
    assert analysed.key == "maintain:statements 1, 2, 3:analyze:public.members"
    assert step.up.transactional and len(step.up.commands) == 3
    assert step.title == "DROP POLICY owners ON members (and 2 more)"
    assert not plan.without_way_back


async def test_what_refuses_a_transaction_runs_outside_of_one(shadow_18: Shadow, tmp_path: Path) -> None:
    """Grammar does not tell it: REINDEX of a partitioned table commits on its way, of an ordinary one it does not."""
    change = """
    REINDEX TABLE parted; REINDEX TABLE plain; VACUUM plain; ANALYZE plain;
    ALTER TABLE hashed DETACH PARTITION hashed_1 CONCURRENTLY;
    """
    plan = await planned(shadow_18, tmp_path, schema=SCHEMA, change=change)
    assert [(step.up.commands, step.up.transactional) for step in plan.steps] == [
        (("REINDEX TABLE parted",), False),
        (("REINDEX TABLE plain",), True),
        (("VACUUM plain",), False),
        (("ANALYZE plain",), True),
        (("ALTER TABLE hashed DETACH PARTITION hashed_1 CONCURRENTLY",), False),
    ]


async def test_maintenance_beside_a_change_is_carried_out_and_needs_no_way_back(
    shadow_18: Shadow, tmp_path: Path
) -> None:
    """It changes nothing in the schema, so that no operation speaks of it; left out, statistics would stay as old."""
    change = "REINDEX TABLE plain; ALTER TABLE plain ADD COLUMN kind text NOT NULL DEFAULT 'a'; VACUUM ANALYZE plain"
    plan = await planned(shadow_18, tmp_path, schema=SCHEMA, change=change)
    assert [step.operation for step in plan.steps] == ["add_column", "maintain", "maintain"]
    assert not plan.without_way_back
    assert [loss.object for loss in plan.losses] == ["public.plain.kind"]


async def test_labels_of_a_desired_schema_come_before_all_that_uses_them(shadow_18: Shadow, tmp_path: Path) -> None:
    """No transaction may use a label before the one that added it is committed; none of it must run as written."""
    schema = """
    CREATE TYPE mood AS ENUM ('calm');
    CREATE TABLE members (id integer PRIMARY KEY, mood mood DEFAULT 'calm');
    """
    desired = """
    CREATE TYPE mood AS ENUM ('new', 'calm', 'it''s');
    CREATE TABLE members (id integer PRIMARY KEY, mood mood DEFAULT 'new' CHECK (mood <> 'it''s'));
    CREATE INDEX of_mood ON members (id) WHERE mood = 'new';
    CREATE TABLE guests (mood mood DEFAULT 'it''s');
    """
    plan = await planned(shadow_18, tmp_path, schema=schema, desired=desired)
    operations = [step.operation for step in plan.steps]
    assert operations[:2] == ["add_label", "add_label"]
    assert set(operations[2:]) == {"create_table", "create_index", "change_default", "add_check"}


async def test_the_way_back_of_a_label_stops_first_while_rows_hold_it(shadow_18: Shadow, tmp_path: Path) -> None:
    """The type is made anew without it in several transactions: stopped at a row, half of them would be done."""
    schema = "CREATE TYPE mood AS ENUM ('calm'); CREATE TABLE members (mood mood);"
    plan = await planned(shadow_18, tmp_path, schema=schema, change="ALTER TYPE mood ADD VALUE 'it''s'")
    (check,) = plan.steps[0].down.before
    assert check.message.startswith("rows hold 'it''s' in public.members.mood")
    async with shadow_18.clone(await shadow_18.template(schema)) as clone:
        session = await clone.connect()
        found = [await _holds(session, check.condition)]
        for statement in (plan.change, "INSERT INTO members VALUES ('it''s')", "UPDATE members SET mood = 'calm'"):
            await session.execute(statement.encode())
            found.append(await _holds(session, check.condition))
    assert found == [True, True, False, True]


async def _holds(session: Session, condition: str) -> bool:
    row = await (await session.execute(f"SELECT {condition}".encode())).fetchone()
    return bool(row and row[0])
