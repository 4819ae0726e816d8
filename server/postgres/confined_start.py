"""Starts a program that keeps to its own folders: run by its path, not imported, so that nothing else is loaded.

``python -I -S confined_start.py SPEC COMMAND...``, with SPEC as JSON of a ``Confinement``. What the machine offers is
applied to this process, which then becomes the command: limits of memory and files; Landlock, which leaves it what it
may read, write and run, no TCP, and no signals to others (kernel 5.13 and newer, less before 6.12:
https://docs.kernel.org/userspace-api/landlock.html); and a seccomp filter that leaves it no sockets but local ones, and
no way to trace, mount or enter anything (https://docs.kernel.org/userspace-api/seccomp_filter.html). None of it can be
taken back, not even by code that the server itself is made to load.
"""

import ctypes
import errno
import json
import os
import platform
import resource
import stat
import struct
import sys
from typing import Any

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RULE_PATH_BENEATH, _ASK_VERSION = 1, 1
# linux/landlock.h
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_FIRST_RIGHTS = (1 << 13) - 1
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_TCP = 0b11
_SCOPES = 0b11

_AF_UNIX = 1
_CLONE_NEW = 0x7E020080
"""Every CLONE_NEW* flag: no namespaces."""
_REFUSED = {
    "x86_64": (
        *(101, 165, 166, 272, 308, 321, 425, 426, 427, 250, 248, 249, 161, 155, 298, 310, 311, 323, 246, 320, 175, 313),
        *(176, 304, 163, 167, 168, 169, 170, 171, 438, 442, 428, 429, 430, 431, 432, 433),
    ),
    "aarch64": (
        *(117, 40, 39, 97, 268, 280, 425, 426, 427, 219, 217, 218, 51, 41, 241, 270, 271, 282, 104, 294, 105, 273),
        *(106, 265, 89, 224, 225, 142, 161, 162, 438, 442, 428, 429, 430, 431, 432, 433),
    ),
}
"""ptrace, mount, umount2, unshare, setns, bpf, io_uring (3), keyctl, add_key, request_key, chroot, pivot_root,
perf_event_open, process_vm_readv and writev, userfaultfd, kexec_load and kexec_file_load, init_module and finit_module;
delete_module, open_by_handle_at, acct, swapon, swapoff, reboot, sethostname, setdomainname, pidfd_getfd, mount_setattr,
open_tree, move_mount, fsopen, fsconfig, fsmount, fspick."""
_NUMBERS = {"x86_64": (0xC000003E, 41, 56), "aarch64": (0xC00000B7, 198, 220)}
"""Of the architecture (linux/audit.h), socket and clone."""
_CLONE3 = 435
_OTHER_ABI = 0x40000000
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000

_libc = ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: object) -> int:
    result: int = _libc.syscall(number, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def _limit(spec: dict[str, Any]) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, spec["memory"]),
        (resource.RLIMIT_FSIZE, spec["file"]),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):
            # macOS has no limit of memory to set.
            continue


def _landlock(spec: dict[str, Any]) -> int:
    """Version of Landlock that holds; 0 where there is none."""
    try:
        version = _call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION))
    except OSError:
        return 0
    rights = _FIRST_RIGHTS
    rights |= _REFER if version >= 2 else 0
    rights |= _TRUNCATE if version >= 3 else 0
    rights |= _IOCTL_DEV if version >= 5 else 0
    attributes = struct.pack("=Q", rights)
    attributes += struct.pack("=Q", _TCP) if version >= 4 else b""
    attributes += struct.pack("=Q", _SCOPES) if version >= 6 else b""
    ruleset = _call(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
    for paths, allowed in (
        (spec["run"], _EXECUTE | _READ_FILE),
        (spec["read"], _READ_FILE | _READ_DIR),
        (spec["use"], _READ_FILE | _WRITE_FILE | _IOCTL_DEV),
        (spec["write"], rights & ~_EXECUTE),
    ):
        for path in paths:
            _allow(ruleset, path, allowed & rights)
    _call(_RESTRICT_SELF, ruleset, ctypes.c_uint32(0))
    os.close(ruleset)
    return version


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        below = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(os.fstat(below).st_mode):
        rights &= _OF_FILES
    _call(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, struct.pack("=Qi", rights, below), ctypes.c_uint32(0))
    os.close(below)


def _filter(machine: str, *, internet: bool) -> bytes:
    """A program of classic BPF over ``struct seccomp_data``: number at 0, architecture at 4, first argument at 16."""
    architecture, socket, clone = _NUMBERS[machine]
    load, equal, least, bits, answer = 0x20, 0x15, 0x35, 0x45, 0x06
    allow, refuse, absent = _ALLOW, _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
    steps = [
        *((load, 0, 0, 4), (equal, 1, 0, architecture), (answer, 0, 0, refuse)),
        *((load, 0, 0, 0), (least, 0, 1, _OTHER_ABI), (answer, 0, 0, refuse)),
        # glibc takes the older one then, whose flags can be seen.
        *((equal, 0, 1, _CLONE3), (answer, 0, 0, absent)),
        *(step for number in _REFUSED[machine] for step in ((equal, 0, 1, number), (answer, 0, 0, refuse))),
        *(
            (equal, 0, 4, clone),
            (load, 0, 0, 16),
            (bits, 0, 1, _CLONE_NEW),
            (answer, 0, 0, refuse),
            (answer, 0, 0, allow),
        ),
    ]
    if not internet:
        steps += [
            (equal, 0, 4, socket),
            (load, 0, 0, 16),
            (equal, 1, 0, _AF_UNIX),
            (answer, 0, 0, refuse),
            (answer, 0, 0, allow),
        ]
    steps.append((answer, 0, 0, allow))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _seccomp(spec: dict[str, Any]) -> bool:
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _NUMBERS:
        return False
    program = _filter(machine, internet=spec["internet"])
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(code))
    return bool(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.c_char_p(header), 0, 0) == 0)


def main() -> None:
    """Confine this process and become the command; what holds is written to the file that SPEC names."""
    spec, command = json.loads(sys.argv[1]), sys.argv[2:]
    if spec["user"] is not None:
        os.setgroups([])
        os.setgid(spec["group"])
        os.setuid(spec["user"])
    _limit(spec)
    held = {"landlock": 0, "seccomp": False}
    if sys.platform == "linux" and _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        report = os.open(spec["report"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        held["landlock"] = _landlock(spec)
        held["seccomp"] = _seccomp(spec)
        os.write(report, json.dumps(held).encode())
        os.close(report)
    os.execv(command[0], command)  # noqa: S606 - the program is PostgreSQL's own


if __name__ == "__main__":
    main()
