"""A plan that stops between any two steps is taken up again as its files say, and reaches the same end."""

import os
import random
from pathlib import Path

import pytest

from server.model.plan import Phase
from server.postgres.shadow import Shadow
from server.render.sql_files import Direction, is_repeatable
from tests.cases_runner import (
    Case,
    Hosts,
    Live,
    all_cases,
    assert_same_schema,
    down_files,
    phases_with_steps,
    plan_in,
    up_files,
)
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

EXAMPLES = int(os.environ.get("MIGRATION_PLANNER_EXAMPLES", "3"))
_TRIED = [
    pytest.param(case, major, id=f"{case.name}-pg{major}")
    for case in all_cases()
    if not (case.expect.open_decisions or case.expect.no_way_back or case.expect.disproven)
    for major in case.expect.majors
]
RUNS = _TRIED if EXAMPLES >= 20 else random.Random(5).sample(_TRIED, 10)
"""All of them with MIGRATION_PLANNER_EXAMPLES=20."""


async def cut(live: Live, file: Path, phase: Phase, direction: Direction, at: int) -> None:
    """Run the file up to a step, as if the connection were lost after it, and then as its header says."""
    text = file.read_text()
    label = "Step {} of {}" if direction == "up" else "Undo step {} of {}"
    order = range(1, len(phase.steps) + 1) if direction == "up" else range(len(phase.steps), 0, -1)
    rule = "-- " + "-" * 75 + "\n"
    starts = [text.index(rule + "-- " + label.format(number, len(phase.steps))) for number in order]
    await live.run(text[: starts[at]])
    rest = text if is_repeatable(phase, direction) else text[: starts[0]] + text[starts[at] :]
    await live.run(rest)


@pytest.fixture
def shadow_of_major(major: int, request: pytest.FixtureRequest) -> Shadow:
    """The shadow of the run's major."""
    found: Shadow = request.getfixturevalue(f"shadow_{major}")
    return found


@pytest.mark.parametrize(("case", "major"), RUNS)
async def test_taken_up_again_after_any_step_it_ends_the_same(
    case: Case, major: int, shadow_of_major: Shadow, production: Production, tmp_path: Path
) -> None:
    """Each file is stopped, up and down; at each step in turn with MIGRATION_PLANNER_EXAMPLES=20, else at one."""
    generated = await plan_in(
        tmp_path, shadow_of_major, schema=case.schema, change=case.change, name="stopped", decisions=case.decisions
    )
    plan = generated.plan
    phases = phases_with_steps(plan)
    most = max(len(phase.steps) for phase in phases)
    moments = range(most) if EXAMPLES >= 20 else [random.Random(case.name).randrange(most)]
    hosts = Hosts(production, {major: folder_of(major) / "psql"})
    async with hosts.database(major, tmp_path) as straight:
        await straight.run(case.schema, case.rows)
        before = await straight.state()
        await straight.run_files(*up_files(plan, generated.folder))
        wanted = await straight.state(differs=case.expect.differs)
    for moment in moments:
        async with hosts.database(major, tmp_path) as live:
            await live.run(case.schema, case.rows)
            loaded = (await live.state()).rows
            # what is filled with the time of loading is never the same twice
            left_out = {*case.expect.rows_lost, *(name for name in loaded if loaded[name] != before.rows[name])}
            for phase, file in zip(phases, up_files(plan, generated.folder), strict=True):
                await cut(live, file, phase, "up", min(moment, len(phase.steps) - 1))
            found = await live.state(differs=case.expect.differs)
            assert_same_schema(wanted, found, f"up, stopped after {moment} steps")
            assert found.rows_without(left_out) == wanted.rows_without(left_out)
            for phase, file in zip(reversed(phases), down_files(plan, generated.folder), strict=True):
                await cut(live, file, phase, "down", min(moment, len(phase.steps) - 1))
            back = await live.state(columns_of=before.catalog)
            assert_same_schema(before, back, f"down, stopped after {moment} steps")
            assert back.rows_without(left_out) == before.rows_without(left_out)
