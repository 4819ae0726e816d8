"""A live target, read and never written: its schema as SQL, its version and the sizes of its tables."""

import contextlib
import os
import re
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import psycopg
from anyio import to_thread
from psycopg import pq
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from server.errors import TargetError, UnreachableDatabase
from server.model.catalog import RESERVED_SCHEMA
from server.model.names import QualifiedName
from server.model.target import TableSize, TargetFacts
from server.postgres.binaries import VARIABLE, dump_programs

Session = psycopg.AsyncConnection[TupleRow]

_CONNECT_SECONDS = 5
_DUMP_SECONDS = 120
_NO_SSL = "SSL support is not compiled in"
_DUMP_OPTIONS = (
    "--schema-only",
    "--no-publications",
    "--no-subscriptions",
    "--no-security-labels",
    "--no-tablespaces",
    "--no-password",
    "--lock-wait-timeout=1000",
    f"--exclude-schema={RESERVED_SCHEMA}",
)
# A dump opens and closes with psql commands that hold a random key; they would make every dump a new one.
_META = re.compile(r"^\\(?:un)?restrict [^\n]*\n", re.MULTILINE)

_SIZES = """
    SELECT n.nspname, c.relname, c.reltuples::bigint, pg_total_relation_size(c.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', %s)
    ORDER BY n.nspname, c.relname
"""


async def read_target(url: str, *, name: str) -> TargetFacts:
    """Schema, version and sizes of a live database, read without writing and without waiting for a lock over 1 s.

    Args:
        url: Connection string; it appears in no message and no process's arguments.
        name: The database's name in the configuration, used in messages.

    Raises:
        UnreachableDatabase: It does not answer or lets us not in.
        TargetError: No ``pg_dump`` at hand can read it.
    """
    async with connect_target(url, name=name) as session:
        server_version = session.info.server_version
        encrypted = session.pgconn.ssl_in_use
        sizes = await _sizes(session, name)
    schema = await _dump(connection_settings(url, name=name), name=name, encrypted=encrypted)
    version = f"{server_version // 10000}.{server_version % 10000}"
    return TargetFacts(schema=schema, server_version=server_version, version=version, sizes=sizes)


@asynccontextmanager
async def connect_target(url: str, *, name: str) -> AsyncIterator[Session]:
    """A session inside one READ ONLY, REPEATABLE READ transaction that is rolled back when the block ends.

    Raises:
        UnreachableDatabase: The database does not answer or lets us not in.
    """
    settings = connection_settings(url, name=name)
    try:
        session = await psycopg.AsyncConnection.connect(make_conninfo(**settings))
    except psycopg.Error as error:
        # "from None": the cause would carry the connection's arguments into a logged traceback.
        raise _unreachable(settings, name, str(error)) from None
    try:
        await session.set_read_only(True)
        await session.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
        # A pooler may give each transaction another server session: prepare nothing, set everything LOCAL.
        session.prepare_threshold = None
        await session.execute(
            "SELECT set_config('search_path', 'pg_catalog, pg_temp', true), set_config('lock_timeout', '1s', true),"
            " set_config('statement_timeout', '15s', true), set_config('default_transaction_read_only', 'on', true)"
        )
        yield session
    finally:
        with anyio.CancelScope(shield=True), contextlib.suppress(psycopg.Error):
            await session.rollback()
        await session.close()


def connection_settings(url: str, *, name: str) -> dict[str, str]:
    """The settings of a connection string; libpq's own words on a bad one would repeat parts of the password."""
    malformed = UnreachableDatabase(
        f'the connection string of database "{name}" is malformed; write postgresql://user@host:port/database '
        "and percent-encode special characters in the password, such as %40 for @ and %2F for /"
    )
    try:
        options = pq.Conninfo.parse(url.encode())
    except psycopg.Error:
        raise malformed from None
    settings = {each.keyword.decode(): each.val.decode() for each in options if each.val is not None}
    # An unescaped @ or / in a password moves the rest of it into host, port or database.
    ports = settings.get("port", "").split(",")
    if not all(port == "" or port.isdecimal() for port in ports):
        raise malformed
    if any("@" in settings.get(key, "") for key in ("host", "dbname")):
        raise malformed
    return {"connect_timeout": str(_CONNECT_SECONDS), "application_name": "migration-planner", **settings}


def _unreachable(settings: dict[str, str], name: str, reason: str) -> UnreachableDatabase:
    host = settings.get("hostaddr") or settings.get("host") or os.environ.get("PGHOST", "the local socket")
    port = settings.get("port") or os.environ.get("PGPORT", "5432")
    database = settings.get("dbname") or os.environ.get("PGDATABASE", "the user's default")
    words = " ".join(_without_secret(reason, settings).split())
    return UnreachableDatabase(
        f'database "{name}" does not answer: host "{host}", port {port}, database "{database}": {words}; '
        "check that it runs and that the configured user may connect"
    )


def _without_secret(text: str, settings: dict[str, str]) -> str:
    for key in ("password", "sslpassword"):
        if secret := settings.get(key):
            text = text.replace(secret, "***")
    return text


async def _sizes(session: Session, name: str) -> tuple[TableSize, ...]:
    try:
        cursor = await session.execute(_SIZES, (RESERVED_SCHEMA,))
        rows = await cursor.fetchall()
    except psycopg.Error as error:
        reason = error.diag.message_primary or "the connection is lost"
        raise TargetError(f'the sizes of database "{name}" cannot be read: {reason}; try again') from error
    return tuple(
        TableSize(table=QualifiedName(schema=schema, name=table), rows_estimate=estimate, size_bytes=size)
        for schema, table, estimate, size in rows
    )


async def _dump(settings: dict[str, str], *, name: str, encrypted: bool) -> str:
    variables = _variables(settings)
    if encrypted:
        # "prefer" would fall back to plain text with a pg_dump built without SSL.
        variables.setdefault("PGSSLMODE", "require")
        if variables["PGSSLMODE"] in {"allow", "prefer"}:
            variables["PGSSLMODE"] = "require"
    refusals = []
    for program in await to_thread.run_sync(dump_programs):
        try:
            with anyio.fail_after(_DUMP_SECONDS):
                done = await _run(program, variables)
        except TimeoutError:
            raise TargetError(f'pg_dump of database "{name}" takes longer than {_DUMP_SECONDS} s; try again') from None
        if done.returncode == 0:
            return _META.sub("", done.stdout.decode())
        words = " ".join(_without_secret(done.stderr.decode(errors="replace"), settings).split())
        if _NO_SSL not in words and "server version mismatch" not in words:
            raise TargetError(f'pg_dump cannot read database "{name}": {words}')
        refusals.append(words)
    raise TargetError(
        f'no pg_dump at hand can read database "{name}": {"; ".join(refusals) or "none is installed"}; install the '
        f"PostgreSQL client of the target's version and name its bin folder in {VARIABLE}"
    )


async def _run(program: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    command = [str(program), *_DUMP_OPTIONS]
    return await anyio.run_process(command, env=variables, check=False, stdin=subprocess.DEVNULL)


def _variables(settings: dict[str, str]) -> dict[str, str]:
    """The settings as libpq's environment variables: unlike arguments, other users cannot read them."""
    names = {each.keyword.decode(): each.envvar.decode() for each in pq.Conninfo.get_defaults() if each.envvar}
    inherited = {key: value for key, value in os.environ.items() if key in {"HOME", "PATH"} or key.startswith("PG")}
    given = {names[key]: value for key, value in settings.items() if key in names}
    return {**inherited, **given, "LC_ALL": "C", "PGCLIENTENCODING": "UTF8"}
