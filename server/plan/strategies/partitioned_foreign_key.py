"""Add a foreign key to a partitioned table before PostgreSQL 18, which knows none that is NOT VALID there.

Each partition gets it NOT VALID and has it validated; the one of the whole table then takes those over and reads
nothing (tryAttachPartitionForeignKey in PostgreSQL's commands/tablecmds.c, 12 and newer).
"""

from server.model.catalog import Catalog, Constraint, Table
from server.model.names import identifier
from server.model.operation import AddForeignKey
from server.model.plan import Check, Script
from server.plan.context import Context
from server.plan.ddl import add_constraint, constraint_comment, drop_constraint, validate
from server.plan.fragment import NOTHING, Fragment, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.compatibility import code_must_keep_rule
from server.plan.hazards.locks import lock_queue, scan_under_lock
from server.plan.rules import BRIEF, BRIEF_WRITES_WAIT, WRITES_PASS, constraint_proved


def may_be_added_below(context: Context, operation: AddForeignKey) -> bool:
    """Whether every partition gets it with this change, and none has one of its own that a way back would take."""
    leaves = _leaves(context.after, operation.table)
    keys = [_inherited(context.after, leaf, operation.after) for leaf in leaves]
    return (
        operation.after.validated
        and operation.referenced.kind == "table"
        and all(leaf.kind == "table" for leaf in leaves)
        and all(key is not None and key.oid not in context.before.constraints for key in keys)
    )


def plan_partitioned_foreign_key(
    context: Context, maker: StepMaker, operation: AddForeignKey, *, before: Check
) -> Fragment:
    """Steps for a foreign key of a table with partitions, however deep."""
    table, constraint = operation.table, operation.after
    leaves = [
        (leaf, key)
        for leaf in _leaves(context.after, table)
        if (key := _inherited(context.after, leaf, constraint)) is not None
    ]
    add = maker.step(
        "add",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Add {maker.object} to each partition without reading the rows",
        reason="NOT VALID holds new rows to it at once and needs no scan; one partition is locked at a time.",
        up=one_by_one(
            *(add_constraint(leaf.name, key.name, f"{key.definition} NOT VALID") for leaf, key in leaves),
            claim=BRIEF_WRITES_WAIT,
        ),
        down=one_by_one(*(drop_constraint(leaf.name, key.name) for leaf, key in leaves), claim=BRIEF),
    )
    prove = maker.step(
        "validate",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Prove {maker.object} partition by partition",
        reason="Validation reads a partition under a lock that lets reads and writes pass.",
        up=Script(
            commands=tuple(validate(leaf.name, key.name) for leaf, key in leaves),
            transactional=False,
            claim=WRITES_PASS,
            before=(before,),
        ),
        down=NOTHING,
    )
    attach = maker.step(
        "attach",
        phase="contract",
        rank=Rank.LATE_ADDITIONS,
        title=f"Add {maker.object} to the whole table",
        reason="It takes over those of the partitions, which prove it.",
        up=Script(
            commands=tuple(
                filter(
                    None,
                    (
                        add_constraint(table.name, constraint.name, constraint.definition),
                        constraint_comment(table.name, constraint),
                    ),
                )
            ),
            # triggers that the partitions' had on the table they refer to are dropped
            claim=BRIEF,
            after=(constraint_proved(table.name, constraint.name),),
        ),
        down=in_transaction(drop_constraint(table.name, constraint.name), claim=BRIEF),
    )
    return Fragment(
        steps=(add, prove, attach),
        hazards=(
            lock_queue(table.name.sql, context.policy.lock_timeout_ms),
            scan_under_lock(table.name.sql, f"Adding {identifier(constraint.name)}"),
            code_must_keep_rule(maker.object),
        ),
    )


def _leaves(catalog: Catalog, parent: Table) -> list[Table]:
    children = sorted(
        (table for table in catalog.tables.values() if table.partition_of == parent.name.sql),
        key=lambda table: table.name,
    )
    return [leaf for each in children for leaf in ([each] if each.partition_key is None else _leaves(catalog, each))]


def _inherited(catalog: Catalog, leaf: Table, constraint: Constraint) -> Constraint | None:
    """The partition's part of the constraint; names of columns are the same in both."""
    return next(
        (
            each
            for each in catalog.constraints_of(leaf.oid)
            if each.kind == "foreign key" and each.inherited and each.definition == constraint.definition
        ),
        None,
    )
