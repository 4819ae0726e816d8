"""What pg_depend knows and a catalog does not."""

from collections.abc import Container

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

_DEEPEST_PART = 5
_PARTS = (PG_ATTRDEF, PG_CLASS, PG_CONSTRAINT, PG_AMOP, PG_AMPROC)
"""Catalogs whose rows are parts of what they automatically go with, such as a loose operator of an operator family."""


def unknown_objects(catalog: Catalog, *, again: Container[int] | None = None) -> list[tuple[int, int]]:
    """Objects that have edges and that the catalog does not describe, nor anything that they are a part of.

    Args:
        catalog: Everything that is there.
        again: OIDs of the objects in question; None for all.
    """
    known = _known(catalog)
    sources = catalog.edges.items() if again is None else _in_question(catalog, again)
    covered: set[tuple[int, int]] = set()
    wholes: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for (class_oid, oid, _), edges in sources:
        if oid in known.get(class_oid, ()):
            continue
        found = wholes.setdefault((class_oid, oid), set())
        for edge in edges:
            if _belongs(class_oid, edge):
                target_class, target_oid, _ = edge.target
                if target_oid in known.get(target_class, ()):
                    covered.add((class_oid, oid))
                else:
                    found.add((target_class, target_oid))
    return sorted(address for address in wholes if not _covered(address, wholes, covered))


def _in_question(catalog: Catalog, again: Container[int]) -> list[tuple[Address, tuple[Edge, ...]]]:
    """The edges of those objects and, as far as they may be parts, of what they are parts of."""
    found = {address: edges for address, edges in catalog.edges.items() if address[1] in again}
    level = found
    for _ in range(_DEEPEST_PART):
        wholes = {(*edge.target[:2], 0) for edges in level.values() for edge in edges}
        level = {whole: catalog.edges[whole] for whole in wholes if whole in catalog.edges and whole not in found}
        found |= level
    return list(found.items())


def _known(catalog: Catalog) -> dict[int, set[int]]:
    """OIDs of objects described, by their system catalog."""
    known = {
        PG_NAMESPACE: set(catalog.schemas),
        PG_CLASS: {*catalog.tables, *catalog.indexes, *catalog.sequences, *catalog.views},
        PG_CONSTRAINT: set(catalog.constraints),
        PG_PROC: set(catalog.functions),
        PG_TRIGGER: set(catalog.triggers),
        PG_TYPE: set(catalog.enums),
    }
    for other in catalog.others.values():
        known.setdefault(other.address[0], set()).add(other.address[1])
    return known


def _covered(
    address: tuple[int, int], wholes: dict[tuple[int, int], set[tuple[int, int]]], covered: set[tuple[int, int]]
) -> bool:
    level = {address}
    # A part of a part, such as the index of a TOAST table; nothing goes deeper than four.
    for _ in range(_DEEPEST_PART):
        if level & covered:
            return True
        level = set().union(*(wholes.get(each, ()) for each in level))
    return False


def _belongs(class_oid: int, edge: Edge) -> bool:
    """Whether the edge's owner is a part of its target, or made with it."""
    return edge.kind not in ("n", "a") or (edge.kind == "a" and class_oid in _PARTS)
