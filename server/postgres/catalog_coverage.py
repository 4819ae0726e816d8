"""What pg_depend knows and a catalog does not."""

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
Known = Mapping[int, Container[int]]

_DEEPEST_PART = 5
_PARTS = (PG_ATTRDEF, PG_CLASS, PG_CONSTRAINT, PG_AMOP, PG_AMPROC)
"""Catalogs whose rows are parts of what they automatically go with, such as a loose operator of an operator family."""


def unknown_objects(catalog: Catalog, sources: Mapping[Address, tuple[Edge, ...]]) -> list[Object]:
    """Objects that the catalog does not describe, nor anything that they are a part of.

    Args:
        catalog: Everything that is there.
        sources: Edges of the objects in question.
    """
    known = _known(catalog)
    nothing: set[int] = set()
    found = set()
    for (class_oid, oid, _), edges in sources.items():
        if oid in known.get(class_oid, nothing):
            continue
        for (target_class, target_oid, _), kind in edges:
            if (kind not in "na" or (kind == "a" and class_oid in _PARTS)) and target_oid in known.get(
                target_class, nothing
            ):
                break
        else:
            found.add((class_oid, oid))
    return sorted(each for each in found if not _deep_part(catalog, known, each))


def _deep_part(catalog: Catalog, known: Known, address: Object) -> bool:
    """Whether it is a part of a part of something described, such as the index of a TOAST table."""
    level = {address}
    # Nothing goes deeper than four.
    for _ in range(_DEEPEST_PART):
        level = {
            target[:2]
            for class_oid, oid in level
            for target, kind in catalog.edges.get((class_oid, oid, 0), ())
            if kind not in "na" or (kind == "a" and class_oid in _PARTS)
        }
        if any(oid in known.get(class_oid, ()) for class_oid, oid in level):
            return True
    return False


def _known(catalog: Catalog) -> Known:
    """OIDs of objects described, by their system catalog."""
    known: dict[int, set[int]] = {
        PG_NAMESPACE: set(catalog.schemas),
        PG_CLASS: {*catalog.tables, *catalog.indexes, *catalog.sequences, *catalog.views},
        PG_CONSTRAINT: set(catalog.constraints),
        PG_PROC: set(catalog.functions),
        PG_TRIGGER: set(catalog.triggers),
        PG_TYPE: set(catalog.enums),
        PG_ATTRDEF: {column.default_oid for column in catalog.columns.values()},
    }
    for other in catalog.others.values():
        known.setdefault(other.address[0], set()).add(other.address[1])
    return known
