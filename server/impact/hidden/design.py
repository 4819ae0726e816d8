"""Advice about what a change adds: it harms nobody when it runs, and costs more to mend later than now."""

from collections.abc import Iterator

from server.impact.hidden.scene import Scene, column_path, told
from server.model.catalog import Column, Index, Table
from server.model.names import identifier
from server.model.operation import (
    AddColumn,
    AddUnique,
    ChangeColumnType,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    Operation,
)
from server.model.plan import Hazard

_PITFALLS = {
    "bpchar": "char pads with blanks",
    "money": "money means another currency under another lc_monetary",
    "timestamp": "timestamp without time zone does not say which moment it is",
    "timetz": "time with time zone has no date to tell summer time by",
}
_NARROW = {"int2": "32,767", "int4": "2,147,483,647"}


def of_design(operation: Operation, scene: Scene) -> Iterator[Hazard]:
    """Advice about one operation."""
    match operation:
        case AddColumn(table=table, after=column):
            yield from _of_column(table, column)
        case ChangeColumnType(table=table, before=before, after=column) if before.base_type != column.base_type:
            yield from _of_column(table, column)
        case CreateTable(after=table, columns=columns):
            for column in columns:
                yield from _of_column(table, column)
            yield from _of_table(operation, scene)
        case CreateIndex(table=table, after=index):
            yield from _of_index(table, index, scene)
        case _:
            return


def _of_column(table: Table, column: Column) -> Iterator[Hazard]:
    path, base = column_path(table, column.name), column.base_type
    if base == "json" and not column.is_array:
        yield told(
            "json-has-no-equality",
            path,
            "json has no equality operator: SELECT DISTINCT, GROUP BY, UNION and comparisons with it fail.",
            "Use jsonb, unless the text must stay as it was written.",
            "datatype-json.html",
        )
    if base in _PITFALLS:
        yield told(
            "type-with-pitfalls",
            path,
            f"{_PITFALLS[base]}; to change it later means writing every row anew.",
            "Use text, numeric or timestamptz.",
            "https://wiki.postgresql.org/wiki/Don%27t_Do_This",
        )
    counts = column.identity or (column.default_volatility == "volatile" and column.default is not None)
    if base in _NARROW and counts:
        yield told(
            "number-runs-out",
            path,
            f"It counts up by itself and fails after {_NARROW[base]}, also for numbers that were skipped.",
            "Make it bigint now: a wider key later is a migration of every table that refers to it.",
            "datatype-numeric.html#DATATYPE-INT",
        )


def _of_table(operation: CreateTable, scene: Scene) -> Iterator[Hazard]:
    table = operation.after
    unique = any(isinstance(each, AddUnique) and each.table.oid == table.oid for each in scene.operations)
    keyed = any(each.kind in ("primary key", "unique") for each in operation.constraints) or unique
    if table.kind != "foreign table" and table.partition_of is None and not table.inherits and not keyed:
        yield told(
            "table-without-key",
            table.name.sql,
            "Nothing tells its rows apart: a duplicate cannot be removed alone, later changes cannot be made in "
            "batches by key, and UPDATE and DELETE fail once it is published.",
            "Give it a primary key.",
            "ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS",
        )


def _of_index(table: Table, index: Index, scene: Scene) -> Iterator[Hazard]:
    gone = {each.before.oid for each in scene.operations if isinstance(each, DropIndex)}
    gone |= {each.index.oid for each in scene.operations if isinstance(each, DropConstraint) and each.index}
    gone |= {each.oid for drop in scene.operations if isinstance(drop, DropColumn) for each in drop.indexes}
    for other in scene.before.indexes_of(table.oid):
        if other.oid not in (*gone, index.oid) and other.valid and _does_the_work_of(other, index):
            yield told(
                "duplicate-index",
                f"{table.name.schema}.{identifier(index.name)}",
                f"Index {identifier(other.name)} serves the same queries: each write keeps up both.",
                "Leave it out, or drop the other one once this one is there.",
                "indexes-multicolumn.html",
            )
            return


def _does_the_work_of(other: Index, index: Index) -> bool:
    if other.body == index.body:
        return other.unique or not index.unique
    plain = index.method == other.method == "btree" and not index.unique and not index.options and not index.predicate
    return plain and not index.included_columns and other.body.startswith(f"{index.body.removesuffix(')')}, ")
