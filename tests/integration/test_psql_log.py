"""What a real psql prints of a plan's files is read into its steps."""

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread

from server.learning.run_log import ReadLog, read_log
from server.model.answer import Generated
from server.plans import load
from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, Live, plan_in, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = "CREATE TABLE public.orders (id bigint PRIMARY KEY, note text);"
ROWS = "INSERT INTO orders SELECT i, nullif(i % 3, 0)::text FROM generate_series(1, 50) AS i;"
CHANGE = "ALTER TABLE orders ALTER COLUMN note SET NOT NULL; CREATE UNIQUE INDEX orders_note ON orders (note)"
DECISIONS = {"backfill:public.orders.note": "'none'"}


@pytest.fixture
async def live(production: Production, tmp_path: Path) -> AsyncIterator[Live]:
    """A database that plays production."""
    hosts = Hosts(production, {18: folder_of(18) / "psql"})
    async with hosts.database(18, tmp_path) as found:
        yield found


def psql(url: str, file: Path, *options: str) -> str:
    """What psql printed of a file, on both of its outputs."""
    command = [
        str(folder_of(18) / "psql"),
        "-X",
        "-v",
        "ON_ERROR_STOP=1",
        *options,
        "-c",
        r"\timing on",
        "-f",
        file,
        url,
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=60)
    return done.stdout


@pytest.mark.parametrize("echo", [("-a", "-v", "VERBOSITY=verbose"), ()], ids=["echo", "bare"])
async def test_each_step_gets_its_time_and_the_one_that_failed_its_error(
    live: Live, shadow_18: Shadow, tmp_path: Path, echo: tuple[str, ...]
) -> None:
    """Duplicates keep the unique index from being built, after everything before it ran."""
    made = await plan_in(tmp_path, shadow_18, schema=SCHEMA, change=CHANGE, name="logged", decisions=DECISIONS)
    await live.run(SCHEMA, ROWS)
    read = await _all_read(made, live, echo)
    timed = {each.step for each in read if each.seconds is not None}
    (failed,) = [each for each in read if each.error]
    assert failed.step == "create_index:public.orders_note:create"
    assert failed.error.startswith("rows of public.orders agree in (note); merge or remove duplicates first")
    assert failed.error.endswith("[P0001]")
    expected = [step.key for step in made.plan.steps]
    assert {key for key in expected[: expected.index(failed.step)]} <= timed


async def _all_read(made: Generated, live: Live, echo: tuple[str, ...]) -> list[Any]:
    files = load(str(made.folder), root=made.folder.parent, inside=made.folder.parent).files
    found: list[Any] = []
    phases = [phase.name for phase in made.plan.phases if phase.steps]
    for phase, file in zip(phases, up_files(made.plan, made.folder), strict=True):
        log = await to_thread.run_sync(psql, live.url, file, *echo)
        read: ReadLog = read_log(made.plan, phase, log, files)
        assert read.not_read == ()
        found += read.steps
        if any(each.error for each in read.steps):
            break
    return found
