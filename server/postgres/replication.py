"""What a live database sends and gets by logical replication, which its dump leaves out."""

import psycopg

from server.errors import TargetError
from server.model.names import QualifiedName
from server.model.target import Replication, SentTable
from server.postgres.target import Session

# A column that an older version lacks is taken from `absent`: a bare name means the inner table's column if it has one.
_SENT = """
    WITH absent (prattrs) AS (SELECT NULL::int2vector),
    listed AS (
        SELECT r.prpubid, r.prrelid, columns.numbers
        FROM pg_publication_rel r
        CROSS JOIN absent
        CROSS JOIN LATERAL (
            SELECT prattrs::smallint[] AS numbers FROM pg_publication_rel again WHERE again.oid = r.oid
        ) AS columns
    )
    SELECT n.nspname, c.relname, coalesce((
        SELECT array_agg(a.attname::text ORDER BY a.attnum)
        FROM listed l JOIN pg_attribute a ON a.attrelid = l.prrelid AND a.attnum = ANY (l.numbers)
        WHERE l.prpubid = p.oid AND l.prrelid = c.oid
    ), '{}')
    FROM pg_publication_tables v
    JOIN pg_namespace n ON n.nspname = v.schemaname
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = v.tablename
    JOIN pg_publication p ON p.pubname = v.pubname
    ORDER BY n.nspname, c.relname, p.pubname
"""
_RECEIVED = """
    SELECT DISTINCT n.nspname, c.relname
    FROM pg_subscription_rel s JOIN pg_class c ON c.oid = s.srrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    ORDER BY n.nspname, c.relname
"""


async def read_replication(session: Session, *, name: str) -> Replication:
    """Tables that are sent and received.

    Args:
        session: Of a target.
        name: The database's name in the configuration, used in messages.

    Raises:
        TargetError: It cannot be read.
    """
    try:
        sent = await (await session.execute(_SENT)).fetchall()
        received = await (await session.execute(_RECEIVED)).fetchall()
    except psycopg.Error as error:
        reason = error.diag.message_primary or "the connection is lost"
        raise TargetError(f'the replication of database "{name}" cannot be read: {reason}; try again') from error
    return Replication(
        sent=tuple(SentTable(table=QualifiedName(schema=s, name=t), columns=tuple(columns)) for s, t, columns in sent),
        received=tuple(QualifiedName(schema=s, name=t) for s, t in received),
    )
