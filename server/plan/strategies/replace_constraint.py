"""Put a constraint in another's place: rows are held to one of the two at every moment, and none is read meanwhile.

What takes the place is built and proved beside the other under a name of its own; then both change over in one brief
transaction, since a table has one primary key, and a name stands for one constraint.
"""

from server.model.catalog import Constraint, Index, Table
from server.model.names import identifier, identifiers
from server.model.operation import AddCheck, AddForeignKey, AddUnique, DropConstraint, Operation
from server.model.plan import Hazard, Script
from server.plan.context import Context
from server.plan.ddl import (
    add_constraint,
    alter,
    constraint_comment,
    constraint_is,
    create_index,
    drop_constraint,
    drop_index,
    drop_invalid_index,
    if_exists,
    one_statement,
    validate,
)
from server.plan.fragment import NOTHING, Fragment, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.compatibility import code_must_keep_rule
from server.plan.hazards.data import duplicates_present, rows_violate
from server.plan.hazards.locks import index_build_blocks_writes, lock_queue, scan_under_lock
from server.plan.holding_again import holds_again
from server.plan.offenders import breaking
from server.plan.rules import (
    BRIEF,
    BRIEF_WRITES_WAIT,
    WRITES_PASS,
    constraint_proved,
    index_clause,
    no_duplicates,
    no_orphans,
)


def part_of_replacement(context: Context, operation: Operation) -> Fragment | None:
    """All steps for the constraint that is added, and none for the one that is dropped; None for anything else."""
    match operation:
        case AddUnique() | AddCheck() | AddForeignKey():
            dropped = _dropped(context, operation)
            if dropped is None:
                return None
            path = f"{operation.table.name.sql}.{identifier(operation.after.name)}"
            maker = StepMaker(
                operation="replace_constraint", object=path, statement=operation.statement, policy=context.policy
            )
            if isinstance(operation, AddUnique):
                return _index(context, maker, operation, dropped)
            return _condition(context, maker, operation, dropped)
        case DropConstraint():
            added = (each for each in context.operations if isinstance(each, AddUnique | AddCheck | AddForeignKey))
            return Fragment() if any(_dropped(context, each) is operation for each in added) else None
        case _:
            return None


def _dropped(context: Context, operation: AddUnique | AddCheck | AddForeignKey) -> DropConstraint | None:
    """What goes for it: a constraint of the same kind that has its name, or is a primary key too."""
    table, after = operation.table, operation.after
    if table.kind != "table" or table.partition_of is not None or context.is_new(table):
        return None
    for other in context.operations:
        if isinstance(other, DropConstraint) and other.table.oid == table.oid and not other.before.inherited:
            same = other.before.name == after.name or after.kind == "primary key"
            if same and other.before.kind == after.kind and not _rows_change_between(context, other, operation):
                return other
    return None


def _rows_change_between(
    context: Context, dropped: DropConstraint, added: AddUnique | AddCheck | AddForeignKey
) -> bool:
    """Whether rows are written that may break the old constraint and keep the new one."""
    return any(number < added.statement for number in context.writes_after(dropped))


def _index(context: Context, maker: StepMaker, operation: AddUnique, dropped: DropConstraint) -> Fragment:
    table, before, after = operation.table, dropped.before, operation.after
    made = context.scratch(table.name.name, after.name, "new")
    kept = context.scratch(table.name.name, before.name, "old")
    build = maker.step(
        "build",
        phase="contract",
        title=f"Build the unique index of {maker.object} concurrently, beside the one that is there",
        reason="Reads and writes go on while it is built.",
        up=Script(
            commands=_built(table, operation.index, made),
            transactional=False,
            claim=WRITES_PASS,
            before=no_duplicates(table.name, operation.columns, operation.index),
        ),
        down=one_by_one(drop_index(table.name.schema, made, concurrently=True), claim=WRITES_PASS),
    )
    swap = maker.step(
        "swap",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Let it take the place of {identifier(before.name)}",
        reason="Only the catalog changes: the index has proved it.",
        up=Script(
            commands=_filled(
                drop_constraint(table.name, before.name),
                alter(table.name, f"ADD CONSTRAINT {identifier(after.name)} {index_clause(after, made)}"),
                constraint_comment(table.name, after),
            ),
            claim=BRIEF,
            after=(constraint_proved(table.name, after.name),),
        ),
        down=Script(
            commands=(
                *(_built(table, dropped.index, kept) if dropped.index else ()),
                one_statement(
                    *_filled(
                        drop_constraint(table.name, after.name),
                        alter(table.name, f"ADD CONSTRAINT {identifier(before.name)} {index_clause(before, kept)}"),
                        constraint_comment(table.name, before),
                    )
                ),
            ),
            transactional=False,
            claim=BRIEF,
            before=holds_again(context, table.name, before, dropped.index),
        ),
    )
    hazards = (
        duplicates_present(table.name.sql, identifiers(operation.columns)),
        index_build_blocks_writes(table.name.sql),
        *_hazards(context, maker, table),
    )
    return Fragment(steps=(build, swap), hazards=hazards)


def _condition(
    context: Context, maker: StepMaker, operation: AddCheck | AddForeignKey, dropped: DropConstraint
) -> Fragment:
    table, before, after = operation.table, dropped.before, operation.after
    made = context.scratch(table.name.name, after.name, "new")
    kept = context.scratch(table.name.name, before.name, "old")
    message = f"rows of {table.name} break {identifier(after.name)}: mend them first"
    broken = (
        no_orphans(operation)
        if isinstance(operation, AddForeignKey)
        else breaking(table.name, after.expression or "true").check(message)
    )
    claim = BRIEF_WRITES_WAIT if after.kind == "foreign key" else BRIEF
    add = maker.step(
        "add",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Add what replaces {identifier(before.name)} beside it, without reading the rows",
        reason="NOT VALID holds new rows to it at once and needs no scan.",
        up=in_transaction(add_constraint(table.name, made, f"{after.definition} NOT VALID"), claim=claim),
        down=in_transaction(drop_constraint(table.name, made), claim=BRIEF),
    )
    prove = maker.step(
        "validate",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title="Prove it for every row",
        reason="Validation reads the table under a lock that lets reads and writes pass.",
        up=Script(
            commands=(validate(table.name, made),),
            claim=WRITES_PASS,
            before=(broken,),
        ),
        down=NOTHING,
    )
    swap = maker.step(
        "swap",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Let it take the place of {identifier(before.name)}",
        reason="One is dropped and the other renamed in one transaction.",
        up=in_transaction(*_taken_over(table, before, made, after), claim=BRIEF),
        down=Script(
            commands=_filled(
                add_constraint(table.name, kept, f"{before.definition} NOT VALID"),
                validate(table.name, kept) if before.validated else "",
                one_statement(*_taken_over(table, after, kept, before)),
            ),
            transactional=False,
            claim=BRIEF,
            before=holds_again(context, table.name, before, None),
        ),
    )
    return Fragment(
        steps=(add, prove, swap) if after.validated else (add, swap),
        hazards=(
            rows_violate(table.name.sql, after.name),
            scan_under_lock(table.name.sql, f"Adding {identifier(after.name)}"),
            *_hazards(context, maker, table),
        ),
    )


def _taken_over(table: Table, goes: Constraint, stands: str, comes: Constraint) -> tuple[str, ...]:
    rename = f"RENAME CONSTRAINT {identifier(stands)} TO {identifier(comes.name)}"
    return _filled(
        # run again after it was done, it would drop what took over
        if_exists(
            constraint_is(table.name, stands),
            drop_constraint(table.name, goes.name),
            alter(table.name, rename),
        ),
        constraint_comment(table.name, comes),
    )


def _built(table: Table, index: Index, name: str) -> tuple[str, ...]:
    return (
        drop_invalid_index(table.name.schema, name),
        create_index(index, table.name, name=name, concurrently=True),
    )


def _hazards(context: Context, maker: StepMaker, table: Table) -> tuple[Hazard, ...]:
    return (lock_queue(table.name.sql, context.policy.lock_timeout_ms), code_must_keep_rule(maker.object))


def _filled(*commands: str) -> tuple[str, ...]:
    return tuple(command for command in commands if command)
