"""Roles that a schema names, on a shadow: made without login and without rights."""

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

Session = psycopg.AsyncConnection[TupleRow]

SANDBOX = "shadow_user"
"""The role user SQL runs as, without any right beyond its own databases; each copy has a login that is its member."""

_PLAIN = """
    SELECT NOT (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls OR r.rolcanlogin)
      AND r.oid >= 16384
    FROM pg_catalog.pg_roles AS r
    WHERE r.rolname = %s
"""
_NOT_GIVEN = frozenset(["42501", "42704", "42883", "42P01", "3F000"])
"""Refused, or not there."""


async def create_role(admin: Session, name: str) -> bool:
    """Make a role that cannot log in and owns nothing, so that privileges and policies may name it."""
    try:
        await admin.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
    except (psycopg.errors.DuplicateObject, psycopg.errors.ReservedName):
        return False
    return True


async def let_own(admin: Session, role: str, *, member: str) -> bool:
    """Make a role that objects may be given to, and the other a member of it; False when it has rights of its own.

    Through a function that runs with its owner's rights, user SQL would have these too.
    """
    if role == member:
        return False
    await create_role(admin, role)
    cursor = await admin.execute(_PLAIN, (role,))
    if not (await cursor.fetchone() or (False,))[0]:
        return False
    await admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(member)))
    return True


async def give(sandbox: Session, statement: str, *, path: str) -> bool:
    """Give an object away, as whoever migrates the target would; False when it is not there or that is refused.

    PostgreSQL asks that the new owner may create things in the object's schema. Where it may not, the object could not
    be given back to it either.

    Args:
        sandbox: Autocommit session of the role that owns the object and is a member of the other.
        statement: One that gives an object to a role without rights, and no more.
        path: Schemas to find the object in; none for one that is named with its own.
    """
    await sandbox.execute("SELECT pg_catalog.set_config('search_path', %s, false)", (path,))
    try:
        await sandbox.execute(statement.encode(), prepare=True)
    except psycopg.Error as error:
        if error.sqlstate in _NOT_GIVEN:
            return False
        raise
    return True
