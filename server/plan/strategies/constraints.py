"""Drop, validate and rename constraints; let a column take nulls."""

from server.model.catalog import Constraint, Table
from server.model.names import QualifiedName, column_path, identifier
from server.model.operation import DropConstraint, DropNotNull, RenameConstraint, ValidateConstraint
from server.model.plan import Claim, Script
from server.plan.context import Context
from server.plan.ddl import (
    add_constraint,
    alter,
    constraint_comment,
    constraint_is,
    drop_constraint,
    if_exists,
    validate,
)
from server.plan.fragment import Fragment, Rank, StepMaker, in_transaction
from server.plan.hazards.locks import lock_queue
from server.plan.holding_again import holds_again
from server.plan.row_decisions import offenders_of
from server.plan.rules import BRIEF, WRITES_PASS, constraint_proved, no_nulls, not_null_commands, restore_constraint


def plan_drop_constraint(context: Context, operation: DropConstraint) -> Fragment:
    """One brief step; the way back proves it again without blocking.

    A check goes in expand, since it only lets more rows in; the others go last, when what replaces them is there,
    unless the change writes rows that they forbid.
    """
    table, constraint = operation.table, operation.before
    maker = _maker(context, "drop_constraint", table, constraint, operation.statement)
    loosens = constraint.kind == "check"
    forbids = not loosens and bool(context.writes_after(operation))
    name = context.live_name(table) if loosens or forbids else table.name
    restored = restore_constraint(name, constraint, operation.index)
    # an exclusion constraint is the one kind that comes back only by reading every row under a full lock
    proved_at_once = constraint.kind == "exclusion"
    back = Claim(lock=BRIEF.lock, scans=proved_at_once, small=context.is_small(table))
    step = maker.step(
        "drop",
        phase="expand" if loosens else "migrate" if forbids else "contract",
        rank=Rank.ADDITIONS if loosens else Rank.FOUNDATIONS if forbids else Rank.REMOVALS,
        title=f"Drop constraint {maker.object}",
        reason="Only the catalog changes.",
        up=in_transaction(drop_constraint(name, constraint.name), claim=BRIEF),
        down=Script(
            commands=tuple(c for c in (*restored, constraint_comment(name, constraint)) if c),
            transactional=False,
            claim=back,
            before=holds_again(context, name, constraint, operation.index),
        ),
    )
    return Fragment(steps=(step,), hazards=(lock_queue(table.name.sql, context.policy.lock_timeout_ms),))


def plan_validate_constraint(context: Context, operation: ValidateConstraint) -> Fragment:
    """One step under a lock that lets reads and writes pass."""
    table, constraint = operation.table, operation.after
    live = context.live_name(table)
    maker = _maker(context, "validate_constraint", table, constraint, operation.statement)
    unproved = add_constraint(live, constraint.name, f"{constraint.definition} NOT VALID")
    found = None if context.is_moved_aside(table) else offenders_of(context, constraint)
    broken = () if found is None else (found.check(f"rows of {live} break {maker.object}: mend them first"),)
    step = maker.step(
        "validate",
        phase="migrate",
        title=f"Prove {maker.object} for every row",
        reason="Validation reads the table under a lock that lets reads and writes pass.",
        up=Script(
            commands=(validate(live, constraint.name),),
            claim=WRITES_PASS,
            before=broken,
            after=(constraint_proved(live, constraint.name),),
        ),
        down=in_transaction(drop_constraint(live, constraint.name), unproved, claim=BRIEF),
    )
    return Fragment(steps=(step,))


def plan_rename_constraint(context: Context, operation: RenameConstraint) -> Fragment:
    """One brief step."""
    live, old, new = context.live_name(operation.table), operation.before.name, operation.after.name
    maker = _maker(context, "rename_constraint", operation.table, operation.before, operation.statement)
    step = maker.step(
        "rename",
        phase="expand",
        title=f"Rename constraint {maker.object} to {identifier(new)}",
        reason="Only the catalog changes; ON CONFLICT ON CONSTRAINT is the only code that names it.",
        up=in_transaction(_rename(live, old, new), claim=BRIEF),
        down=in_transaction(_rename(live, new, old), claim=BRIEF),
    )
    return Fragment(steps=(step,), hazards=(lock_queue(live.sql, context.policy.lock_timeout_ms),))


def plan_drop_not_null(context: Context, operation: DropNotNull) -> Fragment:
    """One brief step; the way back proves that no null was written since."""
    live, column = context.live_name(operation.table), operation.after.name
    path = column_path(operation.table.name, column)
    maker = StepMaker(operation="drop_not_null", object=path, statement=operation.statement, policy=context.policy)
    scratch = context.scratch(operation.table.name.name, column, "not_null")
    step = maker.step(
        "drop",
        phase="expand",
        title=f"Let {path} take nulls",
        reason="Only the catalog changes.",
        up=in_transaction(alter(live, f"ALTER COLUMN {identifier(column)} DROP NOT NULL"), claim=BRIEF),
        down=Script(
            commands=not_null_commands(live, column, scratch),
            transactional=False,
            claim=BRIEF,
            before=(no_nulls(live, column, "give them a value before going back"),),
        ),
    )
    return Fragment(steps=(step,), hazards=(lock_queue(live.sql, context.policy.lock_timeout_ms),))


def _maker(context: Context, operation: str, table: Table, constraint: Constraint, statement: int) -> StepMaker:
    path = f"{table.name.sql}.{identifier(constraint.name)}"
    return StepMaker(operation=operation, object=path, statement=statement, policy=context.policy)


def _rename(table: QualifiedName, old: str, new: str) -> str:
    action = f"RENAME CONSTRAINT {identifier(old)} TO {identifier(new)}"
    return if_exists(constraint_is(table, old), alter(table, action))
