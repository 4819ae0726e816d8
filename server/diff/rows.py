"""Rows that data statements write."""

from collections.abc import Iterator

from server.diff.comparison import Comparison
from server.model.catalog import Catalog, Table
from server.model.change import RowChange, WholeCopy
from server.model.names import QualifiedName
from server.model.operation import ChangeRows


def row_operations(comparison: Comparison) -> Iterator[ChangeRows]:
    """One ChangeRows for each table a statement writes to."""
    for statement in comparison.change.statements:
        own = (statement.rows,) if statement.rows else ()
        for rows in (*own, *statement.other_rows):
            found = _found(comparison.state_before(statement.number), rows)
            table = found or _found(comparison.after, rows)
            yield ChangeRows(
                statement=statement.number,
                table=table and comparison.after.tables.get(table.oid, table),
                table_is_new=table is not None and table.oid not in comparison.before.tables,
                new_columns_only=table is not None and _new_columns_only(comparison, table, rows),
                sql=statement.sql,
                rows=rows,
                source=_source(comparison, statement.number, rows),
            )


def _source(comparison: Comparison, number: int, rows: RowChange) -> Table | None:
    source = rows.copies and _found(comparison.state_before(number), rows.copies)
    return comparison.before.tables.get(source.oid) if source else None


def _found(catalog: Catalog, rows: RowChange | WholeCopy) -> Table | None:
    """The table the statement names; without a schema it is in ``public``, or the only one of that name."""
    named = catalog.table_named(QualifiedName(schema=rows.schema or "public", name=rows.table))
    if named or rows.schema:
        return named
    candidates = [table for table in catalog.tables.values() if table.name.name == rows.table]
    return candidates[0] if len(candidates) == 1 else None


def _new_columns_only(comparison: Comparison, table: Table, rows: RowChange) -> bool:
    there_before = {column.name for column in comparison.before.columns_of(table.oid)}
    there_after = {column.name for column in comparison.after.columns_of(table.oid)}
    return bool(rows.set_columns) and all(name in there_after and name not in there_before for name in rows.set_columns)
