"""Statements without a strategy of their own: executed as written, with what was observed and how to undo them."""

from server.model.change import Statement
from server.model.impact import Observation
from server.model.lock import LockMode
from server.model.plan import Claim, Hazard, Loss
from server.plan.context import Context
from server.plan.fragment import Fragment, StepMaker, in_transaction, one_by_one
from server.plan.hazards.locks import blocks_as_written, lock_queue


def as_written(context: Context, statement: Statement, reason: str) -> Fragment:
    """One step in expand whose way back is the difference between the schemas around it."""
    seen = context.observations.get(statement.number)
    claim = claim_of(context, seen)
    first = " ".join(statement.sql.split())
    title = first if len(first) <= 100 else first[:99] + "…"
    maker = StepMaker(
        operation="as_written",
        object=f"statement {statement.number}",
        statement=statement.number,
        policy=context.policy,
    )
    run = one_by_one if statement.autocommit else in_transaction
    undo = context.reversals.get(statement.number, ())
    step = maker.step(
        "run",
        phase="expand",
        title=title,
        reason=reason,
        up=run(statement.sql, claim=claim),
        down=one_by_one(
            *undo, claim=Claim(lock=LockMode.ACCESS_EXCLUSIVE, rewrites=True, scans=True, small=claim.small)
        ),
    )
    losses: tuple[Loss, ...] = ()
    if not undo:
        what = "the statement has no way back that could be written; a backup is the only one"
        losses = (Loss(object=maker.object, what=what, preserved=None),)
    return Fragment(steps=(step,), hazards=_hazards(context, claim, seen, title), losses=losses)


def claim_of(context: Context, seen: Observation | None) -> Claim:
    """What was seen of a statement, as a promise."""
    if seen is None:
        return Claim(lock=LockMode.ACCESS_EXCLUSIVE, rewrites=True, scans=True)
    locks = [lock.mode for lock in seen.locks]
    touched = {*seen.rewritten, *seen.scanned}
    tables = [table for table in context.before.tables.values() if table.name.sql in touched]
    return Claim(
        lock=max(locks, default=LockMode.NONE),
        rewrites=bool(seen.rewritten or seen.rebuilt),
        scans=bool(seen.scanned),
        small=bool(tables) and all(context.is_small(table) for table in tables),
    )


def _hazards(context: Context, claim: Claim, seen: Observation | None, title: str) -> tuple[Hazard, ...]:
    hazards = []
    if claim.lock.blocks_writes:
        tables = ", ".join(sorted(lock.table for lock in seen.locks if lock.mode.blocks_writes)) if seen else title
        hazards.append(lock_queue(tables, context.policy.lock_timeout_ms))
        if (claim.rewrites or claim.scans) and not claim.small:
            hazards.append(blocks_as_written(title, claim.lock, "seen on the shadow when it was run as written."))
    return tuple(hazards)
