"""PostgreSQL's programs in a folder of a test's own, so that whoever runs them shares a server with nobody else."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from server.postgres.binaries import copy_install
from tests.postgres_majors import folder_of


@contextmanager
def own_programs(major: int) -> Iterator[Path]:
    """The bin folder of a copy that every account can reach."""
    with tempfile.TemporaryDirectory() as temporary:
        Path(temporary).chmod(0o755)
        install = folder_of(major).resolve().parent
        copy_install(install, Path(temporary) / "copy")
        yield Path(temporary) / "copy" / install.parent.name / install.name / "bin"


def servers_of(programs: Path) -> list[psutil.Process]:
    """The servers that run from the folder, without the processes each has of its own."""
    found: dict[int, psutil.Process] = {}
    for process in psutil.process_iter():
        try:
            if process.cmdline()[:1] == [str(programs / "postgres")] and "-D" in process.cmdline():
                found[process.pid] = process
        except psutil.Error:
            continue
    # A process that has just been forked still bears its parent's title; one that has ended since is no server.
    return [each for each in found.values() if (parent := _parent(each)) is not None and parent not in found]


def _parent(process: psutil.Process) -> int | None:
    try:
        return process.ppid()
    except psutil.Error:
        return None


def folder_of_server(process: psutil.Process) -> Path:
    """Where everything of a server lies."""
    words = process.cmdline()
    return Path(words[words.index("-D") + 1]).parent


def disk_usage(folder: Path) -> int:
    """Bytes of all files below the folder, as far as they are still there when looked at."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(parent) / name).lstat().st_blocks * 512
            except FileNotFoundError:
                continue
    return total
