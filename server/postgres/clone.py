"""A copy of a loaded schema, and the sessions that are opened in it."""

import os
from dataclasses import dataclass
from pathlib import Path

import anyio
import psycopg

from server.errors import ShadowError
from server.model.catalog import Catalog
from server.postgres.catalog import read_catalog
from server.postgres.catalog_delta import read_changes
from server.postgres.data import ADMIN
from server.postgres.limits import Limits
from server.postgres.roles import SANDBOX, Session
from server.postgres.shadow_server import ShadowServer

_END_SECONDS = 0.2
_READ_ONLY = " -c default_transaction_read_only=on"


@dataclass(slots=True)
class Original:
    """What is known of a loaded template."""

    catalog: Catalog | None = None


class Clone:
    """A copy of a template, alone in its database, gone when the block that asked for it ends."""

    def __init__(
        self,
        *,
        server: ShadowServer,
        name: str,
        login: str,
        limits: Limits,
        server_version: int,
        original: Original,
        since: int,
    ) -> None:
        self.name = name
        self.login = login
        """The role whose sessions ``connect`` opens."""
        self.server_version = server_version
        """As ``server_version_num``, such as 180006."""
        self._server = server
        self._limits = limits
        self._original = original
        self._since = since
        self._sessions: list[Session] = []

    @property
    def data(self) -> Path:
        """The server's data folder, which paths of relations' files start from.

        Raises:
            ShadowError: It is on another machine.
        """
        folder = self._server.data
        if folder is None:
            raise ShadowError("the files of a given server are out of reach; install PostgreSQL of that version")
        return folder

    async def original(self, admin: Session) -> Catalog:
        """The schema as it was copied; to be asked for before anything runs here.

        It is read once a template: a copy of a database keeps every OID.
        """
        if self._original.catalog is None:
            self._original.catalog = await read_catalog(admin)
        return self._original.catalog

    async def catalog(self, admin: Session) -> Catalog:
        """The schema as it is now; of a template that was read before, only what was written to since is read."""
        try:
            if self._original.catalog is None:
                return await read_catalog(admin)
            return await read_changes(admin, self._original.catalog, self._since)
        except psycopg.Error as error:
            reason = error.diag.message_primary or "the connection is lost"
            raise ShadowError(
                f"what the change left cannot be read: {reason}; leave out what fills the shadow"
            ) from error

    async def connect(self, *, autocommit: bool = True) -> Session:
        """Open a session of the sandbox role, the only kind that may run a user's SQL; closed with the clone."""
        return await self._open(self.login, sandbox_options(self._limits), autocommit=autocommit)

    async def connect_admin(self) -> Session:
        """Open a read-only session of the superuser, for catalog queries alone; closed with the clone.

        Whoever needs one opens it before anything of a user's runs, which may change the settings of the database.

        It must never plan or run a user's SQL, nor touch a user's table or view: constant folding and triggers would
        run the user's functions as superuser.
        """
        return await self._open(ADMIN, admin_options(self.server_version) + _READ_ONLY, autocommit=True)

    async def close(self) -> None:
        """Close every session of this clone, and wait a moment until their server processes have ended."""
        ending = [session.info.backend_pid for session in self._sessions if not session.closed]
        while self._sessions:
            await self._sessions.pop().close()
        await ended(ending)

    async def _open(self, user: str, options: str, *, autocommit: bool) -> Session:
        conninfo = self._server.conninfo(database=self.name, user=user, options=options)
        try:
            session = await psycopg.AsyncConnection.connect(conninfo, autocommit=autocommit)
        except psycopg.OperationalError as error:
            # A change that runs at the same moment may have shut its role out; the next copy has it mended.
            raise ShadowError(f"a copy of the schema on the shadow takes no connection: {error}; call again") from error
        self._sessions.append(session)
        return session


async def ended(pids: list[int]) -> None:
    """Wait a moment until these server processes, whose sessions are closed, are gone.

    DROP DATABASE and the like would find them still there, and look again only a tenth of a second later.
    """
    with anyio.move_on_after(_END_SECONDS):
        while any(map(_runs, pids)):
            await anyio.sleep(0.001)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as error:
        return not isinstance(error, ProcessLookupError)
    return True


def sandbox_options(limits: Limits) -> str:
    """Settings of a session that runs a user's SQL; it is the sandbox role from its first statement on."""
    return f"-c role={SANDBOX} -c statement_timeout={limits.statement_seconds * 1000}"


def admin_options(server_version: int) -> str:
    """Settings that keep a user's objects out of an administrator session's way."""
    # pg_catalog first: a user's upper(varchar) in public would beat pg_catalog.upper(text).
    options = "-c search_path=pg_catalog,pg_temp"
    return f"{options} -c event_triggers=off" if server_version >= 170000 else options
