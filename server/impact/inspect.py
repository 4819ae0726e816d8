"""A catalog to one page of tables with findings, filtered by a pattern."""

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Literal

from server.errors import InvalidArgument, UnknownObject
from server.impact.findings import find_problems
from server.model.catalog import Catalog, Column, Constraint, Table
from server.model.inspection import ColumnDetail, Inspection, SchemaFinding, TableDetail
from server.model.names import QualifiedName, identifier
from server.model.target import Target

Detail = Literal["summary", "full"]

_OUTSIDE = frozenset(["default value", "table constraint", "index", "trigger", "table column", "sequence", "type"])
"""Kinds of dependents a table's own lists show already."""


def inspect_catalog(
    catalog: Catalog, *, target: Target, pattern: str, detail: Detail, limit: int, cursor: str
) -> Inspection:
    """One page of the tables that match, in order of their names, with the findings of all that match.

    Args:
        catalog: The schema.
        target: Names the database in the reply.
        pattern: Glob over ``table`` or ``schema.table``, in any case; empty means every table.
        detail: ``summary`` leaves out columns, checks, indexes, triggers and dependents.
        limit: Most tables on the page, at least 1.
        cursor: ``next_cursor`` of the page before; empty for the first.

    Raises:
        InvalidArgument: The limit is below 1, or no table that matches is called like the cursor.
        UnknownObject: The pattern has no wildcard and no table is called so.
    """
    if limit < 1:
        raise InvalidArgument(f"limit is {limit}; it must be at least 1")
    matched = _matched(catalog, pattern)
    first = _after(matched, cursor)
    page = matched[first : first + limit]
    more = first + limit < len(matched)
    problems = find_problems(catalog)
    findings = problems if not pattern or pattern == "*" else _findings_of(problems, matched, catalog)
    return Inspection(
        target=target,
        tables=tuple(_table(table, catalog, detail) for table in page),
        findings=tuple(findings),
        total_tables=len(matched),
        next_cursor=_plain(page[-1].name) if more else None,
        other_objects=_others(catalog),
    )


def _matched(catalog: Catalog, pattern: str) -> list[Table]:
    wanted = pattern.casefold().replace('"', "") or "*"
    tables = sorted(catalog.tables.values(), key=lambda table: table.name)
    found = [table for table in tables if any(fnmatchcase(name, wanted) for name in _spellings(table.name))]
    if not found and not any(mark in wanted for mark in "*?["):
        names = [_plain(table.name) for table in tables]
        near = get_close_matches(wanted, [*names, *(table.name.name for table in tables)], n=3, cutoff=0.5)
        remedy = f"did you mean {' or '.join(_quoted(name) for name in near)}?" if near else _remedy(names)
        raise UnknownObject(f"there is no table {_quoted(pattern)}; {remedy}")
    return found


def _remedy(names: Sequence[str]) -> str:
    if not names:
        return "the schema holds no tables at all"
    return f"the schema holds {', '.join(names[:5])}{', ...' if len(names) > 5 else ''}; * matches any name"


def _after(tables: list[Table], cursor: str) -> int:
    if not cursor:
        return 0
    for number, table in enumerate(tables):
        if _plain(table.name) == cursor:
            return number + 1
    raise InvalidArgument(
        f"no table that matches is called like the cursor {_quoted(cursor)}; "
        "pass next_cursor of the page before with the same pattern, or leave cursor empty"
    )


def _spellings(name: QualifiedName) -> tuple[str, str]:
    return name.name.casefold(), _plain(name).casefold()


def _plain(name: QualifiedName) -> str:
    return f"{name.schema}.{name.name}"


def _quoted(text: str) -> str:
    return f"“{text}”"


def _findings_of(problems: Sequence[SchemaFinding], tables: Sequence[Table], catalog: Catalog) -> list[SchemaFinding]:
    """Findings about the tables, their indexes and the sequences their columns own."""
    oids = {table.oid for table in tables}
    names = {table.name.sql for table in tables}
    names |= {
        QualifiedName(schema=table.name.schema, name=index.name).sql
        for table in tables
        for index in catalog.indexes_of(table.oid)
    }
    owned = (sequence for sequence in catalog.sequences.values() if sequence.owned_by)
    names |= {sequence.name.sql for sequence in owned if sequence.owned_by and sequence.owned_by[0] in oids}
    for table in tables:
        members = [column.name for column in catalog.columns_of(table.oid)]
        members += [constraint.name for constraint in catalog.constraints_of(table.oid)]
        names |= {f"{table.name.sql}.{identifier(member)}" for member in members}
    return [problem for problem in problems if problem.object in names]


def _table(table: Table, catalog: Catalog, detail: Detail) -> TableDetail:
    constraints = catalog.constraints_of(table.oid)
    columns = catalog.columns_of(table.oid)
    full = detail == "full"
    primary = [constraint for constraint in constraints if constraint.kind == "primary key"]
    unique = [constraint for constraint in constraints if constraint.kind == "unique"]
    checks = [constraint for constraint in constraints if constraint.kind in ("check", "exclusion")]
    indexes = catalog.indexes_of(table.oid) if full else []
    triggers = catalog.triggers_of(table.oid) if full else []
    return TableDetail(
        name=table.name.sql,
        kind=table.kind,
        rows_estimate=table.rows_estimate,
        size_bytes=table.size_bytes,
        comment=table.comment,
        column_count=len(columns),
        columns=tuple(_column(column, constraints, catalog) for column in columns) if full else (),
        primary_key=tuple(name for key in primary for name in _names(key, catalog)),
        unique=tuple(_names(key, catalog) for key in unique),
        foreign_keys=tuple(_line(key) for key in constraints if key.kind == "foreign key"),
        checks=tuple(_line(check) for check in checks) if full else (),
        indexes=tuple(f"{identifier(index.name)}: {_unique(index.unique)}{index.body}" for index in indexes),
        triggers=tuple(f"{identifier(trigger.name)}: {trigger.definition}" for trigger in triggers),
        dependents=_dependents(table, catalog) if full else (),
    )


def _unique(unique: bool) -> str:
    return "UNIQUE " if unique else ""


def _column(column: Column, constraints: Sequence[Constraint], catalog: Catalog) -> ColumnDetail:
    expression = column.default or ""
    return ColumnDetail(
        name=column.name,
        type=column.type,
        not_null=column.not_null,
        default=None if column.generated else column.default,
        identity=column.identity,
        generated=f"{column.generated}: {expression}" if column.generated else "",
        comment=column.comment,
        references=_references(column, constraints, catalog),
    )


def _references(column: Column, constraints: Sequence[Constraint], catalog: Catalog) -> str | None:
    for key in constraints:
        if key.kind == "foreign key" and key.columns == (column.number,):
            table = catalog.tables.get(key.referenced_table_oid)
            referenced = catalog.columns.get((key.referenced_table_oid, key.referenced_columns[0]))
            if table and referenced:
                return f"{table.name.sql}.{identifier(referenced.name)}"
    return None


def _names(constraint: Constraint, catalog: Catalog) -> tuple[str, ...]:
    return tuple(catalog.columns[constraint.table_oid, number].name for number in constraint.columns)


def _line(constraint: Constraint) -> str:
    suffix = "" if constraint.validated else " NOT VALID"
    return f"{identifier(constraint.name)}: {constraint.definition}{suffix}"


def _dependents(table: Table, catalog: Catalog) -> tuple[str, ...]:
    outside = {
        f"{dependency.kind} {dependency.identity}"
        for dependency in catalog.dependencies
        if dependency.table_oid == table.oid and dependency.kind not in _OUTSIDE
    }
    keys = {
        f"foreign key {identifier(key.name)} of {catalog.tables[key.table_oid].name.sql}"
        for key in catalog.constraints.values()
        if key.kind == "foreign key" and key.referenced_table_oid == table.oid and not key.inherited
    }
    return tuple(sorted(outside | keys))


def _others(catalog: Catalog) -> tuple[tuple[str, int], ...]:
    counts = Counter(other.kind for other in catalog.others.values())
    counts["view"] = sum(not view.materialized for view in catalog.views.values())
    counts["materialized view"] = sum(view.materialized for view in catalog.views.values())
    for kind, objects in (
        ("sequence", catalog.sequences),
        ("enum", catalog.enums),
        ("function", catalog.functions),
        ("trigger", catalog.triggers),
    ):
        counts[kind] += len(objects)
    counts.update(f"{name} (present, not covered)" for name in catalog.not_covered)
    return tuple(sorted((kind, count) for kind, count in counts.items() if count))
