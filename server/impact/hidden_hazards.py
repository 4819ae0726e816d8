"""Dangers that no statement shows alone, and that stay when the statement is replaced by a plan."""

import re
from collections.abc import Iterator, Sequence

from server.impact.risks import column_name
from server.impact.touched import before
from server.model.catalog import PG_CLASS, Catalog, Table
from server.model.names import identifier, literal
from server.model.operation import (
    AddCheck,
    AddColumn,
    AddForeignKey,
    AddUnique,
    ChangeColumnType,
    ChangeOther,
    ChangeTable,
    DropColumn,
    DropConstraint,
    Operation,
    RenameColumn,
)
from server.model.plan import Hazard, HazardCode

_MANUAL = "https://www.postgresql.org/docs/18"
_LARGE_BYTES = 1 << 30
"""From which size on disk space is worth a look; the exact size would give the same plan another identity each day."""
_OF_ROWS = AddColumn | DropColumn | RenameColumn | ChangeColumnType


def hidden_hazards(operations: Sequence[Operation], catalog: Catalog) -> tuple[Hazard, ...]:
    """What surrounds the change: prepared statements, functions, subscribers, policies, disk; each said once an object.

    Args:
        operations: What the change does.
        catalog: The schema before it, with the target's sizes where they are known.
    """
    found: dict[tuple[str, str], Hazard] = {}
    for operation in operations:
        for hazard in _of_operation(operation, operations, catalog):
            found.setdefault((hazard.code, hazard.object), hazard)
    return tuple(found.values())


def _of_operation(operation: Operation, operations: Sequence[Operation], catalog: Catalog) -> Iterator[Hazard]:
    match operation:
        case AddColumn() | DropColumn() | RenameColumn() | ChangeColumnType():
            yield from _of_rows(operation, catalog)
        case AddCheck() | AddForeignKey():
            yield from _of_constraint(operation, catalog)
        case DropConstraint():
            yield from _of_identity(operation, operations, catalog)
        case ChangeTable():
            yield from _of_security(operation, operations, catalog)
        case _:
            return


def _of_rows(operation: _OF_ROWS, catalog: Catalog) -> Iterator[Hazard]:
    table = before(operation.table, catalog)
    if table is None:
        return
    if isinstance(operation, DropColumn | RenameColumn):
        yield from _functions(operation, table, catalog)
    retyped = isinstance(operation, ChangeColumnType)
    which = "Any statement" if retyped else "SELECT * and RETURNING *"
    yield _hazard(
        "cached-plans",
        table.name.sql,
        f"{which} that a session prepared before fails once with 'cached plan must not change result type'.",
        "Name columns in queries; let the application prepare again or reconnect after the step.",
        f"{_MANUAL}/sql-prepare.html",
    )
    if _is_published(table, catalog):
        order = "on subscribers first" if isinstance(operation, AddColumn) else "on the publisher first"
        yield _hazard(
            "replication-order",
            table.name.sql,
            "Logical replication does not carry the change: a subscriber that lacks a published column stops.",
            f"Run it {'on both, with the subscription disabled' if retyped else order}; watch the slot meanwhile.",
            f"{_MANUAL}/logical-replication-restrictions.html",
        )
    if retyped and table.size_bytes > _LARGE_BYTES:
        yield _hazard(
            "disk-head-room",
            table.name.sql,
            "Changing the type of a column writes up to the whole table and its indexes once more, and as much WAL.",
            f"Compare pg_total_relation_size({literal(table.name.sql)}) with the free space of server and replicas.",
            f"{_MANUAL}/sql-altertable.html#SQL-ALTERTABLE-NOTES",
        )


def _of_constraint(operation: AddCheck | AddForeignKey, catalog: Catalog) -> Iterator[Hazard]:
    table, constraint = operation.table, operation.after
    path = f"{table.name.sql}.{identifier(constraint.name)}"
    if not constraint.validated and before(table, catalog) is not None:
        yield _hazard(
            "never-validated",
            path,
            "Rows that break it stay, and fail at their next update, however long from now.",
            "Mend them, then VALIDATE CONSTRAINT in a later change.",
            f"{_MANUAL}/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT",
        )
    if not isinstance(operation, AddForeignKey):
        return
    pairs = zip(
        (catalog.columns.get((constraint.table_oid, number)) for number in constraint.columns),
        (catalog.columns.get((constraint.referenced_table_oid, number)) for number in constraint.referenced_columns),
        strict=True,
    )
    if any(own and other and own.base_type != other.base_type for own, other in pairs):
        yield _hazard(
            "foreign-key-types-differ",
            path,
            "Its columns are not of the type of those they refer to: one side will hold what the other cannot.",
            "Give both the same type, the wider one.",
            f"{_MANUAL}/ddl-constraints.html#DDL-CONSTRAINTS-FK",
        )


def _of_identity(operation: DropConstraint, operations: Sequence[Operation], catalog: Catalog) -> Iterator[Hazard]:
    table = before(operation.table, catalog)
    again = any(
        isinstance(each, AddUnique) and each.after.kind == "primary key" and each.table.oid == operation.table.oid
        for each in operations
    )
    if table is None or operation.before.kind != "primary key" or again or not _is_published(table, catalog):
        return
    yield _hazard(
        "no-replica-identity",
        table.name.sql,
        "The table is published and has no primary key afterwards: every UPDATE and DELETE on it fails.",
        "Set REPLICA IDENTITY to another unique index first, or to FULL.",
        f"{_MANUAL}/logical-replication-publication.html#LOGICAL-REPLICATION-PUBLICATION-REPLICA-IDENTITY",
    )


def _of_security(operation: ChangeTable, operations: Sequence[Operation], catalog: Catalog) -> Iterator[Hazard]:
    if operation.before.row_security or not operation.after.row_security:
        return
    policed = any(
        each.kind == "policy" and each.part_of == (PG_CLASS, operation.before.oid, 0)
        for each in catalog.others.values()
    )
    made = any(isinstance(each, ChangeOther) and each.kind == "policy" and each.after for each in operations)
    if policed or made:
        return
    yield _hazard(
        "rows-disappear",
        operation.before.name.sql,
        "Row security without a policy hides every row from everybody but the owner.",
        "Create the policies in the same change, before row security is enabled.",
        f"{_MANUAL}/ddl-rowsecurity.html",
    )


def _functions(operation: DropColumn | RenameColumn, table: Table, catalog: Catalog) -> Iterator[Hazard]:
    """Bodies given as text are not followed: PostgreSQL knows no dependency, and the call fails."""
    words = [re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE) for name in (table.name.name, operation.before.name)]
    triggers = {trigger.function_oid for trigger in catalog.triggers_of(table.oid)}
    for function in sorted(catalog.functions.values(), key=lambda found: found.name):
        mentions = words[1].search(function.source) is not None
        if mentions and (function.oid in triggers or words[0].search(function.source)):
            yield _hazard(
                "function-body-not-followed",
                f"{function.name.sql}({function.arguments})",
                f"Its body seems to name {column_name(table, operation.before.name)}; it fails when next called.",
                "Replace the function in the same change.",
                f"{_MANUAL}/ddl-depend.html",
            )


def _is_published(table: Table, catalog: Catalog) -> bool:
    return any(each.table_oid == table.oid and each.kind == "publication relation" for each in catalog.dependencies)


def _hazard(code: HazardCode, name: str, effect: str, remedy: str, source: str) -> Hazard:
    return Hazard(code=code, object=name, effect=effect, remedy=remedy, source=source, avoided=False)
