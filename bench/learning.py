"""How estimates get better by outcomes: simulated ones, rehearsed ones, and ones that somebody got wrong.

``python -m bench.learning`` prints it from what rehearsals took once; with ``--write`` they run anew, on this machine.
"""

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import exp
from pathlib import Path
from random import Random
from typing import Annotated

import anyio
import typer
from rich.console import Console
from rich.table import Table

from server.learning.prior import predictions
from server.model.catalog import Catalog
from server.model.experience import Experience, Sample
from server.planning import prove, rehearse_with_rows
from server.postgres.shadow import Shadow
from server.study import study
from tests.cases_runner import services_in, told
from tests.outcome_worlds import (
    LEARNED_FROM,
    SPOILING,
    USUAL,
    WORLDS,
    Judged,
    judged,
    read_rehearsed,
    simulated,
    simulated_waits,
    spoilt,
    write_rehearsed,
)

_SEEDS = 20
_OUTCOMES = 24
_REHEARSALS = 24
_SCHEMA = "CREATE TABLE items (id bigint PRIMARY KEY, note text, price numeric(10,2) NOT NULL);\n"
_CHANGE = """\
CREATE INDEX items_price ON items (price);
ALTER TABLE items ADD CONSTRAINT price_is_low CHECK (price < 100000000);
"""
_ROW_BYTES = 120
_BUSY = 3
"""Processes that keep the processors busy on the slow machine."""


def main(
    write: Annotated[bool, typer.Option("--write", help="Rehearse anew and keep what it took.")] = False,
) -> None:
    """Print errors and coverage before and after learning."""
    if write:
        write_rehearsed(anyio.run(_rehearse_worlds))
    table = Table("outcomes", "judged", "error before", "after", "in the interval", title=_title())
    for name, world in WORLDS.items():
        sequences = [simulated(world, seed=seed, outcomes=_OUTCOMES) for seed in range(_SEEDS)]
        _add(table, f"simulated: {name}", judged(sequences))
    waits = [simulated_waits(seed=seed, outcomes=_OUTCOMES) for seed in range(_SEEDS)]
    _add(table, "simulated: waits for a lock", judged(waits))
    for name, outcomes in read_rehearsed().items():
        _add(table, f"rehearsed: {name}", judged([outcomes]))
    usual = [simulated(USUAL, seed=seed, outcomes=_OUTCOMES) for seed in range(_SEEDS)]
    _add(table, "simulated: a usual machine", judged(usual))
    for name, factor in SPOILING.items():
        _add(table, f"the same, {name}", judged([spoilt(outcomes, factor) for outcomes in usual]))
    Console().print(table)


def _title() -> str:
    return f"Median error after {LEARNED_FROM} outcomes; 2.0 x is twice or half"


def _add(table: Table, name: str, found: Judged) -> None:
    before, after = (f"{exp(error):.2f} x" for error in (found.error_before, found.error_after))
    table.add_row(name, str(found.outcomes), before, after, f"{found.coverage:.0%}")


async def _rehearse_worlds() -> dict[str, list[Sample]]:
    random = Random(1)
    found: dict[str, list[Sample]] = {}
    with tempfile.TemporaryDirectory() as folder:
        async with contextlib.AsyncExitStack() as stack:
            shadow = Shadow()
            stack.push_async_callback(shadow.close)
            root = Path(folder)
            with _busy(_BUSY):
                rows = [int(random.uniform(1000, 10_000)) for _ in range(_REHEARSALS)]
                found["a slow machine"] = await _rehearsed(root, shadow, rows, lambda _: 0)
            rows = [int(random.uniform(1000, 10_000)) for _ in range(_REHEARSALS)]
            found["a noisy machine"] = await _rehearsed(root, shadow, rows, lambda n: (n * 7) % 4)
            rows = [int(1000 * 1.1**number) for number in range(_REHEARSALS)]
            found["a growing table"] = await _rehearsed(root, shadow, rows, lambda _: 0)
    return found


async def _rehearsed(root: Path, shadow: Shadow, sizes: list[int], busy: Callable[[int], int]) -> list[Sample]:
    """What the steps with work took, rehearsal after rehearsal."""
    (root / "schema.sql").write_text(_SCHEMA)
    services = services_in(root, shadow)
    studied = await study(services, database="schema.sql", change=_CHANGE, name="outcomes", progress=told)
    plan, _ = await prove(services, studied, experience=Experience(), decisions={}, progress=told)
    samples: list[Sample] = []
    for number, rows in enumerate(sizes):
        with _busy(busy(number)):
            verdict = await rehearse_with_rows(studied, plan, rows=rows, progress=told)
        before = _with_rows(studied.before, rows)
        took = {s.step: s.duration_ms / 1000 for s in verdict.evidence.scripts if s.direction == "up"}
        for each in predictions(plan, verdict.evidence, before, services.configuration.policy):
            if each.metric == "duration" and each.situation.work != "catalog":
                samples.append(
                    Sample(
                        metric="duration",
                        situation=each.situation,
                        predicted=each.value,
                        actual=took[each.step],
                        run=f"run:{number}",
                        recorded_at="",
                    )
                )
    return samples


def _with_rows(catalog: Catalog, rows: int) -> Catalog:
    tables = {
        oid: replace(table, rows_estimate=rows, size_bytes=rows * _ROW_BYTES) for oid, table in catalog.tables.items()
    }
    return replace(catalog, tables=tables)


@contextlib.contextmanager
def _busy(processes: int) -> Iterator[None]:
    """Others at work on the machine meanwhile."""
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


if __name__ == "__main__":
    typer.run(main)
