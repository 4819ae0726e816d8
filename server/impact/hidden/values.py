"""Dangers for rows and what holds them to rules."""

from collections.abc import Iterator

from server.impact.hidden.scene import Scene, column_path, told
from server.model.catalog import PG_ATTRDEF, PG_CLASS, Column, Constraint, Sequence, Table, Trigger
from server.model.names import identifier, literal
from server.model.operation import (
    AddCheck,
    AddForeignKey,
    ChangeColumn,
    ChangeColumnType,
    ChangeConstraint,
    ChangeDefault,
    ChangeObject,
    ChangeOther,
    ChangeTable,
    CreateTable,
    DropColumn,
    Operation,
)
from server.model.plan import Hazard

_LARGE_BYTES = 1 << 30
"""From which size on disk space is worth a look; the exact size would give the same plan another identity each day."""
_LOCAL_TIMES = frozenset(["date", "time", "timestamp"])
_ZONED_TIMES = frozenset(["timetz", "timestamptz"])
_FOREIGN_KEYS = "ddl-constraints.html#DDL-CONSTRAINTS-FK"


def of_values(operation: Operation, scene: Scene) -> Iterator[Hazard]:
    """Dangers of one operation."""
    match operation:
        case DropColumn():
            yield from _dropped(operation, scene)
        case ChangeColumnType():
            yield from _retyped(operation, scene)
        case AddCheck(table=table, after=constraint) if scene.was(table) is not None:
            yield from _unproved(table, constraint)
        case AddForeignKey(table=table, after=constraint):
            yield from _unproved(table, constraint) if scene.was(table) is not None else ()
            yield from _types_differ(operation, scene)
        case ChangeConstraint(table=table, after=constraint) if operation.before.enforced:
            yield from _unproved(table, constraint)
        case ChangeColumn() | ChangeDefault():
            yield from _starts_low(operation, scene)
        case _:
            yield from _of_objects(operation)


def _of_objects(operation: Operation) -> Iterator[Hazard]:
    match operation:
        case ChangeObject(before=Trigger() as before, after=Trigger() as after, table=table) if table is not None:
            if before.enabled != "D" and after.enabled == "D":
                yield told(
                    "trigger-disabled",
                    column_path(table, after.name),
                    "What it does or refuses does not happen to rows written from then on, nor later for those.",
                    "Enable it again in a change that also mends the rows written meanwhile.",
                    "sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER",
                )
        case ChangeTable(before=before, after=after) if before.persistence != after.persistence == "unlogged":
            yield _unlogged(after)
        case CreateTable(after=after) if after.persistence == "unlogged":
            yield _unlogged(after)
        case ChangeOther(kind="extension version", before=str(), after=str()):
            yield told(
                "extension-script",
                operation.identity,
                "Its script runs under whatever locks it takes, with what the shadow's version of it does.",
                "Read the script between the two versions, and install the same version on the shadow.",
                "sql-alterextension.html",
            )
        case _:
            return


def _dropped(operation: DropColumn, scene: Scene) -> Iterator[Hazard]:
    table, column = scene.was(operation.table), operation.before
    if table is None:
        return
    path = column_path(table, column.name)
    if operation.replaced:
        yield told(
            "column-made-anew",
            path,
            "The column of the same name that follows is another one: it gets none of the values.",
            "Change the type in place with USING, or add the new one under its own name, fill it, then rename.",
            "sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-COLUMN",
        )
    gone = [
        f"constraint {identifier(c.name)}" for c in operation.constraints if _shared(column, c.oid, c.columns, scene)
    ]
    gone += [
        f"index {identifier(each.name)}"
        for each in operation.indexes
        if not each.constraint_oid and _shared(column, each.oid, (*each.columns, *each.included_columns), scene)
    ]
    gone += sorted(
        each.identity
        for each in scene.before.dependencies
        if (each.table_oid, each.column_number) == column.key and each.kind == "statistics object"
    )
    if gone:
        yield told(
            "silent-drop",
            path,
            f"PostgreSQL drops {', '.join(gone)} with the column, without saying so, for the other columns too.",
            "Decide which must be made again over what remains.",
            "sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-COLUMN",
        )


def _shared(column: Column, oid: int, numbers: tuple[int, ...], scene: Scene) -> bool:
    """Whether it is about other columns too."""
    depends = {
        each.column_number
        for each in scene.before.dependencies
        if each.oid == oid and each.table_oid == column.table_oid
    }
    return bool({*numbers, *depends} - {0, column.number})


def _retyped(operation: ChangeColumnType, scene: Scene) -> Iterator[Hazard]:
    table, before, after = scene.was(operation.table), operation.before, operation.after
    if table is None:
        return
    kinds = (before.base_type, after.base_type)
    crosses = any(one in _LOCAL_TIMES and other in _ZONED_TIMES for one, other in (kinds, kinds[::-1]))
    if crosses and operation.using is None:
        yield told(
            "values-depend-on-time-zone",
            column_path(table, before.name),
            "Each value is read as one of the session's TimeZone: run elsewhere, the same file stores other moments.",
            f"Say which is meant: USING {identifier(before.name)} AT TIME ZONE 'UTC'.",
            "datatype-datetime.html#DATATYPE-TIMEZONES",
        )
    if table.size_bytes > _LARGE_BYTES:
        yield told(
            "disk-head-room",
            table.name.sql,
            "Changing the type of a column writes up to the whole table and its indexes once more, and as much WAL.",
            f"Compare pg_total_relation_size({literal(table.name.sql)}) with the free space of server and replicas.",
            "sql-altertable.html#SQL-ALTERTABLE-NOTES",
        )


def _unproved(table: Table, constraint: Constraint) -> Iterator[Hazard]:
    path = column_path(table, constraint.name)
    if not constraint.enforced:
        yield told(
            "not-enforced",
            path,
            "PostgreSQL checks no row against it, now or later: it is documentation.",
            "Leave NOT ENFORCED out, or check the rows by other means.",
            "sql-createtable.html#SQL-CREATETABLE-PARMS-ENFORCED",
        )
    elif not constraint.validated:
        yield told(
            "never-validated",
            path,
            "Rows that break it stay, and fail at their next update, however long from now.",
            "Mend them, then VALIDATE CONSTRAINT in a later change.",
            "sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT",
        )


def _types_differ(operation: AddForeignKey, scene: Scene) -> Iterator[Hazard]:
    constraint = operation.after
    pairs = zip(
        (scene.after.columns.get((constraint.table_oid, number)) for number in constraint.columns),
        (scene.after.columns.get((constraint.referenced_table_oid, n)) for n in constraint.referenced_columns),
        strict=True,
    )
    if any(own and other and own.base_type != other.base_type for own, other in pairs):
        yield told(
            "foreign-key-types-differ",
            column_path(operation.table, constraint.name),
            "Its columns are not of the type of those they refer to: one side will hold what the other cannot.",
            "Give both the same type, the wider one.",
            _FOREIGN_KEYS,
        )


def _starts_low(operation: ChangeColumn | ChangeDefault, scene: Scene) -> Iterator[Hazard]:
    """A column that has values begins to count by a sequence that does not know them."""
    column = operation.after
    if scene.was(operation.table) is None or operation.before.identity:
        return
    for sequence in _counting(column, scene):
        if sequence.start == sequence.minimum:
            yield told(
                "sequence-starts-low",
                column_path(operation.table, column.name),
                f"Sequence {sequence.name.sql} begins at {sequence.start}, whatever values rows have: inserts meet "
                "duplicate keys, or repeat numbers.",
                "Give it a START WITH above the highest value, or set it with setval in the same transaction.",
                "functions-sequence.html",
            )


def _counting(column: Column, scene: Scene) -> Iterator[Sequence]:
    """The sequences that are new and that the column counts by."""
    own = scene.after.identity_sequences.get(column.key)
    if own is not None:
        yield own
    for edge in scene.after.edges.get((PG_ATTRDEF, column.default_oid, 0), ()):
        sequence = scene.after.sequences.get(edge.target[1]) if edge.target[0] == PG_CLASS else None
        if sequence is not None and sequence.oid not in scene.before.sequences:
            yield sequence


def _unlogged(table: Table) -> Hazard:
    return told(
        "unlogged",
        table.name.sql,
        "It is empty after a crash, and on every replica always.",
        "Leave UNLOGGED out unless every row can be had again.",
        "sql-createtable.html#SQL-CREATETABLE-UNLOGGED",
    )
