"""Drop a column and keep its values: archived up to the last write, so that the way back brings them back."""

from server.model.catalog import Column
from server.model.lock import LockMode
from server.model.names import QualifiedName, identifier
from server.model.operation import DropColumn
from server.model.plan import Claim, Decision, Loss, Script
from server.plan.archive import ColumnArchive
from server.plan.backfill import column_path
from server.plan.context import Context
from server.plan.ddl import (
    alter,
    column_clause,
    column_comment,
    constraint_comment,
    create_index,
    drop_invalid_index,
    identity_sequence,
    index_comment,
    set_default,
)
from server.plan.fragment import Fragment, PlacedStep, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.compatibility import code_must_stop_using
from server.plan.hazards.locks import lock_queue
from server.plan.rules import (
    BRIEF,
    READS_ONLY,
    column_exists,
    column_gone,
    no_nulls,
    not_null_commands,
    restore_constraint,
)


def drop_column(context: Context, operation: DropColumn) -> Fragment:
    """Steps for one column; without a key to archive by, the loss is a decision."""
    table, column = operation.table, operation.before
    path = column_path(table.name, column.name)
    maker = StepMaker(operation="drop_column", object=path, statement=operation.statement, policy=context.policy)
    archive = ColumnArchive(context, table, table.name, column, kept_as=column.name)
    kept = archive.exists and context.policy.archive and not column.generated
    steps = [*_loosen(context, maker, operation)]
    if kept:
        steps += _archive(maker, archive, operation, context)
    steps.append(_drop(context, maker, operation, archive if kept else None))
    return Fragment(
        steps=tuple(steps),
        decisions=() if kept or column.generated else (_accept_loss(context, path),),
        hazards=(
            lock_queue(table.name.sql, context.policy.lock_timeout_ms),
            code_must_stop_using(path),
        ),
        losses=_losses(operation, archive if kept else None),
    )


def _loosen(context: Context, maker: StepMaker, operation: DropColumn) -> list[PlacedStep]:
    """New code does not write the column: until it is gone, it must do without a value."""
    column = operation.before
    if not column.not_null or column.default is not None or column.identity or column.generated:
        return []
    live = context.live_name(operation.table)
    scratch = context.scratch(operation.table.name.name, column.name, "not_null")
    return [
        maker.step(
            "loosen",
            phase="expand",
            title=f"Let {maker.object} take nulls",
            reason="Code that no longer knows the column must be able to insert rows before it is gone.",
            up=in_transaction(alter(live, f"ALTER COLUMN {identifier(column.name)} DROP NOT NULL"), claim=BRIEF),
            down=Script(
                commands=not_null_commands(live, column.name, scratch),
                transactional=False,
                claim=BRIEF,
                before=(no_nulls(live, column.name, "new code wrote rows without it; give them a value first"),),
            ),
        )
    ]


def _archive(maker: StepMaker, archive: ColumnArchive, operation: DropColumn, context: Context) -> list[PlacedStep]:
    column, table = operation.before, operation.table.name
    default = column.default
    return [
        maker.step(
            "archive",
            phase="contract",
            rank=Rank.REMOVALS,
            title=f"Open the archive {archive.name} for {maker.object}",
            reason="A trigger carries writes that happen while the values are copied.",
            up=in_transaction(*archive.open(), claim=Claim(lock=LockMode.SHARE_ROW_EXCLUSIVE)),
            down=one_by_one(*archive.discard(), claim=BRIEF),
        ),
        maker.step(
            "copy",
            phase="contract",
            rank=Rank.REMOVALS,
            title=f"Copy the values of {maker.object} into the archive",
            reason="In batches that commit; the table is only read.",
            up=one_by_one(archive.copy(), claim=READS_ONLY),
            down=one_by_one(
                archive.restore(),
                archive.fill_missing(default) if default is not None else "",
                *_rules(context, operation, table),
                claim=BRIEF,
            ),
        ),
    ]


def _rules(context: Context, operation: DropColumn, table: QualifiedName) -> tuple[str, ...]:
    """What the column brought with it: nulls forbidden, indexes, constraints."""
    column = operation.before
    commands: list[str] = []
    if column.not_null and column.default is not None:
        scratch = context.scratch(operation.table.name.name, column.name, "not_null")
        commands += not_null_commands(table, column.name, scratch)
    backing = {index.constraint_oid: index for index in operation.indexes if index.constraint_oid}
    for index in operation.indexes:
        if not index.constraint_oid:
            commands += [
                drop_invalid_index(table.schema, index.name),
                create_index(index, table, concurrently=operation.table.kind == "table"),
                index_comment(table.schema, index),
            ]
    for constraint in operation.constraints:
        if constraint.kind != "not null":
            commands += restore_constraint(table, constraint, backing.get(constraint.oid))
            commands.append(constraint_comment(table, constraint))
    return tuple(commands)


def _drop(context: Context, maker: StepMaker, operation: DropColumn, archive: ColumnArchive | None) -> PlacedStep:
    table, column = operation.table.name, operation.before
    restored = _bring_back(context, table, column)
    rules = _rules(context, operation, table) if archive is None else ()
    return maker.step(
        "drop",
        phase="contract",
        rank=Rank.REMOVALS,
        title=f"Drop column {maker.object}",
        reason="Only the catalog changes; PostgreSQL leaves the values in the rows until they are next written.",
        up=Script(
            commands=(
                *(archive.stop() if archive else ()),
                alter(table, f"DROP COLUMN IF EXISTS {identifier(column.name)}"),
            ),
            claim=BRIEF,
            after=(column_gone(table, column.name),),
        ),
        down=Script(
            commands=(*restored, *(c for c in rules if c)),
            transactional=not rules,
            claim=BRIEF,
            after=(column_exists(table, column.name),),
        ),
    )


def _bring_back(context: Context, table: QualifiedName, column: Column) -> tuple[str, ...]:
    at_once = bool(column.generated or column.identity)
    counted_by = identity_sequence(context.before, column, table)
    clause = column_clause(column, default=at_once, not_null=at_once, counted_by=counted_by)
    commands = [alter(table, f"ADD COLUMN IF NOT EXISTS {clause}")]
    if not at_once and column.default is not None:
        commands.append(set_default(table, column))
    commands.append(column_comment(table, column))
    return tuple(command for command in commands if command)


def _accept_loss(context: Context, path: str) -> Decision:
    key = f"loss:{path}"
    return Decision(
        key=key,
        question=f"The values of {path} cannot be kept (no key to find rows by, or archiving is off). Drop it anyway?",
        example="accept",
        chosen=context.decisions.get(key),
    )


def _losses(operation: DropColumn, archive: ColumnArchive | None) -> tuple[Loss, ...]:
    path = column_path(operation.table.name, operation.before.name)
    if operation.before.generated:
        return ()
    if archive is None:
        return (Loss(object=path, what="all its values", preserved=None),)
    what = "its values, until the archive is dropped; rows inserted after contract have none"
    return (Loss(object=path, what=what, preserved=archive.name.sql),)
