"""Made-up rows that the old version writes while both shapes live end as if they had been there before the change."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from server.postgres.shadow import Shadow
from tests.cases_runner import Case, Hosts, Live, all_cases, plan_in, up_files
from tests.conftest import Production
from tests.old_shape import Write, writes_for
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

FOLDERS = {
    "change_type",
    "mixed",
    "move_columns",
    "rename_column",
    "rename_table",
    "replace_constraint",
    "replace_index",
    "replace_objects",
    "split_table",
    "tricky",
}
SHORT = {
    "change_type/key_with_references",
    "move_columns/to_the_row_it_refers_to_hostile_names",
    "split_table/hostile_names",
    "rename_column/with_other_changes",
}
AT_ONCE = {"tricky/policy_around_a_type"}
"""One file carries everything out: there is no moment between two."""
RUNS = [
    pytest.param(case, id=case.name, marks=[] if case.name in SHORT else [pytest.mark.more])
    for case in all_cases()
    if case.name.partition("/")[0] in FOLDERS
    and 18 in case.expect.majors
    and case.name not in AT_ONCE
    and not (case.expect.open_decisions or case.expect.direct_fails or case.expect.disproven)
]


@pytest.fixture(scope="session")
async def hosts(production: Production) -> Hosts:
    """A live server."""
    return Hosts(production, {18: folder_of(18) / "psql"})


@pytest.mark.parametrize("case", RUNS)
async def test_what_an_old_version_writes_between_two_phases_is_kept(
    case: Case, shadow_18: Shadow, hosts: Hosts, tmp_path: Path
) -> None:
    """What is not kept in step must be named by the case, and a hazard of the plan must tell of it."""
    generated = await plan_in(
        tmp_path, shadow_18, schema=case.schema, change=case.change, name=case.name, decisions=case.decisions
    )
    plan, expect, files = generated.plan, case.expect, up_files(generated.plan, generated.folder)
    assert len(files) > 1, "there is no moment between two phases"
    if expect.not_kept_in_step or expect.stops_meanwhile:
        # a trigger that is replaced works on what any code writes from then on
        replaces = any(step.operation == "replace_objects" for step in plan.steps)
        assert replaces or any(each.code == "rows-written-since" and not each.avoided for each in plan.hazards)
    async with hosts.database(18, tmp_path) as empty, hosts.database(18, tmp_path) as filled:
        await empty.run(case.schema)
        await filled.run(case.schema, case.rows)
        moments = await writes_for(empty.connection, filled.connection, case.change)
    assert any(moments), "no made-up row could be written"
    async with hosts.database(18, tmp_path) as used, hosts.database(18, tmp_path) as wanted:
        await used.run(case.schema, case.rows)
        await wanted.run(case.schema, case.rows)
        *earlier, last = files
        for number, file in enumerate(earlier):
            await used.run_files(file)
            writes = moments[number] if len(earlier) > 1 else [*moments[0], *moments[1]]
            assert await _refused(wanted, writes) == await _refused(used, writes)
        said = await used.file_refusal(last)
        if expect.stops_meanwhile:
            assert said is not None and expect.stops_meanwhile in said, said
            return
        assert said is None, said
        await wanted.run(case.change)
        out = (*expect.differs, *expect.not_kept_in_step)
        found, due = (await used.state(differs=out)).rows, (await wanted.state(differs=out)).rows
        assert found.keys() == due.keys()
        for table, rows in due.items():
            assert found[table] == rows, table


async def _refused(live: Live, writes: Sequence[Write]) -> list[str]:
    said = [await write.refusal(live.connection) for write in writes]
    return [f"{number}: {each}" for number, each in enumerate(said) if each is not None]
