"""Fills schemas with 100,000 rows a table and looks whether every constraint holds; exit code 1 when one does not.

``python -m bench.filling`` prints for SPEC's schema and those of real applications the rows made, how fast, and which
tables could not be filled, with the reason; and for narrow tables that at least 100,000 rows a second are made. They
are made by INSERT … SELECT on the server: COPY would carry them there and back, and has no ON CONFLICT.
"""

import sys
import time
from pathlib import Path
from typing import Annotated

import anyio
import typer

from bench.cases import SCHEMA
from bench.machine import machine
from server.postgres.binaries import identify
from server.postgres.engine import Cluster
from server.postgres.population import Population, Requirements, populate
from server.postgres.shadow import Shadow
from server.postgres.target import read_target
from tests.constraints_judge import broken_constraints
from tests.postgres_majors import folder_of
from tests.real_schemas import REAL, create

NARROW = """
CREATE TABLE narrow (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number int NOT NULL, at timestamptz);
CREATE TABLE narrow_child (id int PRIMARY KEY, parent_id bigint NOT NULL REFERENCES narrow, word varchar(20) UNIQUE);
"""
REAL_NAMES = ("airflow", "prefect", "superset")
ROWS = 100_000
NARROW_ROWS_PER_SECOND = 100_000


async def _schemas(programs: Path) -> dict[str, str]:
    schemas = {"narrow": NARROW, "SPEC": SCHEMA.read_text()}
    async with Cluster(role="owner", binaries=identify(programs), loopback=True) as cluster:
        for name in REAL_NAMES:
            url = await cluster.create_database(name)
            await create(next(schema for schema in REAL if schema.name == name), url)
            schemas[name] = (await read_target(url, name=name)).schema
    return schemas


async def _filled(shadow: Shadow, schema: str, rows: int) -> tuple[Population, float, tuple[int, list[str]]]:
    async with shadow.clone(await shadow.template(schema)) as clone:
        session, admin = await clone.connect(), await clone.connect_admin()
        catalog = await clone.original(admin)
        started = time.perf_counter()
        population = await populate(session, catalog, rows=rows, requirements=Requirements())
        seconds = time.perf_counter() - started
        return population, seconds, await broken_constraints(session)


async def _run(major: int, rows: int) -> bool:
    programs = folder_of(major)
    found, bad = identify(programs), False
    for label, value in machine(found.version if found else ""):
        print(f"{label:<11} {value}")
    print(
        f"\n{'schema':<10}{'tables':>8}{'filled':>8}{'full':>6}{'rows':>12}{'seconds':>9}{'rows/s':>10}{'constraints':>13}"
    )
    async with Shadow(programs) as shadow:
        for name, schema in (await _schemas(programs)).items():
            population, seconds, (looked, broken) = await _filled(shadow, schema, rows)
            made = sum(population.rows.values())
            tables = len(population.rows) + len(population.not_populated)
            full = sum(count >= rows for count in population.rows.values())
            figures = f"{tables:>8}{len(population.rows):>8}{full:>6}{made:>12,}{seconds:>9.1f}{made / seconds:>10,.0f}"
            print(f"{name:<10}{figures}{looked:>13}  {'; '.join(broken) or 'all hold'}", flush=True)
            for line in population.not_populated:
                print(f"{'':<10}not filled: {line}")
            for line in population.assumptions:
                print(f"{'':<10}{line}")
            bad |= bool(broken) or (name == "narrow" and made / seconds < NARROW_ROWS_PER_SECOND)
    return bad


def main(
    major: Annotated[int, typer.Option(help="Of PostgreSQL.")] = 18,
    rows: Annotated[int, typer.Option(help="A table.")] = ROWS,
) -> None:
    """Fill and judge every schema."""
    sys.exit(anyio.run(_run, major, rows))


if __name__ == "__main__":
    typer.run(main)
