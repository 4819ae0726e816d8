"""Add a foreign key, check, unique or primary key constraint; an exclusion constraint to a small table."""

from server.model.catalog import Constraint, Table
from server.model.lock import LockMode
from server.model.names import identifier, identifiers
from server.model.operation import AddCheck, AddExclusion, AddForeignKey, AddUnique
from server.model.plan import Check, Claim, Hazard, Script
from server.plan.context import Context
from server.plan.ddl import (
    add_constraint,
    constraint_comment,
    create_index,
    drop_constraint,
    drop_index,
    drop_invalid_index,
    validate,
)
from server.plan.fragment import NOTHING, Fragment, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.compatibility import code_must_keep_rule
from server.plan.hazards.data import duplicates_present, rows_violate
from server.plan.hazards.locks import (
    blocks_as_written,
    foreign_key_without_index,
    index_build_blocks_writes,
    lock_queue,
    scan_under_lock,
)
from server.plan.offenders import breaking
from server.plan.rules import (
    BRIEF,
    BRIEF_WRITES_WAIT,
    WRITES_PASS,
    attach_index,
    constraint_proved,
    no_duplicates,
    no_orphans,
)
from server.plan.strategies.partitioned_foreign_key import may_be_added_below, plan_partitioned_foreign_key
from server.plan.strategies.partitioned_unique import may_be_built_below, plan_partitioned_unique


def add_foreign_key(context: Context, operation: AddForeignKey) -> Fragment:
    """NOT VALID, then validate; on a table of this change at once."""
    table, constraint = operation.table, operation.after
    maker = _maker(context, "add_foreign_key", table, constraint, operation.statement)
    if context.is_new(table):
        step = maker.step(
            "add",
            phase="expand",
            rank=Rank.LATE_ADDITIONS,
            title=f"Add foreign key {maker.object} to the new table",
            reason="The table is new and empty, so that nothing has to be proved.",
            up=in_transaction(
                add_constraint(table.name, constraint.name, constraint.definition), claim=BRIEF_WRITES_WAIT
            ),
            down=in_transaction(_drop_if_there(table, constraint), claim=BRIEF),
        )
        return Fragment(steps=(step,))
    hazards: tuple[Hazard, ...] = (rows_violate(table.name.sql, constraint.name),)
    if not operation.indexed:
        hazards = (*hazards, foreign_key_without_index(table.name.sql, identifiers(operation.columns)))
    if table.kind == "partitioned table" and context.before.server_version < 180000:
        if may_be_added_below(context, operation):
            below = plan_partitioned_foreign_key(context, maker, operation, before=no_orphans(operation))
            return below + Fragment(hazards=hazards)
        return _at_once(context, maker, table, constraint) + Fragment(hazards=hazards)
    missing = no_orphans(operation)
    return _proved_later(context, maker, table, constraint, before=missing, claim=BRIEF_WRITES_WAIT) + Fragment(
        hazards=hazards
    )


def add_check(context: Context, operation: AddCheck) -> Fragment:
    """NOT VALID, then validate."""
    table, constraint = operation.table, operation.after
    maker = _maker(context, "add_check", table, constraint, operation.statement)
    message = f"rows of {table.name} break {identifier(constraint.name)}: mend them first"
    broken = breaking(table.name, constraint.expression or "true").check(message)
    return _proved_later(context, maker, table, constraint, before=broken, claim=BRIEF) + Fragment(
        hazards=(rows_violate(table.name.sql, constraint.name),)
    )


def add_unique(context: Context, operation: AddUnique) -> Fragment:
    """A unique index built concurrently, which the constraint then takes over."""
    table, constraint = operation.table, operation.after
    maker = _maker(context, "add_unique", table, constraint, operation.statement)
    hazards = (
        duplicates_present(table.name.sql, identifiers(operation.columns)),
        code_must_keep_rule(maker.object),
    )
    if table.kind == "partitioned table":
        if may_be_built_below(context, operation):
            return plan_partitioned_unique(context, maker, operation) + Fragment(hazards=hazards)
        return _at_once(context, maker, table, constraint) + Fragment(hazards=hazards)
    build = maker.step(
        "build",
        phase="contract",
        rank=Rank.ADDITIONS,
        title=f"Build the unique index of {maker.object} concurrently",
        reason="Reads and writes go on while it is built.",
        up=Script(
            commands=(
                drop_invalid_index(table.name.schema, constraint.name),
                create_index(operation.index, table.name, name=constraint.name, concurrently=True),
            ),
            transactional=False,
            claim=WRITES_PASS,
            before=no_duplicates(table.name, operation.columns, operation.index),
        ),
        down=one_by_one(drop_index(table.name.schema, constraint.name, concurrently=True), claim=WRITES_PASS),
    )
    attach = maker.step(
        "attach",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Add constraint {maker.object} with that index",
        reason="Only the catalog changes: the index has proved it.",
        up=Script(
            commands=tuple(
                c for c in (attach_index(table.name, constraint), constraint_comment(table.name, constraint)) if c
            ),
            claim=BRIEF,
            after=(constraint_proved(table.name, constraint.name),),
        ),
        down=in_transaction(drop_constraint(table.name, constraint.name), claim=BRIEF),
    )
    return Fragment(
        steps=(build, attach),
        hazards=(
            *hazards,
            index_build_blocks_writes(table.name.sql),
            lock_queue(table.name.sql, context.policy.lock_timeout_ms),
        ),
    )


def add_exclusion(context: Context, operation: AddExclusion) -> Fragment:
    """At once: PostgreSQL builds it under a lock that blocks, so that large tables are made anew instead."""
    maker = _maker(context, "add_exclusion", operation.table, operation.after, operation.statement)
    return _at_once(context, maker, operation.table, operation.after)


def _maker(context: Context, operation: str, table: Table, constraint: Constraint, statement: int) -> StepMaker:
    path = f"{table.name.sql}.{identifier(constraint.name)}"
    return StepMaker(operation=operation, object=path, statement=statement, policy=context.policy)


def _proved_later(
    context: Context, maker: StepMaker, table: Table, constraint: Constraint, *, before: Check, claim: Claim
) -> Fragment:
    add = maker.step(
        "add",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Add {maker.object} without reading the rows",
        reason="NOT VALID holds new rows to it at once and needs no scan.",
        up=in_transaction(
            add_constraint(table.name, constraint.name, f"{constraint.definition} NOT VALID"),
            constraint_comment(table.name, constraint),
            claim=claim,
        ),
        down=in_transaction(drop_constraint(table.name, constraint.name), claim=BRIEF),
    )
    steps = [add]
    if constraint.validated:
        steps.append(
            maker.step(
                "validate",
                phase="contract",
                rank=Rank.LATE_ADDITIONS,
                title=f"Prove {maker.object} for every row",
                reason="Validation reads the table under a lock that lets reads and writes pass.",
                up=Script(
                    commands=(validate(table.name, constraint.name),),
                    claim=WRITES_PASS,
                    before=(before,),
                    after=(constraint_proved(table.name, constraint.name),),
                ),
                down=NOTHING,
            )
        )
    return Fragment(
        steps=tuple(steps),
        hazards=(
            lock_queue(table.name.sql, context.policy.lock_timeout_ms),
            scan_under_lock(table.name.sql, f"Adding {identifier(constraint.name)}"),
            code_must_keep_rule(maker.object),
        ),
    )


def _at_once(context: Context, maker: StepMaker, table: Table, constraint: Constraint) -> Fragment:
    claim = Claim(lock=LockMode.ACCESS_EXCLUSIVE, scans=True, rewrites=False, small=context.is_small(table))
    step = maker.step(
        "add",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Add constraint {maker.object}",
        reason="PostgreSQL has no way to add it without reading the table under a lock that blocks.",
        up=in_transaction(
            add_constraint(table.name, constraint.name, constraint.definition),
            constraint_comment(table.name, constraint),
            claim=claim,
        ),
        down=in_transaction(drop_constraint(table.name, constraint.name), claim=BRIEF),
    )
    hazards = [lock_queue(table.name.sql, context.policy.lock_timeout_ms)]
    if not claim.small:
        why = f"it is proved for all rows in one statement.{context.why_in_place(table)}"
        hazards.append(blocks_as_written(maker.object, claim.lock, why))
    return Fragment(steps=(step,), hazards=tuple(hazards))


def _drop_if_there(table: Table, constraint: Constraint) -> str:
    return f"ALTER TABLE IF EXISTS {table.name.sql} DROP CONSTRAINT IF EXISTS {identifier(constraint.name)}"
