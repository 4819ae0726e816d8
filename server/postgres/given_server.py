"""A server that somebody gives us to rehearse on, by URL, for machines on which none can be started."""

import contextlib
from dataclasses import dataclass, field

import anyio
import psycopg
from anyio import to_thread
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from server.errors import ConfigurationError, ShadowError, TargetError
from server.model.configuration import Configuration, DatabaseSettings
from server.postgres.binaries import OLDEST_MAJOR
from server.postgres.data import ADMIN
from server.postgres.guard import Guard
from server.postgres.limits import Limits
from server.postgres.shadow_server import ShadowServer
from server.postgres.target import connect_target, connection_settings

NAME = "shadow_url"
"""Key of the configuration."""

# Of one start of one server, to the microsecond and whatever the session's time zone; anybody may ask.
_START = "SELECT extract(epoch FROM pg_catalog.pg_postmaster_start_time())::text, pg_catalog.pg_is_in_recovery()"
_SUPERUSER = "SELECT r.rolsuper FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user"

_PLAIN = """
    SELECT FROM pg_catalog.pg_roles AS r WHERE r.rolname = %s
      AND NOT (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUrl:
    """A connection string of a superuser, and what it must not lead to."""

    url: str = field(repr=False)
    databases: tuple[DatabaseSettings, ...]
    """Every configured one."""


def spare_server(configuration: Configuration) -> GivenUrl | None:
    """The server that is configured for rehearsals."""
    if configuration.shadow_url is None:
        return None
    return GivenUrl(url=configuration.shadow_url, databases=configuration.databases)


class GivenServer(ShadowServer):
    """Somebody else's server: its settings and its confinement are theirs."""

    def __init__(self, given: GivenUrl, *, role: str, limits: Limits) -> None:
        super().__init__(role=role, limits=limits)
        self._given = given
        self._settings = connection_settings(given.url, name=NAME)
        if "user" not in self._settings:
            raise ConfigurationError(f'"{NAME}" names no user; name a superuser of a server made for rehearsals alone')
        self._passwords[ADMIN] = self._settings.get("password", "")
        self._guard = Guard(connect=self._connect_admin, role=role, limits=limits)

    async def start(self) -> None:
        """Connect, and see that it is what it is meant to be.

        Raises:
            ConfigurationError: It is the server of a configured database, or may not be used as a shadow.
            ShadowError: It does not answer.
        """
        try:
            async with await psycopg.AsyncConnection.connect(
                self.conninfo(database="postgres", user=ADMIN), autocommit=True
            ) as admin:
                await self._check(admin)
                await self._create_role(admin)
        except psycopg.Error as error:
            words = " ".join((error.diag.message_primary or _without_password(str(error), self._passwords)).split())
            raise ShadowError(f'the server of "{NAME}" cannot be used: {words}; check that it runs') from None
        await to_thread.run_sync(self._guard.start, None)

    async def stop(self) -> None:
        """Look after it no more; it goes on."""
        self._guard.stop()

    async def condemn(self) -> None:
        """Nothing can be done about a server of somebody else."""

    @property
    def alive(self) -> bool:
        """Taken for granted until it does not answer."""
        return True

    @property
    def data(self) -> None:
        """On another machine."""
        return

    @property
    def free_bytes(self) -> None:
        """Not known."""
        return

    def _address(self) -> dict[str, str]:
        kept = {key: value for key, value in self._settings.items() if key not in ("user", "password", "dbname")}
        return {"hostaddr": "", "sslmode": "prefer", **kept}

    def conninfo(self, *, database: str, user: str, options: str = "") -> str:
        """As of every server; the superuser goes by the name it has in the URL."""
        found = super().conninfo(database=database, user=user, options=options)
        return make_conninfo(found, user=self._settings["user"]) if user == ADMIN else found

    async def _check(self, admin: psycopg.AsyncConnection[TupleRow]) -> None:
        if admin.info.server_version // 10000 < OLDEST_MAJOR:
            raise ConfigurationError(f'the server of "{NAME}" must be PostgreSQL {OLDEST_MAJOR} or newer')
        (superuser,) = await (await admin.execute(_SUPERUSER)).fetchone() or (False,)
        start, recovering = await (await admin.execute(_START)).fetchone() or ("", True)
        if not superuser or recovering:
            fault = "is a standby" if recovering else "is entered as a role that is no superuser"
            raise ConfigurationError(f'the server of "{NAME}" {fault}; name a server made for rehearsals alone')
        for settings in self._given.databases:
            if settings.url is not None and await self._is_server_of(settings.url, settings.name, start):
                raise ConfigurationError(
                    f'"{NAME}" leads to the server of database "{settings.name}", which is only ever read; '
                    "name a server made for rehearsals alone"
                )

    async def _is_server_of(self, url: str, name: str, start: str) -> bool:
        other = connection_settings(url, name=name)
        if all(self._settings.get(key) == other.get(key) for key in ("host", "hostaddr", "port")):
            return True
        # One that does not answer now cannot be asked, and is not harmed by a server that does.
        with contextlib.suppress(TargetError), anyio.move_on_after(10):
            async with connect_target(url, name=name) as session:
                (its, _) = await (await session.execute(_START)).fetchone() or ("", True)
                return bool(its == start)
        return False

    async def _create_role(self, admin: psycopg.AsyncConnection[TupleRow]) -> None:
        with contextlib.suppress(psycopg.errors.DuplicateObject):
            await admin.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(self.role)))
        plain = await admin.execute(_PLAIN, (self.role,))
        if await plain.fetchone() is None:
            raise ConfigurationError(
                f'the role "{self.role}" on the server of "{NAME}" has rights, which whatever is rehearsed would have; '
                "name a server made for rehearsals alone"
            )
        await admin.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM public")


def _without_password(text: str, passwords: dict[str, str]) -> str:
    for password in filter(None, passwords.values()):
        text = text.replace(password, "***")
    return text
