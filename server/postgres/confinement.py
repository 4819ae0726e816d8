"""What the operating system lets a shadow's server do: its own files, local sockets, and no more."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from server.postgres.binaries import Account, Binaries, environment
from server.postgres.limits import Limits

_LAST_MAJOR_WITH_UDP = 14
"""Up to it statistics are collected over a UDP socket of the loopback (pgstat.c)."""

_READ = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache"),
    *("/usr/share/postgresql", "/usr/share/zoneinfo", "/etc/localtime", "/etc/ssl/openssl.cnf", "/dev/urandom"),
)
_USED = ("/dev/null", "/dev/zero")
_LAUNCHER = Path(__file__).with_name("confined_start.py")
_REPORT = "confinement.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """What holds of a running server."""

    landlock: int = 0
    """Version of Landlock's interface; 0 where the kernel has none, as outside of Linux."""
    seccomp: bool = False


def confined(
    command: list[str], *, binaries: Binaries, account: Account | None, data: Path, sockets: Path, limits: Limits
) -> list[str]:
    """The command that starts a server confined to its folders, as the account; it is to be run as we are.

    Args:
        command: Absolute path of ``postgres`` and its arguments.
        binaries: Where it comes from.
        account: Whom it shall run as; None for whoever runs us.
        data: Its data folder, which belongs to the account.
        sockets: The folder of its sockets.
        limits: Of its processes.
    """
    # A wheel keeps the libraries it brings beside its package.
    prefix, libraries = binaries.folder.resolve().parent, _libraries(command[0])
    spec = {
        "user": account.user if account else None,
        "group": account.group if account else None,
        "memory": limits.memory_bytes,
        "file": limits.file_bytes,
        "internet": binaries.major <= _LAST_MAJOR_WITH_UDP,
        # Whoever may run a program must also be let run what links it.
        "run": [str(Path(command[0]).resolve()), *(library for library in libraries if "/ld-" in library)],
        "read": [str(prefix), f"{prefix.parent}.libs", *{str(Path(each).parent) for each in libraries}, *_READ],
        "use": _USED,
        "write": [str(data), str(sockets)],
        "report": str(data / _REPORT),
    }
    return [sys.executable, "-I", "-S", str(_LAUNCHER), json.dumps(spec), *command]


def _libraries(program: str) -> list[str]:
    """Paths of what the program is linked with, the linker among them; none outside of Linux."""
    ldd = shutil.which("ldd")
    if ldd is None:
        return []
    # S603: the program is the system's own, and no shell reads the words.
    reply = subprocess.run([ldd, program], capture_output=True, text=True, check=False, env=environment())  # noqa: S603
    return [word for word in reply.stdout.split() if word.startswith("/")]


def confinement(data: Path) -> Confinement:
    """What holds of the server that was started confined with this data folder."""
    try:
        return Confinement(**json.loads((data / _REPORT).read_text()))
    except FileNotFoundError:
        return Confinement()
