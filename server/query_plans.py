"""How queries found in code are planned before and after a change, on an empty copy with the target's statistics."""

from collections.abc import Sequence

from server.impact.query_plans import plan_changes
from server.model.impact import PlanChange, Query
from server.model.query_plan import PlanNode, QueryPlan
from server.model.statistics import PlannerStatistics
from server.postgres.clone import Clone
from server.postgres.places import Places, read_places
from server.postgres.plan_clone import plan_clone
from server.postgres.shadow import Shadow
from server.postgres.statement import execute
from server.study import Study

_MOST = 200
"""Queries explained; each takes some milliseconds."""


async def changed_plans(studied: Study, *, small_rows: int) -> tuple[tuple[PlanChange, ...], int]:
    """The queries that are worse off after the change, and how many could not be looked at.

    Neither is any where the target's statistics are not known, or the shadow's files are out of reach.

    Args:
        studied: The change, with the queries that code holds.
        small_rows: Tables of no more rows may be read as a whole.

    Raises:
        ShadowError: The statistics cannot be carried to the shadow.
    """
    ground, queries = studied.ground, studied.code.queries[:_MOST]
    statistics = ground.statistics
    if statistics is None or not queries or not ground.shadow.on_this_machine:
        return (), 0
    async with ground.shadow.clone(ground.template) as clone:
        places = await read_places(await clone.connect_admin())
        before = await _plans(ground.shadow, clone, statistics, places, queries)
        session = await clone.connect()
        for statement in studied.change.statements:
            await execute(session, statement.sql)
        after = await _plans(ground.shadow, clone, statistics, places, queries)
    planned = sum(isinstance(plan, PlanNode) for plan in before)
    return plan_changes(queries, before, after, small_rows=small_rows), len(studied.code.queries) - planned


async def _plans(
    shadow: Shadow, clone: Clone, statistics: PlannerStatistics, places: Places, queries: Sequence[Query]
) -> list[QueryPlan]:
    async with plan_clone(shadow, clone, statistics=statistics, before=places) as planner:
        return [await planner.explain(query.sql) for query in queries]
