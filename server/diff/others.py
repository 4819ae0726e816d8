"""Schemas, and objects known by their definition only: policies, rules, domains, extensions, publications."""

from collections.abc import Iterator
from functools import partial

from server.diff.comparison import Comparison, common, gone
from server.model.catalog import Catalog, Other
from server.model.names import identifier
from server.model.operation import ChangeOther


def other_operations(comparison: Comparison) -> Iterator[ChangeOther]:
    """One ChangeOther for each difference."""
    yield from _schemas(comparison)
    before, after = comparison.before.others, comparison.after.others
    new = [other for _, other in gone(after, before)]
    lost = [other for _, other in gone(before, after)]
    moved = [(one, other) for one in lost for other in new if _moved(comparison, one, other)]
    same = {id(other) for pair in moved for other in pair}
    for other in new:
        if id(other) not in same:
            yield _change(comparison, None, other)
    for other in lost:
        if id(other) not in same and not _went_along(comparison, other):
            yield _change(comparison, other, None)
    for one, other in common(before, after):
        if not comparison.same_text(one.definition, other.definition):
            yield _change(comparison, one, other)


def _schemas(comparison: Comparison) -> Iterator[ChangeOther]:
    before, after = comparison.before.schemas, comparison.after.schemas
    if any(kind == "schema" for kind, _ in (*comparison.before.others, *comparison.after.others)):
        return
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
        and comparison.same_text(before.definition, after.definition)
    )


def _went_along(comparison: Comparison, other: Other) -> bool:
    """Whether it went with a table, as a policy does."""
    before, after = comparison.before, comparison.after
    lost = {oid: table.name.sql for oid, table in gone(before.tables, after.tables)}
    by_name = any(other.identity == name or other.identity.endswith(f" on {name}") for name in lost.values())
    return by_name or any(
        dependency.table_oid in lost
        for dependency in before.dependencies
        if (dependency.kind, dependency.identity) == (other.kind, other.identity)
    )


def _change(comparison: Comparison, before: Other | None, after: Other | None) -> ChangeOther:
    some = before or after
    if some is None:
        raise AssertionError("one of the two is given")
    key = (some.kind, some.identity)
    return ChangeOther(
        statement=comparison.number(lambda catalog: catalog.others.get(key)),
        kind=some.kind,
        identity=some.identity,
        before=before.definition if before else None,
        after=after.definition if after else None,
    )
