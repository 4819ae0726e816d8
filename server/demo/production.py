"""The server that plays production, and ``psql`` as a person at its terminal would use it."""

import os
import re
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from anyio import to_thread

from server.errors import DemoError
from server.postgres.binaries import find_binaries
from server.postgres.engine import Cluster

DATABASE = "shop"

_LAST_WORDS = 600


@asynccontextmanager
async def production() -> AsyncIterator["Production"]:
    """An empty database on a server of its own, which ends with the block."""
    async with Cluster(role="shop", loopback=True) as cluster:
        yield Production(await cluster.create_database(DATABASE), folder=find_binaries().folder)


class Production:
    """A database reachable by URL."""

    def __init__(self, url: str, *, folder: Path) -> None:
        self.url = url
        self._psql = folder / "psql"

    async def run(self, file: Path, **variables: int) -> float:
        """Run a file with psql as the runbook says, and return the seconds it took.

        Raises:
            DemoError: psql failed; the message ends with its last words.
        """
        return await to_thread.run_sync(lambda: self._run(file, variables))

    async def value(self, query: str) -> str:
        """The first value a query gives, as text."""
        return await to_thread.run_sync(lambda: self._call("-A", "-t", "-c", query).strip())

    def _run(self, file: Path, variables: dict[str, int]) -> float:
        settings = [word for name, value in variables.items() for word in ("-v", f"{name}={value}")]
        started = time.monotonic()
        self._call(*settings, "-f", str(file))
        return time.monotonic() - started

    def _call(self, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603  # the program is ours, and no shell reads the arguments
            [self._psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", *arguments],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise DemoError(f"psql {arguments[-2]} {arguments[-1]} failed: {done.stderr[-_LAST_WORDS:].strip()}")
        return done.stdout

    def _environment(self) -> dict[str, str]:
        # The password goes by the environment: other users of the machine can read arguments. What libpq would take
        # from the user's own settings is left out.
        url = urlsplit(self.url)
        inherited = {name: value for name, value in os.environ.items() if not re.match(r"PG[A-Z]", name)}
        return inherited | {
            "PGHOST": url.hostname or "",
            "PGPORT": str(url.port),
            "PGUSER": unquote(url.username or ""),
            "PGPASSWORD": unquote(url.password or ""),
            "PGDATABASE": unquote(url.path.removeprefix("/")),
            "PGCLIENTENCODING": "UTF8",
        }
