"""Operations and facts into impact: who and what a change touches when it runs as written."""

from collections.abc import Sequence

from server.impact.assessed import Assessed
from server.impact.blocking import blockings
from server.impact.checklist import checklist
from server.impact.hazards import hazards
from server.impact.risks import Facts, risks
from server.impact.touched import dependents, touched
from server.model.catalog import Catalog
from server.model.impact import CodeScan, Impact, Observation
from server.model.operation import Operation
from server.model.policy import Policy
from server.model.target import Target


def assess(
    *,
    target: Target,
    operations: Sequence[Operation],
    catalog: Catalog,
    observations: Sequence[Observation],
    code: CodeScan,
    policy: Policy,
    row_counts_known: bool,
) -> Impact:
    """Everything the operations touch, each fact with how it is known.

    Args:
        target: The database to be changed.
        operations: What the change really does.
        catalog: The schema before the change, with the target's sizes where they are known.
        observations: What each statement did on the shadow; none when it was not run.
        code: References found for what ``touched`` names.
        policy: Says from which size on a table counts as more than small.
        row_counts_known: Whether sizes in the catalog are the target's, not those of an empty shadow.
    """
    touches = touched(operations, catalog)
    needed = dependents(touches, catalog)
    locks = blockings(observations, catalog, policy, row_counts_known=row_counts_known)
    facts = Facts(catalog=catalog, code=code, blockings=locks, row_counts_known=row_counts_known)
    found = risks(operations, facts)
    assessed = Assessed(
        operations=operations,
        touches=touches,
        risks=found,
        facts=facts,
        observed=bool(observations),
        policy=policy,
    )
    return Impact(
        target=target,
        operations=tuple(operations),
        dependents=needed,
        observations=tuple(observations),
        code=code,
        risks=found,
        hazards=hazards(operations, facts),
        checklist=checklist(assessed),
    )
