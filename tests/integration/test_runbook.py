"""A plan is carried out and taken back by its runbook alone, as a shell runs it."""

import itertools
import os
import re
import subprocess
from pathlib import Path

import pytest
from anyio import to_thread

from server.postgres.shadow import Shadow
from tests.cases_runner import CASES, Case, Hosts, Live, assert_same_schema, plan_in
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

PLANS = [
    "add_column/volatile_default_not_null",
    "add_foreign_key/ordinary",
    "add_unique/composite_include_deferrable",
    "change_rows/split_a_column",
    "change_type/key_with_references",
    "change_type/numeric_scale",
    "create_index/partitioned",
    "drop_column/with_index_and_constraints",
    "mixed/everything_on_one_table",
    "rename_table/with_columns",
    "replace_constraint/primary_key",
    "set_not_null/with_nulls",
]


def block(document: str, heading: str, language: str) -> str:
    """The first block of code below a heading."""
    found = re.search(rf"^## {heading}\n.*?^```{language}\n(.*?)^```", document, flags=re.M | re.S)
    assert found, heading
    return found[1]


async def shell(script: str, folder: Path, major: int, **variables: str) -> str:
    """Run it as a person would paste it, stopping at the first failure; what it printed."""
    environment = {**os.environ, **variables, "PATH": f"{folder_of(major)}:{os.environ['PATH']}"}
    done = await to_thread.run_sync(
        lambda: subprocess.run(
            ["bash", "-e", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def is_verified(document: str, live: Live, folder: Path, major: int) -> None:
    """Each query of the runbook says that what it asks holds."""
    queries = re.search(r"^## Verification\n\n.*?^```sql\n(.*?)^```", document, flags=re.M | re.S)
    if queries is None:
        return
    (folder / "verification.sql").write_text(queries[1])
    said = await shell('psql -X -q -A -t -v ON_ERROR_STOP=1 -f verification.sql "$URL"', folder, major, URL=live.url)
    assert said and all(line.startswith("t|") for line in said.splitlines()), said


@pytest.fixture
def shadow_of_major(major: int, request: pytest.FixtureRequest) -> Shadow:
    """The shadow of the run's major."""
    found: Shadow = request.getfixturevalue(f"shadow_{major}")
    return found


@pytest.mark.parametrize(("name", "major"), list(zip(PLANS, itertools.cycle([15, 18]), strict=False)))
async def test_a_shell_carries_out_the_runbook(
    name: str, major: int, shadow_of_major: Shadow, production: Production, tmp_path: Path
) -> None:
    """Backup, staging, production, verification, and the emergency procedure: nothing is left to guess."""
    case = Case.read(CASES / name)
    generated = await plan_in(
        tmp_path, shadow_of_major, schema=case.schema, change=case.change, name=name, decisions=case.decisions
    )
    document = (generated.folder / "runbook.md").read_text()
    hosts = Hosts(production, {each: folder_of(each) / "psql" for each in (15, 18)})
    async with (
        hosts.database(major, tmp_path) as live,
        hosts.database(major, tmp_path) as staging,
        hosts.database(major, tmp_path) as direct,
    ):
        for each in (live, staging, direct):
            await each.run(case.schema, case.rows)
        before = await live.state()
        urls = {"DATABASE_URL": live.url, "STAGING_URL": staging.url}
        await shell(block(document, "Standard Procedure", "bash"), generated.folder, major, **urls)
        if not case.expect.direct_fails:
            await direct.run(case.change)
            assert_same_schema(await direct.state(), await live.state(), "by the runbook")
        await is_verified(document, live, generated.folder, major)
        await shell(block(document, "Emergency Rollback", "bash"), generated.folder, major, **urls)
        back = await live.state()
        assert_same_schema(before, back, "by the emergency procedure")
        assert back.rows == before.rows
