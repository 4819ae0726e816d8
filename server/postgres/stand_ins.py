"""What stands in, on a shadow, for what a schema asks for and its server has not: it has the name, and does nothing.

Objects made here belong to the extension ``plpgsql``, as those of the missing extension would belong to that one: no
catalog shows them, and no plan makes or removes them. They are made by the sandbox role where it may, else by the
administrator of the database, who runs nothing of a user's: names are quoted, and every text is ours.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files

import psycopg
from psycopg import sql

from server.model.names import identifier
from server.postgres.roles import SANDBOX, Session
from server.postgres.statement import execute

SHIMS = ("pgcrypto", "uuid-ossp")
"""Extensions whose functions have stand-ins of the same types."""

# Words of PostgreSQL, whose messages are English here: https://www.postgresql.org/docs/18/errcodes-appendix.html has
# one code for all that does not exist.
_MISSING = re.compile(
    r'(?P<kind>type|tablespace|language|foreign-data wrapper|access method|collation) "(?P<name>.+?)"'
    r'(?: for encoding "\w+")? does not exist\Z',
    re.DOTALL,
)


_TABLESPACES_IN_USE = """
SELECT spcname FROM pg_catalog.pg_tablespace AS t
WHERE EXISTS (SELECT FROM pg_catalog.pg_class WHERE reltablespace = t.oid) AND spcname !~ '^pg_' ORDER BY spcname
"""


@dataclass(slots=True)
class StandIns:
    """Makes stand-ins in one database while a schema is loaded into it, and keeps what was made."""

    sandbox: Session
    """Of the sandbox role, in that database."""
    database: Session
    """Of the administrator, in that database."""
    admin: Session
    """Of the administrator, in another database."""
    lines: dict[str, None] = field(default_factory=dict)
    """What stands in for what; each said once."""
    types: set[str] = field(default_factory=set)
    """Types that are not what they are called, as a column of that type is told."""
    excused: bool = False
    """Whether something is missing, so that more may be missing because of it."""

    def say(self, line: str) -> None:
        """Note what is not as in the target."""
        self.lines.setdefault(line)

    async def for_extension(self, name: str, schema: str) -> None:
        """Do without an extension; of one that is known, functions of the same types stand in."""
        self.excused = True
        if name not in SHIMS:
            self.say(f"extension {identifier(name)} is not here")
            return
        place = schema or await self._current_schema() or "public"
        script = files("server.postgres").joinpath("shims", f"{name}.sql").read_text()
        async with self.sandbox.transaction():
            cursor = await self.sandbox.execute("SELECT pg_catalog.current_setting('search_path')")
            (path,) = await cursor.fetchone() or ("",)
            create = sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(place))
            await self.sandbox.execute(create)
            inside = sql.Identifier(place).as_string()
            await self.sandbox.execute("SELECT pg_catalog.set_config('search_path', %s, true)", (inside,))
            await self.sandbox.execute(script.encode())
            made = await self.sandbox.execute(_MADE_NOW)
            signatures = [signature for (signature,) in await made.fetchall()]
            await self.sandbox.execute("SELECT pg_catalog.set_config('search_path', %s, true)", (path,))
        for signature in signatures:
            # As PostgreSQL prints it, with every name quoted where that is needed.
            await self.database.execute(f"ALTER EXTENSION plpgsql ADD FUNCTION {signature}".encode())
        self.say(f"extension {identifier(name)} is not here: its functions return something of their type")

    async def for_missing(self, message: str, names: Sequence[tuple[str, ...]]) -> bool:
        """Make what PostgreSQL says does not exist; False when nothing can stand in for it.

        Args:
            message: PostgreSQL's, of a statement that failed.
            names: Of the types in that statement, each as its parts.
        """
        match = _MISSING.match(message)
        if match is None:
            return False
        kind, name = match["kind"], match["name"]
        match kind:
            case "type":
                return self.excused and await self._type(next((each for each in names if ".".join(each) == name), ()))
            case "tablespace":
                await self._tablespace(name)
            case "language":
                await self._language(name)
            case "foreign-data wrapper":
                return self.excused and await self.wrapper(name, member=True)
            case "collation":
                return await self._collation(name)
            case _:
                return False
        return True

    async def wrapper(self, name: str, *, member: bool) -> bool:
        """Make a foreign-data wrapper without functions: servers and tables may name it, nothing can be read.

        Args:
            name: Of the wrapper.
            member: Whether it belongs to an extension that is not here, and so to none of the schema's objects.
        """
        wrapper = sql.Identifier(name)
        await self.database.execute(sql.SQL("CREATE FOREIGN DATA WRAPPER {}").format(wrapper))
        grant = sql.SQL("GRANT USAGE ON FOREIGN DATA WRAPPER {} TO {} WITH GRANT OPTION")
        await self.database.execute(grant.format(wrapper, sql.Identifier(SANDBOX)))
        if member:
            await self._member(sql.SQL("FOREIGN DATA WRAPPER {}").format(wrapper))
        self.say(f"foreign-data wrapper {identifier(name)} reaches nothing")
        return True

    async def _type(self, parts: tuple[str, ...]) -> bool:
        if not parts:
            return False
        schema = parts[0] if len(parts) > 1 else await self._current_schema()
        if not schema:
            return False
        name = sql.Identifier(schema, parts[-1])
        try:
            await execute(self.sandbox, sql.SQL("CREATE DOMAIN {} AS pg_catalog.text").format(name).as_string())
        except psycopg.Error:
            return False
        await self._member(sql.SQL("TYPE {}").format(name))
        spelled = f"{identifier(schema)}.{identifier(parts[-1])}"
        self.types.add(spelled)
        self.say(f"type {spelled} is text, without what is written in parentheses after it")
        return True

    async def _tablespace(self, name: str) -> None:
        space = sql.Identifier(name)
        await self.admin.execute("SET allow_in_place_tablespaces = on")
        try:
            # Below the data folder, where PostgreSQL chooses: 15 and newer.
            await self.admin.execute(sql.SQL("CREATE TABLESPACE {} LOCATION ''").format(space))
        except psycopg.errors.DuplicateObject:
            pass
        finally:
            await self.admin.execute("RESET allow_in_place_tablespaces")
        grant = sql.SQL("GRANT CREATE ON TABLESPACE {} TO {}")
        await self.admin.execute(grant.format(space, sql.Identifier(SANDBOX)))

    async def tell_tablespaces(self) -> None:
        """Note the tablespaces in use, those too that another schema of this server brought, at which nothing fails."""
        for (name,) in await (await self.database.execute(_TABLESPACES_IN_USE)).fetchall():
            self.say(f"tablespace {identifier(name)} is a folder beside the others")

    async def _language(self, name: str) -> None:
        language = sql.Identifier(name)
        # Without a validator no body is looked at; when called, it is read as PL/pgSQL, as the role that calls.
        create = sql.SQL("CREATE TRUSTED LANGUAGE {} HANDLER pg_catalog.plpgsql_call_handler")
        await self.database.execute(create.format(language))
        await self._member(sql.SQL("LANGUAGE {}").format(language))
        self.excused = True
        self.say(f"language {identifier(name)} is not here: its functions fail when they are called")

    async def _collation(self, message: str) -> bool:
        schema, _, name = message.rpartition(".")
        if schema not in {"", "pg_catalog"}:
            return False
        collation = sql.Identifier("pg_catalog", name)
        try:
            await self.database.execute(sql.SQL('CREATE COLLATION {} FROM pg_catalog."C"').format(collation))
        except psycopg.Error:
            return False
        await self._member(sql.SQL("COLLATION {}").format(collation))
        self.say(f'collation {identifier(name)} sorts as "C"')
        return True

    async def _member(self, what: sql.Composed) -> None:
        await self.database.execute(sql.SQL("ALTER EXTENSION plpgsql ADD {}").format(what))

    async def _current_schema(self) -> str:
        cursor = await self.sandbox.execute("SELECT pg_catalog.current_schema()::text")
        (schema,) = await cursor.fetchone() or ("",)
        return schema or ""


_MADE_NOW = """
    SELECT pg_catalog.format('%I.%I(%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid))
    FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
    WHERE p.xmin = pg_catalog.pg_current_xact_id()::xid
"""
