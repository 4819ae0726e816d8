"""Operations and facts into impact: who and what a change touches when it runs as written."""

from collections.abc import Sequence

from server.impact.assessed import Assessed
from server.impact.blocking import blockings
from server.impact.checklist import checklist
from server.impact.hazards import hazards
from server.impact.hidden.scene import Scene
from server.impact.risks import Facts, risks
from server.impact.touched import dependents, touched
from server.model.impact import CodeScan, Impact, Observation
from server.model.operation import CreateTable
from server.model.policy import Policy
from server.model.target import Target


def assess(
    *,
    target: Target,
    scene: Scene,
    observations: Sequence[Observation],
    code: CodeScan,
    policy: Policy,
    row_counts_known: bool,
) -> Impact:
    """Everything the operations touch, each fact with how it is known.

    Args:
        target: The database to be changed.
        scene: What the change really does, between the schema before it and the one after it.
        observations: What each statement did on the shadow; none when it was not run.
        code: References found for what ``touched`` names.
        policy: Says from which size on a table counts as more than small.
        row_counts_known: Whether sizes in the catalog are the target's, not those of an empty shadow.
    """
    operations, catalog = scene.operations, scene.before
    touches = touched(operations, catalog)
    needed = dependents(touches, catalog)
    made = {operation.after.name.sql for operation in operations if isinstance(operation, CreateTable)}
    found_locks = blockings(observations, catalog, policy, row_counts_known=row_counts_known)
    locks = tuple(each for each in found_locks if each.table not in made or catalog.table_spelled(each.table))
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
        hazards=hazards(scene, facts),
        checklist=checklist(assessed),
    )
