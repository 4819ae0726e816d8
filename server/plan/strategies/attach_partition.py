"""Attach a table as a partition without reading rows under a lock that blocks.

ATTACH PARTITION reads the whole table under ACCESS EXCLUSIVE to see that every row belongs there, the default partition
to see that none of its rows does, builds the indexes that the table lacks, and checks its new foreign keys. Each of
these is done before, under locks that let reads and writes pass; what is proved then is not looked at again
(https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-ATTACH-PARTITION).
"""

from collections.abc import Iterator
from dataclasses import replace

from server.model.catalog import Constraint, Index, Table
from server.model.names import identifier, identifiers
from server.model.operation import ChangeTable
from server.model.plan import Check, Script
from server.plan.context import Context
from server.plan.ddl import (
    add_constraint,
    alter,
    constraint_comment,
    drop_constraint,
    drop_index,
    unless_exists,
    validate,
)
from server.plan.fragment import NOTHING, Fragment, PlacedStep, StepMaker, in_transaction, one_by_one
from server.plan.hazards.data import duplicates_present
from server.plan.hazards.locks import index_build_blocks_writes, lock_queue, scan_under_lock
from server.plan.parting import Parting, partition_is
from server.plan.partition_proof import default_partition, may_be_proved, parents_above, proofs_of
from server.plan.partitions import built_concurrently
from server.plan.rules import BRIEF, BRIEF_WRITES_WAIT, WRITES_PASS, attach_index, constraint_proved, no_duplicates

_ASPECTS = frozenset(["partition_of", "partition_bound"])


def may_be_attached_online(context: Context, operation: ChangeTable) -> bool:
    """Whether it is an ordinary table that becomes a partition, of whose rows a check can prove that they belong."""
    table = operation.after
    return (
        set(operation.aspects) == _ASPECTS
        and operation.before.partition_of is None
        and may_be_proved(context, context.after, table)
    )


def attach_partition(context: Context, operation: ChangeTable) -> Fragment:
    """Proofs first, then the attachment itself, which only changes the catalog."""
    table = operation.after
    parent = parents_above(context.after, table)[0]
    default = default_partition(context.before, parent)
    maker = StepMaker(
        operation="attach_partition", object=table.name.sql, statement=operation.statement, policy=context.policy
    )
    proofs = proofs_of(context, table, parent, default)
    steps = [step for proof in proofs for step in proof.steps(maker)]
    steps[0] = _looking_first(steps[0], tuple(proof.broken for proof in proofs))
    steps += [step for each in _new_indexes(context, table) for step in _indexed(context, maker, table, each)]
    steps += [step for each in _new_foreign_keys(context, table) for step in _referring(maker, table, each)]
    has_default = default_partition(context.after, parent) is not None
    parting = Parting(context=context, table=table, parent=parent, has_default=has_default)
    attached = partition_is(table.name, parent.name)
    attach = alter(parent.name, f"ATTACH PARTITION {table.name.sql} {table.partition_bound}")
    steps.append(
        maker.step(
            "attach",
            phase="expand",
            title=f"Attach {table.name} to {parent.name}",
            reason="Only the catalog changes: all that PostgreSQL would look for is proved.",
            up=Script(
                commands=(
                    unless_exists(attached, attach),
                    *(drop_constraint(proof.table, proof.name) for proof in proofs),
                ),
                claim=BRIEF,
                after=(Check(condition=f"EXISTS ({attached})", message=f"{table.name} is not attached"),),
            ),
            down=parting.apart(),
        )
    )
    hazards = [
        lock_queue(table.name.sql, context.policy.lock_timeout_ms),
        scan_under_lock(table.name.sql, "ATTACH PARTITION"),
    ]
    if default is not None:
        hazards.append(scan_under_lock(default.name.sql, "ATTACH PARTITION of another partition"))
    indexes = _new_indexes(context, table)
    if indexes:
        hazards.append(index_build_blocks_writes(table.name.sql))
    for index in indexes:
        if index.unique:
            hazards.append(duplicates_present(table.name.sql, identifiers(_columns(context, index))))
    return Fragment(steps=tuple(steps), hazards=tuple(hazards))


def _looking_first(placed: PlacedStep, checks: tuple[Check, ...]) -> PlacedStep:
    """The step, which first looks whether it can come to an end."""
    up = replace(placed.step.up, before=checks)
    return replace(placed, step=replace(placed.step, up=up))


def _new_indexes(context: Context, table: Table) -> list[Index]:
    before = context.before.indexes
    return [index for index in context.after.indexes_of(table.oid) if index.oid not in before]


def _new_foreign_keys(context: Context, table: Table) -> list[Constraint]:
    before = context.before.constraints
    return [
        constraint
        for constraint in context.after.constraints_of(table.oid)
        if constraint.oid not in before and constraint.kind == "foreign key"
    ]


def _columns(context: Context, index: Index) -> tuple[str, ...]:
    return tuple(context.after.columns[index.table_oid, number].name for number in index.columns if number)


def _indexed(context: Context, maker: StepMaker, table: Table, index: Index) -> Iterator[PlacedStep]:
    name, schema = identifier(index.name), table.name.schema
    constraint = context.after.constraints.get(index.constraint_oid)
    yield maker.step(
        f"index {name}",
        phase="expand",
        title=f"Build index {name} of {table.name} concurrently",
        reason="The partitioned table has its like, which ATTACH would build under a full lock.",
        up=Script(
            commands=built_concurrently(table, index),
            transactional=False,
            claim=WRITES_PASS,
            before=no_duplicates(table.name, _columns(context, index), index) if index.unique else (),
        ),
        down=one_by_one(drop_index(schema, index.name, concurrently=True), claim=WRITES_PASS),
    )
    if constraint is not None:
        yield maker.step(
            f"constraint {name}",
            phase="expand",
            title=f"Make it the index of constraint {name}",
            reason="Only the catalog changes: the index has proved it.",
            up=in_transaction(
                attach_index(table.name, constraint), constraint_comment(table.name, constraint), claim=BRIEF
            ),
            down=in_transaction(drop_constraint(table.name, constraint.name), claim=BRIEF),
        )


def _referring(maker: StepMaker, table: Table, constraint: Constraint) -> Iterator[PlacedStep]:
    name = identifier(constraint.name)
    yield maker.step(
        f"foreign key {name}",
        phase="expand",
        title=f"Add foreign key {name} of {table.name}, not proved yet",
        reason="The partitioned table has its like, which ATTACH would check under a full lock.",
        up=in_transaction(
            add_constraint(table.name, constraint.name, f"{constraint.definition} NOT VALID"), claim=BRIEF_WRITES_WAIT
        ),
        down=in_transaction(drop_constraint(table.name, constraint.name), claim=BRIEF),
    )
    yield maker.step(
        f"validate {name}",
        phase="expand",
        title=f"Prove foreign key {name} of {table.name}",
        reason="VALIDATE reads the table while reads and writes go on.",
        up=Script(
            commands=(validate(table.name, constraint.name),),
            transactional=False,
            claim=WRITES_PASS,
            after=(constraint_proved(table.name, constraint.name),),
        ),
        down=NOTHING,
    )
