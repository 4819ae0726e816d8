"""Statements without a strategy of their own: executed as written, with what was observed and how to undo them."""

from collections.abc import Iterator

from server.model.catalog import Sequence
from server.model.change import Statement
from server.model.impact import Observation
from server.model.lock import LockMode
from server.model.names import column_path
from server.model.operation import ChangeColumnType, ChangeRows, DropColumn, DropObject, DropTable
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
    losses = tuple(_losses(context, statement, claim))
    if not undo:
        what = "the statement has no way back that could be written; a backup is the only one"
        losses = (Loss(object=maker.object, what=what, preserved=None), *losses)
    return Fragment(steps=(step,), hazards=_hazards(context, claim, seen, title), losses=losses)


def _losses(context: Context, statement: Statement, claim: Claim) -> Iterator[Loss]:
    """What the statement takes from rows: nothing archives it."""
    for operation in context.operations:
        if operation.statement != statement.number:
            continue
        match operation:
            case DropTable(before=table):
                yield Loss(object=table.name.sql, what="all its rows", preserved=None)
            case DropColumn(table=table, before=column) if not column.generated:
                yield Loss(object=column_path(table.name, column.name), what="all its values", preserved=None)
            case ChangeColumnType(table=table, after=column) if claim.rewrites:
                what = "what the new type cannot hold of its values"
                yield Loss(object=column_path(table.name, column.name), what=what, preserved=None)
            case ChangeRows(table=table, table_is_new=False, rows=rows) if table is not None:
                yield Loss(object=table.name.sql, what=f"what the {rows.verb} changes or removes", preserved=None)
            case DropObject(before=Sequence(name=name)):
                yield Loss(object=f"sequence {name.sql}", what="its current value", preserved=None)
            case _:
                pass


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
