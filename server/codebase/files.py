"""The files of a project worth reading: its own sources, without what tools and package managers put there."""

import os
from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

MAX_BYTES = 1_000_000
SOURCES = frozenset([".sql", ".py", ".pyi", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"])

_SKIPPED = frozenset(["node_modules", "venv", "dist", "build", "__pycache__", "target"])


def source_files(root: Path, exclude: tuple[str, ...], leave_out: Collection[Path] = ()) -> Iterator[Path]:
    """Paths below root whose ending we read, in a stable order; symbolic links are not followed.

    Args:
        root: Resolved.
        exclude: Patterns of what is not read.
        leave_out: Resolved files and folders that are not read either.
    """
    for folder, folders, names in os.walk(root, followlinks=False):
        base = Path(folder)
        folders[:] = sorted(name for name in folders if _enters(base / name, root, exclude, leave_out))
        for name in sorted(names):
            path = base / name
            wanted = path.suffix.lower() in SOURCES and path not in leave_out
            if wanted and not path.is_symlink() and not _excluded(path, root, exclude):
                yield path


def read(path: Path) -> bytes | str:
    """Content of the file, or the reason why it was not read."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return f"skipped: {size} bytes are more than the limit of {MAX_BYTES}"
        content = path.read_bytes()
    except OSError as error:
        return f"skipped: cannot be read ({error.strerror})"
    return "skipped: binary" if b"\0" in content[:8192] else content


def in_test(path: PurePosixPath) -> bool:
    """Whether a file is a test, by the names of its folders and itself."""
    if {"test", "tests", "__tests__", "spec", "e2e"} & set(path.parts[:-1]):
        return True
    stem = path.name.rsplit(".", 1)[0]
    return stem.startswith("test_") or stem == "conftest" or stem.endswith(("_test", ".test", ".spec"))


def component(path: PurePosixPath, project: str) -> str:
    """First folder below the project, or the project for a file that lies directly in it."""
    return path.parts[0] if len(path.parts) > 1 else project


def _enters(folder: Path, root: Path, exclude: tuple[str, ...], leave_out: Collection[Path]) -> bool:
    skipped = folder.name.startswith(".") or folder.name in _SKIPPED or folder in leave_out
    return not skipped and not folder.is_symlink() and not _excluded(folder, root, exclude)


def _excluded(path: Path, root: Path, exclude: tuple[str, ...]) -> bool:
    relative = path.relative_to(root).as_posix()
    return any(_matches(relative, path.name, pattern.rstrip("/")) for pattern in exclude)


def _matches(relative: str, name: str, pattern: str) -> bool:
    if "/" not in pattern:
        return fnmatchcase(name, pattern)
    return fnmatchcase(relative, pattern) or fnmatchcase(f"/{relative}", pattern)
