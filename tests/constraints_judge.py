"""Whether the rows of a database satisfy its constraints, asked anew of every row."""

from typing import Any

import psycopg
from psycopg import sql

_CHECKS = """
    SELECT c.conrelid::regclass::text, c.conname::text, pg_get_expr(c.conbin, c.conrelid)
    FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid
    WHERE c.contype = 'c' AND c.connamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
"""
_NOT_NULLS = """
    SELECT a.attrelid::regclass::text, a.attname::text FROM pg_attribute AS a JOIN pg_class AS t ON t.oid = a.attrelid
    WHERE a.attnotnull AND NOT a.attisdropped AND a.attnum > 0 AND t.relkind IN ('r', 'p') AND t.oid >= 16384
"""
_UNIQUES = """
    SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text,
      (SELECT string_agg(pg_get_indexdef(i.indexrelid, n, true), ', ' ORDER BY n)
       FROM generate_series(1, i.indnkeyatts) AS n),
      coalesce(pg_get_expr(i.indpred, i.indrelid), 'true'), i.indnullsnotdistinct,
      (SELECT string_agg('(' || pg_get_indexdef(i.indexrelid, n, true) || ') IS NOT NULL', ' AND ' ORDER BY n)
       FROM generate_series(1, i.indnkeyatts) AS n)
    FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid
    WHERE i.indisunique AND t.relkind IN ('r', 'p') AND t.oid >= 16384
"""
_FOREIGN_KEYS = """
    SELECT c.conrelid::regclass::text, c.conname::text, c.confrelid::regclass::text,
      ARRAY(SELECT quote_ident(a.attname) FROM unnest(c.conkey) WITH ORDINALITY AS k (n, o)
            JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY o),
      ARRAY(SELECT quote_ident(a.attname) FROM unnest(c.confkey) WITH ORDINALITY AS k (n, o)
            JOIN pg_attribute AS a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY o)
    FROM pg_constraint AS c WHERE c.contype = 'f'
"""
_EXCLUSIONS = "SELECT conindid::regclass::text FROM pg_constraint WHERE contype = 'x'"

Connection = psycopg.AsyncConnection[tuple[Any, ...]]


async def broken_constraints(connection: Connection) -> tuple[int, list[str]]:
    """How many constraints were looked at, and each that a row breaks, with the number of such rows.

    Args:
        connection: Autocommit session of whoever owns the tables.
    """
    questions = [*await _of_checks(connection), *await _of_keys(connection), *await _of_references(connection)]
    broken = []
    for what, question in questions:
        (count,) = await (await connection.execute(question.encode())).fetchone() or (0,)
        if count:
            broken.append(f"{what}: {count} rows")
    exclusions = await (await connection.execute(_EXCLUSIONS)).fetchall()
    for (index,) in exclusions:
        # Built anew it is checked anew: no cheaper question asks whether two rows conflict.
        await connection.execute(f"REINDEX INDEX {index}".encode())
    return len(questions) + len(exclusions), broken


async def _of_checks(connection: Connection) -> list[tuple[str, str]]:
    checks = await (await connection.execute(_CHECKS)).fetchall()
    found = [(f"{table} {name}", f"SELECT count(*) FROM {table} WHERE NOT ({check})") for table, name, check in checks]
    not_nulls = await (await connection.execute(_NOT_NULLS)).fetchall()
    for table, column in not_nulls:
        name = sql.Identifier(str(column)).as_string()
        found.append((f"{table}.{name} NOT NULL", f"SELECT count(*) FROM {table} WHERE {name} IS NULL"))
    return found


async def _of_keys(connection: Connection) -> list[tuple[str, str]]:
    # Before 15 there is no such column, nor such a key.
    uniques = await (await connection.execute(_UNIQUES)).fetchall()
    return [
        (
            f"{table} {index}",
            f"SELECT count(*) FROM (SELECT FROM {table} WHERE ({predicate}) AND ({'true' if nulls else filled})"
            f" GROUP BY {columns} HAVING count(*) > 1) AS s",
        )
        for table, index, columns, predicate, nulls, filled in uniques
    ]


async def _of_references(connection: Connection) -> list[tuple[str, str]]:
    keys = await (await connection.execute(_FOREIGN_KEYS)).fetchall()
    found = []
    for table, name, other, mine, theirs in keys:
        pairs = list(zip(mine, theirs, strict=True))
        filled = " AND ".join(f"a.{one} IS NOT NULL" for one, _ in pairs)
        equal = " AND ".join(f"b.{two} = a.{one}" for one, two in pairs)
        question = (
            f"SELECT count(*) FROM {table} AS a WHERE {filled} AND NOT EXISTS (SELECT FROM {other} AS b WHERE {equal})"
        )
        found.append((f"{table} {name}", question))
    return found
