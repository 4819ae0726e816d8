"""What goes while something like it comes: renames that no schema can tell from dropping one and adding another.

Each finder pairs what has no counterpart of its name in the desired schema with what is new there, and keeps the pairs
a rename could join. Only what would be lost is listed: rows, values, or the state of a sequence.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from server.diff.likeness import (
    Likeness,
    columns_alike,
    labels_alike,
    schemas_alike,
    sequences_alike,
    shape,
    tables_alike,
)
from server.model.catalog import Catalog, Column, Enum, Table
from server.model.names import QualifiedName, column_path, identifier
from server.model.rename import DROP, KEY

_SHARED_COLUMNS = 0.25
"""Least part of their columns that two tables of different names share to be compared further."""


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
    shared = _shared_columns(before, lost, desired, new)
    for table in sorted(lost, key=lambda each: each.name):
        name = target.tables[table.oid].name
        key = f"{KEY}{name}"
        near = [
            other for other in new if _near(table, other, shared) or (key in answered and _can_become(table, other))
        ]
        yield Leaving(
            key=key,
            object=f"table {name}",
            loses="all its rows are lost",
            identity=(table.oid,),
            counterparts=tuple(
                _qualified(table.name, other.name, tables_alike(before, table, desired, other)) for other in near
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


def _labels(enum: Enum, other: Enum, name: QualifiedName) -> Iterator[Leaving]:
    new = [label for label in other.labels if label not in enum.labels]
    for label, oid in zip(enum.labels, enum.label_oids, strict=True):
        if label not in other.labels:
            yield Leaving(
                key=f"{KEY}{column_path(name, label)}",
                object=f"label {column_path(name, label)}",
                loses="each row that holds it stops the change",
                identity=(enum.oid, oid),
                counterparts=tuple(_simple(each, labels_alike(enum, label, other, each)) for each in new),
            )


def _holds_values(column: Column) -> bool:
    """Whether the column has values of its own, under a name of its own."""
    return not column.generated and not (column.inherited and not column.local)


def _can_become(table: Table, other: Table) -> bool:
    """Whether a rename, and changes in place after it, could lead from one to the other."""
    if any(getattr(table, name) != getattr(other, name) for name in ("kind", "partition_key", "server")):
        return False
    # Partitions come and go with time; one for other values is no other name of this one.
    return table.partition_of is None or table.partition_bound == other.partition_bound


def _near(table: Table, other: Table, shared: Mapping[tuple[int, int], float]) -> bool:
    enough = other.name.name == table.name.name or shared[table.oid, other.oid] >= _SHARED_COLUMNS
    return enough and _can_become(table, other)


def _shared_columns(
    before: Catalog, lost: Iterable[Table], desired: Catalog, new: Iterable[Table]
) -> Mapping[tuple[int, int], float]:
    """The part of the larger one's columns that each pair of tables shares; all pairs may be millions."""
    having = defaultdict(list)
    sizes = {}
    for table in new:
        columns = shape(desired, table)
        sizes[table.oid] = len(columns)
        for column in columns:
            having[column].append(table.oid)
    found: dict[tuple[int, int], float] = defaultdict(float)
    for table in lost:
        columns = shape(before, table)
        counts = Counter(oid for column in columns for oid in having[column])
        found.update({(table.oid, oid): count / max(len(columns), sizes[oid]) for oid, count in counts.items()})
    return found


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
