"""The configured policy names, accepts, forbids and delays, on a real database where that can be seen."""

from dataclasses import replace
from pathlib import Path

import pytest

from server import pipeline
from server.errors import RefusedByPolicy
from server.model.answer import Generated
from server.model.policy import Policy
from server.postgres.shadow import Shadow
from tests.cases_runner import Hosts, services_in, told, up_files
from tests.conftest import Production
from tests.postgres_majors import folder_of

pytestmark = pytest.mark.anyio

SCHEMA = """
CREATE TABLE orders (id bigint PRIMARY KEY, "Total" int, note text, old_name text);
CREATE INDEX "Old Index" ON orders (note);
CREATE TABLE readings (day int NOT NULL, value int) PARTITION BY RANGE (day);
CREATE TABLE readings_1 PARTITION OF readings FOR VALUES FROM (0) TO (10);
"""
NAMES = {
    "table_names": "[a-z_]+",
    "column_names": "[a-z_]+",
    "index_names": "[a-z_]+_idx",
    "constraint_names": "[a-z_]+_(pkey|check)",
}


async def plan_with(root: Path, shadow: Shadow, change: str, **policy: object) -> Generated:
    """The plan of a change under a policy."""
    (root / "schema.sql").write_text(SCHEMA)
    services = services_in(root, shadow)
    rules = replace(services.configuration.policy, **policy)  # type: ignore[arg-type]
    services = replace(services, configuration=replace(services.configuration, policy=rules))
    return await pipeline.generate_migration(
        services,
        database="schema.sql",
        change=change,
        desired_schema="",
        name="rules",
        reason="a test",
        decisions={},
        progress=told,
    )


def codes(generated: Generated) -> dict[str, bool]:
    """Objects whose names break the policy, and whether that is accepted."""
    hazards = generated.plan.hazards
    return {each.object: each.accepted for each in hazards if each.code == "name-breaks-policy"}


MISNAMED = """
CREATE TABLE "Lines" (id int PRIMARY KEY, "Text" text);
ALTER TABLE orders ADD "New" int;
CREATE INDEX note_index ON orders (note);
ALTER TABLE orders ADD CONSTRAINT positive CHECK ("Total" > 0);
ALTER TABLE orders RENAME old_name TO "New Name";
"""


async def test_each_new_name_that_breaks_the_pattern_of_its_kind_is_a_hazard(tmp_path: Path, shadow_18: Shadow) -> None:
    """Also names that PostgreSQL chose; what was there before is nobody's fault now."""
    generated = await plan_with(tmp_path, shadow_18, MISNAMED, **NAMES)
    assert set(codes(generated)) == {
        'public."Lines"',
        'public."Lines"."Text"',
        'public."Lines"."Lines_pkey"',
        'public.orders."New"',
        "public.note_index",
        "public.orders.positive",
        'public.orders."New Name"',
    }
    assert not any(codes(generated).values())
    well = await plan_with(tmp_path, shadow_18, "ALTER TABLE orders ADD new int", **NAMES)
    assert codes(well) == {}


async def test_names_are_refused_where_the_policy_refuses_them(tmp_path: Path, shadow_18: Shadow) -> None:
    """Nothing is written, and each name is told."""
    with pytest.raises(RefusedByPolicy, match=r'public\."Lines": .* public\.orders\.positive: '):
        await plan_with(tmp_path, shadow_18, MISNAMED, **NAMES, refuse_names=True)
    assert not (tmp_path / "migrations").exists()


async def test_an_accepted_hazard_is_told_and_needs_nobody(tmp_path: Path, shadow_18: Shadow) -> None:
    """It does not raise the level of impact, and is listed as what it is."""
    change = "ALTER TABLE orders DROP note"
    plain = await plan_with(tmp_path, shadow_18, change)
    left = {each.code for each in plain.plan.hazards if each.left}
    accepted = await plan_with(tmp_path, shadow_18, change, accepted_hazards=tuple(left))
    assert left and not any(each.left for each in accepted.plan.hazards)
    before = (plain.folder / "migration.md").read_text()
    after = (accepted.folder / "migration.md").read_text()
    assert "**Impact Level**: High" in before and "the policy accepts" not in before
    assert "**Impact Level**: Medium" in after and "Hazards that remain and that the policy accepts:" in after


async def test_a_forbidden_hazard_refuses_the_plan_only_where_it_remains(tmp_path: Path, shadow_18: Shadow) -> None:
    """A danger that the plan removes is no reason."""
    with pytest.raises(RefusedByPolicy, match=r"removal-breaks-code at public\.orders\.note: "):
        await plan_with(tmp_path, shadow_18, "ALTER TABLE orders DROP note", forbidden_hazards=("removal-breaks-code",))
    assert not (tmp_path / "migrations").exists()
    change = "CREATE INDEX ON orders (note)"
    avoided = await plan_with(tmp_path, shadow_18, change, forbidden_hazards=("index-build-blocks-writes",))
    assert any(each.code == "index-build-blocks-writes" for each in avoided.plan.hazards)


@pytest.mark.parametrize("major", [15, 18])
async def test_contract_waits_until_the_quarantine_is_over(
    major: int, tmp_path: Path, shadow_18: Shadow, production: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not said, too short, long enough; the day is said in the session, as the runbook does."""
    generated = await plan_with(tmp_path, shadow_18, "ALTER TABLE orders DROP note", quarantine_days=7, archive_days=30)
    hosts = Hosts(production, {each: folder_of(each) / "psql" for each in (15, 18)})
    (*others, contract) = up_files(generated.plan, generated.folder)
    async with hosts.database(major, tmp_path) as live:
        await live.run(SCHEMA)
        for file in others:
            await live.run_files(file)
        said = await live.file_refusal(contract)
        assert said is not None and "7 days after the last code that uses them is gone" in said
        monkeypatch.setenv("PGOPTIONS", "-c migration_planner.unused_since=today")
        said = await live.file_refusal(contract)
        assert said is not None and "contract is in quarantine until 20" in said
        monkeypatch.setenv("PGOPTIONS", "-c migration_planner.unused_since=2020-01-01")
        await live.run_files(contract)
    runbook = (generated.folder / "runbook.md").read_text()
    assert 'PGOPTIONS="-c migration_planner.unused_since=$UNUSED_SINCE" psql' in runbook
    assert 'date -d "$UNUSED_SINCE + 7 days" +%F' in runbook
    assert "Keep it for 30 days after contract" in runbook


async def test_what_takes_nothing_away_is_not_quarantined(tmp_path: Path, shadow_18: Shadow) -> None:
    """A rule that is only proved in contract waits for nobody."""
    generated = await plan_with(
        tmp_path, shadow_18, 'ALTER TABLE orders ADD CONSTRAINT c CHECK ("Total" > 0)', quarantine_days=7
    )
    assert "unused_since" not in "".join(file.read_text() for file in generated.folder.glob("*.sql"))


@pytest.mark.parametrize("change", ["ALTER TABLE readings DETACH PARTITION readings_1", "DROP TABLE readings_1"])
async def test_a_partition_leaves_only_when_the_quarantine_is_over(
    change: str, tmp_path: Path, shadow_18: Shadow
) -> None:
    """Whoever reads the partitioned table misses its rows, as if they were gone."""
    generated = await plan_with(tmp_path, shadow_18, change, quarantine_days=7)
    contract = up_files(generated.plan, generated.folder)[-1]
    assert "contract is in quarantine until" in contract.read_text()


async def test_the_runbook_names_the_table_that_another_took_the_place_of(tmp_path: Path, shadow_18: Shadow) -> None:
    """Its rows take room until somebody drops it; whoever does ends the way back."""
    change = """
        ALTER TABLE orders RENAME TO orders_old;
        CREATE TABLE orders (LIKE orders_old INCLUDING DEFAULTS, PRIMARY KEY (id)) PARTITION BY HASH (id);
        CREATE TABLE orders_0 PARTITION OF orders FOR VALUES WITH (MODULUS 1, REMAINDER 0);
        INSERT INTO orders SELECT * FROM orders_old;
        DROP TABLE orders_old;
    """
    generated = await plan_with(tmp_path, shadow_18, change, archive_days=30)
    assert {step.operation for step in generated.plan.steps} == {"partition_a_table"}
    (aside,) = generated.plan.kept
    kept = (generated.folder / "runbook.md").read_text().partition("## What Is Kept")[2]
    assert f"`{aside}`" in kept and "Keep it for 30 days after contract" in kept


def test_the_defaults_leave_everything_as_it_was() -> None:
    """Nobody who configures nothing waits, or is refused."""
    policy = Policy()
    assert (policy.quarantine_days, policy.refuse_names, policy.forbidden_hazards) == (0, False, ())
