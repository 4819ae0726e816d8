"""A statement that PostgreSQL refuses since a view needs the column: what is told then, and that it helps."""

from pathlib import Path

import pytest

from server.errors import RejectedStatement
from server.postgres.shadow import Shadow
from tests.cases_runner import plan_in

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TABLE t (id int PRIMARY KEY, "the on view" int, kept int);
CREATE VIEW "v ""1" AS SELECT id, "the on view" FROM t;
CREATE MATERIALIZED VIEW m AS SELECT kept FROM t;
"""
REMEDY = "Write DROP VIEW, this statement and CREATE VIEW in one change"


async def refusal(tmp_path: Path, shadow: Shadow, change: str) -> str:
    """What is said of the change, which must be refused."""
    with pytest.raises(RejectedStatement) as refused:
        await plan_in(tmp_path, shadow, schema=SCHEMA, change=change, name="refused")
    return str(refused.value)


@pytest.mark.parametrize(
    ("statement", "view"),
    [
        ('ALTER TABLE t ALTER COLUMN "the on view" TYPE bigint', 'id, "the on view"'),
        ('ALTER TABLE t DROP COLUMN "the on view"', "id"),
    ],
)
async def test_it_is_told_to_write_the_view_into_the_change(
    shadow_15: Shadow, shadow_18: Shadow, tmp_path: Path, statement: str, view: str
) -> None:
    """With it in the change there is a plan that runs nothing as written; the words are those of each major."""
    assert REMEDY in await refusal(tmp_path, shadow_15, statement)
    assert REMEDY in await refusal(tmp_path, shadow_18, statement)
    change = f'DROP VIEW "v ""1"; {statement}; CREATE VIEW "v ""1" AS SELECT {view} FROM t;'
    generated = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=change, name="with its view")
    assert "as_written" not in {step.operation for step in generated.plan.steps}


@pytest.mark.parametrize(
    "statement",
    ["ALTER TABLE t ALTER COLUMN kept TYPE bigint", "ALTER TABLE t DROP COLUMN kept", "DROP TABLE t"],
)
async def test_what_it_would_not_help_with_is_not_told_so(shadow_18: Shadow, tmp_path: Path, statement: str) -> None:
    """A materialized view is filled anew and a table that goes leaves nothing to look at."""
    assert REMEDY not in await refusal(tmp_path, shadow_18, statement)
