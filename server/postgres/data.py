"""A server's data folder, initialised once a version and copied from then on; and how its programs are started."""

import os
import shutil
import subprocess
from pathlib import Path

import platformdirs

from server.errors import ShadowError
from server.postgres.binaries import Account, Binaries, environment, publish
from server.postgres.passwords import new_password

ADMIN = "shadow_admin"
"""The bootstrap superuser; not named postgres, so that a schema may mention a role of that name."""


def new_data(folder: Path, binaries: Binaries, account: Account | None) -> str:
    """Make a data folder, copied from the cache when one was initialised before; return the superuser's password."""
    data = folder / "data"
    cache = platformdirs.user_cache_path("migration-planner") / f"initdb-{binaries.version}-{_origin(binaries)}"
    if os.access(cache / "password", os.R_OK):
        shutil.copytree(cache / "data", data)
        give(data, account)
        return (cache / "password").read_text()
    password = new_password()
    _initialise(folder, data, password, binaries, account)
    try:
        _remember(cache, data, password)
    except OSError:
        # Without a writable cache every start initialises anew: slower by a second, and nothing else.
        return password
    return password


def _origin(binaries: Binaries) -> str:
    return f"{(binaries.folder / 'initdb').resolve().stat().st_mtime_ns:x}"


def _initialise(folder: Path, data: Path, password: str, binaries: Binaries, account: Account | None) -> None:
    data.mkdir(mode=0o700)
    give(data, account)
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    give(secret, account)
    command = [str(binaries.folder / "initdb"), "-D", str(data), "-U", ADMIN, "-A", "scram-sha-256"]
    command += ["--pwfile", str(secret), "-E", "UTF8", "--no-locale", "-N", "--wal-segsize=1"]
    if binaries.major >= 18:
        command.append("--no-data-checksums")
    with (folder / "log").open("wb") as log:
        failed = launch(command, account, log.fileno()).wait()
    secret.unlink()
    if failed:
        words = (folder / "log").read_text(errors="replace")[-500:].strip()
        raise ShadowError(f"initdb of PostgreSQL {binaries.version} fails: {words}")


def _remember(cache: Path, data: Path, password: str) -> None:
    cache.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    building = cache.parent / f"new-{os.getpid()}-{os.urandom(4).hex()}"
    building.mkdir(mode=0o700)
    shutil.copytree(data, building / "data")
    (building / "password").touch(mode=0o600)
    (building / "password").write_text(password)
    publish(building, cache)


def give(path: Path, account: Account | None) -> None:
    """Make the path and everything in it the account's own."""
    if account is None:
        return
    for each in [path, *path.rglob("*")]:
        os.chown(each, account.user, account.group, follow_symlinks=False)


def launch(command: list[str], account: Account | None, output: int) -> subprocess.Popen[bytes]:
    """Start a program as the account, in a session and an environment of its own."""
    return subprocess.Popen(  # noqa: S603 - the program is PostgreSQL's own, and no shell reads the words
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env=environment(),
        cwd="/",
        user=account.user if account else None,
        group=account.group if account else None,
        extra_groups=[] if account else None,
        # Its own session: Ctrl-C in the terminal reaches us, and we stop it in order.
        start_new_session=True,
    )
