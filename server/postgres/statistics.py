"""What the planner of a live target knows, as far as the user that reads may see it; never a row."""

import json
from typing import Any

import psycopg

from server.errors import TargetError
from server.model.catalog import RESERVED_SCHEMA
from server.model.names import QualifiedName
from server.model.statistics import (
    ColumnStatistics,
    Dependency,
    DistinctCount,
    ExtendedStatistics,
    PlannerSetting,
    PlannerStatistics,
    RelationSize,
)
from server.postgres.roles import Session

PRINTED_ALIKE = (
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "postgres"),
    ("TimeZone", "UTC"),
    ("extra_float_digits", "3"),
    ("bytea_output", "hex"),
)
"""Settings under which values are printed so that they are read back as they were."""

_RANGES_SINCE = 170000
_EXTENDED_INHERIT_SINCE = 150000

_OURS = "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', %(reserved)s)"
_RELATIONS = f"""
    SELECT n.nspname, c.relname, c.relpages, c.reltuples::float8, c.relallvisible,
      CASE WHEN c.relkind IN ('r', 'm', 'i')
        THEN coalesce(pg_relation_size(c.oid), 0) / current_setting('block_size')::int8 ELSE 0 END,
      c.relkind NOT IN ('i', 'I')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm', 'f', 'i', 'I') AND c.relpersistence <> 't' AND {_OURS}
    ORDER BY n.nspname, c.relname
"""
_COLUMNS = f"""
    SELECT s.schemaname, s.tablename, CASE WHEN c.relkind IN ('i', 'I') THEN NULL ELSE s.attname END, a.attnum,
      s.inherited, s.null_frac, s.avg_width, s.n_distinct,
      s.most_common_vals::text, s.most_common_freqs, s.histogram_bounds::text, s.correlation,
      s.most_common_elems::text, s.most_common_elem_freqs, s.elem_count_histogram
    FROM pg_stats s JOIN pg_namespace n ON n.nspname = s.schemaname
      JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
    WHERE {_OURS}
    ORDER BY s.schemaname, s.tablename, a.attnum, s.inherited
"""
_NO_RANGES = "NULL::text, NULL::real, NULL::text"
_RANGES = "s.range_length_histogram::text, s.range_empty_frac, s.range_bounds_histogram::text"
_EXTENDED = f"""
    SELECT n.nspname, x.stxname, s.inherited, s.n_distinct::text, s.dependencies::text,
      (SELECT json_object_agg(a.attnum, a.attname) FROM pg_attribute a
       WHERE a.attrelid = x.stxrelid AND a.attnum = ANY (x.stxkeys))
    FROM pg_stats_ext s JOIN pg_namespace n ON n.nspname = s.statistics_schemaname
      JOIN pg_statistic_ext x ON x.stxnamespace = n.oid AND x.stxname = s.statistics_name
    WHERE {_OURS}
    ORDER BY n.nspname, x.stxname, s.inherited
"""
# Beside the categories that are the planner's: what decides how much memory and how many workers it reckons with.
_SETTINGS = """
    WITH planner AS (
      SELECT name FROM pg_settings
      WHERE context = 'user' AND (category LIKE 'Query Tuning /%%'
        OR name IN ('work_mem', 'hash_mem_multiplier', 'max_parallel_workers', 'max_parallel_workers_per_gather',
                    'parallel_leader_participation'))
    ), of_roles AS (
      SELECT DISTINCT ON (r.rolname, name) r.rolname, split_part(entry, '=', 1) AS name,
        substr(entry, strpos(entry, '=') + 1) AS value
      FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
        CROSS JOIN LATERAL unnest(s.setconfig) AS entry
      WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
      ORDER BY r.rolname, name, s.setdatabase DESC
    )
    SELECT name, current_setting(name), '' FROM planner
    UNION ALL
    SELECT name, value, rolname::text FROM of_roles WHERE name IN (SELECT planner.name FROM planner)
    ORDER BY 3, 1
"""


async def read_statistics(session: Session, *, name: str) -> PlannerStatistics:
    """Sizes, statistics and settings that plans of a live database depend on; its majors 14 to 18.

    No right beyond CONNECT is needed. PostgreSQL shows a user what columns hold that it may read, and no more:
    https://www.postgresql.org/docs/18/view-pg-stats.html

    Args:
        session: From ``connect_target``; in one snapshot.
        name: The database's name in the configuration, used in messages.

    Raises:
        TargetError: The catalogs cannot be read.
    """
    version = session.info.server_version
    try:
        for setting, value in PRINTED_ALIKE:
            await session.execute("SELECT set_config(%s, %s, true)", (setting, value))
        relations = await _rows(session, _RELATIONS)
        ranges = _RANGES if version >= _RANGES_SINCE else _NO_RANGES
        columns = await _rows(session, _COLUMNS.replace("s.elem_count_histogram", f"s.elem_count_histogram, {ranges}"))
        inherited = "s.inherited" if version >= _EXTENDED_INHERIT_SINCE else "false"
        extended = await _rows(session, _EXTENDED.replace("s.inherited", inherited))
        settings = await _rows(session, _SETTINGS)
    except psycopg.Error as error:
        reason = error.diag.message_primary or "the connection is lost"
        raise TargetError(f'the statistics of database "{name}" cannot be read: {reason}; try again') from error
    of_columns = tuple(map(_column, columns))
    seen = {each.relation for each in of_columns}
    sizes = tuple((_size(row), row[6]) for row in relations)
    return PlannerStatistics(
        server_version=version,
        relations=tuple(size for size, _ in sizes),
        columns=of_columns,
        extended=tuple(map(_extended, extended)),
        settings=tuple(PlannerSetting(name=row[0], value=row[1], role=row[2]) for row in settings),
        unseen=tuple(size.relation for size, table in sizes if table and size.rows > 0 and size.relation not in seen),
        values_withheld=False,
    )


async def _rows(session: Session, query: str) -> list[tuple[Any, ...]]:
    cursor = await session.execute(query.encode(), {"reserved": RESERVED_SCHEMA})
    return await cursor.fetchall()


def _size(row: tuple[Any, ...]) -> RelationSize:
    return RelationSize(
        relation=QualifiedName(schema=row[0], name=row[1]),
        pages=row[2],
        rows=row[3],
        all_visible_pages=row[4],
        file_pages=row[5],
    )


def _column(row: tuple[Any, ...]) -> ColumnStatistics:
    schema, table, column, number, inherited, null_frac, avg_width, n_distinct, *rest = row
    common, freqs, bounds, correlation, elements, element_freqs, counts, lengths, empty_frac, range_bounds = rest
    return ColumnStatistics(
        relation=QualifiedName(schema=schema, name=table),
        column=number if column is None else column,
        inherited=inherited,
        null_frac=null_frac,
        avg_width=avg_width,
        n_distinct=n_distinct,
        most_common_vals=common,
        most_common_freqs=_numbers(freqs),
        histogram_bounds=bounds,
        correlation=correlation,
        most_common_elems=elements,
        most_common_elem_freqs=_numbers(element_freqs),
        elem_count_histogram=_numbers(counts),
        range_length_histogram=lengths,
        range_empty_frac=empty_frac,
        range_bounds_histogram=range_bounds,
    )


def _numbers(found: list[float] | None) -> tuple[float, ...] | None:
    return None if found is None else tuple(found)


def _extended(row: tuple[Any, ...]) -> ExtendedStatistics:
    schema, name, inherited, distinct, dependencies, names = row

    def columns(numbers: str, separator: str) -> tuple[str | int, ...]:
        # Expressions have numbers below 0 (statext_expressions in extended_stats.c).
        spelled = [part.strip() for each in numbers.split(separator) for part in each.split(",")]
        return tuple(int(each) if int(each) < 0 else names[each] for each in spelled)

    return ExtendedStatistics(
        statistics=QualifiedName(schema=schema, name=name),
        inherited=inherited,
        distinct=tuple(
            DistinctCount(columns=columns(numbers, ","), count=float(count))
            for numbers, count in json.loads(distinct or "{}").items()
        ),
        dependencies=tuple(
            Dependency(columns=columns(numbers, "=>"), degree=float(degree))
            for numbers, degree in json.loads(dependencies or "{}").items()
        ),
    )
