"""What follows from the shapes of two tables of which one takes the other's place."""

from collections.abc import Iterator

from server.model.catalog import PG_CLASS, Catalog, Index, Table
from server.model.names import QualifiedName, column_path, identifier, identifiers, literal
from server.model.plan import Check, Hazard
from server.plan.context import Context
from server.plan.hazards.data import (
    duplicates_present,
    fits_no_partition,
    lacks_of_replaced,
    needs_room_twice,
    nulls_present,
    parents_not_truncated,
)
from server.plan.hazards.locks import lock_queue, one_long_transaction
from server.plan.table_copy import ANY_ROW
from server.plan.table_replacement import Replacement

_SCHEMAS_PUBLISHED_SINCE = 150000
"""FOR TABLES IN SCHEMA, https://www.postgresql.org/docs/15/release-15.html"""


def fits_of(replacement: Replacement) -> str:
    """The condition of rows that have a place in the new table, over the names of columns."""
    shapes = replacement.shapes
    terms = [f"{identifier(column)} IS NOT NULL" for column in shapes.required]
    terms += [f"({column.default}) IS NOT NULL" for column in shapes.computed if column.not_null]
    if shapes.coverage != ANY_ROW:
        terms.append(f"({shapes.coverage})")
    return " AND ".join(terms) or ANY_ROW


def new_uniques(replacement: Replacement) -> Iterator[tuple[tuple[str, ...], Index]]:
    """Columns in which rows may agree before and not after, each with the index that forbids it."""
    shapes = replacement.shapes
    old = [set(columns) for columns, _ in _uniques(shapes.before, shapes.old[0])]
    for columns, index in _uniques(shapes.after, shapes.new[0]):
        if not any(one <= set(columns) for one in old):
            yield columns, index


def _uniques(catalog: Catalog, table: Table) -> list[tuple[tuple[str, ...], Index]]:
    return [
        (tuple(catalog.columns[table.oid, number].name for number in index.columns), index)
        for index in catalog.indexes_of(table.oid)
        if index.unique and not index.predicate and not index.has_expressions
    ]


def not_published_as_a_whole(catalog: Catalog, name: QualifiedName) -> Check:
    """That no publication has the table without naming it: it is none of what stands on the table."""
    schema = (
        "OR EXISTS (SELECT FROM pg_catalog.pg_publication_namespace AS n WHERE n.pnpubid = p.oid "
        f"AND n.pnnspid = pg_catalog.to_regnamespace({literal(identifier(name.schema))}))"
        if catalog.server_version >= _SCHEMAS_PUBLISHED_SINCE
        else ""
    )
    found = f"FROM pg_catalog.pg_publication AS p WHERE p.puballtables {schema}"
    return Check(
        condition=f"NOT EXISTS (SELECT {found})",
        message=f"{name} is published with all tables, or all of its schema, whose subscribers do not know the table "
        "that takes its place: have the publication list its tables without this one, and add it again afterwards; "
        f"this lists such publications: SELECT p.pubname {found}",
    )


def hazards_of(context: Context, replacement: Replacement) -> Iterator[Hazard]:
    """What the reader must know of it."""
    name, shapes = replacement.before.name.sql, replacement.shapes
    yield lock_queue(name, context.policy.lock_timeout_ms)
    yield one_long_transaction(name)
    yield needs_room_twice(name)
    if replacement.rebuilt is None and fits_of(replacement) != ANY_ROW:
        yield fits_no_partition(name)
    computed = (column for column in replacement.shapes.computed if column.not_null)
    yield from (nulls_present(column_path(replacement.before.name, column.name)) for column in computed)
    for columns, _ in new_uniques(replacement):
        yield duplicates_present(name, identifiers(columns))
    parents = {
        shapes.after.tables[key.referenced_table_oid].name.sql
        for key in shapes.after.constraints_of(shapes.new[0].oid)
        if key.kind == "foreign key" and key.referenced_table_oid in shapes.after.tables
    }
    if parents:
        yield parents_not_truncated(name, tuple(sorted(parents)))
    yield from lacks_of(replacement)


def lacks_of(replacement: Replacement) -> Iterator[Hazard]:
    """That the table which takes its place has less than it had, if so."""
    missing = tuple(_missing(replacement))
    if missing:
        yield lacks_of_replaced(replacement.before.name.sql, missing)


def _missing(replacement: Replacement) -> Iterator[str]:
    """What the old table has and the new one has not."""
    shapes = replacement.shapes
    later = [set(columns) for columns, _ in _uniques(shapes.after, shapes.new[0])]
    for columns, _ in _uniques(shapes.before, shapes.old[0]):
        if not any(one <= set(columns) for one in later):
            yield f"uniqueness of ({identifiers(columns)})"
    old, new = _parts(shapes.before, shapes.old[0]), _parts(shapes.after, shapes.new[0])
    yield from sorted(old - new)


def _parts(catalog: Catalog, table: Table) -> set[str]:
    """What stands on a table and is no part of its columns."""
    whole = (PG_CLASS, table.oid, 0)
    others = (o for o in catalog.others.values() if whole in (o.part_of, o.address))
    return {
        *(["row security"] if table.row_security else []),
        *(f"trigger {identifier(trigger.name)}" for trigger in catalog.triggers_of(table.oid)),
        *(f"a {c.definition}" for c in catalog.constraints_of(table.oid) if c.kind in ("foreign key", "check")),
        *(f"{other.kind} {other.identity}" for other in others if other.kind in ("policy", "privilege")),
    }
