"""A disposable PostgreSQL server: private, quick to start, gone when its owner is."""

import atexit
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import anyio
import psycopg
from anyio import to_thread
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from server.errors import ShadowError
from server.postgres.binaries import Account, Binaries, find_binaries, reachable, server_account
from server.postgres.confinement import Confinement, confined, confinement
from server.postgres.data import ADMIN, give, launch, new_data
from server.postgres.guard import Guard
from server.postgres.limits import USUAL, Limits
from server.postgres.scratch import Scratch, claim, executable_home

_SOCKET_PORT = 5432
_START_SECONDS = 30
_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    # As in production: with minimal a rewrite would write none, and what a statement costs a standby stayed unseen.
    "wal_level=replica",
    "max_wal_senders=0",
    "max_wal_size=1GB",
    "autovacuum=off",
    "jit=off",
    # In the data folder rather than as files of /dev/shm, which a killed server would leave there.
    "dynamic_shared_memory_type=mmap",
    "shared_buffers=64MB",
    "max_connections=60",
    "max_locks_per_transaction=256",
    "temp_file_limit=1GB",
    "timezone=UTC",
    # Below fatal the log would repeat statements, and with them values and passwords.
    "log_min_messages=fatal",
    "log_min_error_statement=panic",
)


class Cluster:
    """A throw-away server with one superuser for us and one ordinary role.

    With ``loopback`` it is a stand-in for a production server: it listens on a free port of 127.0.0.1 too, where the
    ordinary role logs in, and is bounded by nothing.
    """

    def __init__(
        self, *, role: str, binaries: Binaries | None = None, loopback: bool = False, limits: Limits = USUAL
    ) -> None:
        self.role = role
        self._limits = limits
        self._wanted = binaries
        self._loopback = loopback
        self._passwords = {ADMIN: secrets.token_hex(16), role: secrets.token_hex(16)}
        self._scratch: Scratch | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._port = _SOCKET_PORT
        self._guard = Guard(connect=self._connect_admin, role=role, limits=limits)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start the server; it is ready for connections on return.

        Raises:
            ShadowError: It does not start; the message ends with its last words.
            ConfigurationError: The folder named for its programs holds none.
        """
        # Shielded: a start cut in half would leave a server nobody stops.
        with anyio.CancelScope(shield=True):
            await to_thread.run_sync(self._start)

    async def stop(self) -> None:
        """Stop the server and remove its folder; nothing happens when it does not run."""
        with anyio.CancelScope(shield=True):
            await to_thread.run_sync(self._stop)

    @property
    def alive(self) -> bool:
        """Whether the server's process runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        if self._process is None:
            raise ShadowError("the server is not started; start it first")
        return self._process.pid

    @property
    def confinement(self) -> Confinement:
        """What the operating system keeps the running server from."""
        return confinement(self.folder / "data")

    @property
    def folder(self) -> Path:
        """Where everything of the running server lies."""
        if self._scratch is None:
            raise ShadowError("the server is not started; start it first")
        return self._scratch.folder

    def conninfo(self, *, database: str, user: str, options: str = "") -> str:
        """Connection string over the private socket; it holds the password, so it is never shown.

        Every setting libpq would otherwise take from our environment is given.
        """
        return make_conninfo(
            host=str(self.folder / "s"),
            hostaddr="",
            port=self._port,
            dbname=database,
            user=user,
            password=self._passwords[user],
            options=options,
            sslmode="disable",
            gssencmode="disable",
            passfile=os.devnull,
            client_encoding="UTF8",
            target_session_attrs="any",
            connect_timeout=10,
            application_name="migration-planner",
        )

    def url(self, database: str) -> str:
        """URL of a database for the ordinary role over loopback; it holds the password."""
        login = f"{quote(self.role, safe='')}:{self._passwords[self.role]}"
        return f"postgresql://{login}@127.0.0.1:{self._port}/{quote(database, safe='')}"

    async def create_database(self, name: str) -> str:
        """Create a database that belongs to the ordinary role and return its URL over loopback."""
        conninfo = self.conninfo(database="postgres", user=ADMIN)
        async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
            statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
            await connection.execute(statement.format(sql.Identifier(name), sql.Identifier(self.role)))
        return self.url(name)

    async def create_login(self, admin: psycopg.AsyncConnection[TupleRow], name: str) -> None:
        """Let sessions be opened by that name; it is a member of the ordinary role, whose rights are all it has.

        A session may end its login's others, and change its password and settings: who shares none shares a login.

        Args:
            admin: Autocommit session of the superuser.
            name: Of no role yet.
        """
        self._passwords[name] = secrets.token_hex(16)
        login, password = sql.Identifier(name), sql.Literal(self._passwords[name])
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

    def _start(self) -> None:
        self._scratch = claim()
        # Runs when the interpreter ends without stop(); SIGKILL is left to the next start's sweep.
        atexit.register(self._stop)
        try:
            account = server_account()
            binaries = reachable(self._wanted or find_binaries(), account, executable_home())
            password = new_data(self._scratch.folder, binaries, account)
            self._launch(binaries, account)
            self._create_roles(password)
            if not self._loopback:
                self._guard.start(self.folder)
        except BaseException:
            self._stop()
            raise

    def _launch(self, binaries: Binaries, account: Account | None) -> None:
        sockets = self.folder / "s"
        sockets.mkdir(mode=0o700)
        give(sockets, account)
        hosts = f'host all "{self.role}" 127.0.0.1/32 scram-sha-256\n' if self._loopback else ""
        rules = (
            f'local all {ADMIN} scram-sha-256\nlocal all +"{self.role}" scram-sha-256\n{hosts}local all all reject\n'
        )
        (self.folder / "data" / "pg_hba.conf").write_text(rules)
        if self._loopback:
            self._port = _free_port()
        settings = [*_SETTINGS, *(["io_method=sync"] if binaries.major >= 18 else [])]
        settings.append(f"listen_addresses={'127.0.0.1' if self._loopback else ''}")
        command = [str(binaries.folder / "postgres"), "-D", str(self.folder / "data"), "-k", str(sockets)]
        command += ["-p", str(self._port), *(word for setting in settings for word in ("-c", setting))]
        with (self.folder / "log").open("wb") as log:
            if self._loopback:
                self._process = launch(command, account, log.fileno())
            else:
                data = self.folder / "data"
                command = confined(
                    command, binaries=binaries, account=account, data=data, sockets=sockets, limits=self._limits
                )
                self._process = launch(command, None, log.fileno())
        self._await_ready()

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        status = self.folder / "data" / "postmaster.pid"
        while self.alive and time.monotonic() < deadline:
            # Line 8 is the server's own word on its state (LOCK_FILE_LINE_PM_STATUS in pidfile.h).
            lines = status.read_text().splitlines() if status.exists() else []
            if len(lines) > 7 and lines[7].strip() == "ready":
                return
            time.sleep(0.005)
        words = (self.folder / "log").read_text(errors="replace")[-500:].strip()
        raise ShadowError(f"the disposable PostgreSQL does not start; its last words: {words or 'none'}")

    def _create_roles(self, first_password: str) -> None:
        fresh, self._passwords[ADMIN] = self._passwords[ADMIN], first_password
        with self._connect_admin() as connection:
            admin, role = sql.Identifier(ADMIN), sql.Identifier(self.role)
            password = sql.Literal(self._passwords[self.role])
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(admin, sql.Literal(fresh)))
            login = sql.SQL("LOGIN" if self._loopback else "NOLOGIN")
            connection.execute(sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(role, login, password))
            connection.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM public")
        self._passwords[ADMIN] = fresh

    def _connect_admin(self) -> psycopg.Connection[TupleRow]:
        return psycopg.connect(self.conninfo(database="postgres", user=ADMIN), autocommit=True)

    def _stop(self) -> None:
        atexit.unregister(self._stop)
        self._guard.stop()
        process, self._process = self._process, None
        scratch, self._scratch = self._scratch, None
        if process is not None:
            _end(process)
        if scratch is not None:
            scratch.release()


def _end(process: subprocess.Popen[bytes]) -> None:
    # Fast shutdown, then immediate: https://www.postgresql.org/docs/18/server-shutdown.html
    for sent in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        process.send_signal(sent)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            continue
        return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
