"""Tables that came, went, moved or changed."""

from collections.abc import Iterator

from server.diff.comparison import Comparison, gone
from server.model.catalog import Catalog, Table
from server.model.names import QualifiedName
from server.model.operation import ChangeTable, CreateTable, DropTable, Operation, RenameTable

_FACTS = ("kind", "persistence", "server", "server_options", "options", "row_security", "replica_identity", "comment")
_TEXTS = ("partition_of", "partition_bound", "partition_key", "of_type", "inherits")


def table_operations(comparison: Comparison) -> Iterator[Operation]:
    """CreateTable, DropTable, RenameTable and ChangeTable."""
    before, after = comparison.before, comparison.after
    for oid, table in gone(after.tables, before.tables):
        yield _create(comparison, oid, table)
    for oid, table in gone(before.tables, after.tables):
        yield DropTable(
            statement=comparison.appeared("tables", oid),
            before=table,
            columns=tuple(before.columns_of(oid)),
            constraints=tuple(before.constraints_of(oid)),
            indexes=tuple(before.indexes_of(oid)),
            triggers=tuple(before.triggers_of(oid)),
        )
    for one, other in comparison.common_tables():
        yield from _changes(comparison, one, other)


def moved(comparison: Comparison, name: QualifiedName) -> QualifiedName:
    """The name as it is when only its schema was renamed."""
    return QualifiedName(schema=comparison.renames.schemas.get(name.schema, name.schema), name=name.name)


def _create(comparison: Comparison, oid: int, table: Table) -> CreateTable:
    after = comparison.after
    constraints = tuple(
        constraint
        for constraint in after.constraints_of(oid)
        if constraint.kind not in {"foreign key", "trigger"} and not constraint.inherited
    )
    return CreateTable(
        # The first one: rows may be written to it before a later statement finishes it.
        statement=comparison.appeared("tables", oid),
        after=table,
        columns=tuple(after.columns_of(oid)),
        constraints=constraints,
    )


def _changes(comparison: Comparison, before: Table, after: Table) -> Iterator[Operation]:
    oid = before.oid
    if moved(comparison, before.name) != after.name:
        yield RenameTable(statement=comparison.changed("tables", oid, "name"), before=before, after=after)
    aspects = [name for name in _FACTS if getattr(before, name) != getattr(after, name)]
    aspects += [name for name in _TEXTS if not comparison.same_text(_text(before, name), _text(after, name))]
    if _clustering(comparison.before, oid) != _clustering(comparison.after, oid):
        aspects.append("clustered")
    if aspects:
        number = comparison.number(
            lambda catalog: (
                [getattr(catalog.tables.get(oid), name, None) for name in (*_FACTS, *_TEXTS)],
                _clustering(catalog, oid),
            )
        )
        yield ChangeTable(statement=number, before=before, after=after, aspects=tuple(aspects))


def _text(table: Table, name: str) -> str | None:
    value: str | tuple[str, ...] | None = getattr(table, name)
    return ", ".join(value) if isinstance(value, tuple) else value


def _clustering(catalog: Catalog, table_oid: int) -> list[tuple[int, ...]]:
    # By columns: an index made again by a type change has another OID.
    return [index.columns for index in catalog.indexes_of(table_oid) if index.clustered]
