"""Make columns of a partitioned table unique while its partitions are read and written.

ADD UNIQUE builds an index on every partition under ACCESS EXCLUSIVE on all of them. Each partition gets its index
concurrently instead, and a constraint that takes it over; the constraint of the parent alone then only needs to be told
of them (https://www.postgresql.org/docs/18/ddl-partitioning.html, 11 and newer).
"""

from server.model.catalog import Constraint, Index, Table
from server.model.names import identifier
from server.model.operation import AddUnique
from server.model.plan import Script
from server.plan.context import Context
from server.plan.ddl import (
    alter,
    constraint_comment,
    constraint_is,
    drop_constraint,
    drop_index,
    if_exists,
    unless_exists,
)
from server.plan.fragment import Fragment, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.locks import index_build_blocks_writes, lock_queue
from server.plan.partitions import attachment, built_concurrently, index_name, indexes_below
from server.plan.rules import BRIEF, WRITES_PASS, attach_index, constraint_proved, index_is_valid, no_duplicates


def may_be_built_below(context: Context, operation: AddUnique) -> bool:
    """Whether every partition gets a new index, and no column has to become NOT NULL on the way."""
    below = indexes_below(context.after, index_name(operation.table, operation.index))
    columns = [context.before.columns.get((operation.table.oid, n)) for n in operation.index.columns]
    return (
        bool(below)
        and all(index.oid not in context.before.indexes and index.constraint_oid for _, index in below)
        and all(column is not None for column in columns)
        and (operation.after.kind == "unique" or all(column.not_null for column in columns if column is not None))
    )


def plan_partitioned_unique(context: Context, maker: StepMaker, operation: AddUnique) -> Fragment:
    """Steps for a unique or primary key constraint of a table with partitions, however deep."""
    table, constraint = operation.table, operation.after
    name = index_name(table, operation.index)
    below = indexes_below(context.after, name)
    parents = [(table, constraint), *(_with_constraint(context, each) for each in below if _is_parent(each[0]))]
    leaves = [(*_with_constraint(context, each), each[1]) for each in below if not _is_parent(each[0])]
    build = maker.step(
        "build",
        phase="contract",
        rank=Rank.ADDITIONS,
        title=f"Build the unique index of each partition of {table.name} concurrently",
        reason="Reads and writes go on while they are built.",
        up=Script(
            commands=tuple(command for owner, _, index in leaves for command in built_concurrently(owner, index)),
            transactional=False,
            claim=WRITES_PASS,
            before=no_duplicates(table.name, operation.columns, operation.index),
        ),
        down=one_by_one(
            *(drop_index(owner.name.schema, index.name, concurrently=True) for owner, _, index in leaves),
            claim=WRITES_PASS,
        ),
    )
    take = maker.step(
        "take over",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Add a constraint to each partition of {table.name} with that index",
        reason="Only the catalog changes: the index has proved it. One table after the other is locked, for a moment.",
        up=one_by_one(*(attach_index(owner.name, each) for owner, each, _ in leaves), claim=BRIEF),
        down=one_by_one(*(_drop_if_there(owner, each) for owner, each, _ in leaves), claim=BRIEF),
    )
    attach = maker.step(
        "attach",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Add constraint {maker.object} and attach those of the partitions",
        reason="Only the catalog changes: the constraint is valid once every partition has its own.",
        up=Script(
            commands=(
                *(_alone(owner, each) for owner, each in parents),
                *map(attachment, below),
                *filter(None, (constraint_comment(owner.name, each) for owner, each in parents)),
            ),
            claim=BRIEF,
            after=(constraint_proved(table.name, constraint.name), index_is_valid(name.schema, name.name)),
        ),
        down=in_transaction(drop_constraint(table.name, constraint.name), claim=BRIEF),
    )
    return Fragment(
        steps=(build, take, attach),
        hazards=(
            index_build_blocks_writes(table.name.sql),
            lock_queue(table.name.sql, context.policy.lock_timeout_ms),
        ),
    )


def _is_parent(table: Table) -> bool:
    return table.kind == "partitioned table"


def _with_constraint(context: Context, part: tuple[Table, Index]) -> tuple[Table, Constraint]:
    table, index = part
    return table, context.after.constraints[index.constraint_oid]


def _alone(table: Table, constraint: Constraint) -> str:
    action = f"ADD CONSTRAINT {identifier(constraint.name)} {constraint.definition}"
    return unless_exists(constraint_is(table.name, constraint.name), f"ALTER TABLE ONLY {table.name.sql} {action}")


def _drop_if_there(table: Table, constraint: Constraint) -> str:
    # The parent's takes along those that are attached to it.
    return if_exists(
        constraint_is(table.name, constraint.name), alter(table.name, f"DROP CONSTRAINT {identifier(constraint.name)}")
    )
