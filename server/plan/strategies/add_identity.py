"""Add an identity column: a sequence that stands in gives old and new rows their numbers, until the column counts.

As written, PostgreSQL numbers every row at once, which writes the table and its indexes anew under ACCESS EXCLUSIVE.
Instead the column is added empty with a default that counts by a sequence of the same options, to which everybody who
may insert rows has access; old rows are numbered in batches, and NOT NULL is proved. In contract the column becomes an
identity in one brief transaction, in which its own sequence goes on where the other stops. Rows are numbered along a
key and not in the order they are stored. The way back drops the column, whose values are kept as JSON.

It is added as written to a table that is known to be small, unless that went wrong here before, and to one that is
partitioned, inherited from, or whose columns are renamed in the same change. Until contract an explicit number is taken
also for GENERATED ALWAYS.

Source: https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-GENERATED-IDENTITY
"""

from dataclasses import replace

from server.model.catalog import RESERVED_SCHEMA, Sequence
from server.model.names import identifier
from server.model.operation import AddColumn
from server.model.plan import Loss, Script
from server.plan.backfill import require_value
from server.plan.context import Context, key_columns
from server.plan.ddl import RELEASE_SCHEMA, RESERVE_SCHEMA, alter, column_clause, column_comment, unless_exists
from server.plan.fragment import Fragment, PlacedStep, StepMaker, in_transaction, one_by_one
from server.plan.hazards.locks import lock_queue, rewrite_under_lock
from server.plan.identity import (
    become_identity,
    cease_identity,
    is_identity,
    is_no_identity,
    next_value,
    stand_in_commands,
)
from server.plan.rescue import RESCUED, rescue_column
from server.plan.rules import BRIEF, column_exists, column_gone


def may_be_numbered_online(context: Context, operation: AddColumn) -> bool:
    """Whether the column is an identity of a table whose rows are worth numbering in batches."""
    table, column = operation.table, operation.after
    plain = table.kind == "table" and table.partition_of is None and table.oid not in context.before.parent_oids
    counted = bool(column.identity) and column.key in context.after.identity_sequences
    fits = plain and not column.inherited and not context.is_moved_aside(table)
    worth_it = context.observed_rewrite(operation.statement, table.name)
    return counted and fits and worth_it and not context.may_work_at_once("add_column", table)


def add_identity(context: Context, maker: StepMaker, operation: AddColumn) -> Fragment:
    """The column with a sequence that stands in, its numbers, and its becoming an identity."""
    table, column = operation.table, operation.after
    sequence = context.after.identity_sequences[column.key]
    name = context.helper(table.name, column.name, "numbers")
    stand_in = replace(sequence, name=name, comment=None, identity=False)
    numbered = require_value(
        context,
        maker,
        table=table,
        column=column,
        expression=next_value(name),
        decision=None,
        remember=False,
        # run again once the column counts by itself, the file finds that sequence gone, and no row without a number
        needed=is_no_identity(table.name, column.name),
    )
    own = Fragment(
        steps=(_add(context, maker, operation, stand_in),),
        hazards=(
            lock_queue(table.name.sql, context.policy.lock_timeout_ms),
            rewrite_under_lock(table.name.sql, "ADD COLUMN of an identity"),
        ),
        losses=(Loss(object=maker.object, what="values written since the column was added", preserved=RESCUED.sql),),
    )
    counted = _count(maker, operation, sequence, stand_in)
    return own + numbered + Fragment(steps=(counted,), choices=context.choices("add_column", table))


def _add(context: Context, maker: StepMaker, operation: AddColumn, stand_in: Sequence) -> PlacedStep:
    table, column = operation.table.name, operation.after
    clause = column_clause(replace(column, identity=""), not_null=False)
    commands = (
        *stand_in_commands(stand_in),
        alter(table, f"ADD COLUMN IF NOT EXISTS {clause}"),
        alter(table, f"ALTER COLUMN {identifier(column.name)} SET DEFAULT {next_value(stand_in.name)}"),
    )
    return maker.step(
        "add",
        phase="expand",
        title=f"Add column {maker.object}, numbered by a sequence in {RESERVED_SCHEMA}",
        reason="Only the catalog changes; every row inserted from here on has its number.",
        up=Script(
            commands=(
                RESERVE_SCHEMA,
                unless_exists(is_identity(table, column.name), ";\n        ".join(commands)),
                *filter(None, [column_comment(table, column)]),
            ),
            claim=BRIEF,
            after=(column_exists(table, column.name),),
        ),
        down=Script(
            commands=(
                *rescue_column(table, key_columns(context.before, operation.table), column),
                alter(table, f"DROP COLUMN IF EXISTS {identifier(column.name)}"),
                f"DROP SEQUENCE IF EXISTS {stand_in.name.sql}",
                RELEASE_SCHEMA,
            ),
            transactional=False,
            claim=BRIEF,
            after=(column_gone(table, column.name),),
        ),
    )


def _count(maker: StepMaker, operation: AddColumn, sequence: Sequence, stand_in: Sequence) -> PlacedStep:
    table, column = operation.table.name, operation.after
    return maker.step(
        "count",
        phase="contract",
        title=f"Let {maker.object} count by itself",
        reason="Only the catalog changes: its own sequence goes on where the one in its place stops.",
        up=in_transaction(become_identity(table, column, sequence, stand_in.name), RELEASE_SCHEMA, claim=BRIEF),
        down=one_by_one(RESERVE_SCHEMA, cease_identity(table, column, sequence, stand_in), claim=BRIEF),
    )
