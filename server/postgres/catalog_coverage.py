"""What pg_depend knows and a catalog does not."""

from collections import defaultdict
from collections.abc import Container, Mapping

from server.model.catalog import (
    PG_AMOP,
    PG_AMPROC,
    PG_ATTRDEF,
    PG_CLASS,
    PG_CONSTRAINT,
    PG_NAMESPACE,
    PG_PROC,
    PG_TRIGGER,
    PG_TYPE,
    Address,
    Catalog,
    Edge,
)

Object = tuple[int, int]
Known = defaultdict[int, set[int]]

_DEEPEST_PART = 5
_WHOLES = frozenset("iPSex")
"""Kinds of edges that lead from a part to its whole."""
_PARTS = dict.fromkeys((PG_ATTRDEF, PG_CLASS, PG_CONSTRAINT, PG_AMOP, PG_AMPROC), _WHOLES | {"a"})
"""The same by catalog, where its rows are also parts of what they automatically go with, such as a loose operator."""


def uncovered(catalog: Catalog, sources: Mapping[Address, tuple[Edge, ...]]) -> dict[Address, tuple[Edge, ...]]:
    """Of these edges those of objects that the catalog does not describe, nor anything that they are a part of.

    The more a catalog knows, the less is left: it may be asked again as it grows.
    """
    known = _known(catalog)
    found, parts = set(), set()
    for (class_oid, oid, _), edges in sources.items():
        if oid in known[class_oid]:
            continue
        goes_with = _PARTS.get(class_oid, _WHOLES)
        for (target_class, target_oid, _), kind in edges:
            if kind in goes_with and target_oid in known[target_class]:
                parts.add((class_oid, oid))
                break
        else:
            found.add((class_oid, oid))
    left = {each for each in found if not _deep_part(catalog, known, parts, each)}
    return {address: edges for address, edges in sources.items() if address[:2] in left}


def _deep_part(catalog: Catalog, known: Known, parts: Container[Object], address: Object) -> bool:
    """Whether it is a part of a part of something described, such as the index of a TOAST table."""
    level = {address}
    # Nothing goes deeper than four.
    for _ in range(_DEEPEST_PART):
        above = set()
        for class_oid, oid in level:
            goes_with = _PARTS.get(class_oid, _WHOLES)
            for target, kind in catalog.edges.get((class_oid, oid, 0), ()):
                if kind in goes_with:
                    if target[:2] in parts or target[1] in known[target[0]]:
                        return True
                    above.add(target[:2])
        level = above
    return False


def _known(catalog: Catalog) -> Known:
    """OIDs of objects described, by their system catalog."""
    known = defaultdict[int, set[int]](
        set,
        {
            PG_NAMESPACE: set(catalog.schemas),
            PG_CLASS: {*catalog.tables, *catalog.indexes, *catalog.sequences, *catalog.views},
            PG_CONSTRAINT: set(catalog.constraints),
            PG_PROC: set(catalog.functions),
            PG_TRIGGER: set(catalog.triggers),
            PG_TYPE: set(catalog.enums),
            PG_ATTRDEF: {column.default_oid for column in catalog.columns.values()},
        },
    )
    for other in catalog.others.values():
        known[other.address[0]].add(other.address[1])
    return known
