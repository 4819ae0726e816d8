"""Reads what made-up rows must satisfy from the catalog, the requirements and a few queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from server.model.catalog import Catalog, Column, ColumnKey, Constraint
from server.model.names import identifier
from server.postgres.row_candidates import mentioned, with_value
from server.postgres.row_expressions import Shape
from server.postgres.row_facts import Condition, Facts, Reference, Requirements, Unique


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A domain down to its base type."""

    shape: Shape
    required: bool
    checks: tuple[tuple[str, str], ...]


# A row: a domain, its base type and the names and conditions of its own and its base domains' checks.
_DOMAINS = """
WITH RECURSIVE chain AS (
    SELECT oid AS domain, oid AS step, 0 AS depth FROM pg_catalog.pg_type WHERE typtype = 'd'
    UNION ALL
    SELECT c.domain, t.typbasetype, c.depth + 1 FROM chain c JOIN pg_catalog.pg_type t ON t.oid = c.step
    WHERE t.typtype = 'd')
SELECT c.domain, (array_agg(pg_catalog.format_type(t.typbasetype, t.typtypmod) ORDER BY c.depth DESC))[1],
       (array_agg(coalesce(e.typname, b.typname)::text ORDER BY c.depth DESC))[1],
       (array_agg(coalesce(e.oid, b.oid) ORDER BY c.depth DESC))[1]::bigint,
       (array_agg(e.oid IS NOT NULL ORDER BY c.depth DESC))[1], bool_or(t.typnotnull),
       (SELECT array_agg(conname::text ORDER BY oid) FROM pg_catalog.pg_constraint
         WHERE contype = 'c' AND contypid = ANY (array_agg(c.step))),
       (SELECT array_agg(pg_catalog.pg_get_expr(conbin, 0) ORDER BY oid) FROM pg_catalog.pg_constraint
         WHERE contype = 'c' AND contypid = ANY (array_agg(c.step)))
FROM chain c
JOIN pg_catalog.pg_type t ON t.oid = c.step AND t.typtype = 'd'
JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_catalog.pg_type e ON e.oid = b.typelem AND b.typcategory = 'A'
GROUP BY c.domain"""

# A row: a leaf partition, its root and the condition of its rows.
_PARTITIONS = """
SELECT oid::bigint, pg_catalog.pg_partition_root(oid)::oid::bigint,
       CASE WHEN relkind = 'r' THEN coalesce(pg_catalog.pg_get_partition_constraintdef(oid), 'true') END
FROM pg_catalog.pg_class WHERE relispartition AND relkind IN ('r', 'p', 'f') ORDER BY oid"""

_TYPE = """
SELECT coalesce(e.typname, t.typname)::text, e.oid IS NOT NULL, coalesce(e.oid, t.oid)::bigint
FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
WHERE t.oid = pg_catalog.to_regtype(%s)"""


async def read_facts(
    connection: psycopg.AsyncConnection[Any], catalog: Catalog, requirements: Requirements
) -> dict[int, Facts]:
    """The facts of every table that rows can be inserted into, by OID; partitions are filled through their root."""
    domains = await _domains(connection, catalog)
    castable = {key: await _shape_of(connection, catalog, type_sql) for key, type_sql in requirements.castable}
    roots, leaves = await _partitions(connection)
    sources = _Sources(
        readable_xml=await _reads_xml(connection),
        catalog=catalog,
        requirements=requirements,
        domains=domains,
        castable=castable,
        leaves=leaves,
        references=_references(catalog, requirements, roots),
    )
    return {
        oid: _facts(sources, oid)
        for oid, table in catalog.tables.items()
        if table.kind != "foreign table" and oid not in roots
    }


async def _domains(connection: psycopg.AsyncConnection[Any], catalog: Catalog) -> dict[int, Domain]:
    rows = await (await connection.execute(_DOMAINS.encode())).fetchall()
    return {
        oid: Domain(
            shape=Shape(type=type_sql, base_type=base, is_array=is_array, labels=_labels(catalog, base_oid)),
            required=required,
            checks=tuple(zip(names or (), expressions or (), strict=True)),
        )
        for oid, type_sql, base, base_oid, is_array, required, names, expressions in rows
    }


async def _shape_of(connection: psycopg.AsyncConnection[Any], catalog: Catalog, type_sql: str) -> Shape | None:
    row = await (await connection.execute(_TYPE.encode(), [type_sql])).fetchone()
    return row and Shape(type=type_sql, base_type=row[0], is_array=row[1], labels=_labels(catalog, row[2]))


async def _reads_xml(connection: psycopg.AsyncConnection[Any]) -> bool:
    """Whether the server was built with libxml; without it the type exists and refuses every value."""
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_catalog.xml '<a/>'")
    except psycopg.errors.FeatureNotSupported:
        return False
    return True


async def _partitions(connection: psycopg.AsyncConnection[Any]) -> tuple[dict[int, int], dict[int, list[str]]]:
    roots: dict[int, int] = {}
    leaves: dict[int, list[str]] = {}
    for leaf, root, condition in await (await connection.execute(_PARTITIONS.encode())).fetchall():
        roots[leaf] = root
        if condition is not None:
            leaves.setdefault(root, []).append(condition)
    return roots, leaves


def _labels(catalog: Catalog, type_oid: int) -> tuple[str, ...]:
    return catalog.enums[type_oid].labels if type_oid in catalog.enums else ()


def _references(catalog: Catalog, requirements: Requirements, roots: Mapping[int, int]) -> dict[int, list[Reference]]:
    """Foreign keys by referencing table; one to a partition counts as one to its root when that is there as well."""
    found: dict[tuple[int, tuple[int, ...], int], Reference] = {}
    keys = [each for each in catalog.constraints.values() if each.kind == "foreign key"]
    for key in sorted(keys, key=lambda each: (each.referenced_table_oid in roots, each.name, each.oid)):
        referenced = roots.get(key.referenced_table_oid, key.referenced_table_oid)
        found.setdefault((key.table_oid, key.columns, referenced), _reference(key))
    for columns, targets in requirements.references:
        if not all(key in catalog.columns for key in (*columns, *targets)):
            continue
        reference = Reference(
            name="the change's foreign key",
            table_oid=columns[0][0],
            columns=tuple(number for _, number in columns),
            referenced_oid=targets[0][0],
            referenced_columns=tuple(number for _, number in targets),
            deferrable=False,
        )
        found.setdefault((reference.table_oid, reference.columns, reference.referenced_oid), reference)
    by_table: dict[int, list[Reference]] = {}
    for reference in found.values():
        by_table.setdefault(reference.table_oid, []).append(reference)
    return by_table


def _reference(key: Constraint) -> Reference:
    return Reference(
        name=key.name,
        table_oid=key.table_oid,
        columns=key.columns,
        referenced_oid=key.referenced_table_oid,
        referenced_columns=key.referenced_columns,
        deferrable=key.deferrable,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    catalog: Catalog
    readable_xml: bool
    requirements: Requirements
    domains: Mapping[int, Domain]
    castable: Mapping[ColumnKey, Shape | None]
    leaves: Mapping[int, list[str]]
    references: Mapping[int, list[Reference]]


def _facts(sources: _Sources, oid: int) -> Facts:
    catalog, requirements, domains = sources.catalog, sources.requirements, sources.domains
    columns = catalog.columns_of(oid)
    constraints = catalog.constraints_of(oid)
    needed = {column.number for column in columns if column.not_null or column.key in requirements.not_null}
    needed.update(number for each in constraints if each.kind == "primary key" for number in each.columns)
    needed.update(c.number for c in columns if _domain(c, domains) and domains[c.type_oid].required)
    conditions = list(_conditions(columns, constraints, domains))
    conditions += [_condition("the change's condition", sql, columns) for on, sql in requirements.checks if on == oid]
    if catalog.tables[oid].kind == "partitioned table":
        # With no partition there is no place for any row.
        routed = " OR ".join(f"({each})" for each in sources.leaves.get(oid, ["false"]))
        conditions.append(_condition("bounds of the partitions", routed, columns))
    castable = {column.number: sources.castable.get(column.key) for column in columns}
    references = sources.references.get(oid, [])
    return Facts(
        table=catalog.tables[oid],
        columns=tuple(columns),
        shapes={column.number: _shape(sources, column) for column in columns},
        castable={number: shape for number, shape in castable.items() if shape},
        required=frozenset(needed),
        conditions=tuple(conditions),
        uniques=tuple(_uniques(catalog, oid, columns, requirements)),
        conflicts_pass=not _deferrable(catalog, oid),
        references=tuple(sorted(references, key=lambda each: (-len(each.columns), each.name, each.columns))),
        profiles={c.number: requirements.profiles[c.key] for c in columns if c.key in requirements.profiles},
    )


def _domain(column: Column, domains: Mapping[int, Domain]) -> bool:
    """Whether the column is of a domain itself, and not an array of one."""
    return column.type_oid in domains and not column.type.endswith("[]")


def _shape(sources: _Sources, column: Column) -> Shape:
    domain = sources.domains.get(column.type_oid)
    if domain and _domain(column, sources.domains):
        return domain.shape
    if domain:
        return replace(domain.shape, type=f"{domain.shape.type}[]", is_array=True)
    known = column.base_type if column.base_type != "xml" or sources.readable_xml else "unreadable"
    labels = _labels(sources.catalog, column.type_oid)
    return Shape(type=column.type, base_type=known, is_array=column.is_array, labels=labels)


def _condition(name: str, expression: str, columns: Iterable[Column]) -> Condition:
    words = mentioned(expression)
    names = frozenset(column.name for column in columns if column.name in words)
    return Condition(name=name, expression=expression, columns=names)


def _conditions(
    columns: list[Column], constraints: list[Constraint], domains: Mapping[int, Domain]
) -> Iterable[Condition]:
    for constraint in constraints:
        if constraint.kind == "check" and constraint.expression:
            yield _condition(f'constraint "{constraint.name}"', constraint.expression, columns)
    for column in columns:
        if column.type_oid in domains:
            for name, check in domains[column.type_oid].checks:
                expression = with_value(check, column.name)
                if not _domain(column, domains):
                    name_sql = identifier(column.name)
                    expression = (
                        f"(SELECT coalesce(bool_and(({expression}) IS NOT FALSE), true)"
                        f" FROM unnest({name_sql}) AS element({name_sql}))"
                    )
                yield Condition(
                    name=f'constraint "{name}" of the domain', expression=expression, columns=frozenset([column.name])
                )


_DISTINCT = ("primary key", "unique", "exclusion")


def _uniques(catalog: Catalog, oid: int, columns: list[Column], requirements: Requirements) -> Iterable[Unique]:
    # Without ON CONFLICT nothing but our own query keeps duplicates out.
    alone = _deferrable(catalog, oid)
    for constraint in catalog.constraints_of(oid):
        if constraint.kind in _DISTINCT:
            keyed = tuple(number for number in constraint.columns if number > 0)
            yield Unique(columns=keyed, deduplicate=alone and constraint.kind != "exclusion")
    for index in catalog.indexes_of(oid):
        if index.unique and not index.constraint_oid:
            words = mentioned(index.body) if index.has_expressions else frozenset[str]()
            inside = [c.number for c in columns if c.name in words and c.number not in index.columns]
            yield Unique(columns=(*(number for number in index.columns if number > 0), *inside), deduplicate=alone)
    for keys in requirements.unique:
        if keys and all(key in catalog.columns for key in keys) and keys[0][0] == oid:
            yield Unique(columns=tuple(number for _, number in keys), deduplicate=True)


def _deferrable(catalog: Catalog, oid: int) -> bool:
    return any(each.kind in _DISTINCT and each.deferrable for each in catalog.constraints_of(oid))
