"""A plan for a table on which another is under way is warned of, or refused where the policy says so."""

from dataclasses import replace
from pathlib import Path

import pytest

from server import pipeline
from server.errors import OpenPlan
from server.model.answer import Generated
from server.model.report import Report
from server.postgres.shadow import Shadow
from server.study import Services
from tests.cases_runner import services_in, told

pytestmark = pytest.mark.anyio

SCHEMA = "CREATE TABLE orders (id bigint PRIMARY KEY); CREATE TABLE brands (id bigint PRIMARY KEY);"


async def planned(services: Services, change: str) -> Generated:
    """The plan of a change."""
    return await pipeline.generate_migration(
        services,
        database="schema.sql",
        change=change,
        desired_schema="",
        name="a change",
        reason="",
        decisions={},
        progress=told,
    )


async def test_a_plan_under_way_is_warned_of_or_refused(shadow_18: Shadow, tmp_path: Path) -> None:
    """Until its outcome says that it is finished; neither for itself nor on other tables."""
    (tmp_path / "schema.sql").write_text(SCHEMA)
    services = services_in(tmp_path, shadow_18)
    policy = replace(services.configuration.policy, refuse_unfinished=True)
    strict = replace(services, configuration=replace(services.configuration, policy=policy))
    first = await planned(services, "ALTER TABLE orders ADD COLUMN one int")
    await pipeline.record_outcome(services, plan=first.plan.identity, report=Report(status="started"))

    second = await planned(services, "ALTER TABLE orders ADD COLUMN two int")
    warning = second.verdict.findings[0]
    assert warning.severity == "warns" and warning.step == "public.orders"
    assert warning.text.startswith(f"migration:{first.plan.identity[:12]} is under way on a table that this plan")
    with pytest.raises(OpenPlan, match="the policy refuses plans on tables where another is not finished"):
        await planned(strict, "ALTER TABLE orders ADD COLUMN three int")
    assert (await planned(strict, "ALTER TABLE orders ADD COLUMN one int")).plan == first.plan
    assert (await planned(strict, "ALTER TABLE brands ADD COLUMN one int")).verdict.findings == ()

    await pipeline.record_outcome(services, plan=first.plan.identity, report=Report(status="rolled back"))
    again = await planned(strict, "ALTER TABLE orders ADD COLUMN two int")
    assert again.plan == second.plan
    (caution,) = again.verdict.findings
    assert "add_column failed once" in caution.text and "rolled back" in caution.text
