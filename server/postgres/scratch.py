"""Folders of running servers, each locked by whoever uses it, so that the next start removes what a crash left."""

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from server.errors import ShadowError

_PROC = Path("/proc/self/cmdline")
_ROOM_BYTES = 1 << 30
_PATIENCE_SECONDS = 60
_LONGEST_SOCKET = "r4194304-00000000/s/.s.PGSQL.65535"
_SOCKET_BYTES = 100
"""Room for a socket's path; the limit of sun_path is 104 on macOS and 108 on Linux."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scratch:
    """A folder with a server's files; while a process holds its lock, nobody sweeps it away."""

    folder: Path
    lock: IO[str]

    def release(self, end: Callable[[], None]) -> None:
        """Use it no more; whoever is the last to do so removes it.

        Args:
            end: Ends the folder's server, before the folder is removed.
        """
        with alone():
            try:
                fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                # Other processes use it.
                self.lock.close()
                return
            end()
            shutil.rmtree(self.folder, ignore_errors=True)
            if not self.folder.exists():
                Path(self.lock.name).unlink(missing_ok=True)
            self.lock.close()


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else takes, joins, leaves or sweeps a folder of ours meanwhile; not to be nested."""
    with ExitStack() as held:
        # Always in this order, so that two processes never wait for each other.
        for home in _homes():
            _wait_for(held.enter_context((home / "lock").open("w")), home)
        yield


def _wait_for(lock: IO[str], home: Path) -> None:
    # Whoever starts a server holds it, for two seconds at most; one that was stopped meanwhile holds it for ever.
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise ShadowError(
                    f'another process has held "{home / "lock"}" for {_PATIENCE_SECONDS} s; end it (fuser tells which)'
                ) from None
            time.sleep(0.005)
        else:
            return


def sweep() -> None:
    """Remove what dead processes left; only when ``alone``."""
    for home in _homes():
        _sweep(home)


def claim(*, shared: bool) -> Scratch:
    """A new empty folder, in memory when there is room; only when ``alone``.

    Args:
        shared: Other processes may join it.

    Raises:
        ShadowError: No temporary folder is usable.
    """
    home = _roomiest(_homes())
    name = f"r{os.getpid()}-{os.urandom(4).hex()}"
    # The kernel drops this lock when we die, however we die: no process id can be mistaken for ours.
    lock = (home / f"{name}.lock").open("w")
    fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    folder = home / name
    folder.mkdir()
    folder.chmod(home.stat().st_mode & 0o777)
    return Scratch(folder=folder, lock=lock)


def join(fits: Callable[[Path], bool]) -> Scratch | None:
    """A shared folder that is in use and fits; only when ``alone``."""
    for home in _homes():
        for path in sorted(home.glob("r*.lock")):
            folder = path.with_suffix("")
            if not fits(folder):
                continue
            lock = path.open("a")
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
                continue
            return Scratch(folder=folder, lock=lock)
    return None


def server_runs(pid: int, folder: Path) -> bool:
    """Whether the process is a PostgreSQL server of the folder; one that ended and was not waited for is none."""
    words = _words(pid)
    return len(words) > 1 and any(word.startswith(f"{folder}/") for word in words[1:])


def executable_home() -> Path:
    """Our folder on a file system programs may run from; /dev/shm is often mounted noexec."""
    return _home(Path(tempfile.gettempdir()))


def servers_in(folder: Path) -> list[int]:
    """Process ids of the PostgreSQL programs whose command line names a path in the folder."""
    inside = f"{folder}/"
    return [
        pid
        for pid, words in _processes()
        if Path(words[0]).name in {"postgres", "initdb"} and any(word.startswith(inside) for word in words[1:])
    ]


def _homes() -> list[Path]:
    return [_home(parent) for parent in _parents()]


def _parents() -> list[Path]:
    wanted = [Path("/dev/shm"), Path(tempfile.gettempdir()), Path("/tmp")]  # noqa: S108 - see _home
    return [parent for parent in dict.fromkeys(wanted) if parent.is_dir() and os.access(parent, os.W_OK | os.X_OK)]


def _home(parent: Path) -> Path:
    home = parent / f"migration-planner-{os.geteuid()}"
    # When we are root the server runs as nobody, who has to pass through.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    home.mkdir(mode=mode, exist_ok=True)
    status = home.lstat()
    if home.is_symlink() or status.st_uid != os.geteuid():
        raise ShadowError(f'"{home}" belongs to somebody else; remove it or point TMPDIR to another folder')
    home.chmod(mode)
    return home


def _roomiest(homes: list[Path]) -> Path:
    short = [home for home in homes if len(str(home / _LONGEST_SOCKET).encode()) < _SOCKET_BYTES]
    if not short:
        raise ShadowError("no temporary folder with a path short enough for a socket is writable; set TMPDIR to one")
    return next((home for home in short if shutil.disk_usage(home).free >= _ROOM_BYTES), short[-1])


def _sweep(home: Path) -> None:
    for path in home.glob("r*.lock"):
        with path.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            folder = path.with_suffix("")
            _end_servers(folder)
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                path.unlink()
    for unfinished in home.glob("new-*"):
        if time.time() - unfinished.stat().st_mtime > 3600:
            shutil.rmtree(unfinished, ignore_errors=True)


def _end_servers(folder: Path) -> None:
    for sent in (signal.SIGQUIT, signal.SIGKILL):
        for pid in servers_in(folder):
            try:
                os.kill(pid, sent)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + 5
        while servers_in(folder):
            if time.monotonic() > deadline:
                break
            time.sleep(0.01)
        else:
            return


def _processes() -> Iterator[tuple[int, list[str]]]:
    if not _PROC.exists():
        listing = subprocess.run(["ps", "-axo", "pid=,command="], capture_output=True, text=True, check=False)  # noqa: S607
        for line in listing.stdout.splitlines():
            pid, *words = line.split()
            if words:
                yield int(pid), words
        return
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (words := _words(int(entry.name))):
            yield int(entry.name), words


def _words(pid: int) -> list[str]:
    """The command line of a process; none of one that is gone or a zombie."""
    if not _PROC.exists():
        command = ["ps", "-o", "command=", "-p", str(pid)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()  # noqa: S603
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []
    # A zombie has an empty command line: it is gone for our purpose.
    return words if words[0] else []
