"""Differences between two schemas that cannot be turned into SQL without asking."""

from collections.abc import Iterator

from server.diff.other_changes import can_be_written
from server.errors import ChangeError
from server.model.catalog import Catalog, Column, Table
from server.model.names import identifier

_FIXED = ("kind", "partition_of", "partition_bound", "partition_key")


def refuse_unclear(before: Catalog, desired: Catalog) -> None:
    """Return when every difference can be told and carried out.

    Raises:
        ChangeError: Something may have been renamed, or differs in a way this comparison cannot write.
    """
    candidates = [*_renamed_tables(before, desired), *_renamed_columns(before, desired)]
    if candidates:
        raise ChangeError(
            "the desired schema may rename: " + "; ".join(candidates) + ". A schema cannot tell a rename from dropping "
            "one and adding another, which loses the rows. Plan it as an SQL change: the RENAME above to keep the "
            "rows, or DROP and ADD to lose them"
        )
    unsupported = [*_unsupported_others(before, desired), *_unsupported_facts(before, desired)]
    if unsupported:
        raise ChangeError(
            "the desired schema differs in what cannot be carried out from a schema: "
            + "; ".join(unsupported)
            + ". Plan these as an SQL change"
        )


def _shape(catalog: Catalog, table: Table) -> set[tuple[str, str]]:
    return {(column.name, column.type) for column in catalog.columns_of(table.oid)}


def _renamed_tables(before: Catalog, desired: Catalog) -> Iterator[str]:
    lost = [table for table in before.tables.values() if desired.table_named(table.name) is None]
    new = [table for table in desired.tables.values() if before.table_named(table.name) is None]
    for one in lost:
        for other in new:
            shapes = _shape(before, one), _shape(desired, other)
            # Half of the columns alike is more than chance; less is a rename nobody would expect us to see.
            if 2 * len(shapes[0] & shapes[1]) >= max(map(len, shapes)) > 0:
                command = f"ALTER TABLE {one.name} RENAME TO {identifier(other.name.name)}"
                if one.name.schema != other.name.schema:
                    command = f"ALTER TABLE {one.name} SET SCHEMA {identifier(other.name.schema)}"
                yield f'table "{one.name}" to "{other.name}" ({command})'


def _renamed_columns(before: Catalog, desired: Catalog) -> Iterator[str]:
    for table in before.tables.values():
        other = desired.table_named(table.name)
        if other is None or other.partition_of is not None:
            continue
        ones, others = before.columns_of(table.oid), desired.columns_of(other.oid)
        lost = [column for column in ones if desired.column_named(other.oid, column.name) is None]
        new = [column for column in others if before.column_named(table.oid, column.name) is None]
        yield from (_renamed(table, one, two) for one in lost for two in new if one.type == two.type)


def _renamed(table: Table, before: Column, after: Column) -> str:
    command = f"ALTER TABLE {table.name} RENAME COLUMN {identifier(before.name)} TO {identifier(after.name)}"
    return f'column "{before.name}" of "{table.name}" to "{after.name}" ({command})'


def _unsupported_others(before: Catalog, desired: Catalog) -> Iterator[str]:
    lost_tables = {table.name.sql for table in before.tables.values() if desired.table_named(table.name) is None}
    for key in sorted(before.others.keys() | desired.others.keys()):
        one, other = before.others.get(key), desired.others.get(key)
        if (one and one.definition) == (other and other.definition):
            continue
        gone_with_table = other is None and any(
            key[1] == name or key[1].endswith(f" on {name}") for name in lost_tables
        )
        if not gone_with_table and not can_be_written(one, other):
            yield " ".join(key)


def _unsupported_facts(before: Catalog, desired: Catalog) -> Iterator[str]:
    for table in before.tables.values():
        other = desired.table_named(table.name)
        if other is None:
            continue
        for name in _FIXED:
            if getattr(table, name) != getattr(other, name):
                yield f"{name.replace('_', ' ')} of table {table.name}"
        yield from _generated(before, desired, table, other)
    yield from (
        f"foreign table {table.name}"
        for table in desired.tables.values()
        if table.kind == "foreign table" and before.table_named(table.name) is None
    )
    yield from _lost_labels(before, desired)


def _generated(before: Catalog, desired: Catalog, one: Table, other: Table) -> Iterator[str]:
    for column in before.columns_of(one.oid):
        successor = desired.column_named(other.oid, column.name)
        facts = (column.generated, column.default)
        if successor and successor.generated and facts != (successor.generated, successor.default):
            yield f"expression of generated column {one.name}.{identifier(column.name)}"


def _lost_labels(before: Catalog, desired: Catalog) -> Iterator[str]:
    successors = {enum.name: enum.labels for enum in desired.enums.values()}
    for enum in before.enums.values():
        kept = tuple(label for label in successors.get(enum.name, enum.labels) if label in enum.labels)
        if kept != enum.labels:
            yield f"labels of enum {enum.name} that go or change places"
