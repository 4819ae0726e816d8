"""What a shadow needs of a server: sessions of the superuser, and a login for each copy."""

import contextlib
import os
import secrets
from abc import ABC, abstractmethod
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from server.postgres.data import ADMIN
from server.postgres.limits import Limits
from server.postgres.passwords import new_password, scram_secret


class ShadowServer(ABC):
    """A server whose databases are disposable, of our own or given for the purpose."""

    def __init__(self, *, role: str, limits: Limits) -> None:
        self.role = role
        """Owns every copy; without rights beyond that."""
        self.tag = secrets.token_hex(4)
        """Tells us from the other processes that use the server."""
        self._limits = limits
        self._passwords: dict[str, str] = {}

    @abstractmethod
    async def start(self) -> None:
        """Make it ready for connections.

        Raises:
            ShadowError: It is not to be had.
            ConfigurationError: What was configured for it is wrong.
        """

    @abstractmethod
    async def stop(self) -> None:
        """Use it no more."""

    @abstractmethod
    async def condemn(self) -> None:
        """Let nobody join it any more, as it is not sound."""

    @property
    @abstractmethod
    def alive(self) -> bool:
        """Whether it runs, as far as can be seen without asking it."""

    @property
    @abstractmethod
    def free_bytes(self) -> int | None:
        """Room where its databases lie; None when that is not known."""

    @property
    @abstractmethod
    def data(self) -> Path | None:
        """Its data folder; None when that is on another machine."""

    @abstractmethod
    def _address(self) -> dict[str, str]:
        """Where it is reached, in the settings of libpq."""

    def conninfo(self, *, database: str, user: str, options: str = "") -> str:
        """Connection string; it holds the password, so it is never shown.

        Every setting libpq would otherwise take from our environment is given.

        Args:
            database: Its name.
            user: ``ADMIN`` for the superuser, whatever it is called there, or a login.
            options: Command-line options of the session.
        """
        usual = {
            "user": user,
            "password": self._passwords[user],
            "sslmode": "disable",
            "gssencmode": "disable",
            "passfile": os.devnull,
            "connect_timeout": "10",
        }
        ours = {
            "dbname": database,
            "options": options,
            "client_encoding": "UTF8",
            "target_session_attrs": "any",
            "application_name": f"migration-planner {self.tag}",
        }
        return make_conninfo(
            **{**usual, **self._address(), **ours},
        )

    async def create_login(self, admin: psycopg.AsyncConnection[TupleRow], name: str) -> None:
        """Let sessions be opened by that name; it is a member of the ordinary role, whose rights are all it has.

        A session may end its login's others, and change its password and settings: who shares none shares a login.

        Args:
            admin: Autocommit session of the superuser.
            name: Of no role yet.
        """
        self._passwords[name] = new_password()
        login, password = sql.Identifier(name), sql.Literal(scram_secret(self._passwords[name]))
        create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} CONNECTION LIMIT {} IN ROLE {}")
        await admin.execute(create.format(login, password, self._limits.sessions, sql.Identifier(self.role)))

    async def drop_login(self, admin: psycopg.AsyncConnection[TupleRow], name: str) -> None:
        """Take a login away; one that holds something elsewhere stays, without anybody who knows its password.

        Args:
            admin: Autocommit session of the superuser.
            name: What ``create_login`` was given.
        """
        del self._passwords[name]
        # Also when the server is lost, and with it the login.
        with contextlib.suppress(psycopg.Error):
            await admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))

    def _connect_admin(self) -> psycopg.Connection[TupleRow]:
        return psycopg.connect(self.conninfo(database="postgres", user=ADMIN), autocommit=True)
