"""Finds the rows a foreign key can point to, and points it there once they exist."""

from server.model.catalog import Catalog, TableKind
from server.model.names import QualifiedName, identifier
from server.postgres.row_facts import Facts, Reference
from server.postgres.row_order import null_at_first


def parent_rows(catalog: Catalog, reference: Reference) -> tuple[str, tuple[str, ...]]:
    """The table a foreign key refers to, as FROM wants it, and the names of the referenced columns."""
    table = catalog.tables[reference.referenced_oid]
    names = tuple(catalog.columns[reference.referenced_oid, number].name for number in reference.referenced_columns)
    return _rows_of(table.name, table.kind), names


def count_of(sql: str, names: tuple[str, ...]) -> str:
    """A query that counts the rows a foreign key could refer to."""
    return f"SELECT count(*) FROM {sql} WHERE {_present(names)}"


def tie(facts: Facts, reference: Reference, sql: str, names: tuple[str, ...]) -> str:
    """An UPDATE that lets rows refer to others: to the row before when the table refers to itself.

    Every seventh row keeps its null where the column may hold one.
    """
    own = reference.referenced_oid == facts.table.oid
    tied = null_at_first(facts, reference) or reference.columns
    mine = {number: identifier(facts.column(number).name) for number in reference.columns}
    theirs = {n: identifier(name) for n, name in zip(reference.columns, names, strict=True)}
    shared = [number for number in reference.columns if number not in tied]
    their_keys = ", ".join(theirs.values())
    their_group = _partition([theirs[n] for n in shared])
    my_order = their_keys if own else "tableoid, ctid"
    required = any(number in facts.required for number in tied)
    alone = any(set(unique.columns) <= set(reference.columns) for unique in facts.uniques)
    pick = ("greatest(child.r - 1, 1)" if required else "child.r - 1") if own else "child.r"
    if not own and not alone:
        pick = "(child.r - 1) % parent.n + 1" if shared else "child.turn"
    skipped = "" if required or alone else " AND child.r % 7 <> 0"
    same = "".join(f" AND parent.{theirs[n]} = child.{mine[n]}" for n in shared)
    child_columns = "".join(f", {mine[n]}" for n in shared)
    # From the child's side alone, so that the rows are joined by hashing and not each with each.
    turn = f", (row_number() OVER (ORDER BY {my_order}) - 1) % nullif(({count_of(sql, names)}), 0) + 1 AS turn"
    table = _rows_of(facts.table.name, facts.table.kind)
    return (
        f"UPDATE {table} AS tied SET {', '.join(f'{mine[n]} = parent.{theirs[n]}' for n in tied)}"
        f" FROM (SELECT tableoid AS o, ctid AS c{child_columns},"
        f" row_number() OVER ({_partition([mine[n] for n in shared])}ORDER BY {my_order}) AS r"
        f"{'' if shared or own else turn} FROM {table}) AS child"
        f" JOIN (SELECT {their_keys}, row_number() OVER ({their_group}ORDER BY {their_keys}) AS r,"
        f" count(*) OVER ({their_group.strip()}) AS n FROM {sql} WHERE {_present(names)}) AS parent"
        f" ON parent.r = {pick}{same} WHERE tied.tableoid = child.o AND tied.ctid = child.c{skipped}"
    )


def _rows_of(name: QualifiedName, kind: TableKind) -> str:
    # Rows of tables that inherit do not satisfy a foreign key; those of partitions do.
    return name.sql if kind == "partitioned table" else f"ONLY {name.sql}"


def _partition(columns: list[str]) -> str:
    return f"PARTITION BY {', '.join(columns)} " if columns else ""


def _present(names: tuple[str, ...]) -> str:
    return " AND ".join(f"{identifier(name)} IS NOT NULL" for name in names)
