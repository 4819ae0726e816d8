"""A catalog that answers by name at once, for comparisons that ask for every column of a large schema."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields

from server.model.catalog import Catalog, Column, Constraint, Table
from server.model.names import QualifiedName


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedCatalog(Catalog):
    """A catalog with its tables, columns and constraints by name."""

    tables_by_name: Mapping[QualifiedName, Table]
    columns_by_name: Mapping[tuple[int, str], Column]
    columns_by_table: Mapping[int, list[Column]]
    constraints_by_table: Mapping[int, list[Constraint]]

    def table_named(self, name: QualifiedName) -> Table | None:
        """The table of that name, if there is one."""
        return self.tables_by_name.get(name)

    def column_named(self, table_oid: int, name: str) -> Column | None:
        """The column of that name, if there is one."""
        return self.columns_by_name.get((table_oid, name))

    def columns_of(self, table_oid: int) -> list[Column]:
        """The live columns of a table in the order of their numbers."""
        return self.columns_by_table.get(table_oid, [])

    def constraints_of(self, table_oid: int) -> list[Constraint]:
        """The constraints of a table by name."""
        return self.constraints_by_table.get(table_oid, [])


def indexed(catalog: Catalog) -> IndexedCatalog:
    """The same catalog, with its names looked up once."""
    columns: dict[int, list[Column]] = defaultdict(list)
    for column in sorted(catalog.columns.values(), key=lambda column: column.number):
        columns[column.table_oid].append(column)
    constraints: dict[int, list[Constraint]] = defaultdict(list)
    for constraint in sorted(catalog.constraints.values(), key=lambda constraint: constraint.name):
        constraints[constraint.table_oid].append(constraint)
    return IndexedCatalog(
        **{field.name: getattr(catalog, field.name) for field in fields(Catalog)},
        tables_by_name={table.name: table for table in catalog.tables.values()},
        columns_by_name={(column.table_oid, column.name): column for column in catalog.columns.values()},
        columns_by_table=columns,
        constraints_by_table=constraints,
    )
