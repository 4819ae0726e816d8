"""Statements that no strategy carries out."""

from pathlib import Path

import pytest

from server import pipeline
from server.postgres.shadow import Shadow
from tests.cases_runner import services_in, told

pytestmark = pytest.mark.anyio

CASE = Path(__file__).parents[1] / "cases" / "mixed" / "policy_around_a_type"


async def test_neighbours_that_block_one_table_run_in_one_transaction(shadow_18: Shadow, tmp_path: Path) -> None:
    """Stopped by a bad value between DROP POLICY and CREATE POLICY, the table would stand open or shut."""
    (tmp_path / "schema.sql").write_text((CASE / "schema.sql").read_text())
    generated = await pipeline.generate_migration(
        services_in(tmp_path, shadow_18),
        database="schema.sql",
        change=(CASE / "change.sql").read_text(),
        desired_schema="",
        name="roles",
        reason="a test",
        decisions={},
        progress=told,
    )
    (step,) = generated.plan.steps
    assert step.up.transactional and len(step.up.commands) == 3
    assert step.title == "DROP POLICY owners ON members (and 2 more)"
    assert not generated.plan.without_way_back
