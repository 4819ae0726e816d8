"""A disposable PostgreSQL server: private, quick to start, gone when its owner is."""

import atexit
import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import threading
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
from server.postgres.scratch import Scratch, claim, executable_home

_SOCKET_PORT = 5432
_START_SECONDS = 30
_MOST_DATABASE_BYTES = 2 << 30
_GUARD_SECONDS = 0.25
_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
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
    """A throw-away server with one superuser for us and one ordinary login role.

    With ``loopback`` it also listens on a free port of 127.0.0.1, as a stand-in for a production server.
    """

    def __init__(self, *, role: str, binaries: Binaries | None = None, loopback: bool = False) -> None:
        self.role = role
        self._wanted = binaries
        self._loopback = loopback
        self._passwords = {ADMIN: secrets.token_hex(16), role: secrets.token_hex(16)}
        self._scratch: Scratch | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._port = _SOCKET_PORT
        self._ended = threading.Event()

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

    async def restore_role(self, admin: psycopg.AsyncConnection[TupleRow]) -> None:
        """Give the ordinary role its password and settings back.

        A role may always change its own, and what it changed holds in every database:
        https://www.postgresql.org/docs/18/sql-alterrole.html

        Args:
            admin: Autocommit session of the superuser.
        """
        role, password = sql.Identifier(self.role), sql.Literal(self._passwords[self.role])
        await admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, password))
        await admin.execute(sql.SQL("ALTER ROLE {} RESET ALL").format(role))

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
                self._ended.clear()
                threading.Thread(target=self._guard_space, args=(self.folder,), daemon=True).start()
        except BaseException:
            self._stop()
            raise

    def _launch(self, binaries: Binaries, account: Account | None) -> None:
        sockets = self.folder / "s"
        sockets.mkdir(mode=0o700)
        give(sockets, account)
        hosts = f'host all "{self.role}" 127.0.0.1/32 scram-sha-256\n' if self._loopback else ""
        rules = f'local all {ADMIN} scram-sha-256\nlocal all "{self.role}" scram-sha-256\n{hosts}local all all reject\n'
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
                command = confined(command, binaries=binaries, account=account, data=data, sockets=sockets)
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
        with psycopg.connect(self.conninfo(database="postgres", user=ADMIN), autocommit=True) as connection:
            admin, role = sql.Identifier(ADMIN), sql.Identifier(self.role)
            password = sql.Literal(self._passwords[self.role])
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(admin, sql.Literal(fresh)))
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, password))
            connection.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM public")
        self._passwords[ADMIN] = fresh

    def _guard_space(self, folder: Path) -> None:
        """End whoever fills the disk with many tables, each small enough by itself."""
        before = shutil.disk_usage(folder).used
        while not self._ended.wait(_GUARD_SECONDS):
            # Others may use the disk too, so the sizes of the databases decide; to add these up takes longer.
            with contextlib.suppress(OSError, psycopg.Error, ShadowError):
                if shutil.disk_usage(folder).used - before > _MOST_DATABASE_BYTES:
                    self._end_sessions_of_too_large_databases()

    def _end_sessions_of_too_large_databases(self) -> None:
        with psycopg.connect(self.conninfo(database="postgres", user=ADMIN), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity AS a"
                " WHERE a.usename = %s AND pg_catalog.pg_database_size(a.datid) > %s",
                (self.role, _MOST_DATABASE_BYTES),
            )

    def _stop(self) -> None:
        atexit.unregister(self._stop)
        self._ended.set()
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
