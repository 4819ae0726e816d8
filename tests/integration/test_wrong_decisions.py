"""An answer that PostgreSQL does not accept is refused; it never changes what the plan does."""

from pathlib import Path

import pytest

from server import pipeline
from server.errors import InvalidArgument
from server.postgres.shadow import Shadow
from tests.cases_runner import services_in, told

pytestmark = pytest.mark.anyio


ANSWERS = {
    "syntax error": "nonsense(",
    "two statements": "true); DROP TABLE items; --",
    "a statement's end": "true;",
    "more of the statement": "true) WHERE (true",
    "unknown column": "no_such_column",
    "another type": "'{}'::json",
    "two values": "true, id = 3",
    "an aggregate": "count(*) > 0",
    "a comment": "true --",
    "a comment without end": "true /*",
    "a parameter": "$1",
    "blank": "  ",
    "what the shadow forbids": "pg_catalog.pg_read_file('/etc/passwd') = ''",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_an_answer_that_is_no_expression_is_refused_by_its_key(
    answer: str, shadow_18: Shadow, tmp_path: Path
) -> None:
    """It once made the plan fall back to the change as written, which scans under a lock and asks nothing."""
    (tmp_path / "schema.sql").write_text("CREATE TABLE items (id int PRIMARY KEY, done boolean);")
    with pytest.raises(InvalidArgument, match=r'"backfill:public.items.done" fails on the shadow: .*such as false'):
        await pipeline.generate_migration(
            services_in(tmp_path, shadow_18),
            database="schema.sql",
            change="ALTER TABLE items ALTER COLUMN done SET NOT NULL",
            desired_schema="",
            name="done",
            reason="a test",
            decisions={"backfill:public.items.done": answer},
            progress=told,
        )
    assert not (tmp_path / "migrations").exists()
