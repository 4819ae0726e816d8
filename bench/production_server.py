"""A server as users have it: PostgreSQL's own defaults, on disk, each commit made durable."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.postgres.binaries import identify, reachable, server_account
from server.postgres.data import give, launch
from server.postgres.scratch import executable_home
from tests.postgres_majors import folder_of

_USER = "postgres"


@contextmanager
def production_server(major: int) -> Iterator[str]:
    """The address of its database, for psycopg and for pgbench; nothing of it is left afterwards.

    The shadow's server is tuned for speed, and what a commit costs cannot be seen there.
    """
    account = server_account()
    found = identify(folder_of(major))
    assert found is not None
    binaries = reachable(found, account, executable_home())
    # The system's own folder for temporary files, which may lie in memory: this one is for large files that stay.
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        folder = Path(name)
        give(folder, account)
        data = folder / "data"
        with (folder / "log").open("wb") as log:
            initdb = [str(binaries.folder / "initdb"), "-D", str(data), "-U", _USER, "-A", "trust", "-E", "UTF8"]
            assert launch([*initdb, "--no-locale"], account, log.fileno()).wait() == 0
            command = [str(binaries.folder / "postgres"), "-D", str(data), "-k", str(folder), "-h", ""]
            server = launch(command, account, log.fileno())
            try:
                url = f"postgresql://{_USER}@/{_USER}?host={folder}"
                ready = [str(binaries.folder / "pg_isready"), "-q", "-t", "30", "-d", url]
                while subprocess.run(ready, check=False).returncode != 0:
                    assert server.poll() is None, (folder / "log").read_text()
                yield url
            finally:
                server.terminate()
                server.wait()
