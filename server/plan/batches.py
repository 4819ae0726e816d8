"""Work on many rows in batches that commit, walking a key and never counting rows off.

A DO block may COMMIT only when it runs outside a transaction block (PostgreSQL 11 and newer,
https://www.postgresql.org/docs/18/sql-do.html).
"""

from server.model.catalog import Column
from server.model.names import QualifiedName, dollar_quoted, identifier
from server.model.policy import Policy


def key_range(key: tuple[Column, ...], alias: str = "") -> str:
    """The condition that holds for the rows of one batch."""
    columns = _columns(key, alias)
    first, last = _bounds(key)
    return f"{columns} >= {first} AND {columns} <= {last}"


def in_batches(
    *, table: QualifiedName, key: tuple[Column, ...], work: tuple[str, ...], policy: Policy, needed: str = ""
) -> str:
    """The work, each command of which holds ``key_range``, once for every batch of rows; safe to run again.

    Nothing is done when the query ``needed`` is given and finds no row.
    """
    unless = f"    IF NOT EXISTS ({needed}) THEN\n        RETURN;\n    END IF;\n" if needed else ""
    declared = "".join(
        f"    {variable}_{number} {table.sql}.{identifier(column.name)}%TYPE;\n"
        for number, column in enumerate(key, start=1)
        for variable in ("batch_from", "batch_to")
    )
    columns, (first, last) = _columns(key, ""), _bounds(key)
    listed = ", ".join(identifier(column.name) for column in key)
    into_first = ", ".join(f"batch_from_{n}" for n, _ in enumerate(key, start=1))
    into_last = ", ".join(f"batch_to_{n}" for n, _ in enumerate(key, start=1))
    descending = ", ".join(f"{identifier(column.name)} DESC" for column in key)
    commands = "".join(f"        {_indented(command)};\n" for command in work)
    body = f"""
DECLARE
{declared}BEGIN
{unless}    SELECT {listed} INTO {into_first} FROM {table.sql} ORDER BY {listed} LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    LOOP
        SELECT {listed} INTO {into_last}
        FROM (SELECT {listed} FROM {table.sql} WHERE {columns} >= {first}
              ORDER BY {listed} LIMIT {policy.batch_rows}) AS batch
        ORDER BY {descending} LIMIT 1;
{commands}        COMMIT;
        SELECT {listed} INTO {into_first} FROM {table.sql} WHERE {columns} > {last} ORDER BY {listed} LIMIT 1;
        EXIT WHEN NOT FOUND;
        PERFORM pg_catalog.pg_sleep({policy.batch_pause_ms / 1000});
    END LOOP;
END """
    return "DO " + dollar_quoted(body)


def until_none_left(*, table: QualifiedName, condition: str, assign: str, policy: Policy) -> str:
    """An UPDATE in batches for a table without a key: rows are found by a condition the update ends."""
    body = f"""
BEGIN
    LOOP
        UPDATE {table.sql} SET {assign}
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM {table.sql} WHERE {condition} LIMIT {policy.batch_rows}))
          AND {condition};
        EXIT WHEN NOT FOUND;
        COMMIT;
        PERFORM pg_catalog.pg_sleep({policy.batch_pause_ms / 1000});
    END LOOP;
END """
    return "DO " + dollar_quoted(body)


def _columns(key: tuple[Column, ...], alias: str) -> str:
    prefix = f"{alias}." if alias else ""
    return "(" + ", ".join(prefix + identifier(column.name) for column in key) + ")"


def _bounds(key: tuple[Column, ...]) -> tuple[str, str]:
    numbers = range(1, len(key) + 1)
    return (
        "(" + ", ".join(f"batch_from_{n}" for n in numbers) + ")",
        "(" + ", ".join(f"batch_to_{n}" for n in numbers) + ")",
    )


def _indented(command: str) -> str:
    return command.replace("\n", "\n        ")
