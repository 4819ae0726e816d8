"""What plans left in a live target: their tables, and where they keep something in step with every write."""

from dataclasses import dataclass

import psycopg

from server.errors import TargetError
from server.model.catalog import RESERVED_SCHEMA
from server.model.names import QualifiedName
from server.postgres.target import connect_target

_TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relkind IN ('r', 'p') ORDER BY 1
"""
_TRIGGERS = """
    SELECT p.proname, n.nspname, c.relname
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace own ON own.oid = p.pronamespace
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE own.nspname = %s AND NOT t.tgisinternal ORDER BY 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpers:
    """What stands in the reserved schema of a target."""

    tables: tuple[QualifiedName, ...]
    """Archives, tables moved aside and the progress of backfills."""
    triggers: tuple[tuple[QualifiedName, QualifiedName], ...]
    """Functions by which plans that are not finished follow each write, each with the table that is written."""


async def read_helpers(url: str, *, name: str) -> Helpers:
    """The helpers of every plan in a live database, which is only read.

    Args:
        url: Connection string.
        name: The database's name in the configuration, used in messages.

    Raises:
        UnreachableDatabase: It does not answer or lets us not in.
        TargetError: It ends the session.
    """
    async with connect_target(url, name=name) as session:
        try:
            tables = await (await session.execute(_TABLES, (RESERVED_SCHEMA,))).fetchall()
            triggers = await (await session.execute(_TRIGGERS, (RESERVED_SCHEMA,))).fetchall()
        except psycopg.Error as error:
            reason = error.diag.message_primary or "the connection is lost"
            raise TargetError(f'what plans left in database "{name}" cannot be read: {reason}; try again') from error
    return Helpers(
        tables=tuple(QualifiedName(schema=RESERVED_SCHEMA, name=table) for (table,) in tables),
        triggers=tuple(
            (QualifiedName(schema=RESERVED_SCHEMA, name=function), QualifiedName(schema=schema, name=table))
            for function, schema, table in triggers
        ),
    )
