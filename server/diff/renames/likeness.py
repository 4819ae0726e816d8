"""How much two things of different names are alike, as a number from 0 to 1 and what they have in common."""

from collections.abc import Iterable
from collections.abc import Sequence as Many
from dataclasses import dataclass
from difflib import SequenceMatcher

from server.model.catalog import Catalog, Column, Sequence, Table

ALIKE = 0.4
"""From here on a rename is possible enough to be asked about."""

_SIMILAR = 0.5
_FAMILIES = (
    frozenset(["text", "varchar", "bpchar", "citext"]),
    frozenset(["int2", "int4", "int8"]),
    frozenset(["numeric", "float4", "float8"]),
    frozenset(["timestamp", "timestamptz", "date"]),
    frozenset(["json", "jsonb"]),
)
"""Types a column is often changed to together with its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A number to compare candidates by, and what speaks for it."""

    value: float
    why: tuple[str, ...]


def columns_alike(before: Catalog, column: Column, desired: Catalog, other: Column) -> Likeness:
    """Of a column and one of the same table in the desired schema.

    The same type alone is enough to ask; another type needs the same place and a similar name beside it.
    """
    typed, type_word = _types(column, other)
    keys = _uses(before, column), _uses(desired, other)
    beside = _neighbours(before, column, desired, other), _neighbours(desired, other, before, column)
    return _sum(
        (typed, type_word),
        (0.1 * (beside[0] == beside[1]), "same place"),
        (0.05 * (_position(before, column) == _position(desired, other)), ""),
        (0.05 * (column.not_null == other.not_null), ""),
        (0.05 * (column.default == other.default), "same default" if column.default else ""),
        (0.05 * (keys[0] == keys[1]), "same keys and indexes" if keys[0] else ""),
        _names(column.name, other.name, 0.25),
    )


def tables_alike(before: Catalog, table: Table, desired: Catalog, other: Table) -> Likeness:
    """Of two tables, by their columns' names and types, and by their own names."""
    ones, others = shape(before, table), shape(desired, other)
    same, whole = len(ones & others), max(len(ones), len(others), 1)
    return _sum(
        (0.8 * same / whole, f"{same} of {whole} columns alike"),
        _names(table.name.name, other.name.name, 0.2),
    )


def schemas_alike(before: Catalog, schema: str, desired: Catalog, other: str) -> Likeness:
    """Of two schemas, by the names of the tables and free sequences in them, and by their own names."""
    ones, others = _members(before, schema), _members(desired, other)
    same, whole = len(ones & others), max(len(ones), len(others), 1)
    return _sum((0.8 * same / whole, f"{same} of {whole} tables and sequences alike"), _names(schema, other, 0.2))


def members_alike(ones: Many[str], name: str, others: Many[str], other: str) -> Likeness:
    """Of a label or attribute of a type and one of the same type in the desired schema, by their place and names."""
    return _sum((0.5 * (ones.index(name) == others.index(other)), "same place"), _names(name, other, 0.5))


def sequences_alike(sequence: Sequence, other: Sequence) -> Likeness:
    """Of two sequences that belong to no column, by how they count and by their names."""
    same = all(getattr(sequence, name) == getattr(other, name) for name in _COUNTING)
    return _sum((0.6 * same, "counts alike"), _names(sequence.name.name, other.name.name, 0.4))


_COUNTING = ("type", "start", "increment", "minimum", "maximum", "cycle")


def shape(catalog: Catalog, table: Table) -> frozenset[tuple[str, str]]:
    """Names and types of a table's columns."""
    return frozenset((column.name, column.type) for column in catalog.columns_of(table.oid))


def _sum(*parts: tuple[float, str]) -> Likeness:
    counted = [(value, why) for value, why in parts if value]
    return Likeness(value=round(sum(value for value, _ in counted), 2), why=tuple(why for _, why in counted if why))


def _names(one: str, other: str, weight: float) -> tuple[float, str]:
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return weight * ratio, "same name" if ratio == 1 else "similar name" if ratio >= _SIMILAR else ""


def _types(column: Column, other: Column) -> tuple[float, str]:
    if column.type == other.type:
        return 0.45, "same type"
    if column.is_array != other.is_array:
        return 0.0, ""
    if column.base_type == other.base_type:
        return 0.25, "similar type"
    return (0.15, "type of the same family") if _family(column) == _family(other) is not None else (0.0, "")


def _family(column: Column) -> int | None:
    return next((number for number, types in enumerate(_FAMILIES) if column.base_type in types), None)


def _position(catalog: Catalog, column: Column) -> int:
    return [each.number for each in catalog.columns_of(column.table_oid)].index(column.number)


def _neighbours(catalog: Catalog, column: Column, opposite: Catalog, other: Column) -> tuple[str, str]:
    """The nearest columns before and after it that both tables have."""
    names = [each.name for each in catalog.columns_of(column.table_oid)]
    kept = {each.name for each in opposite.columns_of(other.table_oid)} & set(names)
    position = names.index(column.name)
    return _first(reversed(names[:position]), kept), _first(names[position + 1 :], kept)


def _first(names: Iterable[str], kept: set[str]) -> str:
    return next((name for name in names if name in kept), "")


def _uses(catalog: Catalog, column: Column) -> list[tuple[object, ...]]:
    """What constraints and indexes the column is part of, by kind, its position and what they refer to."""
    found: list[tuple[object, ...]] = []
    for constraint in catalog.constraints_of(column.table_oid):
        if column.number in constraint.columns and constraint.kind != "not null":
            referenced = catalog.tables.get(constraint.referenced_table_oid)
            position = constraint.columns.index(column.number)
            found.append((constraint.kind, position, str(referenced.name) if referenced else ""))
    for index in catalog.indexes_of(column.table_oid):
        if column.number in index.columns:
            found.append((index.method, index.columns.index(column.number), str(index.unique)))
    return sorted(found, key=repr)


def _members(catalog: Catalog, schema: str) -> frozenset[str]:
    names = [each.name for each in catalog.tables.values()] + [
        each.name for each in catalog.sequences.values() if each.owned_by is None
    ]
    return frozenset(name.name for name in names if name.schema == schema)
