"""How PostgreSQL would carry out a query, as EXPLAIN tells it."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanNode:
    """A step of a plan with the steps it takes its rows from."""

    kind: str
    """Such as ``Seq Scan``, with operation, strategy and join type where there are several."""
    relation: str
    """Table it reads or changes, without its schema; empty when none."""
    index: str
    total_cost: float
    """In the planner's unit, a page read in sequence."""
    rows: float
    """It reckons with."""
    children: tuple["PlanNode", ...]

    @property
    def shape(self) -> tuple[object, ...]:
        """What must be equal for two plans to do the same, whatever they cost."""
        return (self.kind, self.relation, self.index, tuple(child.shape for child in self.children))

    def steps(self) -> Iterator["PlanNode"]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.steps()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPlan:
    """PostgreSQL does not take the query."""

    sqlstate: str
    message: str


QueryPlan = PlanNode | NoPlan
"""What is known of a query."""
