"""Which tables a change puts others in the place of, though it means to keep their rows.

A table cannot be made a partitioned one, so people write what PostgreSQL offers instead: a new table, an INSERT of all
rows, and names changed. By its operations that is a table that goes and another that comes under its name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.model.catalog import PG_CLASS, Catalog, Column, Constraint, Sequence, Table
from server.model.operation import (
    ChangeObject,
    ChangeOther,
    ChangeRows,
    CreateObject,
    CreateTable,
    DropObject,
    DropTable,
    Operation,
    RenameTable,
)
from server.model.ranking import Choice
from server.plan.replacement_obstacles import Shapes, obstacle_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBuild:
    """How the table that comes is made in the reserved schema, under the names it will have."""

    commands: tuple[str, ...]
    """Each table with its partitions, indexes, constraints, privileges and the like, its triggers apart."""
    former: tuple[str, ...] = ()
    """The same of the table that goes, as it is called after the swap; empty where it is not dropped."""
    coverage: str
    """Which rows find a partition, over the names of columns; ``true`` where each does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A table, and the one that takes its place with its rows."""

    before: Table
    after: Table
    kept: Table | None
    """The former under the name it keeps; None when it goes."""
    statement: int
    shapes: Shapes
    parts: tuple[Operation, ...]
    """The operations that it consists of."""
    obstacle: str
    """Why it cannot be done while the table is used; empty when it can."""
    build: TableBuild | None = None
    rebuilt: "Rebuilt | None" = None
    """What is new of the table, where the change alters it and makes no other; None where it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a table has once it is made anew, and had not."""

    columns: tuple[Column, ...]
    """Whose values code may write."""
    exclusions: tuple[Constraint, ...]
    mark: str
    """A query that finds a row when the table that comes has the name; empty when only the other's absence tells."""
    choices: tuple[Choice, ...] = ()
    """Why it is made anew, where its size would have it altered as it is."""


def find_replacements(
    before: Catalog, after: Catalog, operations: tuple[Operation, ...], coverage: Mapping[int, str]
) -> tuple[Replacement, ...]:
    """All of them, each with what stands in its way.

    Args:
        coverage: By OID of a new partitioned table, which rows find a partition in it.
    """
    found = []
    for created in operations:
        table = before.table_named(created.after.name) if isinstance(created, CreateTable) else None
        copy = _copy(operations, table, created.after) if table and isinstance(created, CreateTable) else None
        if table and copy and copy.table:
            shapes = Shapes(
                before=before,
                after=after,
                old=tree_of(before, table),
                new=tree_of(after, copy.table),
                kept=after.tables.get(table.oid),
                coverage=coverage.get(copy.table.oid, "true" if copy.table.kind == "table" else ""),
            )
            found.append(_replacement(shapes, operations, copy))
    return tuple(found)


def _copy(operations: tuple[Operation, ...], before: Table, after: Table) -> ChangeRows | None:
    """The INSERT that brings the rows over, where one of the two tables is partitioned and the other is not."""
    kinds = {before.kind, after.kind}
    if kinds != {"table", "partitioned table"} or before.oid == after.oid:
        return None
    copies = (op for op in operations if isinstance(op, ChangeRows) and op.source is not None)
    return next(
        (op for op in copies if op.table and op.table.oid == after.oid and op.source and op.source.oid == before.oid),
        None,
    )


def _replacement(shapes: Shapes, operations: tuple[Operation, ...], copy: ChangeRows) -> Replacement:
    oids = {table.oid for table in (*shapes.old, *shapes.new)}
    parts = tuple(op for op in operations if tables_of(op, shapes.before, shapes.after) & oids)
    return Replacement(
        before=shapes.old[0],
        after=shapes.new[0],
        kept=shapes.kept,
        statement=copy.statement,
        shapes=shapes,
        parts=parts,
        obstacle=obstacle_of(shapes, copy, parts),
    )


def tree_of(catalog: Catalog, table: Table) -> tuple[Table, ...]:
    """The table and all its partitions, parents first."""
    return (table, *(deeper for part in catalog.partitions_of(table) for deeper in tree_of(catalog, part)))


def tables_of(operation: Operation, before: Catalog, after: Catalog) -> set[int]:
    """OIDs of the tables an operation is about."""
    match operation:
        case CreateTable(after=table):
            return {table.oid}
        case DropTable(before=table) | RenameTable(before=table):
            return {table.oid}
        case ChangeOther(kind=kind, identity=identity):
            return set(_about(kind, identity, before, after))
        case CreateObject(after=Sequence(owned_by=owner)) | DropObject(before=Sequence(owned_by=owner)):
            return {owner[0]} if owner else set()
        case ChangeObject(before=Sequence(owned_by=one), after=Sequence(owned_by=other)):
            return {owner[0] for owner in (one, other) if owner}
        case _:
            on = getattr(operation, "table", None) or getattr(operation, "before", None)
            return {on.oid} if isinstance(on, Table) else set()


def _about(kind: str, identity: str, before: Catalog, after: Catalog) -> Iterator[int]:
    for catalog in (before, after):
        other = catalog.others.get((kind, identity))
        for address in (other.address, other.part_of) if other else ():
            if address is not None and address[0] == PG_CLASS:
                yield address[1]
