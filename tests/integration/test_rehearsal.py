"""A rehearsal compares with what was there when the plan began."""

from pathlib import Path

import pytest

from server import pipeline
from server.postgres.shadow import Shadow
from tests.cases_runner import services_in, told

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TABLE readings (id int PRIMARY KEY, taken date);
CREATE FUNCTION make_table_of_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    CREATE TABLE IF NOT EXISTS readings_of_a_day (id int);
    RETURN NEW;
END $$;
CREATE TRIGGER make_table_of_day BEFORE INSERT ON readings FOR EACH ROW EXECUTE FUNCTION make_table_of_day();
"""


async def test_what_a_trigger_makes_while_rows_are_made_up_is_no_fault_of_the_way_back(
    shadow: Shadow, tmp_path: Path
) -> None:
    """Tables that an INSERT makes, as for each day of readings, are there before the first step."""
    (tmp_path / "schema.sql").write_text(SCHEMA)
    rehearsed = await pipeline.dry_run(
        services_in(tmp_path, shadow),
        plan="",
        database="schema.sql",
        change="ALTER TABLE readings ADD COLUMN note text",
        rows=5,
        progress=told,
    )
    assert rehearsed.verdict.reversible, rehearsed.verdict.findings


async def test_an_invalid_index_that_a_failed_step_leaves_is_named(shadow: Shadow, tmp_path: Path) -> None:
    """Every write goes on maintaining it, and the next try stumbles over its name."""
    (tmp_path / "schema.sql").write_text("CREATE TABLE items (id int PRIMARY KEY)")
    rehearsed = await pipeline.dry_run(
        services_in(tmp_path, shadow),
        plan="",
        database="schema.sql",
        change="CREATE INDEX one_of_each ON items ((1 / (id - id)))",
        rows=5,
        progress=told,
    )
    failed = [finding.text for finding in rehearsed.verdict.findings if finding.severity == "fails"]
    assert failed[0].endswith("; it leaves behind, invalid: public.one_of_each"), failed


async def test_what_a_step_writes_and_waits_for_is_in_its_evidence(shadow: Shadow, tmp_path: Path) -> None:
    """A reader learns what it costs a standby, and whose long transaction would hold it up."""
    (tmp_path / "schema.sql").write_text("CREATE TABLE items (id int PRIMARY KEY, word text)")
    rehearsed = await pipeline.dry_run(
        services_in(tmp_path, shadow),
        plan="",
        database="schema.sql",
        change="CREATE INDEX CONCURRENTLY ON items (word); UPDATE items SET word = 'same'",
        rows=50,
        progress=told,
    )
    ups = [script for script in rehearsed.verdict.evidence.scripts if script.direction == "up"]
    assert any("writers" in script.waits_for for script in ups), ups
    assert any(script.rows_written >= 50 and script.wal_bytes > 50 * 20 for script in ups), ups


async def test_what_a_statement_builds_writes_and_waits_for_is_told_with_its_impact(
    shadow: Shadow, tmp_path: Path
) -> None:
    """Also what no reading of the text shows, such as rows that a statement inside a block writes."""
    (tmp_path / "schema.sql").write_text("CREATE TABLE items (id int PRIMARY KEY, word text)")
    impact = await pipeline.analyze_impact(
        services_in(tmp_path, shadow),
        database="schema.sql",
        change="CREATE INDEX CONCURRENTLY of_words ON items (word); INSERT INTO items SELECT generate_series(1, 7)",
        progress=told,
    )
    built, written = impact.observations
    assert built.built == ("public.of_words",)
    assert "writers" in built.waits_for
    assert written.rows_written == {"public.items": 7}
