"""The shadow: disposable databases that hold a target's schema, where user SQL runs and is watched."""

import hashlib
import itertools
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import anyio
import psycopg
from anyio import to_thread
from psycopg import sql

from server.errors import SchemaRejected, ShadowError
from server.model.catalog import Catalog
from server.postgres import template_registry as registry
from server.postgres.binaries import find_binaries, identify, installed_folder
from server.postgres.clone import Clone, Original, admin_options, ended, sandbox_options
from server.postgres.data import ADMIN
from server.postgres.engine import Cluster
from server.postgres.given_server import GivenServer, GivenUrl
from server.postgres.limits import USUAL, Limits
from server.postgres.loading import OWNERSHIP, Loaded, Sessions, Statement, load, prepare, split
from server.postgres.roles import SANDBOX, Session, give, let_own
from server.postgres.server_loss import ENDED, answers, is_lost, refusal
from server.postgres.shadow_server import ShadowServer
from server.postgres.stand_ins import StandIns
from server.postgres.template import NO_OWNERS, Owners, Template

_KEPT_ORIGINALS = 16
_MOST_CLONES = 8
"""At once, of one process; further callers wait. Each opens up to five sessions, of the two hundred a server has."""
_LOCK_SECONDS = 5
"""Longest the administrator waits for what a change holds that is about another copy."""


async def _next_transaction(session: Session) -> int:
    """Id of the transaction that begins next, whatever the database; all servers from 13 on count so."""
    cursor = await session.execute("SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::int8")
    (number,) = await cursor.fetchone() or (0,)
    return int(number)


class Shadow:
    """A PostgreSQL for disposable databases: started at first use, kept warm, left with ``close``.

    Every process that asks for the same one shares it, and the templates loaded into it; the last to leave ends it.
    """

    def __init__(
        self,
        source: Path | GivenUrl | None = None,
        *,
        spare: GivenUrl | None = None,
        limits: Limits = USUAL,
        private: bool = False,
    ) -> None:
        """Nothing starts yet.

        Args:
            source: Folder of PostgreSQL's programs, or a server; None chooses the newest programs at hand.
            spare: The server to use where no programs fit.
            limits: How much user SQL may take.
            private: No other process shares the server, as when it is to be brought down.
        """
        self._source = source
        self._spare = spare
        self._limits = limits
        self._private = private
        self._server: ShadowServer | None = None
        self._admin: Session | None = None
        self._originals: OrderedDict[tuple[str, int], Original] = OrderedDict()
        self._numbers = itertools.count(1)
        self._of_major: dict[int, Shadow] = {}
        self._matching = anyio.Lock()
        self._starting = anyio.Lock()
        self._loading = anyio.Lock()
        self._cloning = anyio.Semaphore(_MOST_CLONES)
        # CREATE DATABASE and DROP DATABASE run one after the other on one session.
        self._creating = anyio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Leave the server, which ends when nobody else uses it; a later use starts one."""
        with anyio.CancelScope(shield=True):
            others = [shadow for shadow in self._of_major.values() if shadow is not self]
            self._of_major.clear()
            for shadow in others:
                await shadow.close()
            async with self._starting:
                await self._leave()

    @property
    def on_this_machine(self) -> bool:
        """Whether the files of the server in use are within reach."""
        return self._server is not None and self._server.data is not None

    async def version(self) -> int:
        """Version of the server as ``server_version_num``, such as 180006.

        Raises:
            ShadowError: The server does not start.
        """
        _, admin = await self._ready()
        return admin.info.server_version

    async def of_major(self, major: int) -> "Shadow":
        """The shadow to rehearse for a server of that major: one of the same when it is to be had, else this one.

        It is this one too when its source was named. What is returned is closed together with this one.

        Raises:
            ShadowError: The server does not start.
        """
        if self._source is not None:
            return self
        async with self._matching:
            if major not in self._of_major:
                self._of_major[major] = await self._closest(major)
            return self._of_major[major]

    async def _closest(self, major: int) -> "Shadow":
        folder = await to_thread.run_sync(installed_folder, major)
        source = folder or self._spare
        if source is None or await self.version() // 10000 == major:
            return self
        other = Shadow(source, limits=self._limits, private=self._private)
        if folder is None and await other.version() // 10000 != major:
            await other.close()
            return self
        return other

    async def empty(self) -> Template:
        """The template of no schema at all."""
        return await self.template("")

    async def template(self, schema: str, owners: Owners = NO_OWNERS) -> Template:
        """The schema loaded, from the cache when it was loaded before.

        Args:
            schema: SQL as ``pg_dump --schema-only`` writes it, or schema files joined.
            owners: Who owns what of it, when it does not tell.

        Raises:
            SchemaRejected: A statement does not load; the message names its line.
            ShadowError: The server does not start.
        """
        named = "\n".join([str(await self.version()), schema, *owners.statements])
        key = hashlib.sha256(named.encode()).hexdigest()[:32]
        wanted = Template(schema=schema, key=key, owners=owners)
        async with self._loading:
            found = await self._find(wanted)
            return found[0] if found else await self._loaded(wanted)

    async def catalog(self, template: Template) -> Catalog:
        """The schema of a template.

        Raises:
            ShadowError: The server does not start.
        """
        await self._ready()
        found = await self._find(template)
        known = self._originals.get((template.key, found[1])) if found else None
        if known is not None and known.catalog is not None:
            return known.catalog
        async with self.clone(template) as clone:
            return await clone.original(await clone.connect_admin())

    @asynccontextmanager
    async def clone(self, template: Template) -> AsyncIterator[Clone]:
        """A fresh copy of the template for the length of the block, dropped however the block ends.

        Raises:
            ShadowError: The server does not start.
        """
        async with self._cloning:
            server, admin = await self._ready()
            name, clone = f"c_{server.tag}_{next(self._numbers)}", None
            async with self._login(server, admin) as login:
                try:
                    original = await self._copy(template, name)
                    clone = Clone(
                        server=server,
                        name=name,
                        login=login,
                        limits=self._limits,
                        server_version=admin.info.server_version,
                        original=original,
                        since=await _next_transaction(admin),
                    )
                    yield clone
                    if not server.alive:
                        raise ShadowError(ENDED)
                except Exception as error:
                    # Whatever was made of a lost connection, it is no statement's fault.
                    if await is_lost(server, admin, error):
                        raise ShadowError(ENDED) from error
                    raise
                finally:
                    with anyio.CancelScope(shield=True):
                        if clone is not None:
                            await clone.close()
                        async with self._creating:
                            await self._drop(name)

    @asynccontextmanager
    async def copy(self, clone: Clone) -> AsyncIterator[Clone]:
        """A copy of a clone as it is now, for the length of the block; the clone's sessions are closed first.

        Raises:
            ShadowError: The clone is gone, or somebody is still in it.
        """
        await clone.close()
        server, admin = await self._ready()
        name = f"c_{server.tag}_{next(self._numbers)}"
        copy = Clone(
            server=server,
            name=name,
            login=clone.login,
            limits=self._limits,
            server_version=admin.info.server_version,
            original=Original(),
            since=await _next_transaction(admin),
        )
        try:
            async with self._creating:
                if not await self._create(name, clone.name):
                    raise ShadowError(ENDED)
            yield copy
        finally:
            with anyio.CancelScope(shield=True):
                await copy.close()
                async with self._creating:
                    await self._drop(name)

    @asynccontextmanager
    async def _login(self, server: ShadowServer, admin: Session) -> AsyncIterator[str]:
        """A name that nobody else logs in by, gone after the database that was opened with it."""
        name = f"{SANDBOX}_{server.tag}_{next(self._numbers)}"
        try:
            await server.create_login(admin, name)
        except psycopg.Error as error:
            raise refusal(error) from error
        try:
            yield name
        finally:
            with anyio.CancelScope(shield=True):
                await server.drop_login(admin, name)

    async def _copy(self, template: Template, name: str) -> Original:
        while True:
            async with self._creating:
                found = await self._find(template)
                if found is not None and await self._create(name, template.database):
                    again = await self._find(template)
                    if again is not None and again[1] == found[1]:
                        return self._original(template.key, found[1])
                    # Another process has loaded it anew meanwhile, with other OIDs.
                    await self._drop(name)
            # Evicted, or lost with a server that crashed: load it again.
            await self.template(template.schema, template.owners)

    def _original(self, key: str, oid: int) -> Original:
        known = self._originals.setdefault((key, oid), Original())
        self._originals.move_to_end((key, oid))
        while len(self._originals) > _KEPT_ORIGINALS:
            self._originals.popitem(last=False)
        return known

    async def _find(self, template: Template) -> tuple[Template, int] | None:
        try:
            return await registry.find(self._session(), template)
        except psycopg.Error as error:
            raise refusal(error) from error

    async def _ready(self) -> tuple[ShadowServer, Session]:
        async with self._starting:
            if self._server is not None and self._admin is not None:
                if self._server.alive and await answers(self._admin):
                    return self._server, self._admin
                await self._end()
            server = await to_thread.run_sync(self._choose)
            await server.start()
            self._server = server
            try:
                self._admin = await self._connect_admin(server)
                await registry.prepare(self._admin)
            except BaseException as error:
                with anyio.CancelScope(shield=True):
                    await self._end()
                if isinstance(error, psycopg.Error):
                    raise refusal(error) from error
                raise
            return server, self._admin

    def _choose(self) -> ShadowServer:
        if isinstance(self._source, GivenUrl):
            return GivenServer(self._source, role=SANDBOX, limits=self._limits)
        try:
            chosen = identify(self._source) if self._source else find_binaries()
        except ShadowError:
            if self._spare is None:
                raise
            return GivenServer(self._spare, role=SANDBOX, limits=self._limits)
        if chosen is None:
            raise ShadowError(f'"{self._source}" holds no working postgres and initdb; name another folder')
        return Cluster(role=SANDBOX, binaries=chosen, shared=not self._private, limits=self._limits)

    async def _connect_admin(self, server: ShadowServer) -> Session:
        options = f"-c search_path=pg_catalog,pg_temp -c lock_timeout={_LOCK_SECONDS * 1000}"
        conninfo = server.conninfo(database="postgres", user=ADMIN, options=options)
        return await psycopg.AsyncConnection.connect(conninfo, autocommit=True)

    async def _end(self) -> None:
        """Leave a server that is not sound, so that nobody joins it any more."""
        if self._server is not None:
            await self._server.condemn()
        await self._leave()

    async def _leave(self) -> None:
        admin, self._admin = self._admin, None
        server, self._server = self._server, None
        self._originals.clear()
        if admin is not None:
            await admin.close()
        if server is not None:
            await server.stop()

    async def _loaded(self, wanted: Template) -> Template:
        """The template, loaded by this process or by another one that is at it."""
        server, admin = await self._ready()
        options = f"-c search_path=pg_catalog,pg_temp -c lock_timeout={self._limits.load_seconds * 1000}"
        conninfo = server.conninfo(database="postgres", user=ADMIN, options=options)
        try:
            async with (
                await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as waiting,
                registry.loading(waiting, wanted.key),
            ):
                if (found := await registry.find(admin, wanted)) is not None:
                    return found[0]
                return await self._load(wanted)
        except psycopg.Error as error:
            raise refusal(error) from error

    async def _load(self, wanted: Template) -> Template:
        statements = await to_thread.run_sync(split, wanted.schema)
        server, admin = await self._ready()
        name = f"l_{server.tag}_{next(self._numbers)}"
        loaded = False
        try:
            async with self._creating:
                await self._create(name, "template1")
            with anyio.fail_after(self._limits.load_seconds):
                loaded_as = await self._fill(name, statements, wanted.owners)
            named = dict.fromkeys(each.subject for each in statements if each.kind == OWNERSHIP)
            template = replace(
                wanted,
                omitted=loaded_as.omitted,
                stand_ins=loaded_as.stand_ins,
                stand_in_types=loaded_as.stand_in_types,
                named_owners=tuple(named),
            )
            async with self._creating:
                await self._seal(name, template)
                loaded = True
                await registry.enter(admin, template, free=server.free_bytes)
            return template
        except TimeoutError:
            most = self._limits.load_seconds
            raise SchemaRejected(f"it takes longer than {most} s; look for a loop in it") from None
        finally:
            if not loaded:
                with anyio.CancelScope(shield=True):
                    async with self._creating:
                        await self._drop(name)

    async def _fill(self, name: str, statements: list[Statement], owners: Owners) -> Loaded:
        server, admin = await self._ready()
        options = admin_options(admin.info.server_version)
        async with (
            self._login(server, admin) as login,
            await psycopg.AsyncConnection.connect(
                server.conninfo(database=name, user=ADMIN, options=options), autocommit=True
            ) as database,
        ):
            pids = [database.info.backend_pid]
            async with await psycopg.AsyncConnection.connect(
                server.conninfo(database=name, user=login, options=sandbox_options(self._limits)), autocommit=True
            ) as sandbox:
                pids.append(sandbox.info.backend_pid)
                sessions = Sessions(sandbox=sandbox, admin=admin, role=SANDBOX)
                stand_ins = StandIns(sandbox=sandbox, database=database, admin=admin)
                made = await prepare(statements, stand_ins=stand_ins, owner=SANDBOX)
                loaded = await load(statements, made=made, sessions=sessions, stand_ins=stand_ins)
                for role in owners.roles:
                    await let_own(admin, role, member=SANDBOX)
                for statement in owners.statements:
                    await give(sandbox, statement, path="")
        await ended(pids)
        return loaded

    async def _seal(self, name: str, template: Template) -> None:
        """Close a loaded template to sessions and take it from the sandbox role, which could drop what it owns."""
        admin = self._session()
        database = sql.Identifier(name)
        await admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, sql.Identifier(ADMIN)))
        await admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(database))
        # A background job the schema started would keep the template busy.
        await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        # Of a load that was cut off, its row or its database may be left.
        await registry.drop_database(admin, template.database)
        await admin.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(database, sql.Identifier(template.database))
        )

    async def _create(self, name: str, template: str) -> bool:
        """Whether the template was there to be copied."""
        # FILE_COPY is five times as fast as the default for a schema of 1,500 tables.
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY")
        names = (sql.Identifier(name), sql.Identifier(SANDBOX), sql.Identifier(template))
        admin = self._session()
        try:
            await admin.execute(statement.format(*names))
        except psycopg.errors.InvalidCatalogName:
            return False
        except psycopg.Error as error:
            reason = error.diag.message_primary or "the connection is lost"
            raise ShadowError(f'the shadow cannot create database "{name}": {reason}; try again') from error
        return True

    async def _drop(self, name: str) -> None:
        if self._admin is None or self._admin.closed:
            return
        try:
            await registry.drop_database(self._admin, name)
        except psycopg.Error:
            # Somebody in it does not end, or holds it: it goes together with its server.
            async with self._starting:
                await self._end()

    def _session(self) -> Session:
        if self._admin is None:
            raise ShadowError("the shadow was closed while it was in use; call again")
        return self._admin
