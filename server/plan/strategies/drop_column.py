"""Drop a column and keep its values: archived up to the last write, so that the way back brings them back."""

from dataclasses import replace

from server.model.catalog import Column, Sequence
from server.model.lock import LockMode
from server.model.names import QualifiedName, column_path, identifier, literal
from server.model.operation import DropColumn
from server.model.plan import Claim, Decision, Inquiry, Loss, Option, Script
from server.plan.archive import ColumnArchive
from server.plan.context import Context
from server.plan.ddl import (
    alter,
    column_clause,
    column_comment,
    column_settings,
    constraint_comment,
    create_index,
    create_object,
    drop_invalid_index,
    identity_sequence,
    index_comment,
    owned_by,
    set_default,
)
from server.plan.estimates import nulls_of
from server.plan.fragment import Fragment, PlacedStep, Rank, StepMaker, in_transaction, one_by_one
from server.plan.hazards.compatibility import code_must_stop_using
from server.plan.hazards.locks import lock_queue
from server.plan.identity import become_identity
from server.plan.moved_away import MovedAway
from server.plan.moves import move_from
from server.plan.offenders import with_value
from server.plan.rules import (
    BRIEF,
    READS_ONLY,
    column_exists,
    column_gone,
    no_nulls,
    not_null_commands,
    restore_constraint,
)
from server.plan.splits import split_from
from server.plan.statistics import statistics_of
from server.plan.strategies.move_columns import moved_away
from server.plan.strategies.split_table import split_away
from server.plan.trigger_effects import trigger_effects
from server.plan.vacancy import archive_is_new_or_in_step


def drop_column(context: Context, operation: DropColumn) -> Fragment:
    """Steps for one column; without a key to archive by, the loss is a decision."""
    table, column = operation.table, operation.before
    path = column_path(table.name, column.name)
    maker = StepMaker(operation="drop_column", object=path, statement=operation.statement, policy=context.policy)
    archive = ColumnArchive(context, table, table.name, column, kept_as=column.name)
    kept = archive.exists and context.policy.archive and not column.generated
    moved = _moved(context, maker, operation, archive) if kept else MovedAway()
    steps = [*_loosen(context, maker, operation)]
    if kept:
        steps += [*moved.opening, *_archive(maker, archive, operation, context, moved), *moved.ending]
    steps.append(_drop(context, maker, operation, archive if kept else None))
    # bringing the values back writes every row; nothing else does
    effects = trigger_effects(context, table, column.name, work="update back") if kept else Fragment()
    fragment = Fragment(
        steps=tuple(steps),
        decisions=() if kept or column.generated else (_accept_loss(context, column),),
        hazards=(
            lock_queue(table.name.sql, context.policy.lock_timeout_ms),
            code_must_stop_using(path),
        ),
        losses=(*_losses(operation, archive if kept else None, moved.what), *moved.losses),
        vacant=(archive_is_new_or_in_step(archive.name, table.name, column.name),) if kept else (),
    )
    return fragment + effects


def _moved(context: Context, maker: StepMaker, operation: DropColumn, archive: ColumnArchive) -> MovedAway:
    move, split = move_from(context, operation), split_from(context, operation)
    if move is not None:
        return moved_away(context, maker, move, archive)
    return MovedAway() if split is None else split_away(context, maker, operation, split, archive)


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


def _archive(
    maker: StepMaker, archive: ColumnArchive, operation: DropColumn, context: Context, moved: MovedAway
) -> list[PlacedStep]:
    column, table = operation.before, operation.table.name
    default = _next_value(context, column) if column.identity else column.default
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
            up=one_by_one(*archive.copy(), claim=READS_ONLY),
            down=one_by_one(
                *moved.stop,
                *archive.restore(),
                *(_count_on(sequence, table, column) for sequence in _sequences(context, column)),
                *(archive.fill_missing(default) if default is not None else ()),
                *moved.refill,
                *_not_null(context, operation, table),
                *_identity(context, table, column),
                *_rules(operation, table),
                claim=_claim_of_rules(context, operation),
            ),
        ),
    ]


def _not_null(context: Context, operation: DropColumn, table: QualifiedName) -> tuple[str, ...]:
    column = operation.before
    if not column.not_null or (column.default is None and not column.identity):
        return ()
    scratch = context.scratch(operation.table.name.name, column.name, "not_null")
    return not_null_commands(table, column.name, scratch)


def _rules(operation: DropColumn, table: QualifiedName) -> tuple[str, ...]:
    """What the column brought with it: indexes and constraints."""
    commands: list[str] = []
    backing = {index.constraint_oid: index for index in operation.indexes if index.constraint_oid}
    for index in operation.indexes:
        if not index.constraint_oid:
            commands += [
                drop_invalid_index(table.schema, index.name),
                create_index(index, table, concurrently=operation.table.kind == "table"),
                index_comment(table.schema, index),
                *statistics_of(index, table),
            ]
    for constraint in operation.constraints:
        if constraint.kind != "not null":
            commands += restore_constraint(table, constraint, backing.get(constraint.oid))
            commands.append(constraint_comment(table, constraint))
    return tuple(commands)


def _claim_of_rules(context: Context, operation: DropColumn) -> Claim:
    """Indexes of a partitioned table are built in one statement."""
    at_once = operation.table.kind == "partitioned table" and bool(operation.indexes)
    return replace(BRIEF, scans=at_once, small=at_once and context.is_small(operation.table))


def _drop(context: Context, maker: StepMaker, operation: DropColumn, archive: ColumnArchive | None) -> PlacedStep:
    table, column = operation.table.name, operation.before
    restored = _bring_back(context, table, column, kept=archive is not None)
    rules = _rules(operation, table) if archive is None else ()
    # without kept values every row gets one at once, which for all but a constant means a rewrite
    # and PostgreSQL looks whether a domain takes a null by rewriting too
    computed = (column.generated == "stored" or column.type_kind == "domain") or (
        archive is None and bool(column.identity or column.default_volatility == "volatile")
    )
    back = Claim(lock=BRIEF.lock, rewrites=computed, scans=computed, small=context.is_small(operation.table))
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
            claim=back,
            after=(column_exists(table, column.name),),
        ),
    )


def _bring_back(context: Context, table: QualifiedName, column: Column, *, kept: bool) -> tuple[str, ...]:
    """The column as it was; when its values are kept, empty and without rules until they are back."""
    if kept:
        clause = column_clause(replace(column, identity=""), default=False, not_null=False)
    else:
        given = bool(column.default is not None or column.identity or column.generated)
        own_sequence = identity_sequence(context.before, column, table)
        clause = column_clause(column, not_null=given, counted_by=own_sequence)
    sequences = [s for s in _sequences(context, column) if kept or not s.identity]
    commands = [command for sequence in sequences for command in create_object(sequence, None)]
    commands.append(alter(table, f"ADD COLUMN IF NOT EXISTS {clause}"))
    if kept and column.default is not None:
        commands.append(set_default(table, column))
    commands += [*owned_by(context.before, table, column), column_comment(table, column)]
    commands += column_settings(table, column)
    return tuple(command for command in commands if command)


def _sequences(context: Context, column: Column) -> list[Sequence]:
    """The sequences that go with the column."""
    owned = [s for s in context.before.sequences.values() if s.owned_by == column.key]
    return [s for s in owned if s.oid not in context.after.sequences]


def _count_on(sequence: Sequence, table: QualifiedName, column: Column) -> str:
    """Lets a sequence made again go on after the values that are there."""
    furthest = f"{'max' if sequence.increment > 0 else 'min'}({identifier(column.name)})"
    inside = f"least(greatest({furthest}, {sequence.minimum}), {sequence.maximum})"
    value = f"CASE WHEN {furthest} IS NOT NULL THEN {inside} END"
    return f"SELECT pg_catalog.setval({literal(sequence.name.sql)}, {value}) FROM {table.sql}"


def _next_value(context: Context, column: Column) -> str:
    return "".join(f"pg_catalog.nextval({literal(s.name.sql)})" for s in _sequences(context, column))


def _identity(context: Context, table: QualifiedName, column: Column) -> list[str]:
    """Makes the column an identity again, in place of the sequence that stood in for its own."""
    if not column.identity:
        return []
    (sequence,) = _sequences(context, column)
    return [become_identity(table, column, sequence, sequence.name)]


def _accept_loss(context: Context, column: Column) -> Decision:
    table = context.before.tables[column.table_oid]
    path = column_path(table.name, column.name)
    key, found = f"loss:{path}", with_value(table.name, column.name)
    return Decision(
        key=key,
        question=f"The values of {path} cannot be kept (no key to find rows by, or archiving is off). Drop it anyway?",
        example="accept",
        chosen=context.decisions.get(key),
        options=(Option(answer="accept", effect="The column goes, and only a backup brings its values back."),),
        inquiry=Inquiry(count=found.count, listing=found.listing, estimate=nulls_of(context, table, column)),
        recommendation="Count the rows that have a value. If there are any, copy the table first, or give it a key: "
        "then the plan keeps the values by itself.",
        free=False,
    )


def _losses(operation: DropColumn, archive: ColumnArchive | None, what: str) -> tuple[Loss, ...]:
    path = column_path(operation.table.name, operation.before.name)
    if operation.before.generated:
        return ()
    if archive is None:
        return (Loss(object=path, what="all its values", preserved=None),)
    return (Loss(object=path, what=what, preserved=archive.name.sql),)
