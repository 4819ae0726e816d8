"""Every case is planned and proven on a shadow, then carried out, undone and carried out again by hand with psql."""

from functools import partial
from pathlib import Path

import anyio
import pytest

from server import pipeline
from server.model.answer import Generated
from server.model.fingerprint import fingerprint
from server.model.plan import Plan
from server.model.proof import Verdict
from server.postgres.catalog import read_catalog
from server.postgres.shadow import Shadow
from tests.cases_runner import (
    Case,
    Hosts,
    Live,
    all_cases,
    assert_same_schema,
    down_files,
    services_in,
    told,
    up_files,
)
from tests.conftest import Production, is_short
from tests.new_shape import Moments, faults, make, rows_of, write
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

ROWS = 24
RUNS = [pytest.param(case, major, id=f"{case.name}-pg{major}") for case in all_cases() for major in case.expect.majors]


@pytest.fixture(scope="session")
async def hosts(production: Production) -> Hosts:
    """Live servers of both majors."""
    return Hosts(production, {major: folder_of(major) / "psql" for major in (15, 18)})


@pytest.fixture
def shadow_of_major(major: int, request: pytest.FixtureRequest) -> Shadow:
    """The shadow of the run's major."""
    found: Shadow = request.getfixturevalue(f"shadow_{major}")
    return found


@pytest.mark.parametrize(("case", "major"), RUNS)
async def test_a_plan_holds_what_it_promises(
    case: Case, shadow_of_major: Shadow, hosts: Hosts, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Equivalence, reversal and brief locks, by the planner's own rehearsal and without any of its machinery.

    A short run rehearses with rows what is expected to show only then, and some of the others.
    """
    major, short = await shadow_of_major.version() // 10000, is_short(pytestconfig)
    (tmp_path / "schema.sql").write_text(case.schema)
    services = services_in(tmp_path, shadow_of_major)
    generated = await pipeline.generate_migration(
        services,
        database="schema.sql",
        change=case.change,
        desired_schema="",
        name=case.name,
        reason="a case",
        decisions=case.decisions,
        progress=told,
    )
    _is_as_expected(case, generated)
    try:
        # Two servers and two processors: the rehearsal and the work by hand go side by side.
        async with anyio.create_task_group() as group:
            by_hand = partial(_is_carried_out_by_hand, short=short)
            group.start_soon(by_hand, case, major, generated, hosts, tmp_path)
            if case.shows_with_rows or case.turn % 3 == 0 or not short:
                rehearsed = await pipeline.dry_run(
                    services, plan=str(generated.folder), database="", change="", rows=ROWS, progress=told
                )
                _is_proven(case, rehearsed.verdict)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None


def _is_as_expected(case: Case, generated: Generated) -> None:
    plan, expect = generated.plan, case.expect
    operations = tuple(dict.fromkeys(step.operation for step in plan.steps))
    if expect.operations:
        assert operations == expect.operations
    else:
        assert "as_written" not in operations, [step.reason for step in plan.steps]
    codes = {hazard.code for hazard in plan.hazards}
    assert set(expect.hazards) <= codes and not set(expect.no_hazards) & codes, codes
    assert tuple(decision.key for decision in plan.open_decisions) == expect.open_decisions
    assert tuple(dict.fromkeys(loss.object for loss in plan.losses if loss.preserved is None)) == expect.losses
    assert len({step.key for step in plan.steps}) == len(plan.steps)
    assert all(step.lock_timeout_ms > 0 for step in plan.steps)


def _is_proven(case: Case, verdict: Verdict) -> None:
    expect = case.expect
    if expect.disproven:
        assert verdict.status == "disproven"
        return
    one_way = expect.no_way_back or expect.one_way
    whole = "proven one way" if one_way else "proven"
    assert verdict.status == ("proven with open decisions" if expect.open_decisions else whole), verdict.findings
    assert verdict.equivalent, verdict.findings
    assert verdict.reversible is not one_way, verdict.findings
    assert verdict.brief is not expect.blocks, verdict.findings
    assert not verdict.evidence.not_populated
    for script in verdict.evidence.scripts:
        assert all(lock.mode <= script.claim.lock for lock in script.locks), script


async def _is_carried_out_by_hand(
    case: Case, major: int, generated: Generated, hosts: Hosts, folder: Path, *, short: bool
) -> None:
    async with hosts.database(major, folder) as live, hosts.database(major, folder) as direct:
        if generated.plan.open_decisions:
            await _stops_at_open_decisions(case, generated, live)
            return
        dumped = case.turn % 3 == 1 or not short
        # what the new version wrote since is written where the plan is up
        again = bool(case.since) or case.expect.runs_once or case.turn % 2 == 0 or not short
        await _holds_by_hand(case, generated, live, direct, dumped=dumped, again=again)
        if case.meanwhile:
            async with hosts.database(major, folder) as used, hosts.database(major, folder) as wanted:
                await _takes_writes_meanwhile(case, generated, used, wanted)
        if case.turn % 6 == 2 or not short:
            async with hosts.database(major, folder) as used, hosts.database(major, folder) as made_up:
                await _keeps_what_any_new_version_writes(case, generated, used, made_up)
        if case.since:
            async with hosts.database(major, folder) as never_changed:
                await _keeps_what_was_written_since(case, generated, live, never_changed)


async def _holds_by_hand(
    case: Case, generated: Generated, live: Live, direct: Live, *, dumped: bool, again: bool
) -> None:
    """Up, down and up again.

    Args:
        dumped: Whether schemas are compared as ``pg_dump`` writes them too, which takes longer than all the rest.
        again: Whether it goes up again, as each plan did in the rehearsal that it is given out with.
    """

    async def dump(of: Live) -> list[str]:
        return await of.dump() if dumped else []

    expect, plan, folder = case.expect, generated.plan, generated.folder
    await live.run(case.schema, case.rows)
    await direct.run(case.schema, case.rows)
    refused = await direct.refusal(case.change)
    assert (refused is not None) is expect.direct_fails, refused
    before, dump_before = await live.state(), await dump(live)
    assert fingerprint(before.catalog) == plan.target.fingerprint

    shows = bool(plan.promises) and not expect.unseen
    assert bool(await live.unmet(plan.promises)) is shows, "what is promised does not hold beforehand"
    for file in up_files(plan, folder):
        await live.run_files(file)
    assert await live.unmet(plan.promises) == []
    after = await live.state(differs=expect.differs)
    assert fingerprint(after.catalog) == plan.final_fingerprint
    if refused is None:
        wanted = await direct.state(differs=expect.differs)
        assert_same_schema(wanted, after, "up reaches what the change reaches by itself")
        assert await dump(live) == await dump(direct)
        assert after.rows == wanted.rows
        begun = {name: wanted.sequences[name] for name in expect.counts_on}
        assert {**after.sequences, **begun} == wanted.sequences
        assert all(after.sequences[name] != begun[name] for name in begun)

    if expect.no_way_back or (expect.disproven and refused is not None):
        return
    await live.run_files(*down_files(plan, folder))
    back = await live.state(columns_of=before.catalog)
    assert await live.unmet(plan.returns) == []
    assert_same_schema(before, back, "down comes back")
    assert await dump(live) == dump_before
    assert back.rows_without(expect.rows_lost) == before.rows_without(expect.rows_lost)

    if not again:
        return
    times = 1 if expect.runs_once else 2
    await live.run_files(*(file for file in up_files(plan, folder) for _ in range(times)))
    again = await live.state(differs=expect.differs)
    assert_same_schema(after, again, "up again, each file twice")
    assert again.rows_without(expect.rows_lost) == after.rows_without(expect.rows_lost)


async def _takes_writes_meanwhile(case: Case, generated: Generated, used: Live, wanted: Live) -> None:
    """Rows that the old version writes between two phases end as if they had been there before, up and down."""
    await wanted.run(case.schema, case.rows, case.meanwhile)
    before = await wanted.state()
    await wanted.run(case.change)
    *earlier, last = up_files(generated.plan, generated.folder)
    await used.run(case.schema, case.rows)
    await used.run_files(*earlier)
    await used.run(case.meanwhile)
    await used.run_files(last)
    assert (await used.state()).rows == (await wanted.state()).rows
    await used.run_files(*down_files(generated.plan, generated.folder))
    back = await used.state()
    assert_same_schema(before, back, "down after the old version wrote rows meanwhile")
    assert back.rows == before.rows


async def _keeps_what_any_new_version_writes(case: Case, generated: Generated, used: Live, made_up: Live) -> None:
    """Made-up rows written in the new shape are there after the rollback, as far as the old shape can hold them."""
    expect, plan, folder = case.expect, generated.plan, generated.folder
    if expect.no_way_back or (expect.disproven and expect.direct_fails):
        return
    await made_up.run(case.schema)
    old = await read_catalog(made_up.connection)
    await made_up.run(case.change)
    made = await make(made_up.connection, old)

    await used.run(case.schema, case.rows)
    before, rows_before = await used.state(), await rows_of(used.connection, old)
    await used.run_files(*up_files(plan, folder))
    rows_after = await rows_of(used.connection, made.new)
    refused = await write(used.connection, made)
    assert sorted(refused) == sorted(expect.not_written), refused
    written = await rows_of(used.connection, made.new)

    if case.mend and expect.runs_once:
        # its file could not be run again after it refused
        await used.run(case.mend)
        written = await rows_of(used.connection, made.new)
    left = await _undone_until_it_refuses(case, plan, folder, used)
    if left:
        await used.run(case.mend)
        # in a later file some of the new shape is gone, and what is mended is of the old one
        written = await rows_of(used.connection, made.new) if left == down_files(plan, folder) else written
        await used.run_files(*left)
    found = await used.state(columns_of=before.catalog)
    assert_same_schema(before, found, "down comes back after any new version wrote rows")
    moments = Moments(before=rows_before, after=rows_after, written=written, back=await rows_of(used.connection, old))
    gone = (loss.object for loss in plan.losses if loss.preserved is None)
    excepted = (*gone, *expect.differs, *expect.rows_lost, *expect.not_judged)
    swaps = {step.key for step in plan.steps}
    names = (table.name.sql for table in made.old.tables.values())
    replaced = {name for name in names if f"partition_a_table:{name}:swap" in swaps}
    assert not (wrong := faults(made.old, made.new, moments, excepted, replaced)), wrong


async def _undone_until_it_refuses(case: Case, plan: Plan, folder: Path, used: Live) -> list[Path]:
    """Run the files of the way back, and return those left from the one on that refuses, as it should."""
    left, said = down_files(plan, folder), None
    while left and (said := await used.file_refusal(left[0])) is None:
        left = left[1:]
    if case.mend and not case.expect.runs_once:
        assert said is not None and case.expect.refuses_back in said, said
    else:
        assert said is None, said
    return left


async def _keeps_what_was_written_since(case: Case, generated: Generated, live: Live, never_changed: Live) -> None:
    """After the new version wrote rows, the rollback leaves what the old version would have written."""
    await never_changed.run(case.schema, case.rows, case.as_if)
    await live.run(case.since)
    await live.run_files(*down_files(generated.plan, generated.folder))
    wanted, back = await never_changed.state(), await live.state()
    assert_same_schema(wanted, back, "down comes back after the new version wrote rows")
    assert back.rows == wanted.rows


async def _stops_at_open_decisions(case: Case, generated: Generated, live: Live) -> None:
    plan, folder = generated.plan, generated.folder
    await live.run(case.schema, case.rows)
    before = await live.state()
    first, *rest = up_files(plan, folder)
    stopped = first
    if rest:
        await live.run_files(first)
        stopped = rest[0]
    reached = await live.state()
    said = await live.file_refusal(stopped)
    assert said is not None and all(key in said for key in case.expect.open_decisions[:1]), said
    assert_same_schema(reached, await live.state(), "an open decision stops a file before it does anything")
    await live.run_files(down_files(plan, folder)[-1])
    back = await live.state(columns_of=before.catalog)
    assert_same_schema(before, back, "what ran comes back")
    assert back.rows == before.rows
