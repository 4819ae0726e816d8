"""New tables that take columns of the rows of another: created, filled from there, and the columns dropped there."""

from dataclasses import dataclass

from server.model.catalog import Column, Table
from server.model.operation import ChangeRows, CreateTable, DropColumn
from server.plan.context import Context, key_columns
from server.plan.moves import is_unique, may_be_left, may_keep_up, source_table, stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A new table, each row of which holds values of the one row of another table that it belongs to."""

    statement: int
    """Number of the INSERT that fills it."""
    source: Table
    target: Table
    join: tuple[tuple[Column, Column], ...]
    """Columns of the source and of the new table by which a row of each is found."""
    columns: tuple[tuple[Column, Column], ...]
    """Columns that move, of the source and of the new table."""
    only_filled: bool
    """Whether only rows of the source that hold a value in one of the columns have a row in the new table."""
    follows_key: bool
    """Whether a foreign key brings a change of the source's key to the new table."""


def split_by(context: Context, operation: ChangeRows) -> Split | None:
    """The split that an INSERT … SELECT is part of; None when it does anything else, or cannot be kept in step."""
    copied, target = operation.rows.copied, operation.table
    if copied is None or target is None or operation.rows.verb != "insert" or not operation.table_is_new:
        return None
    source = source_table(context.before, copied.schema, copied.table)
    if source is None or not may_keep_up(context, source) or not key_columns(context.before, source):
        return None
    pairs = _pairs(context, operation, source, target)
    join = tuple(pair for pair in pairs if stays(context, pair[0]))
    columns = tuple(pair for pair in pairs if not stays(context, pair[0]))
    tested = {context.before.column_named(source.oid, column) for _, column in copied.filled}
    split = Split(
        statement=operation.statement,
        source=source,
        target=target,
        join=join,
        columns=columns,
        only_filled=bool(tested),
        follows_key=_follows(context, source, target),
    )
    known = not tested or tested == {one for one, _ in columns}
    return split if pairs and known and _is_by_key(context, split) and _may_follow(context, split) else None


def split_from(context: Context, operation: DropColumn) -> Split | None:
    """The split that took the values of a column before it is dropped."""
    rows = (each for each in context.operations if isinstance(each, ChangeRows))
    found = (split for each in rows if (split := split_by(context, each)) is not None)
    return next((each for each in found if operation.before.key in {one.key for one, _ in each.columns}), None)


def drops_first(context: Context, split: Split, operation: DropColumn) -> bool:
    """Whether it is the first of the split's columns to go, and so the last to come back."""
    moved = {one.key for one, _ in split.columns}
    first = next(op for op in context.operations if isinstance(op, DropColumn) and op.before.key in moved)
    return first.before.key == operation.before.key


def _pairs(context: Context, operation: ChangeRows, source: Table, target: Table) -> tuple[tuple[Column, Column], ...]:
    """Columns read and written; empty when one of them is not known."""
    copied, catalog = operation.rows.copied, context.after
    assert copied is not None
    by_position = catalog.columns_of(target.oid)
    found = []
    for position, (written, (prefix, read)) in enumerate(copied.columns):
        one = context.before.column_named(source.oid, read) if prefix in ("", copied.alias) else None
        other = catalog.column_named(target.oid, written) if written else by_position[position]
        if one is None or other is None:
            return ()
        found.append((one, other))
    return tuple(found)


def _is_by_key(context: Context, split: Split) -> bool:
    """Whether the columns that stay tell the rows of both tables apart, those of the new one from its beginning."""
    ones, others = {one.number for one, _ in split.join}, {other.number for _, other in split.join}
    creations = (op for op in context.operations if isinstance(op, CreateTable) and op.after.oid == split.target.oid)
    created = [op for op in creations if op.statement not in context.direct]
    keyed = any(
        constraint.kind in ("primary key", "unique") and set(constraint.columns) == others and not constraint.deferrable
        for operation in created
        for constraint in operation.constraints
    )
    return keyed and all(one.not_null for one, _ in split.join) and is_unique(context, split.source, ones)


def _may_follow(context: Context, split: Split) -> bool:
    """Whether a row of the new table can be had from one of the source alone, and the other way round."""
    target, moved = split.target, [other for _, other in split.columns]
    writers = [
        op for op in context.operations if isinstance(op, ChangeRows) and op.table and op.table.oid == target.oid
    ]
    taken = {other.key for pair in (*split.join, *split.columns) for other in pair[1:]}
    rest = [column for column in context.after.columns_of(target.oid) if column.key not in taken]
    given = [c for c in rest if c.default is not None or c.identity or c.generated or not c.not_null]
    # a row that goes with its last value would take what else is in it along
    own = [c for c in rest if c.default is None and not c.identity and not c.generated]
    plain = target.kind == "table" and target.partition_of is None and not target.inherits
    return (
        plain
        and bool(moved)
        and len(writers) == 1
        and len(given) == len(rest)
        and not (own and split.only_filled)
        and all(_same_values(context, split, one, other) for one, other in split.columns)
    )


def _same_values(context: Context, split: Split, one: Column, other: Column) -> bool:
    same = (one.type, one.type_oid, one.collation) == (other.type, other.type_oid, other.collation)
    plain = one.default is None and not other.generated and not other.identity
    fits = not other.not_null or one.not_null or (split.only_filled and len(split.columns) == 1)
    return same and plain and fits and may_be_left(context, one)


def _follows(context: Context, source: Table, target: Table) -> bool:
    return any(
        constraint.referenced_table_oid == source.oid and " ON UPDATE CASCADE" in constraint.definition
        for constraint in context.after.constraints_of(target.oid)
    )
