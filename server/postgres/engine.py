"""A disposable PostgreSQL server: private, quick to start, gone when its owner is."""

import atexit
import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import anyio
import psycopg
from anyio import to_thread
from psycopg import sql

from server.errors import ShadowError
from server.postgres.binaries import Account, Binaries, find_binaries, reachable, server_account
from server.postgres.confinement import Confinement, confined, confinement
from server.postgres.data import ADMIN, give, launch, new_data
from server.postgres.guard import Guard
from server.postgres.limits import USUAL, Limits
from server.postgres.passwords import new_password, scram_secret
from server.postgres.scratch import Scratch, alone, claim, executable_home, join, server_runs, sweep
from server.postgres.shadow_server import ShadowServer

_SOCKET_PORT = 5432
_START_SECONDS = 30
_END_SECONDS = 5
_JOINING = "joining.json"
_LEFT_TO_OTHERS: list[subprocess.Popen[bytes]] = []
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
    # Of several processes; one that waits costs some kilobytes.
    "max_connections=200",
    "max_locks_per_transaction=256",
    "temp_file_limit=1GB",
    "timezone=UTC",
    # Below fatal the log would repeat statements, and with them values and passwords.
    "log_min_messages=fatal",
    "log_min_error_statement=panic",
)


_LIKE_PRODUCTION = ("shared_buffers=512MB", "wal_level=logical", "max_wal_senders=4")
"""Of a stand-in for a production server, which has room, replicas and subscribers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Joining:
    """What another process needs to use a running server; kept where only we may read."""

    kind: str
    pid: int
    passwords: dict[str, str] = field(repr=False)


class Cluster(ShadowServer):
    """A throw-away server with one superuser for us and one ordinary role.

    A shared one is one server for every process that asks for its like: the first starts it, the last to leave ends it.
    With ``loopback`` it is a stand-in for a production server: it listens on a free port of 127.0.0.1 too, where the
    ordinary role logs in, and is bounded by nothing.
    """

    def __init__(
        self,
        *,
        role: str,
        binaries: Binaries | None = None,
        loopback: bool = False,
        shared: bool = False,
        limits: Limits = USUAL,
    ) -> None:
        super().__init__(role=role, limits=limits)
        self._wanted = binaries
        self._loopback = loopback
        self._shared = shared
        self._scratch: Scratch | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = 0
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
        """Start the server, or join a shared one; it is ready for connections on return.

        Raises:
            ShadowError: It does not start; the message ends with its last words.
            ConfigurationError: The folder named for its programs holds none.
        """
        # Shielded: a start cut in half would leave a server nobody stops.
        with anyio.CancelScope(shield=True):
            await to_thread.run_sync(self._start)

    async def stop(self) -> None:
        """Use the server no more: unless others do, it ends, and its folder is removed."""
        with anyio.CancelScope(shield=True):
            await to_thread.run_sync(self._stop)

    async def condemn(self) -> None:
        """Let nobody join a shared server any more, as it is not sound."""
        file = self.folder / _JOINING

        def condemn() -> None:
            with alone():
                file.unlink(missing_ok=True)

        with anyio.CancelScope(shield=True):
            await to_thread.run_sync(condemn)

    @property
    def alive(self) -> bool:
        """Whether the server's process runs."""
        if self._process is not None:
            return self._process.poll() is None
        return self._scratch is not None and server_runs(self._pid, self._scratch.folder)

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        if self._scratch is None:
            raise ShadowError("the server is not started; start it first")
        return self._pid

    @property
    def confinement(self) -> Confinement:
        """What the operating system keeps the running server from."""
        return confinement(self.data)

    @property
    def folder(self) -> Path:
        """Where everything of the running server lies."""
        if self._scratch is None:
            raise ShadowError("the server is not started; start it first")
        return self._scratch.folder

    @property
    def data(self) -> Path:
        """Its data folder."""
        return self.folder / "data"

    @property
    def free_bytes(self) -> int:
        """Room where its databases lie."""
        return shutil.disk_usage(self.folder).free

    def _address(self) -> dict[str, str]:
        return {"host": str(self.folder / "s"), "hostaddr": "", "port": str(self._port)}

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

    def _start(self) -> None:
        # Runs when the interpreter ends without stop(); SIGKILL is left to the next start's sweep.
        atexit.register(self._stop)
        try:
            account = server_account()
            binaries = reachable(self._wanted or find_binaries(), account, executable_home())
            with alone():
                sweep()
                if not self._shared or not self._join(binaries):
                    self._scratch = claim(shared=self._shared)
                    self._establish(binaries, account)
            if not self._loopback:
                self._guard.start(self.folder)
        except BaseException:
            self._stop()
            raise

    def _join(self, binaries: Binaries) -> bool:
        kind = _kind(binaries, self.role, self._limits)

        def fits(folder: Path) -> bool:
            found = _joining(folder)
            return found is not None and found.kind == kind and server_runs(found.pid, folder)

        self._scratch = join(fits)
        found = _joining(self._scratch.folder) if self._scratch else None
        if found is None:
            return False
        self._pid, self._passwords = found.pid, found.passwords
        return True

    def _establish(self, binaries: Binaries, account: Account | None) -> None:
        self._passwords = {ADMIN: new_password(), self.role: new_password()}
        password = new_data(self.folder, binaries, account)
        self._launch(binaries, account)
        self._create_roles(password)
        if self._shared:
            kind = _kind(binaries, self.role, self._limits)
            file = self.folder / _JOINING
            file.touch(mode=0o600)
            file.write_text(json.dumps(asdict(_Joining(kind=kind, pid=self._pid, passwords=self._passwords))))

    def _launch(self, binaries: Binaries, account: Account | None) -> None:
        sockets = self.folder / "s"
        sockets.mkdir(mode=0o700)
        give(sockets, account)
        hosts = f'host all,replication "{self.role}" 127.0.0.1/32 scram-sha-256\n' if self._loopback else ""
        rules = (
            f'local all {ADMIN} scram-sha-256\nlocal all +"{self.role}" scram-sha-256\n{hosts}local all all reject\n'
        )
        (self.data / "pg_hba.conf").write_text(rules)
        if self._loopback:
            self._port = _free_port()
        settings = [*_SETTINGS, *(["io_method=sync"] if binaries.major >= 18 else [])]
        settings += ["listen_addresses=127.0.0.1", *_LIKE_PRODUCTION] if self._loopback else ["listen_addresses="]
        command = [str(binaries.folder / "postgres"), "-D", str(self.data), "-k", str(sockets)]
        command += ["-p", str(self._port), *(word for setting in settings for word in ("-c", setting))]
        with (self.folder / "log").open("wb") as log:
            if self._loopback:
                self._process = launch(command, account, log.fileno())
            else:
                data = self.data
                command = confined(
                    command, binaries=binaries, account=account, data=data, sockets=sockets, limits=self._limits
                )
                self._process = launch(command, None, log.fileno())
        self._pid = self._process.pid
        self._await_ready()

    def _await_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        status = self.data / "postmaster.pid"
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
            password = sql.Literal(scram_secret(self._passwords[self.role]))
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(admin, sql.Literal(scram_secret(fresh))))
            login = sql.SQL("LOGIN" if self._loopback else "NOLOGIN")
            connection.execute(sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(role, login, password))
            connection.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM public")
        self._passwords[ADMIN] = fresh

    def _stop(self) -> None:
        atexit.unregister(self._stop)
        self._guard.stop()
        scratch, self._scratch = self._scratch, None
        if scratch is not None:
            scratch.release(lambda: self._end(scratch.folder))
        if self._process is not None and self._process.poll() is None:
            # Others use it; whoever started it has to take note of its end.
            _LEFT_TO_OTHERS.append(self._process)
        self._process = None

    def _end(self, folder: Path) -> None:
        # Fast shutdown, then immediate: https://www.postgresql.org/docs/18/server-shutdown.html
        for sent in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                if self._runs(folder):
                    os.kill(self._pid, sent)
            deadline = time.monotonic() + _END_SECONDS
            while self._runs(folder) and time.monotonic() < deadline:
                time.sleep(0.002)

    def _runs(self, folder: Path) -> bool:
        return server_runs(self._pid, folder) if self._process is None else self._process.poll() is None


def _joining(folder: Path) -> _Joining | None:
    try:
        return _Joining(**json.loads((folder / _JOINING).read_text()))
    except FileNotFoundError:
        return None


def _kind(binaries: Binaries, role: str, limits: Limits) -> str:
    """What must be equal for a server to be shared: programs, role, limits, and the code that fills it."""
    status = (binaries.folder / "postgres").resolve().stat()
    parts = [str(binaries.folder.resolve()), binaries.version, str(status.st_mtime_ns), role, str(limits)]
    digest = hashlib.sha256("\n".join(parts).encode())
    package = Path(__file__).parent
    for file in sorted([*package.glob("*.py"), *package.glob("shims/*.sql")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
