"""What to look for in source code: the tables and columns a change touches, and the schema to resolve names by."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from server.model.catalog import Catalog
from server.model.names import QualifiedName, identifier

TableColumns = Mapping[QualifiedName, frozenset[str]]
"""Every table and view of the schema with its column names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectOfInterest:
    """A table whose uses are wanted; a use of one of the columns is reported as that column."""

    table: QualifiedName
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interests:
    """The objects of one scan, ready for matching."""

    columns: Mapping[QualifiedName, frozenset[str]]
    schema: TableColumns
    word: re.Pattern[str]
    """Any of the tables' names as a word of its own, in any case."""
    bytes_word: re.Pattern[bytes]

    def locate(self, schema: str, name: str) -> tuple[QualifiedName | None, bool]:
        """The table a name stands for, and whether that is certain; public wins when the text names no schema."""
        if schema:
            found = QualifiedName(schema=schema, name=name)
            return (found if found in self.schema else None), True
        candidates: list[QualifiedName | None] = [*sorted(table for table in self.schema if table.name == name)]
        public = QualifiedName(schema="public", name=name)
        if public in candidates:
            return public, True
        wanted = [table for table in candidates if table in self.columns]
        return (wanted or candidates or [None])[0], len(candidates) == 1


def interests(objects: Collection[ObjectOfInterest], schema: TableColumns) -> Interests:
    """The objects ready for matching; those named twice are joined."""
    columns: dict[QualifiedName, frozenset[str]] = {}
    for wanted in objects:
        columns[wanted.table] = columns.get(wanted.table, frozenset()) | wanted.columns
    names = {table.name for table in columns}
    known = {table: found | schema.get(table, frozenset()) for table, found in columns.items()}
    return Interests(
        columns=columns,
        schema={**schema, **known},
        word=any_name(names),
        bytes_word=re.compile("|".join(_spelled(name) for name in sorted(names)).encode(), re.IGNORECASE),
    )


def table_columns(catalog: Catalog) -> TableColumns:
    """Names of all tables and views with the names of their columns."""
    tables = {
        table.name: frozenset(column.name for column in catalog.columns_of(oid))
        for oid, table in catalog.tables.items()
    }
    return {**{view.name: frozenset(view.columns) for view in catalog.views.values()}, **tables}


def label(table: QualifiedName, column: str | None = None) -> str:
    """How a reference names its object."""
    return table.sql if column is None else f"{table.sql}.{identifier(column)}"


def any_name(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names as a word of its own, in any case."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(_spelled(name) for name in sorted(names))})(?!\w)", re.IGNORECASE)


def _spelled(name: str) -> str:
    """A pattern for the name in a program: SQL doubles its quotes, and a string around the SQL may escape them."""
    return re.escape(name).replace('"', r'(?:\\?"){1,2}')
