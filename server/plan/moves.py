"""Columns that a change moves to another table: added there, filled from here, dropped here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from server.model.catalog import Catalog, Column, Table
from server.model.change import NamedColumn
from server.model.names import QualifiedName
from server.model.operation import AddColumn, ChangeRows, DropColumn
from server.plan.context import Context, key_columns

ByName = Callable[[str], Column | None]
"""The column of one table that has that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A column whose values go to a new column of the rows of another table that it belongs to."""

    statement: int
    """Number of the UPDATE that fills the new column."""
    source: Table
    source_column: Column
    target: Table
    target_column: Column
    join: tuple[tuple[Column, Column], ...]
    """Columns of the source and of the target that are equal where their rows belong together."""
    one_source: bool
    """Whether at most one row of the source belongs to a row of the target."""
    one_target: bool
    """Whether at most one row of the target belongs to a row of the source."""


def moves_by(context: Context, operation: ChangeRows) -> tuple[Move, ...]:
    """The moves an UPDATE is part of; empty when it does anything else, or when one cannot be kept in step."""
    copied, target = operation.rows.copied, operation.table
    if copied is None or target is None or operation.rows.verb != "update" or not copied.joined:
        return ()
    source = source_table(context.before, copied.schema, copied.table)
    if source is None or source.oid == target.oid or not all(_may_move(context, table) for table in (source, target)):
        return ()
    of_source: ByName = partial(context.before.column_named, source.oid)
    of_target: ByName = partial(context.after.column_named, target.oid)
    sides = {copied.alias: of_source, operation.rows.alias: of_target}
    join = []
    for pair in copied.joined:
        found = _pair(pair, copied.alias, sides)
        if found is None or not all(stays(context, column) for column in found):
            return ()
        join.append(found)
    ones, others = {one.number for one, _ in join}, {other.number for _, other in join}
    one_source, one_target = is_unique(context, source, ones), is_unique(context, target, others)
    quick = _is_found(context, source, ones) and _is_found(context, target, others)
    if not quick or not (one_source or one_target) or (copied.one_row and not one_source):
        return ()
    moves = []
    for written, read in copied.columns:
        from_column = of_source(read[1]) if read[0] in ("", copied.alias) else None
        to_column = of_target(written)
        if from_column is None or to_column is None or not _moves(context, operation, from_column, to_column):
            return ()
        moves.append(
            Move(
                statement=operation.statement,
                source=source,
                source_column=from_column,
                target=target,
                target_column=to_column,
                join=tuple(join),
                one_source=one_source,
                one_target=one_target,
            )
        )
    tested = {of_source(column) for _, column in copied.filled}
    return tuple(moves) if not tested or (len(moves) == 1 and tested == {moves[0].source_column}) else ()


def move_from(context: Context, operation: DropColumn) -> Move | None:
    """The move by which the values of a column were brought elsewhere before it is dropped."""
    rows = (each for each in context.operations if isinstance(each, ChangeRows))
    found = (move for each in rows for move in moves_by(context, each))
    return next((move for move in found if move.source_column.key == operation.before.key), None)


def source_table(catalog: Catalog, schema: str, table: str) -> Table | None:
    """The table a statement reads; without a schema it is in ``public``, or the only one of that name."""
    named = catalog.table_named(QualifiedName(schema=schema or "public", name=table))
    if named is not None or schema:
        return named
    found = [each for each in catalog.tables.values() if each.name.name == table]
    return found[0] if len(found) == 1 else None


def may_be_left(context: Context, column: Column) -> bool:
    """Whether the column is dropped by the change in a way that keeps its values, and is plain enough to be followed.

    Of a default that is no constant nobody could tell whether code that does not know the column left it to it.
    """
    drops = [op for op in context.operations if isinstance(op, DropColumn) and op.before.key == column.key]
    copies = [op for op in context.operations if isinstance(op, ChangeRows) and _reads(context, op, column)]
    plain = not column.generated and not column.identity and column.default_volatility in ("none", "constant")
    keys = {each.key for each in key_columns(context.before, context.before.tables[column.table_oid])}
    kept = context.policy.archive and column.key not in keys
    alone = len(drops) == 1 and len(copies) == 1
    return alone and not drops[0].replaced and drops[0].statement not in context.direct and kept and plain


def may_keep_up(context: Context, table: Table) -> bool:
    """Whether triggers on a table that was there can follow its rows, which a key tells apart."""
    known = context.before.tables.get(table.oid)
    if known is None or table.kind != "table" or table.partition_of is not None or table.inherits:
        return False
    later = context.after.tables.get(table.oid)
    heirs = table.oid in context.before.parent_oids
    return later is not None and later.name == known.name and not heirs and not context.is_moved_aside(table)


def _may_move(context: Context, table: Table) -> bool:
    return may_keep_up(context, table) and bool(key_columns(context.before, table))


def _reads(context: Context, operation: ChangeRows, column: Column) -> bool:
    copied = operation.rows.copied
    if copied is None:
        return False
    source = source_table(context.before, copied.schema, copied.table)
    if source is None or source.oid != column.table_oid:
        return False
    return any(name == column.name for _, (_, name) in copied.columns)


def _moves(context: Context, operation: ChangeRows, one: Column, other: Column) -> bool:
    additions = (op for op in context.operations if isinstance(op, AddColumn))
    added = {op.after.key for op in additions if op.statement not in context.direct}
    writers = [
        op
        for op in context.operations
        if isinstance(op, ChangeRows) and op.table is not None and op.table.oid == other.table_oid
    ]
    alone = [op for op in writers if other.name in op.rows.set_columns] == [operation]
    same = (one.type, one.type_oid, one.collation) == (other.type, other.type_oid, other.collation)
    plain = other.default is None and not other.generated and not other.identity
    return other.key in added and alone and same and plain and may_be_left(context, one)


def _pair(pair: tuple[NamedColumn, NamedColumn], alias: str, sides: dict[str, ByName]) -> tuple[Column, Column] | None:
    """The column of the source and that of the target, in whatever order they stand."""
    found = {}
    for prefix, name in pair:
        at = [side for side in ([prefix] if prefix else sides) if side in sides and sides[side](name) is not None]
        if len(at) != 1:
            return None
        found[at[0] == alias] = sides[at[0]](name)
    one, other = found.get(True), found.get(False)
    return (one, other) if one is not None and other is not None else None


def stays(context: Context, column: Column) -> bool:
    """Whether a column is before and after the change what it is, of a type that the server itself compares."""
    before, after = context.before.columns.get(column.key), context.after.columns.get(column.key)
    known = before is not None and after is not None and (before.name, before.type) == (after.name, after.type)
    return known and (column.type_kind != "base" or "." not in column.type) and not column.generated


def is_unique(context: Context, table: Table, columns: set[int]) -> bool:
    """Whether no two rows of a table agree in these columns, as an index sees to before and after the change."""
    return any(
        index.unique and index.valid and not index.predicate and index.columns and set(index.columns) <= columns
        for index in context.before.indexes_of(table.oid)
        if index.oid in context.after.indexes and not index.has_expressions
    )


def _is_found(context: Context, table: Table, columns: set[int]) -> bool:
    """Whether an index finds a row by one of the columns, so that a write of the other table need not read them all."""
    return any(
        index.valid and not index.predicate and index.columns and index.columns[0] in columns
        for index in context.before.indexes_of(table.oid)
        if index.oid in context.after.indexes
    )
