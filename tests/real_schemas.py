"""Schemas that the migrations of real applications create, each application installed from PyPI into a venv of its own.

Nothing of these projects is kept in this repository: they are installed once into the user's cache folder, run against
a database given by URL, and what they leave there is the schema.
"""

import difflib
import fcntl
import hashlib
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import platformdirs
import psycopg
from anyio import to_thread

from server.diff.by_name import statements_towards
from server.model.catalog import Catalog
from server.model.fingerprint import differences
from server.postgres.catalog import read_catalog
from tests.postgres_majors import folder_of

PIP = "26.3"
"""The first to leave out what was uploaded after a day is 26.0; the version is part of what makes an install repeat."""
_SECONDS = 900

_NUMBERS = itertools.count(1)
_RUN = f"{os.getpid():x}"

Create = Callable[[str], Awaitable[str]]
"""Makes an empty database of that name and gives its URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RealSchema:
    """An application and how it is told to create its tables."""

    name: str
    packages: tuple[str, ...]
    as_of: str
    """The day whose newest versions of everything else are installed; later ones may no longer fit together."""
    command: tuple[str, ...]
    """A program of the venv and its arguments.

    In these and in the settings ``<url>`` is the database's, ``<address>`` the same without its scheme, and ``<home>``
    a new folder.
    """
    settings: Mapping[str, str] = field(default_factory=dict)
    """Environment of the command."""
    size: Literal["small", "large"]


_PROCRASTINATE = """
import asyncio, os, procrastinate

async def main():
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=os.environ["DATABASE"]))
    async with app.open_async():
        await app.schema_manager.apply_schema_async()

asyncio.run(main())
"""
_DJANGO = """
import os, urllib.parse
import django
from django.conf import settings
from django.core.management import call_command

url = urllib.parse.urlsplit(os.environ["DATABASE"])
apps = "admin auth contenttypes flatpages messages postgres redirects sessions sites".split()
settings.configure(
    INSTALLED_APPS=[f"django.contrib.{app}" for app in apps],
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": url.path[1:], "USER": url.username,
                           "PASSWORD": url.password, "HOST": url.hostname, "PORT": url.port}},
    SECRET_KEY="of a schema that is thrown away",
    SITE_ID=1,
)
django.setup()
call_command("migrate", verbosity=0)
"""

REAL: tuple[RealSchema, ...] = (
    RealSchema(
        name="procrastinate",
        packages=("procrastinate==3.10.0", "psycopg[binary]==3.3.4"),
        as_of="2026-11-20",
        command=("python", "-c", _PROCRASTINATE),
        settings={"DATABASE": "<url>"},
        size="small",
    ),
    RealSchema(
        name="django",
        packages=("django==5.2.19", "psycopg[binary]==3.3.4"),
        as_of="2026-11-20",
        command=("python", "-c", _DJANGO),
        settings={"DATABASE": "<url>"},
        size="small",
    ),
    RealSchema(
        name="pgqueuer",
        packages=("pgqueuer==1.6.0", "asyncpg==0.32.0"),
        as_of="2026-11-20",
        command=("pgq", "install"),
        settings={"PGDSN": "<url>"},
        size="small",
    ),
    RealSchema(
        name="dbos",
        packages=("dbos==3.4.0",),
        as_of="2026-11-20",
        command=("dbos", "migrate", "--sys-db-url", "<url>"),
        size="small",
    ),
    RealSchema(
        name="airflow",
        packages=("apache-airflow==3.3.2", "asyncpg==0.32.0", "psycopg2-binary==2.9.13"),
        as_of="2026-11-20",
        command=("airflow", "db", "migrate"),
        settings={"AIRFLOW_HOME": "<home>", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql+psycopg2://<address>"},
        size="large",
    ),
    RealSchema(
        name="prefect",
        packages=("prefect==3.9.1",),
        as_of="2026-11-20",
        command=("prefect", "server", "database", "upgrade", "-y"),
        settings={
            "PREFECT_HOME": "<home>",
            "PREFECT_API_DATABASE_CONNECTION_URL": "postgresql+asyncpg://<address>",
            "DO_NOT_TRACK": "1",
        },
        size="large",
    ),
    RealSchema(
        name="superset",
        # Its own command line imports rich without asking for it.
        packages=("apache-superset==6.1.0", "psycopg2-binary==2.9.12", "rich"),
        as_of="2026-06-01",
        command=("superset", "db", "upgrade"),
        settings={
            "FLASK_APP": "superset",
            "SUPERSET_HOME": "<home>",
            "SUPERSET_SECRET_KEY": "of a schema that is thrown away, long enough",
            "SUPERSET__SQLALCHEMY_DATABASE_URI": "postgresql+psycopg2://<address>",
        },
        size="large",
    ),
)


async def create(schema: RealSchema, url: str) -> None:
    """Have the application make its schema in an empty database; an AssertionError, never a skip, when it does not."""
    venv = await to_thread.run_sync(install, schema)
    await to_thread.run_sync(_migrate, schema, venv, url)


def install(schema: RealSchema) -> Path:
    """The application's venv, made now unless it is in the cache already."""
    parts = (*schema.packages, schema.as_of, PIP, sys.version)
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
    folder = _cache() / f"{schema.name}-{key}"
    with _locked(folder):
        if not _complete(folder).exists():
            pip = _pip()
            _new_venv(folder)
            # With its zone: a date alone would mean the midnight of wherever this runs.
            words = ["install", "--quiet", f"--uploaded-prior-to={schema.as_of}T00:00:00Z", *schema.packages]
            _run([str(pip), "-m", "pip", "--python", str(folder / "bin" / "python"), *words], _environment())
            _complete(folder).touch()
    return folder


def _pip() -> Path:
    """A Python that has the pip wanted; the one a venv begins with is as old as its Python."""
    version = hashlib.sha256(sys.version.encode()).hexdigest()[:8]
    folder = _cache() / f"pip-{PIP}-{version}"
    python = folder / "bin" / "python"
    with _locked(folder):
        if not _complete(folder).exists():
            _new_venv(folder, pip=True)
            _run([str(python), "-m", "pip", "install", "--quiet", f"pip=={PIP}"], _environment())
            _complete(folder).touch()
    return python


def _cache() -> Path:
    return platformdirs.user_cache_path("migration-planner") / "real-schemas"


def _complete(folder: Path) -> Path:
    return folder / "complete"


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Alone with the folder: another test run may be installing the same, and a venv cannot be moved into place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _new_venv(folder: Path, *, pip: bool = False) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    options = [] if pip else ["--without-pip"]
    _run([sys.executable, "-m", "venv", *options, str(folder)], _environment())


def _migrate(schema: RealSchema, venv: Path, url: str) -> None:
    programs = venv / "bin"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        known = {"<url>": url, "<address>": url.partition("://")[2], "<home>": home}
        program, *arguments = (_filled(word, known) for word in schema.command)
        settings = {name: _filled(value, known) for name, value in schema.settings.items()}
        environment = {**_environment(), **settings, "HOME": home, "PATH": f"{programs}:{os.defpath}"}
        _run([str(programs / program), *arguments], environment, cwd=home)


def _filled(text: str, known: Mapping[str, str]) -> str:
    for word, value in known.items():
        text = text.replace(word, value)
    return text


def _environment() -> dict[str, str]:
    """Ours without what would lead a Python or a PostgreSQL client elsewhere; package settings stay."""
    strange = re.compile(r"PYTHON|VIRTUAL_ENV$|PG|DATABASE")
    return {name: value for name, value in os.environ.items() if not strange.match(name)}


def _run(command: list[str], environment: Mapping[str, str], cwd: str | None = None) -> None:
    done = subprocess.run(
        command, env=environment, cwd=cwd, capture_output=True, text=True, check=False, timeout=_SECONDS
    )
    said = f"{done.stdout[-1500:]}\n{done.stderr[-3000:]}"
    assert done.returncode == 0, f"{command[0]} ends with {done.returncode}: {said}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A schema written out in full and made again from that."""

    left_to_do: tuple[str, ...]
    """Statements that would still lead from the one made again to the first."""
    differs: tuple[str, ...]
    """What our own catalog says of the two."""
    dump_differs: tuple[str, ...]
    """Lines of pg_dump's text that only one of the two has, as ``diff`` marks them."""


async def read(url: str) -> tuple[Catalog, float]:
    """The schema of a database, and how many seconds it took to read."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        started = time.perf_counter()
        return await read_catalog(connection), time.perf_counter() - started


async def render(url: str, catalog: Catalog, create_database: Create) -> Rendered:
    """Make the schema again in an empty database of the same server, statement by statement, and compare."""
    number = next(_NUMBERS)
    again = await create_database(f"again_{_RUN}_{number}")
    empty, _ = await read(again)
    async with await psycopg.AsyncConnection.connect(again, autocommit=True) as connection:
        for statement in statements_towards(empty, catalog):
            try:
                await connection.execute(statement.encode())
            except psycopg.Error as error:
                raise AssertionError(f"{error}\nof the rendered statement: {statement}") from error
    made, _ = await read(again)
    major = catalog.server_version // 10000
    lines = difflib.unified_diff(await _dump(url, major), await _dump(again, major), n=0, lineterm="")
    # The first two name the texts.
    return Rendered(
        left_to_do=statements_towards(made, catalog),
        differs=differences(catalog, made),
        dump_differs=tuple(lines)[2:],
    )


async def _dump(url: str, major: int) -> list[str]:
    """The lines of the schema as pg_dump writes it, without comments and settings, its objects sorted."""
    command = [str(folder_of(major) / "pg_dump"), "--schema-only", f"--dbname={url}"]
    done = await to_thread.run_sync(
        lambda: subprocess.run(command, capture_output=True, text=True, check=True, timeout=_SECONDS)
    )
    sections = re.split(r"^--\n-- Name: .*\n--\n", done.stdout, flags=re.MULTILINE)
    return "\n".join(sorted(map(_without_noise, sections))).split("\n")


def _without_noise(section: str) -> str:
    # The key of \restrict is another each time.
    noise = ("--", "SET ", "\\", "SELECT pg_catalog.set_config(")
    return "\n".join(line for line in section.splitlines() if line and not line.startswith(noise))
