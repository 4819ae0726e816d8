"""Prints how schemas of large real applications are read and written out again; exit code 1 when one is not equal."""

import argparse
import sys

import anyio
import psycopg

from bench.large_schema import batches
from bench.machine import machine
from server.diff.by_name import statements_between
from server.errors import ChangeError
from server.model.catalog import Catalog
from server.model.fingerprint import fingerprint
from server.postgres.binaries import identify
from server.postgres.engine import Cluster
from tests.postgres_majors import folder_of
from tests.real_schemas import REAL, Create, create, read, render

GENERATED = "generated"
"""Name of the made-up schema that is larger than any of them."""
_TABLES = 1500
_SHOWN = 400
"""Characters of what differs."""


async def _compare(name: str, major: int, create_database: Create) -> bool:
    url = await create_database(f"real_{name}")
    if name == GENERATED:
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            for batch in batches(_TABLES):
                await connection.execute(batch.encode())
    else:
        await create(next(schema for schema in REAL if schema.name == name), url)
    catalog, seconds = await read(url)
    wrong = await _wrong(url, catalog, create_database)
    verdict = _short(wrong) if wrong else "equal"
    counts = f"{len(catalog.tables):>8}{len(catalog.columns):>9}{len(catalog.indexes):>9}{seconds:>10.3f}"
    print(f"{name:<16}{major:>4}{counts}  {verdict}", flush=True)
    return not wrong


async def _wrong(url: str, catalog: Catalog, create_database: Create) -> str:
    again, _ = await read(url)
    if fingerprint(again) != fingerprint(catalog):
        return "read twice, it has two fingerprints"
    try:
        if statements := statements_between(catalog, catalog):
            return f"to become itself it takes {statements}"
        rendered = await render(url, catalog, create_database)
    except (ChangeError, AssertionError) as error:
        return str(error)
    if differs := rendered.differs or rendered.left_to_do:
        return "; ".join(differs)
    return " ".join(["pg_dump:", *rendered.dump_differs]) if rendered.dump_differs else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


async def _run(majors: list[int], names: list[str]) -> int:
    for label, value in machine("the versions named in each line"):
        print(f"{label:<11} {value}")
    print(f"\n{'application':<16}{'on':>4}{'tables':>8}{'columns':>9}{'indexes':>9}{'read in s':>10}")
    unequal = 0
    for major in majors:
        binaries = identify(folder_of(major))
        async with Cluster(role="owner", binaries=binaries, loopback=True) as cluster:
            for name in names:
                unequal += not await _compare(name, major, cluster.create_database)
    print(f"\n{unequal} not equal" if unequal else "\nall are equal")
    return unequal


def main() -> int:
    """Install and try every large application; 0 when each schema is read and made again as it was."""
    names = [schema.name for schema in REAL]
    large = [GENERATED, *(schema.name for schema in REAL if schema.size == "large")]
    parser = argparse.ArgumentParser(prog="bench.real_schemas", description=__doc__)
    parser.add_argument("--majors", type=int, nargs="+", default=[15, 18], help="PostgreSQL to run on")
    parser.add_argument(
        "names",
        nargs="*",
        default=large,
        help=f"applications, and {GENERATED} for a made-up one; {', '.join(large)} when left out",
    )
    options = parser.parse_args()
    if unknown := set(options.names) - {GENERATED, *names}:
        parser.error(f"no application is called {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return 1 if anyio.run(_run, options.majors, options.names) else 0


if __name__ == "__main__":
    sys.exit(main())
