"""Two catalogs without what is the same in both, so that a small change to a large schema is small."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from typing import Any, TypeVar

from server.model.catalog import PG_CLASS, PG_CONSTRAINT, PG_PROC, PG_TRIGGER, PG_TYPE, Catalog, Other

_Object = tuple[int, int]
"""Class and OID."""
_Id = TypeVar("_Id")
_Noun = TypeVar("_Noun")

_KINDS = {
    "tables": PG_CLASS,
    "views": PG_CLASS,
    "indexes": PG_CLASS,
    "sequences": PG_CLASS,
    "constraints": PG_CONSTRAINT,
    "enums": PG_TYPE,
    "functions": PG_PROC,
    "triggers": PG_TRIGGER,
}
_OF_TABLES = ("columns", "constraints", "indexes", "triggers")


def narrowed(before: Catalog, after: Catalog) -> tuple[Catalog, Catalog]:
    """Both catalogs with what differs, everything that needs it, and what those name; the rest is equal in both."""
    kept = _with_named(_with_dependents(_differing(before, after), before), before, after)
    return _held(before, kept), _held(after, kept)


def _differing(before: Catalog, after: Catalog) -> set[_Object]:
    found = {
        (class_oid, oid)
        for name, class_oid in _KINDS.items()
        for oid, _ in _unlike(getattr(before, name), getattr(after, name))
    }
    found |= {(PG_CLASS, table_oid) for (table_oid, _), _ in _unlike(before.columns, after.columns)}
    for catalog in (before, after):
        found |= set(_incomplete(catalog, found))
    for _, other in _unlike(before.others, after.others):
        found |= set(_about(other))
    return found | {address[:2] for address, _ in _unlike(before.edges, after.edges)}


def _incomplete(catalog: Catalog, found: Set[_Object]) -> Iterator[_Object]:
    """Indexes with no part in some partition, of which another one comes or goes: they may have to be made again."""
    for index in catalog.indexes.values():
        table = None if index.valid else catalog.tables.get(index.table_oid)
        if table is not None and any((PG_CLASS, each.oid) in found for each in catalog.partitions_of(table)):
            yield from ((PG_CLASS, index.oid), (PG_CONSTRAINT, index.constraint_oid))


def _unlike(ones: Mapping[_Id, _Noun], others: Mapping[_Id, _Noun]) -> Iterator[tuple[_Id, _Noun]]:
    for some, rest in ((ones, others), (others, ones)):
        for key, noun in some.items():
            other = rest.get(key)
            if other is not noun and other != noun:
                yield key, noun


def _with_dependents(differing: Iterable[_Object], catalog: Catalog) -> set[_Object]:
    """Those objects and all that needs them; what has other edges in the other catalog is among them."""
    dependents: dict[_Object, list[_Object]] = defaultdict(list)
    for source, edges in catalog.edges.items():
        for edge in edges:
            dependents[edge.target[:2]].append(source[:2])
            # An internal part is made with its whole, as a computed column with its expression.
            if edge.kind == "i":
                dependents[source[:2]].append(edge.target[:2])
    found: set[_Object] = set()
    waiting = list(differing)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += dependents[one]
    return found


def _with_named(objects: set[_Object], *catalogs: Catalog) -> set[_Object]:
    """Those objects, what they need, their tables and the parents of all tables."""
    found = set(objects)
    for catalog in catalogs:
        for source, edges in catalog.edges.items():
            if source[:2] in objects:
                found.update(edge.target[:2] for edge in edges)
        for name in ("constraints", "indexes", "triggers"):
            class_oid, nouns = _KINDS[name], getattr(catalog, name)
            relations = {noun.table_oid for oid, noun in nouns.items() if (class_oid, oid) in found}
            found |= {(PG_CLASS, oid) for oid in relations}
            # An index of a partitioned table may have no part in a partition.
            tables = [catalog.tables[oid] for oid in relations & catalog.tables.keys()]
            found |= {(PG_CLASS, partition.oid) for table in tables for partition in catalog.partitions_of(table)}
        waiting = [catalog.tables[oid] for class_oid, oid in found if class_oid == PG_CLASS and oid in catalog.tables]
        while waiting:
            table = waiting.pop()
            names = table.inherits if table.partition_of is None else (table.partition_of,)
            for parent in filter(None, map(catalog.table_spelled, names)):
                if (PG_CLASS, parent.oid) not in found:
                    found.add((PG_CLASS, parent.oid))
                    waiting.append(parent)
    return found


def _held(catalog: Catalog, objects: set[_Object]) -> Catalog:
    relations = {oid for class_oid, oid in objects if class_oid == PG_CLASS}
    nouns: dict[str, Any] = {
        name: {oid: each for oid, each in getattr(catalog, name).items() if (class_oid, oid) in objects}
        for name, class_oid in _KINDS.items()
    }
    for name in _OF_TABLES:
        nouns[name] = {key: each for key, each in getattr(catalog, name).items() if each.table_oid in relations}
    nouns["sequences"] = {
        oid: each
        for oid, each in catalog.sequences.items()
        if oid in relations or (each.owned_by is not None and each.owned_by[0] in relations)
    }
    within = objects | {(class_oid, oid) for name, class_oid in _KINDS.items() for oid in nouns[name]}
    nouns["others"] = {
        key: each for key, each in catalog.others.items() if any(one in within or _apart(one) for one in _about(each))
    }
    within |= {one for each in nouns["others"].values() for one in _about(each)}
    nouns["edges"] = {
        address: edges
        for address, edges in catalog.edges.items()
        if address[:2] in within or any(edge.target[:2] in within and edge.kind in "ia" for edge in edges)
    }
    return replace(catalog, **nouns, whole=catalog.whole or catalog)


def _about(other: Other) -> tuple[_Object, ...]:
    own = other.address[:2]
    return (own,) if other.part_of is None else (own, other.part_of[:2])


def _apart(one: _Object) -> bool:
    """Whether it is of a kind of which a schema has few."""
    return one[0] not in _KINDS.values()
