"""Prints how schemas of large real applications are read and written out again; exit code 1 when one is not equal."""

import argparse
import sys

import anyio

from bench.machine import machine
from server.diff.by_name import statements_towards
from server.errors import ChangeError
from server.model.catalog import Catalog
from server.model.fingerprint import fingerprint
from server.postgres.binaries import identify
from server.postgres.engine import Cluster
from tests.postgres_majors import folder_of
from tests.real_schemas import REAL, Create, RealSchema, create, read, render

_SHOWN = 400
"""Characters of what differs."""


async def _compare(schema: RealSchema, major: int, create_database: Create) -> bool:
    url = await create_database(f"real_{schema.name}")
    await create(schema, url)
    catalog, seconds = await read(url)
    wrong = await _wrong(url, catalog, create_database)
    verdict = _short(wrong) if wrong else "equal"
    counts = f"{len(catalog.tables):>8}{len(catalog.columns):>9}{len(catalog.indexes):>9}{seconds:>10.3f}"
    print(f"{schema.name:<16}{major:>4}{counts}  {verdict}", flush=True)
    return not wrong


async def _wrong(url: str, catalog: Catalog, create_database: Create) -> str:
    again, _ = await read(url)
    if fingerprint(again) != fingerprint(catalog):
        return "read twice, it has two fingerprints"
    try:
        if statements := statements_towards(catalog, catalog):
            return f"to become itself it takes {statements}"
        rendered = await render(url, catalog, create_database)
    except (ChangeError, AssertionError) as error:
        return str(error)
    if rendered.differs:
        return "; ".join(rendered.differs)
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
            for schema in (schema for schema in REAL if schema.name in names):
                unequal += not await _compare(schema, major, cluster.create_database)
    print(f"\n{unequal} not equal" if unequal else "\nall are equal")
    return unequal


def main() -> int:
    """Install and try every large application; 0 when each schema is read and made again as it was."""
    large = [schema.name for schema in REAL if schema.size == "large"]
    parser = argparse.ArgumentParser(prog="bench.real_schemas", description=__doc__)
    parser.add_argument("--majors", type=int, nargs="+", default=[15, 18], help="PostgreSQL to run on")
    parser.add_argument(
        "names", nargs="*", default=large, help=f"applications; all of {', '.join(large)} when left out"
    )
    options = parser.parse_args()
    return 1 if anyio.run(_run, options.majors, options.names) else 0


if __name__ == "__main__":
    sys.exit(main())
