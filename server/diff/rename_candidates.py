"""Tables and columns that may have another name in a desired schema, which no schema can tell from drop and add."""

from collections.abc import Iterator

from server.errors import ChangeError
from server.model.catalog import Catalog, Column, Table
from server.model.names import column_path, identifier


def refuse_possible_renames(before: Catalog, desired: Catalog) -> None:
    """Return when nothing that goes looks like something that comes.

    Raises:
        ChangeError: Something may have been renamed; the message names each pair, how alike it is, and both commands.
    """
    candidates = [*_tables(before, desired), *_columns(before, desired)]
    if candidates:
        raise ChangeError(
            "the desired schema may rename: " + "; ".join(candidates) + ". A schema cannot tell a rename from dropping "
            "one and adding another, which loses the rows. Plan it as an SQL change: the RENAME above to keep the "
            "rows, or DROP and ADD to lose them"
        )


def _shape(catalog: Catalog, table: Table) -> set[tuple[str, str]]:
    return {(column.name, column.type) for column in catalog.columns_of(table.oid)}


def _tables(before: Catalog, desired: Catalog) -> Iterator[str]:
    lost = [table for table in before.tables.values() if desired.table_named(table.name) is None]
    new = [table for table in desired.tables.values() if before.table_named(table.name) is None]
    for one in lost:
        for other in new:
            shapes = _shape(before, one), _shape(desired, other)
            alike, all_columns = len(shapes[0] & shapes[1]), max(map(len, shapes))
            # Half of the columns alike is more than chance; less is a rename nobody would expect us to see.
            if 2 * alike >= all_columns > 0:
                command = f"ALTER TABLE {one.name} RENAME TO {identifier(other.name.name)}"
                if one.name.schema != other.name.schema:
                    command = f"ALTER TABLE {one.name} SET SCHEMA {identifier(other.name.schema)}"
                yield f"table {one.name} to {other.name}, {alike} of {all_columns} columns alike ({command})"


def _columns(before: Catalog, desired: Catalog) -> Iterator[str]:
    for table in before.tables.values():
        other = desired.table_named(table.name)
        if other is None or other.partition_of is not None:
            continue
        ones, others = before.columns_of(table.oid), desired.columns_of(other.oid)
        lost = [column for column in ones if desired.column_named(other.oid, column.name) is None]
        new = [column for column in others if before.column_named(table.oid, column.name) is None]
        yield from (_column(table, one, two) for one in lost for two in new if one.type == two.type)


def _column(table: Table, before: Column, after: Column) -> str:
    command = f"ALTER TABLE {table.name} RENAME COLUMN {identifier(before.name)} TO {identifier(after.name)}"
    return f"column {column_path(table.name, before.name)} to {identifier(after.name)} ({command})"
