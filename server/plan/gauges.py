"""Queries that look at a target while a plan is under way; each only reads, and gives one row whatever is there.

They ask by name at the moment they run, so that they hold before, between and after the phases. What other sessions do
is shown in full to members of ``pg_monitor`` only.
"""

import re
from collections.abc import Sequence

from server.model.catalog import RESERVED_SCHEMA
from server.model.names import QualifiedName, identifier, literal

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


def measured(value: str, *, source: str = "", threshold: int | None = None) -> str:
    """A query of one row: a value, the threshold and whether it is exceeded; no threshold gives nulls.

    Args:
        value: An expression of one number, null for nothing.
        source: From FROM on; or nothing, when the value is a query.
        threshold: The most that is no reason to act.
    """
    limit = f"{threshold}::numeric" if threshold is not None else "NULL::numeric"
    return (
        f"SELECT value, {limit} AS threshold, value > {limit} AS exceeded\n"
        f"FROM (SELECT coalesce({value}, 0)::numeric AS value{source}) AS seen"
    )


def watched(relations: Sequence[QualifiedName]) -> str:
    """A query of the OIDs of those relations that are there, with their partitions; one column, ``oid``."""
    names = f"pg_catalog.unnest(ARRAY[{', '.join(literal(name.sql) for name in relations)}]::text[]) AS given (name)"
    return (
        f"SELECT pg_catalog.to_regclass(name)::oid AS oid FROM {names}\n"
        f"    UNION SELECT relid::oid FROM {names}, pg_catalog.pg_partition_tree(pg_catalog.to_regclass(name))"
    )


def of_each_backfill(expression: str) -> str:
    """The largest number of an expression over each table of progress that is there now; null when there is none.

    Such a table exists while its backfill runs: a query that named it could not be asked before or after.
    """
    asked = _asked(expression, "%s", "c.oid::pg_catalog.regclass")
    return (
        f"(SELECT max(({asked}))\n"
        "    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
        "    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'batch_size'\n"
        f"    WHERE n.nspname = {literal(RESERVED_SCHEMA)})"
    )


def mentions(text: str, *names: str) -> str:
    """A condition that a text of SQL mentions all of the names; an upper bound, since other things are named so too."""
    return " AND ".join(_mention(text, name) for name in names)


def _mention(text: str, name: str) -> str:
    if _PLAIN.fullmatch(name):
        return f"{text} ~* {literal(chr(92) + 'm' + name + chr(92) + 'M')}"
    # as it stands in SQL, where it must be quoted
    return f"strpos({text}, {literal(identifier(name).strip(chr(34)))}) > 0"


def sessions_that_mention(*names: str) -> str:
    """How many sessions ran a statement last that mentions all of the names."""
    return measured(
        "pg_catalog.count(*)",
        source=(
            "\n    FROM pg_catalog.pg_stat_activity WHERE datname = current_database() "
            f"AND pid <> pg_catalog.pg_backend_pid()\n    AND {mentions('query', *names)}"
        ),
        threshold=0,
    )


def calls_that_mention(*names: str) -> str:
    """How often such statements were called, by ``pg_stat_statements``; 0 where that is not installed."""
    where = (
        "WHERE dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) "
        f"AND {mentions('s.query', *names)}"
    )
    asked = _asked("sum(calls)", "%I.pg_stat_statements AS s ", "n.nspname", where)
    return measured(
        f"(SELECT ({asked})\n"
        "    FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace\n"
        # without its library loaded at start, which makes this setting, the view only fails
        "    WHERE e.extname = 'pg_stat_statements' "
        "AND pg_catalog.current_setting('pg_stat_statements.max', true) IS NOT NULL)"
    )


def _asked(found: str, place: str, filled: str, tail: str = "") -> str:
    """A query of one number that is read from what has no name before it runs; of no row when there is none.

    Nothing else in PostgreSQL's core runs a query that is given as text in every build: XML of one needs libxml.
    """
    word = f"SELECT pg_catalog.array_to_tsvector(pg_catalog.array_remove(ARRAY[({found})::bigint::text], NULL)) FROM "
    text = word.replace("%", "%%") + place + tail.replace("%", "%%")
    return f"SELECT max(word::numeric) FROM pg_catalog.ts_stat(pg_catalog.format({literal(text)}, {filled}))"
