"""What pg_depend knows and a catalog does not."""

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
    Catalog,
)

Object = tuple[int, int]

_DEEPEST_PART = 5
# Nothing needs a part of it by "n"; by "a" only in these.
_PARTS = (PG_ATTRDEF, PG_CLASS, PG_CONSTRAINT, PG_AMOP, PG_AMPROC)
"""Catalogs whose rows are parts of what they automatically go with, such as a loose operator of an operator family."""


def unknown_objects(catalog: Catalog) -> list[Object]:
    """Objects that have edges and that the catalog does not describe, nor anything that they are a part of."""
    known = _known(catalog)
    nothing: set[int] = set()
    covered: set[Object] = set()
    wholes: dict[Object, list[Object]] = {}
    for (class_oid, oid, _), edges in catalog.edges.items():
        if oid in known.get(class_oid, nothing):
            continue
        whole = [target for target, kind in edges if kind not in "na" or (kind == "a" and class_oid in _PARTS)]
        for target_class, target_oid, _ in whole:
            if target_oid in known.get(target_class, nothing):
                covered.add((class_oid, oid))
                break
        else:
            wholes.setdefault((class_oid, oid), []).extend(target[:2] for target in whole)
    return sorted(address for address in wholes if not _covered(address, wholes, covered))


def _known(catalog: Catalog) -> dict[int, set[int]]:
    """OIDs of objects described, by their system catalog."""
    known = {
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


def _covered(address: Object, wholes: dict[Object, list[Object]], covered: set[Object]) -> bool:
    level = {address}
    # A part of a part, such as the index of a TOAST table; nothing goes deeper than four.
    for _ in range(_DEEPEST_PART):
        if level & covered:
            return True
        level = set().union(*(wholes.get(each, ()) for each in level))
    return False
