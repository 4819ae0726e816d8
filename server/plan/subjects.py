"""What in the database a change is about, told from its operations and the catalogs around it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from server.model.catalog import Catalog, Column, Constraint, Index, Table
from server.model.names import QualifiedName, parse_names
from server.model.operation import (
    AddCheck,
    AddColumn,
    AddExclusion,
    AddForeignKey,
    AddUnique,
    ChangeObject,
    ChangeOther,
    ChangeRows,
    ChangeTable,
    CreateIndex,
    CreateObject,
    CreateTable,
    DropObject,
    DropTable,
    Operation,
    RenameTable,
)
from server.model.subject import Subject, SubjectKind

_ADDING = (AddColumn, AddForeignKey, AddCheck, AddUnique, AddExclusion, CreateIndex)


def subjects_of(operations: Sequence[Operation], before: Catalog, after: Catalog) -> tuple[Subject, ...]:
    """Schemas, tables and their parts that the operations touch, each once a statement, in the order of operations."""
    found = (
        subject for operation in operations for subject in _Naming(before, after, operation.statement).of(operation)
    )
    return tuple(dict.fromkeys(found))


class _Naming:
    """Objects of one statement by the names they have before the change, or get by it."""

    def __init__(self, before: Catalog, after: Catalog, statement: int) -> None:
        self._before, self._after, self._statement = before, after, statement

    def of(self, operation: Operation) -> Iterator[Subject]:
        match operation:
            case CreateTable():
                yield self._table(operation.after)
            case DropTable() | RenameTable() | ChangeTable():
                yield self._table(operation.before)
            case ChangeOther():
                yield from self._other(operation)
            case ChangeRows():
                yield from self._rows(operation)
            case CreateObject() | DropObject() | ChangeObject():
                if operation.table is not None:
                    yield self._table(operation.table)
            case _:
                yield self._table(operation.table)
                yield self._part(
                    operation.table, operation.after if isinstance(operation, _ADDING) else operation.before
                )
                if isinstance(operation, AddForeignKey):
                    yield self._table(operation.referenced)

    def _table(self, table: Table) -> Subject:
        own = _path(self._known(table).name)
        now = self._after.tables.get(table.oid)
        became = _path(now.name) if now is not None else own
        return self._named("table", own, own, became)

    def _part(self, table: Table, part: Column | Constraint | Index) -> Subject:
        own, now = _path(self._known(table).name), self._after.tables.get(table.oid)
        there = _path(now.name) if now is not None else own
        match part:
            case Column():
                same = self._after.columns.get(part.key)
                return self._named("column", own, (*own, part.name), (*there, same.name if same else part.name))
            case Constraint():
                other = self._after.constraints.get(part.oid)
                return self._named("constraint", own, (*own, part.name), (*there, other.name if other else part.name))
            case Index():
                index = self._after.indexes.get(part.oid)
                return self._named("index", own, (own[0], part.name), (there[0], index.name if index else part.name))

    def _rows(self, operation: ChangeRows) -> Iterator[Subject]:
        if operation.table is None:
            return
        yield self._table(operation.table)
        table = self._known(operation.table)
        by_name = {column.name: column for column in self._before.columns_of(table.oid)}
        for name in operation.rows.set_columns:
            if name in by_name:
                yield self._part(operation.table, by_name[name])

    def _other(self, operation: ChangeOther) -> Iterator[Subject]:
        if operation.kind != "schema":
            return
        (name,) = parse_names(operation.identity)
        now = next((self._after.schemas.get(oid) for oid, was in self._before.schemas.items() if was == name), None)
        yield self._named("schema", (), (name,), (now,) if now else ())
        if now is not None and now != name:
            for table in sorted(self._before.tables.values(), key=lambda table: table.name):
                if table.name.schema == name:
                    yield self._table(table)

    def _known(self, table: Table) -> Table:
        return self._before.tables.get(table.oid, table)

    def _named(
        self, kind: SubjectKind, table: tuple[str, ...], path: tuple[str, ...], became: tuple[str, ...]
    ) -> Subject:
        subject = Subject(kind=kind, path=path, table=table, statement=self._statement)
        return replace(subject, became=became) if became and became != path else subject


def _path(name: QualifiedName) -> tuple[str, ...]:
    return name.schema, name.name
