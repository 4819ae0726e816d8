"""Which templates a server holds, and what processes that died left on it; told in a database only we may enter.

Each function takes an autocommit session of the superuser in the database ``postgres``.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import anyio
from psycopg import sql

from server.model.serialisation import from_json, to_json
from server.postgres.roles import SANDBOX, Session
from server.postgres.template import Template

_MOST = 32
_MOST_BYTES = 2 << 30
"""Of all templates; no more than half the room there is for them."""

_TABLE = """
    CREATE TABLE IF NOT EXISTS public.template (
        key text PRIMARY KEY,
        facts text NOT NULL,
        bytes bigint NOT NULL,
        used timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
    )
"""
_FIND = """
    UPDATE public.template SET used = pg_catalog.clock_timestamp() WHERE key = %(key)s
    RETURNING facts, (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = %(database)s)
"""
_ENTER = """
    INSERT INTO public.template (key, facts, bytes)
    VALUES (%(key)s, %(facts)s, pg_catalog.pg_database_size(%(database)s::name))
    ON CONFLICT (key) DO UPDATE SET facts = excluded.facts, bytes = excluded.bytes, used = excluded.used
"""
_EVICT = """
    DELETE FROM public.template WHERE key IN (
        SELECT ranked.key FROM (
            SELECT t.key, row_number() OVER latest AS place, sum(t.bytes) OVER latest AS bytes
            FROM public.template AS t WINDOW latest AS (ORDER BY t.used DESC, t.key)
        ) AS ranked
        WHERE ranked.place > 1 AND (
            ranked.place > %(most)s
            OR ranked.bytes > least(%(bytes)s, (%(free)s + (SELECT sum(t.bytes) FROM public.template AS t)) / 2)
        )
    ) RETURNING key
"""
_PREPARING = 0x7E3A
# Every process has a session of the superuser open for as long as it uses the server; nobody else can have one.
_USERS = """
    SELECT pg_catalog.split_part(a.application_name, ' ', 2) FROM pg_catalog.pg_stat_activity AS a
    WHERE a.usename = current_user
"""
_ABANDONED = f"""
    SELECT d.datname FROM pg_catalog.pg_database AS d
    WHERE d.datname ~ '^[cl]_[0-9a-f]{{8}}_' AND pg_catalog.split_part(d.datname, '_', 2) NOT IN ({_USERS})
"""
_ABANDONED_LOGINS = f"""
    SELECT r.rolname FROM pg_catalog.pg_roles AS r
    WHERE r.rolname ~ %(pattern)s
      AND pg_catalog.split_part(pg_catalog.substr(r.rolname, %(after)s), '_', 1) NOT IN ({_USERS})
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_shdepend AS d WHERE d.refobjid = r.oid)
"""


async def prepare(admin: Session) -> None:
    """Make the registry when it is not there, and remove what processes that died left."""
    # Shielded: a session that goes on would keep the lock.
    with anyio.CancelScope(shield=True):
        await _prepare(admin)


async def _prepare(admin: Session) -> None:
    async with _locked(admin, f"{_PREPARING}, 0"):
        await admin.execute(_TABLE)
        for (name,) in await (await admin.execute(_ABANDONED)).fetchall():
            await drop_database(admin, name)
        found = {"pattern": f"^{SANDBOX}_[0-9a-f]{{8}}_", "after": len(SANDBOX) + 2}
        for (name,) in await (await admin.execute(_ABANDONED_LOGINS, found)).fetchall():
            await admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


@asynccontextmanager
async def loading(admin: Session, key: str) -> AsyncIterator[None]:
    """Only one process loads that template meanwhile; the session does nothing else."""
    async with _locked(admin, str(int(key[:15], 16))):
        yield


async def find(admin: Session, template: Template) -> tuple[Template, int] | None:
    """The template with all that was told when it was loaded, and the OID of its database; None when it is not there.

    Args:
        template: One with that key, schema and owners.
    """
    cursor = await admin.execute(_FIND, {"key": template.key, "database": template.database})
    facts, oid = await cursor.fetchone() or (None, None)
    if facts is None or oid is None:
        return None
    known = from_json(Template, json.loads(facts))
    return replace(known, schema=template.schema, owners=template.owners), oid


async def enter(admin: Session, template: Template, *, free: int | None) -> None:
    """Tell every process that the template is loaded; those used least recently go when there is no room for all.

    Args:
        template: Its database has that name already.
        free: Bytes that are free where databases lie; None when that is not known.
    """
    facts = json.dumps(to_json(replace(template, schema="")))
    await admin.execute(_ENTER, {"key": template.key, "database": template.database, "facts": facts})
    for (key,) in await (await admin.execute(_EVICT, {"most": _MOST, "bytes": _MOST_BYTES, "free": free})).fetchall():
        await drop_database(admin, replace(template, key=key).database)


async def drop_database(admin: Session, name: str) -> None:
    """Drop a database with all sessions in it; nothing happens when it is not there."""
    database = sql.Identifier(name)
    cursor = await admin.execute("SELECT FROM pg_catalog.pg_database WHERE datname = %s", (name,))
    if await cursor.fetchone() is None:
        return
    # Whoever owns a database may make it a template, which nobody can drop.
    await admin.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(database))
    await admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))


@asynccontextmanager
async def _locked(admin: Session, key: str) -> AsyncIterator[None]:
    # A session that is lost gives its locks back.
    await admin.execute(f"SELECT pg_catalog.pg_advisory_lock({key})".encode())
    try:
        yield
    finally:
        if not admin.closed:
            await admin.execute(f"SELECT pg_catalog.pg_advisory_unlock({key})".encode())
