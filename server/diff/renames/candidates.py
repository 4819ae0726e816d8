"""What goes while something like it comes: renames that no schema can tell from dropping one and adding another.

Each finder pairs what has no counterpart of its name in the desired schema with what is new there, and keeps the pairs
a rename could join. Only what would be lost is listed: rows, values, or the state of a sequence.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import pairwise

from server.diff.renames.likeness import (
    Likeness,
    columns_alike,
    members_alike,
    schemas_alike,
    sequences_alike,
    shape,
    tables_alike,
)
from server.model.catalog import Address, Catalog, Column, Enum, Table
from server.model.names import QualifiedName, column_path, identifier, parse_names
from server.model.rename import DROP, KEY

ATTRIBUTE = "composite type attribute"
"""Kind of the attributes of composite types."""
_SHARED_COLUMNS = 0.25
"""Least part of their columns that two tables of different names share to be compared further."""
_NEAREST = 12
"""Most tables that one is compared with further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """Something new that what goes could become."""

    name: QualifiedName | str
    """Qualified for what lives in a schema by itself."""
    answers: tuple[str, ...]
    """How a decision may spell it, the best spelling first."""
    likeness: Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Something that goes, and what it could become."""

    key: str
    """Of the decision, with names as they are in the target."""
    object: str
    loses: str
    identity: tuple[int, ...]
    """OID, or table OID and number of a column, which are the same in each copy of a database."""
    counterparts: tuple[Counterpart, ...] = field(repr=False)
    count: str = ""
    """A query of one number, how much would be lost, under the names of the target; empty where none tells it."""


def leaving_schemas(before: Catalog, desired: Catalog) -> Iterator[Leaving]:
    """Schemas that hold tables or sequences."""
    new = sorted(set(desired.schemas.values()) - set(before.schemas.values()))
    holding = {table.name.schema for table in before.tables.values()}
    holding |= {sequence.name.schema for sequence in before.sequences.values()}
    for oid, name in sorted(before.schemas.items(), key=lambda item: item[1]):
        if name in holding and name not in desired.schemas.values():
            yield Leaving(
                key=f"{KEY}{identifier(name)}",
                object=f"schema {identifier(name)}",
                loses="all its rows are lost",
                identity=(oid,),
                counterparts=tuple(_simple(other, schemas_alike(before, name, desired, other)) for other in new),
            )


def leaving_tables(
    before: Catalog, desired: Catalog, target: Catalog, answered: Container[str] = ()
) -> Iterator[Leaving]:
    """Tables, whose rows would go.

    Args:
        before: The schema as it is after earlier renames.
        desired: The schema to reach.
        target: The schema that keys name things by.
        answered: Keys of decisions, for which even what is nothing alike is listed.
    """
    lost = [table for table in before.tables.values() if desired.table_named(table.name) is None]
    new = [table for table in desired.tables.values() if before.table_named(table.name) is None]
    search = _Search(desired, new)
    for table in sorted(lost, key=lambda each: each.name):
        name = target.tables[table.oid].name
        key = f"{KEY}{name}"
        near = new if key in answered else search.near(table, shape(before, table))
        yield Leaving(
            key=key,
            object=f"table {name}",
            loses="all its rows are lost",
            identity=(table.oid,),
            count=f"SELECT pg_catalog.count(*) FROM {name}",
            counterparts=tuple(
                _qualified(table.name, other.name, tables_alike(before, table, desired, other))
                for other in near
                if _can_become(table, other)
            ),
        )


def leaving_sequences(before: Catalog, desired: Catalog, target: Catalog) -> Iterator[Leaving]:
    """Sequences that belong to no column, whose last value would go."""
    there, here = ({s.name for s in catalog.sequences.values()} for catalog in (desired, before))
    new = [s for s in desired.sequences.values() if s.owned_by is None and s.name not in here]
    for sequence in sorted(before.sequences.values(), key=lambda each: each.name):
        if sequence.owned_by is None and sequence.name not in there:
            name = target.sequences[sequence.oid].name
            yield Leaving(
                key=f"{KEY}{name}",
                object=f"sequence {name}",
                loses="the number it has come to is lost",
                identity=(sequence.oid,),
                count=f"SELECT last_value FROM {name}",
                counterparts=tuple(
                    _qualified(sequence.name, other.name, sequences_alike(sequence, other)) for other in new
                ),
            )


def leaving_columns(
    before: Catalog, desired: Catalog, target: Catalog, renamed: Mapping[int, QualifiedName]
) -> Iterator[Leaving]:
    """Columns, whose values would go, of tables that stay under their own or the given names."""
    for table in sorted(before.tables.values(), key=lambda each: each.name):
        other = desired.table_named(renamed.get(table.oid, table.name))
        if other is None or other.partition_of is not None or table.of_type is not None:
            continue
        ones, others = before.columns_of(table.oid), desired.columns_of(other.oid)
        new = [column for column in others if before.column_named(table.oid, column.name) is None]
        for column in ones:
            if desired.column_named(other.oid, column.name) is None and _holds_values(column):
                path = column_path(target.tables[table.oid].name, column.name)
                yield Leaving(
                    key=f"{KEY}{path}",
                    object=f"column {path}",
                    loses="its values are lost",
                    identity=column.key,
                    count=_values(target, column),
                    counterparts=tuple(
                        _simple(each.name, columns_alike(before, column, desired, each)) for each in new
                    ),
                )


def leaving_labels(before: Catalog, desired: Catalog, target: Catalog) -> Iterator[Leaving]:
    """Labels of enums that stay; rows that hold one would stop the change."""
    enums = {enum.name: enum for enum in desired.enums.values()}
    for enum in sorted(before.enums.values(), key=lambda each: each.name):
        other = enums.get(enum.name)
        if other is not None:
            yield from _labels(enum, other, target.enums[enum.oid].name)


def leaving_attributes(before: Catalog, desired: Catalog, target: Catalog) -> Iterator[Leaving]:
    """Attributes of composite types that stay, whose values would go from all columns of the type."""
    known = {other.address: other.identity for other in target.others.values() if other.kind == ATTRIBUTE}
    ones, others = _attributes(before), _attributes(desired)
    for type_name in sorted(ones.keys() & others.keys()):
        names, later = list(ones[type_name]), list(others[type_name])
        new = [name for name in later if name not in names]
        for name, address in ones[type_name].items():
            if name not in later:
                yield Leaving(
                    key=f"{KEY}{known[address]}",
                    object=f"attribute {known[address]}",
                    loses="its values are lost",
                    identity=address,
                    counterparts=tuple(_simple(each, members_alike(names, name, later, each)) for each in new),
                )


def _attributes(catalog: Catalog) -> Mapping[tuple[str, ...], Mapping[str, Address]]:
    """Attributes in their order, by the name of their type."""
    found: dict[tuple[str, ...], dict[str, Address]] = defaultdict(dict)
    attributes = (other for other in catalog.others.values() if other.kind == ATTRIBUTE)
    for other in sorted(attributes, key=lambda each: each.address):
        *type_name, name = parse_names(other.identity)
        found[tuple(type_name)][name] = other.address
    return found


def _labels(enum: Enum, other: Enum, name: QualifiedName) -> Iterator[Leaving]:
    new = [label for label in other.labels if label not in enum.labels]
    for label, oid in zip(enum.labels, enum.label_oids, strict=True):
        if label not in other.labels:
            yield Leaving(
                key=f"{KEY}{column_path(name, label)}",
                object=f"label {column_path(name, label)}",
                loses="each row that holds it stops the change",
                identity=(enum.oid, oid),
                counterparts=tuple(
                    _simple(each, members_alike(enum.labels, label, other.labels, each)) for each in new
                ),
            )


def _values(target: Catalog, column: Column) -> str:
    own = identifier(target.columns[column.key].name)
    return f"SELECT pg_catalog.count({own}) FROM {target.tables[column.table_oid].name}"


def _holds_values(column: Column) -> bool:
    """Whether the column has values of its own, under a name of its own."""
    return not column.generated and not (column.inherited and not column.local)


def _can_become(table: Table, other: Table) -> bool:
    """Whether a rename, and changes in place after it, could lead from one to the other."""
    if any(getattr(table, name) != getattr(other, name) for name in ("kind", "partition_key", "server")):
        return False
    # Partitions come and go with time; one for other values is no other name of this one.
    return table.partition_of is None or table.partition_bound == other.partition_bound


class _Search:
    """Finds the tables most like one that goes, since all pairs of two large schemas may be millions."""

    def __init__(self, desired: Catalog, new: Sequence[Table]) -> None:
        self._tables = {table.oid: table for table in new}
        self._shapes = {table.oid: shape(desired, table) for table in new}
        self._named = {table.oid: _pairs_of_letters(table.name.name) for table in new}
        self._having: dict[tuple[str, str], list[int]] = defaultdict(list)
        for oid, columns in self._shapes.items():
            for column in columns:
                self._having[column].append(oid)

    def near(self, table: Table, columns: Collection[tuple[str, str]]) -> list[Table]:
        """Those that share a good part of the columns or have the same name, the nearest of them."""
        letters = _pairs_of_letters(table.name.name)
        counts = Counter(oid for column in columns for oid in self._having.get(column, ()))
        found = {}
        for oid, other in self._tables.items():
            shared = counts[oid] / max(len(columns), len(self._shapes[oid]), 1)
            if shared >= _SHARED_COLUMNS or other.name.name == table.name.name:
                both = len(letters & self._named[oid]) / max(len(letters), len(self._named[oid]), 1)
                found[oid] = shared + both
        nearest = nsmallest(_NEAREST, found, key=lambda oid: (-found[oid], self._tables[oid].name))
        return [self._tables[oid] for oid in nearest]


def _pairs_of_letters(name: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(name)))


def _simple(name: str, likeness: Likeness) -> Counterpart:
    return Counterpart(name=name, answers=_spellings(identifier(name), name), likeness=likeness)


def _qualified(current: QualifiedName, name: QualifiedName, likeness: Likeness) -> Counterpart:
    answers = _spellings(name.sql, f"{name.schema}.{name.name}")
    if name.schema == current.schema:
        answers = (*_spellings(identifier(name.name), name.name), *answers)
    return Counterpart(name=name, answers=answers, likeness=likeness)


def _spellings(quoted: str, plain: str) -> tuple[str, ...]:
    """Quoted, and plain where that is not the answer that it is no rename."""
    return (f'"{DROP}"',) if plain == DROP else tuple(dict.fromkeys((quoted, plain)))
