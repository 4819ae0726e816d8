"""Dangers for those that follow the database by logical replication.

It carries rows, never a change of the schema, and a subscriber finds tables and columns by name: one that lacks what it
is sent stops, and its slot keeps write-ahead log until it goes on. It may have more columns than it is sent, never
fewer.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from server.grammar import body_of, messages, statement_if_known
from server.impact.hidden.scene import Scene, column_path, fills_itself, told
from server.model.catalog import Catalog, Table
from server.model.names import identifier
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
    DropTable,
    Operation,
    RenameColumn,
    RenameTable,
    SetNotNull,
)
from server.model.plan import Hazard

_TABLE = "publication table"
_PAGE = "logical-replication-restrictions.html"
_IDENTITY = "logical-replication-publication.html#LOGICAL-REPLICATION-PUBLICATION-REPLICA-IDENTITY"
_SUBSCRIBER_FIRST = "Run it on subscribers first, then here; watch the slot meanwhile."
_PUBLISHER_FIRST = "Run it here first, and on subscribers once they have caught up; watch the slot meanwhile."
_BOTH = (
    "Disable the subscription, run each phase here and on the subscriber, enable it again; the slot keeps "
    "write-ahead log until then."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Publication:
    """What one publication sends of a table."""

    columns: frozenset[str]
    """Empty: all, whichever they are."""
    filters: frozenset[str] = frozenset()
    """Columns its row filter reads."""

    def sends(self, column: str) -> bool:
        return not self.columns or column in self.columns


def of_replication(operation: Operation, scene: Scene) -> Iterator[Hazard]:
    """Dangers of one operation."""
    yield from _received(operation, scene)
    match operation:
        case AddColumn() | DropColumn() | RenameColumn() | ChangeColumnType():
            yield from _of_column(operation, scene)
        case DropTable(before=table) if _publications(table, scene, scene.before):
            yield _order(table.name.sql, "A subscriber keeps its table, with the rows it has.", _PUBLISHER_FIRST)
        case RenameTable(before=table) if _publications(table, scene, scene.before):
            effect = "Rows come under the table's new name from expand on, which no subscriber knows."
            yield _order(table.name.sql, effect, _BOTH)
        case ChangeOther(kind=kind, before=None, after=str()) if kind == _TABLE:
            yield from _newly_published(operation, scene)
        case DropConstraint(before=constraint) if constraint.kind == "primary key":
            yield from _without_key(operation, scene)
        case AddUnique(table=table, after=constraint) if constraint.kind == "primary key":
            yield from _other_key(operation, scene)
        case ChangeTable(after=table) if table.replica_identity != operation.before.replica_identity:
            yield from _other_identity(table, scene)
        case _:
            return


def _of_column(operation: AddColumn | DropColumn | RenameColumn | ChangeColumnType, scene: Scene) -> Iterator[Hazard]:
    table = scene.was(operation.table)
    name = operation.after.name if isinstance(operation, AddColumn) else operation.before.name
    if table is None or not any(each.sends(name) for each in _publications(table, scene, scene.before)):
        return
    match operation:
        case AddColumn():
            effect, remedy = "A subscriber that lacks the new column stops at the next row.", _SUBSCRIBER_FIRST
        case DropColumn():
            effect, remedy = (
                "A subscriber that drops it while it is still sent stops at the next row.",
                _PUBLISHER_FIRST,
            )
        case RenameColumn():
            effect, remedy = "Rows come with the column's new name, which no subscriber knows.", _BOTH
        case ChangeColumnType():
            effect = "A subscriber whose column does not take the new values stops, and so does one without the column "
            effect += "that is filled beside it meanwhile."
            remedy = _BOTH
    yield _order(column_path(table, name), effect, remedy)


def _order(name: str, effect: str, remedy: str) -> Hazard:
    effect = f"The table is published, and logical replication does not carry changes of the schema. {effect}"
    return told("replication-order", name, effect, remedy, _PAGE)


def _received(operation: Operation, scene: Scene) -> Iterator[Hazard]:
    """What stops the subscription that fills a table here."""
    match operation:
        case RenameTable(before=table) | DropTable(before=table):
            why = "finds no table of the name it is sent"
        case DropColumn(table=table) | RenameColumn(table=table):
            why = "finds no column of a name it is sent"
        case ChangeColumnType(table=table):
            why = "is sent values that the new type may not take"
        case AddColumn(table=table, after=column) if column.not_null and not fills_itself(column):
            why = "is sent rows without a value for the new column"
        case AddCheck(table=table) | AddForeignKey(table=table) | AddUnique(table=table) | SetNotNull(table=table):
            why = "may be sent rows that break the new rule"
        case _:
            return
    known = scene.was(table)
    if known is None or known.name not in scene.replication.received:
        return
    yield told(
        "replication-order",
        known.name.sql,
        f"A subscription fills the table and stops when it {why}; the publisher keeps write-ahead log until then.",
        "Make the change fit what is sent: remove on the publisher first, add here first, new rules there first.",
        "logical-replication-conflicts.html",
    )


def _newly_published(operation: ChangeOther, scene: Scene) -> Iterator[Hazard]:
    table = _published_by(operation, scene.after)
    if table is None:
        return
    remedy = "Create the table on subscribers first; afterwards ALTER SUBSCRIPTION … REFRESH PUBLICATION there."
    yield _order(table.name.sql, "A subscriber gets its rows only once it has the table and was told.", remedy)
    if _identifies_no_row(table, scene.after):
        yield _no_identity(table, "The table is published and nothing tells its rows apart")


def _published_by(operation: ChangeOther, catalog: Catalog) -> Table | None:
    # its identity is the table and the publication, both printed by PostgreSQL
    found = (t for t in catalog.tables.values() if operation.identity.startswith(f"{t.name.sql} in "))
    return next(found, None)


def _without_key(operation: DropConstraint, scene: Scene) -> Iterator[Hazard]:
    table = scene.was(operation.table)
    again = any(
        isinstance(each, AddUnique) and each.after.kind == "primary key" and each.table.oid == operation.table.oid
        for each in scene.operations
    )
    if table is not None and not again and table.replica_identity == "d" and _publications(table, scene, scene.before):
        yield _no_identity(table, "The table is published and has no primary key afterwards")


def _other_key(operation: AddUnique, scene: Scene) -> Iterator[Hazard]:
    """UPDATE and DELETE need what is sent, and what is filtered by, to be in or of the key."""
    table, key = scene.was(operation.table), set(operation.columns)
    if table is None or table.replica_identity != "d":
        return
    for each in _publications(table, scene, scene.before):
        if each.columns and key - each.columns:
            missing = ", ".join(map(identifier, sorted(key - each.columns)))
            yield _no_identity(table, f"A publication's column list lacks {missing}, which the new key holds")
        elif each.filters - key:
            read = ", ".join(map(identifier, sorted(each.filters - key)))
            yield _no_identity(table, f"A publication's row filter reads {read}, which the new key does not hold")


def _other_identity(table: Table, scene: Scene) -> Iterator[Hazard]:
    if table.replica_identity == "f":
        yield told(
            "replica-identity-full",
            table.name.sql,
            "Every UPDATE and DELETE writes the whole old row to the write-ahead log, and a subscriber looks for it by "
            "all columns, reading its table where no index fits.",
            "Use a unique index over NOT NULL columns as replica identity where there is one.",
            "sql-altertable.html#SQL-ALTERTABLE-REPLICA-IDENTITY",
        )
    elif _publications(table, scene, scene.after) and _identifies_no_row(table, scene.after):
        yield _no_identity(table, "The table is published and nothing tells its rows apart any more")


def _identifies_no_row(table: Table, catalog: Catalog) -> bool:
    keyed = any(index.primary for index in catalog.indexes_of(table.oid))
    return table.replica_identity == "n" or (table.replica_identity == "d" and not keyed)


def _no_identity(table: Table, why: str) -> Hazard:
    effect = f"{why}: every UPDATE and DELETE on it fails."
    remedy = "Set REPLICA IDENTITY to a unique index first, or to FULL."
    return told("no-replica-identity", table.name.sql, effect, remedy, _IDENTITY)


def _publications(table: Table, scene: Scene, catalog: Catalog) -> list[_Publication]:
    owner = table.oid if table.oid in catalog.tables else getattr(catalog.table_named(table.name), "oid", 0)
    needed = [each for each in catalog.dependencies if each.table_oid == owner and each.kind == "publication relation"]
    by_oid = {other.address[1]: other for other in catalog.others.values() if other.kind == _TABLE}
    names = {table.name, getattr(catalog.tables.get(owner), "name", table.name)}
    found = [_Publication(columns=frozenset(e.columns)) for e in scene.replication.sent if e.table in names]
    for oid in dict.fromkeys(each.oid for each in needed):
        other = by_oid.get(oid)
        found.append(_as_written(other.definition[0]) if other is not None else _Publication(columns=frozenset()))
    return found


def _as_written(definition: str) -> _Publication:
    """Of ALTER PUBLICATION … ADD TABLE, as the catalog writes it."""
    node = statement_if_known(definition)
    if node is None:
        return _Publication(columns=frozenset())
    (published,) = body_of(node).pubobjects
    table = published.publication_obj_spec.pubtable
    read = (message for message in messages(table.where_clause) if message.DESCRIPTOR.name == "ColumnRef")
    return _Publication(
        columns=frozenset(each.string.sval for each in table.columns),
        filters=frozenset(message.fields[-1].string.sval for message in read),
    )
