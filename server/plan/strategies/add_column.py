"""Add a column without a rewrite: constants and stable defaults are free, volatile ones are filled in afterwards.

A constant or stable default costs nothing since PostgreSQL 11: it is evaluated once and kept in the catalog. Nor does
a virtual generated column (PostgreSQL 18). For a stored one, and for one of a domain with rules, a large table is made
anew.
"""

from server.model.catalog import Column
from server.model.names import column_path, identifier
from server.model.operation import AddColumn
from server.model.plan import Claim, Loss, Script
from server.plan.backfill import backfill_decision, plain_filling, require_value
from server.plan.context import Context, key_columns
from server.plan.ddl import (
    alter,
    column_clause,
    column_comment,
    column_settings,
    identity_sequence,
    owned_by,
    set_default,
)
from server.plan.fragment import Fragment, PlacedStep, StepMaker, one_by_one
from server.plan.hazards.locks import blocks_as_written, lock_queue, rewrite_under_lock
from server.plan.rescue import RESCUED, rescue_column
from server.plan.rules import BRIEF, column_exists, column_gone
from server.plan.strategies.add_identity import add_identity, may_be_numbered_online
from server.plan.trigger_effects import trigger_effects


def add_column(context: Context, operation: AddColumn) -> Fragment:
    """Steps for one new column; one that needs a value in old rows gets a backfill or an open decision."""
    table, column = operation.table, operation.after
    maker = StepMaker(
        operation="add_column",
        object=column_path(table.name, column.name),
        statement=operation.statement,
        policy=context.policy,
    )
    if may_be_numbered_online(context, operation):
        return add_identity(context, maker, operation)
    if column.generated or column.identity:
        return _add_at_once(context, maker, operation)
    volatile = column.default_volatility == "volatile"
    empty_rows = volatile or (column.not_null and column.default is None and not _is_given(context, column))
    loose = column_clause(column, default=not volatile, not_null=not empty_rows)
    commands = [alter(context.live_name(table), f"ADD COLUMN IF NOT EXISTS {loose}")]
    if volatile:
        commands.append(set_default(context.live_name(table), column))
    claim = _claim(context, operation, volatile=volatile)
    step = _step(context, maker, operation, commands, claim=claim)
    hazards = [lock_queue(table.name.sql, context.policy.lock_timeout_ms)]
    if claim.rewrites and not claim.small:
        hazards.append(
            blocks_as_written(
                maker.object,
                claim.lock,
                "PostgreSQL checks a domain's rule by rewriting every row; a column of its base type is added without, "
                f"and the rule can be a CHECK of the table.{context.why_in_place(table)}",
            )
        )
    base = Fragment(
        steps=(step,),
        hazards=tuple(hazards),
        losses=_losses(operation),
    )
    if not empty_rows:
        return base
    return base + _values(context, maker, operation, volatile=volatile)


def _is_given(context: Context, column: Column) -> bool:
    """Whether its type gives it a default: a domain that has one."""
    defaults = (other for other in context.after.others.values() if other.kind == "domain default")
    return column.type_kind == "domain" and any(other.address[1] == column.type_oid for other in defaults)


def _values(context: Context, maker: StepMaker, operation: AddColumn, *, volatile: bool) -> Fragment:
    table, column = operation.table, operation.after
    rewrite = (rewrite_under_lock(table.name.sql, "ADD COLUMN with a volatile default"),) if volatile else ()
    if not column.not_null:
        filled = maker.filling(
            plain_filling(
                context,
                table=table,
                name=context.live_name(table),
                column=column,
                expression=column.default or "NULL",
            ),
            title=f"Fill {maker.object} with its default",
            reason="A volatile default must be computed for every row, which PostgreSQL does under a full lock.",
        )
        return Fragment(steps=(filled,), hazards=rewrite) + trigger_effects(context, table)
    written = column.name in context.written_columns(table)
    decision = None if volatile or written else backfill_decision(context, table.name, column)
    expression = column.default if volatile else (decision.chosen if decision else None)
    return Fragment(hazards=rewrite) + require_value(
        context, maker, table=table, column=column, expression=expression, decision=decision, remember=False
    )


def _add_at_once(context: Context, maker: StepMaker, operation: AddColumn) -> Fragment:
    table, column = operation.table, operation.after
    live = context.live_name(table)
    clause = column_clause(column, counted_by=identity_sequence(context.after, column, live))
    rewrites = context.observed_rewrite(operation.statement, table.name)
    claim = Claim(lock=BRIEF.lock, rewrites=rewrites, scans=rewrites, small=context.is_small(table))
    commands = [alter(live, f"ADD COLUMN IF NOT EXISTS {clause}")]
    hazards = [lock_queue(table.name.sql, context.policy.lock_timeout_ms)]
    if rewrites and not claim.small:
        kind = "an identity" if column.identity else "a stored generated"
        why = f"PostgreSQL computes {kind} column for every row at once.{context.why_in_place(table)}"
        hazards.append(blocks_as_written(maker.object, BRIEF.lock, why))
    step = _step(context, maker, operation, commands, claim=claim)
    return Fragment(steps=(step,), hazards=tuple(hazards), losses=_losses(operation))


def _step(context: Context, maker: StepMaker, operation: AddColumn, commands: list[str], *, claim: Claim) -> PlacedStep:
    table, column = operation.table, operation.after
    live = context.live_name(table)
    commands += [*owned_by(context.after, live, column), column_comment(live, column), *column_settings(live, column)]
    # run again after a rename before it was undone too, there is no table of that name
    drop = f"ALTER TABLE IF EXISTS {live.sql} DROP COLUMN IF EXISTS {identifier(column.name)}"
    kept = () if column.generated else rescue_column(live, key_columns(context.before, table), column)
    return maker.step(
        "add",
        phase="expand",
        title=f"Add column {maker.object}",
        reason="Only the catalog changes: old code does not see the column, new code may use it.",
        up=Script(
            commands=tuple(command for command in commands if command),
            claim=claim,
            after=(column_exists(live, column.name),),
        ),
        down=Script(commands=(*kept, drop), transactional=False, claim=BRIEF, after=(column_gone(live, column.name),))
        if kept
        else one_by_one(drop, claim=BRIEF),
    )


def _claim(context: Context, operation: AddColumn, *, volatile: bool) -> Claim:
    # a domain with a check makes PostgreSQL rewrite even for a constant default
    domain = operation.after.type_kind == "domain" and not volatile
    if domain and context.observed_rewrite(operation.statement, operation.table.name):
        return Claim(lock=BRIEF.lock, rewrites=True, scans=True, small=context.is_small(operation.table))
    return BRIEF


def _losses(operation: AddColumn) -> tuple[Loss, ...]:
    path = column_path(operation.table.name, operation.after.name)
    if operation.after.generated:
        return ()
    return (Loss(object=path, what="values written since the column was added", preserved=RESCUED.sql),)
