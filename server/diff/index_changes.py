"""Indexes of two schemas that back no constraint, paired by table and name."""

from server.diff.definitions import create_index
from server.model.catalog import Catalog, Index, Table, View
from server.model.names import QualifiedName

_Key = tuple[QualifiedName, str]


class Indexes:
    """What becomes of the indexes on the way from one schema to the other."""

    def __init__(self, before: Catalog, desired: Catalog, remade_views: set[QualifiedName]) -> None:
        self._before, self._desired = before, desired
        self._ones = {key: index for key, index in _indexes(before).items() if key[0] not in remade_views}
        self._others = _indexes(desired)

    def drop(self) -> list[str]:
        """Drop what goes, but for what goes with its table or a column of it."""
        return [
            f"DROP INDEX {QualifiedName(schema=key[0].schema, name=key[1])}"
            for key, one in sorted(self._ones.items())
            if not self._stays(key) and not self._goes_along(key[0], one)
        ]

    def create(self) -> list[str]:
        """Create what is new or different."""
        return [create_index(other) for key, other in sorted(self._others.items()) if not self._stays(key)]

    def _stays(self, key: _Key) -> bool:
        one, other = self._ones.get(key), self._others.get(key)
        return one is not None and other is not None and (one.unique, one.body) == (other.unique, other.body)

    def _goes_along(self, table: QualifiedName, index: Index) -> bool:
        other = self._desired.table_named(table)
        if other is None:
            return table not in {view.name for view in self._desired.views.values()}
        numbers = {*index.columns, *index.included_columns}
        numbers |= {d.column_number for d in self._before.dependencies if d.oid == index.oid}
        columns = [self._before.columns.get((index.table_oid, number)) for number in numbers]
        return any(column and self._desired.column_named(other.oid, column.name) is None for column in columns)


def _indexes(catalog: Catalog) -> dict[_Key, Index]:
    relations: dict[int, Table | View] = {**catalog.tables, **catalog.views}
    return {
        (relations[index.table_oid].name, index.name): index
        for index in catalog.indexes.values()
        if index.constraint_oid == 0 and index.partition_of is None and index.table_oid in relations
    }
