"""Schemas, and everything the catalog knows by the SQL that makes it: domains, policies, privileges, comments."""

from collections.abc import Iterator
from functools import partial

from server.diff.comparison import Comparison, common, gone
from server.model.catalog import (
    PG_CLASS,
    PG_CONSTRAINT,
    PG_NAMESPACE,
    PG_PROC,
    PG_TRIGGER,
    PG_TYPE,
    Address,
    Catalog,
    Other,
)
from server.model.names import identifier
from server.model.operation import ChangeOther

_SEEN_ELSEWHERE = frozenset(["row security", "replica identity", "cluster", "trigger state"])
"""Kinds that tables and triggers show as facts of their own."""
_PUBLIC = "public"
_OF_EXTENSIONS = frozenset(["extension schema", "extension version"])


def other_operations(comparison: Comparison) -> Iterator[ChangeOther]:
    """One ChangeOther for each difference."""
    yield from _schemas(comparison)
    before, after = comparison.before.others, comparison.after.others
    new = [other for _, other in gone(after, before) if not _is_seen_elsewhere(comparison, other)]
    lost = [other for _, other in gone(before, after) if not _is_seen_elsewhere(comparison, other)]
    moved = [(one, other) for one in lost for other in new if _moved(comparison, one, other)]
    same = {id(other) for pair in moved for other in pair}
    for other in new:
        if id(other) not in same and not _came_along(comparison, other) and not _was_public(comparison, other):
            yield _change(comparison, None, other)
    for other in lost:
        if id(other) not in same and not _went_along(comparison, other) and not _was_public(comparison, other):
            yield _change(comparison, other, None)
    for one, other in common(before, after):
        if not _is_seen_elsewhere(comparison, other) and not _same(comparison, one, other):
            yield _change(comparison, one, other)


def _is_seen_elsewhere(comparison: Comparison, other: Other) -> bool:
    if other.kind == "comment":
        return _is_noun(comparison.before, other.address) or _is_noun(comparison.after, other.address)
    return other.kind in _SEEN_ELSEWHERE


def _is_noun(catalog: Catalog, address: Address) -> bool:
    """Whether the catalog keeps a comment with the object itself."""
    class_oid, oid, number = address
    if class_oid == PG_CLASS:
        if number:
            return (oid, number) in catalog.columns
        return any(oid in kind for kind in (catalog.tables, catalog.views, catalog.indexes, catalog.sequences))
    kinds = {
        PG_CONSTRAINT: catalog.constraints,
        PG_PROC: catalog.functions,
        PG_TRIGGER: catalog.triggers,
        PG_TYPE: catalog.enums,
    }
    return oid in kinds.get(class_oid, {})


def _schemas(comparison: Comparison) -> Iterator[ChangeOther]:
    before, after = comparison.before.schemas, comparison.after.schemas
    for oid in sorted(before.keys() | after.keys()):
        one, other = before.get(oid), after.get(oid)
        if one != other:
            yield ChangeOther(
                statement=comparison.number(partial(_schema, oid)),
                kind="schema",
                identity=identifier(one or other or ""),
                before=one and f"SCHEMA {identifier(one)}",
                after=other and f"SCHEMA {identifier(other)}",
            )


def _schema(oid: int, catalog: Catalog) -> str | None:
    return catalog.schemas.get(oid)


def _moved(comparison: Comparison, before: Other, after: Other) -> bool:
    """Whether it is the same object whose table or column has another name."""
    return (
        before.kind == after.kind
        and comparison.same_text(before.identity, after.identity)
        and _same(comparison, before, after)
    )


def _same(comparison: Comparison, before: Other, after: Other) -> bool:
    return comparison.same_text(_text(before), _text(after))


def _text(other: Other) -> str:
    return "; ".join(other.definition)


def _came_along(comparison: Comparison, other: Other) -> bool:
    """Whether it is told by the extension it belongs to."""
    return other.kind in _OF_EXTENSIONS and ("extension", other.identity) not in comparison.before.others


def _was_public(comparison: Comparison, other: Other) -> bool:
    """Whether it is what the schema public has from the start, told because the schema was given another name."""
    class_oid, oid, _ = other.address
    names = [catalog.schemas.get(oid) for catalog in (comparison.before, comparison.after)]
    if class_oid != PG_NAMESPACE or names[0] == names[1] or _PUBLIC not in names or None in names:
        return False
    renamed = comparison.number(partial(_schema, oid))
    return renamed == comparison.number(lambda catalog: _definition(catalog.others.get((other.kind, other.identity))))


def _went_along(comparison: Comparison, other: Other) -> bool:
    """Whether it went with what it is a part of, as a policy goes with its table."""
    return other.part_of is not None and not _is_there(comparison.after, other.part_of)


def _is_there(catalog: Catalog, address: Address) -> bool:
    class_oid, oid, number = address
    if class_oid == PG_CLASS and oid in catalog.tables and number:
        return (oid, number) in catalog.columns
    return _is_noun(catalog, (class_oid, oid, 0)) or address in catalog.other_addresses or oid in catalog.schemas


def _change(comparison: Comparison, before: Other | None, after: Other | None) -> ChangeOther:
    some = before or after
    if some is None:
        raise AssertionError("one of the two is given")
    key = (some.kind, some.identity)
    return ChangeOther(
        statement=comparison.number(lambda catalog: _definition(catalog.others.get(key))),
        kind=some.kind,
        identity=some.identity,
        before=_text(before) if before else None,
        after=_text(after) if after else None,
    )


def _definition(other: Other | None) -> tuple[str, ...] | None:
    return other.definition if other else None
