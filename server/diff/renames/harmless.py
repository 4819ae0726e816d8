"""Renames that need no decision, since nothing can be lost by them: what has another name is otherwise the same.

Dropped and made again, indexes and the constraints they back would be built again, a serial's sequence would lose its
number, and tables that use a type would be rewritten.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

from server.diff.renames.new_names import NewNames
from server.model.catalog import Catalog, Sequence, Table
from server.model.names import QualifiedName

Identity = TypeVar("Identity")
Name = TypeVar("Name", str, QualifiedName)

_APART = frozenset(["not null", "trigger"])
"""Kinds of constraints that are renamed with something else."""


def harmless_type_renames(before: Catalog, desired: Catalog) -> NewNames:
    """Enums with the same labels as one that is new, where no other has them too."""
    ones = {oid: (enum.name, enum.labels) for oid, enum in before.enums.items()}
    others = [(enum.name, enum.labels) for enum in desired.enums.values()]
    return NewNames(enums=dict(_pairs(ones, others, alone=True)))


def harmless_renames(before: Catalog, desired: Catalog) -> NewNames:
    """Indexes, constraints and owned sequences of the same tables and columns, and views with the same query."""
    indexes: dict[int, str] = {}
    constraints: dict[int, str] = {}
    sequences: dict[int, QualifiedName] = {}
    for table in before.tables.values():
        other = desired.table_named(table.name)
        if other is not None:
            indexes.update(_pairs(_indexes(before, table), _indexes(desired, other).values()))
            constraints.update(_pairs(_constraints(before, table), _constraints(desired, other).values()))
            sequences.update(_sequences(before, table, desired, other))
    for oid, name in constraints.items():
        index = before.indexes.get(before.constraints[oid].index_oid)
        if index is not None and index.constraint_oid == oid:
            indexes[index.oid] = name
    return NewNames(
        indexes=indexes,
        constraints=constraints,
        sequences=sequences,
        views=dict(_pairs(_views(before), _views(desired).values(), alone=True)),
    )


def _indexes(catalog: Catalog, table: Table) -> dict[int, tuple[str, Hashable]]:
    return {
        index.oid: (index.name, (index.unique, index.body, index.valid))
        for index in catalog.indexes_of(table.oid)
        if not index.constraint_oid and index.partition_of is None
    }


def _constraints(catalog: Catalog, table: Table) -> dict[int, tuple[str, Hashable]]:
    return {
        each.oid: (each.name, (each.kind, each.definition, each.enforced, each.validated))
        for each in catalog.constraints_of(table.oid)
        if each.kind not in _APART and not each.inherited
    }


def _views(catalog: Catalog) -> dict[int, tuple[QualifiedName, Hashable]]:
    return {oid: (view.name, (view.materialized, view.definition, view.columns)) for oid, view in catalog.views.items()}


def _sequences(before: Catalog, table: Table, desired: Catalog, other: Table) -> Iterator[tuple[int, QualifiedName]]:
    """The sequence that a column owns in both, as a serial does; that of an identity column is altered with it."""
    ones, others = _owned(before, table), _owned(desired, other)
    for name in ones.keys() & others.keys():
        if ones[name].name != others[name].name:
            yield ones[name].oid, others[name].name


def _owned(catalog: Catalog, table: Table) -> Mapping[str, Sequence]:
    found: dict[str, list[Sequence]] = defaultdict(list)
    for sequence in catalog.sequences.values():
        if sequence.owned_by is not None and sequence.owned_by[0] == table.oid and not sequence.identity:
            found[catalog.columns[sequence.owned_by].name].append(sequence)
    return {name: sequences[0] for name, sequences in found.items() if len(sequences) == 1}


def _pairs(
    ones: Mapping[Identity, tuple[Name, Hashable]], others: Iterable[tuple[Name, Hashable]], *, alone: bool = False
) -> Iterator[tuple[Identity, Name]]:
    """What goes with what comes and is the same but for its name; alone: only where there is no second such."""
    others = list(others)
    here, there = {name for name, _ in ones.values()}, {name for name, _ in others}
    going, coming = defaultdict(list), defaultdict(list)
    for identity, (name, what) in sorted(ones.items(), key=lambda item: item[1][0]):
        if name not in there:
            going[what].append(identity)
    for name, what in sorted(others, key=lambda item: item[0]):
        if name not in here:
            coming[what].append(name)
    for what in going.keys() & coming.keys():
        if not alone or len(going[what]) == len(coming[what]) == 1:
            yield from zip(going[what], coming[what], strict=False)
