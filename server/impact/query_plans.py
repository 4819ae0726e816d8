"""Which queries a change makes worse, told from their plans before and after it."""

from collections.abc import Iterator, Sequence

from server.model.impact import PlanChange, Query
from server.model.query_plan import NoPlan, PlanNode, QueryPlan

_WORSE = 2.0
"""Factor of costs from which on it is told."""
_WORTH_COST = 1000.0
"""Below it a query is quick whatever it was; a page read in sequence costs 1."""


def plan_changes(
    queries: Sequence[Query], before: Sequence[QueryPlan], after: Sequence[QueryPlan], *, small_rows: int
) -> tuple[PlanChange, ...]:
    """What is worse, the queries that run no more first, then by cost; a query that had no plan is passed over."""
    found = [
        change
        for query, one, other in zip(queries, before, after, strict=True)
        if isinstance(one, PlanNode) and (change := _change(query, one, other, small_rows)) is not None
    ]
    return tuple(sorted(found, key=lambda change: (change.cost_after is not None, -(change.cost_after or 0))))


def _change(query: Query, before: PlanNode, after: QueryPlan, small_rows: int) -> PlanChange | None:
    if isinstance(after, NoPlan):
        text = f"no longer runs: {after.message} [{after.sqlstate}]"
        return PlanChange(query=query, text=text, cost_before=before.total_cost, cost_after=None)
    scanned = sorted(set(_large_scans(after, small_rows)) - set(_large_scans(before, small_rows)))
    worse = after.total_cost > _WORTH_COST and after.total_cost >= _WORSE * before.total_cost
    if not scanned and not worse:
        return None
    parts = [f"reads all of {', '.join(scanned)}"] if scanned else []
    parts.append(f"the planner's cost goes from {before.total_cost:,.0f} to {after.total_cost:,.0f}")
    return PlanChange(query=query, text="; ".join(parts), cost_before=before.total_cost, cost_after=after.total_cost)


def _large_scans(plan: PlanNode, small_rows: int) -> Iterator[str]:
    for node in plan.steps():
        # A condition leaves fewer rows than are read, which the cost of reading them tells.
        if node.kind.startswith(("Seq Scan", "Parallel Seq Scan")) and node.total_cost > small_rows / 100:
            yield node.relation
