"""Prints the machine and one line a measurement; exit code 1 when a median is over its budget."""

import argparse
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import anyio
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import TextContent

from bench.cases import CALL_SECONDS, CASES, DATABASE, REHEARSAL_SECONDS, ROWS, SCHEMA, START_SECONDS, Case
from bench.machine import machine

Calls = Iterator[Mapping[str, Any]]
"""Arguments of one call after the other."""
ERAS: tuple[tuple[Literal["auto", "legacy"], str], ...] = (("auto", "2026-07-28"), ("legacy", "2025-11-25"))


class Bench:
    """Measures, and prints each line as soon as it is known."""

    def __init__(self, folder: Path, runs: int) -> None:
        script = Path(sys.executable).with_name("migration-planner")
        self._server = StdioServerParameters(command=str(script), args=["serve"], cwd=folder)
        self._runs = runs
        self.over = 0

    async def run(self) -> None:
        """Everything, in the order an agent meets it."""
        async with Client(stdio_client(self._server)) as client:
            target = (await _call(client, "inspect_schema", {"database": DATABASE}))["target"]
            for label, value in machine(target["version"]):
                print(f"{label:<11} {value}")
        print(f"\n{f'median of {self._runs} runs, in seconds':<50}{'median':>8}{'worst':>8}{'budget':>8}")
        for mode, era in ERAS:
            self._report(f"start to initialize answered, {era}", START_SECONDS, await self._starts(mode))
        async with Client(stdio_client(self._server)) as client:
            await self._measure(client, "inspect_schema", itertools.repeat({"database": DATABASE}), "", CALL_SECONDS)
            for case in CASES:
                await self._case(client, case)

    async def _starts(self, mode: Literal["auto", "legacy"]) -> list[float]:
        seconds = []
        for _ in range(self._runs):
            started = time.perf_counter()
            async with Client(stdio_client(self._server), mode=mode):
                seconds.append(time.perf_counter() - started)
        return seconds

    async def _case(self, client: Client, case: Case) -> None:
        change = {"database": DATABASE, "change": case.sql}
        await self._measure(client, "analyze_impact", itertools.repeat(change), case.name, CALL_SECONDS)
        asked = await _call(client, "generate_migration", change)
        decisions = {question["key"]: case.answer for question in asked.get("open_decisions", ())}
        wanted = {**change, "decisions": decisions}
        # Another name each time: the plan of an earlier run would be found on disk and not written.
        named = ({**wanted, "name": f"{case.name} {number}"} for number in itertools.count(1))
        await self._measure(client, "generate_migration", named, case.name, CALL_SECONDS)
        made = await _call(client, "generate_migration", wanted)
        rehearsal = itertools.repeat({"plan": made["plan"], "rows": ROWS})
        await self._measure(client, "dry_run", rehearsal, f"{case.name}, {ROWS} rows", REHEARSAL_SECONDS)

    async def _measure(self, client: Client, tool: str, calls: Calls, what: str, budget: float) -> None:
        # Once without the clock: "warm" means that the schema is loaded and the code imported.
        await _call(client, tool, next(calls))
        seconds = []
        for arguments in itertools.islice(calls, self._runs):
            started = time.perf_counter()
            await _call(client, tool, arguments)
            seconds.append(time.perf_counter() - started)
        self._report(f"{tool}: {what}" if what else tool, budget, seconds)

    def _report(self, name: str, budget: float, seconds: list[float]) -> None:
        median = statistics.median(seconds)
        verdict = "pass" if median <= budget else "over"
        self.over += verdict == "over"
        print(f"{name:<50}{median:>8.3f}{max(seconds):>8.3f}{budget:>8.1f}  {verdict}", flush=True)


async def _call(client: Client, tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    result = await client.call_tool(tool, dict(arguments))
    if result.is_error:
        texts = [block.text for block in result.content if isinstance(block, TextContent)]
        raise SystemExit(f"{tool} refuses what the bench asks: {' '.join(texts)}")
    reply: dict[str, Any] = result.structured_content or {}
    return reply


def main() -> int:
    """Run the bench on a copy of the example schema; 0 when everything is inside its budget."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each measurement")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "schema.sql").write_text(SCHEMA.read_text())
        (folder / "migration-planner.toml").write_text(
            f'[databases.{DATABASE}]\nschema = "schema.sql"\n[memory]\nstore = "sqlite:///graph.sqlite"\n'
        )
        bench = Bench(folder, options.runs)
        anyio.run(bench.run)
    print(f"\n{bench.over} over budget" if bench.over else "\neverything is inside its budget")
    return 1 if bench.over else 0


if __name__ == "__main__":
    sys.exit(main())
