"""Tries many random sequences of DDL there and back, and prints what failed; exit code 1 when something did.

``python -m bench.random_ddl --sequences 5000 --write FOLDER`` also writes the shortest form of each kind of failure.
"""

import argparse
import re
import sys
import time
from pathlib import Path

import anyio

from bench.machine import machine
from server.postgres.binaries import identify
from tests.postgres_majors import folder_of
from tests.random_ddl.arena import Arena
from tests.random_ddl.outcome import Outcome
from tests.random_ddl.sequenced import sequence_of
from tests.random_ddl.trials import MAJORS, Tally, shrink, tried
from tests.random_ddl.world import KINDS

SEQUENCES = 5000


async def write(tally: Tally, folder: Path) -> None:
    """The shortest form of each kind of failure, named so that the most frequent stands first."""
    folder.mkdir(parents=True, exist_ok=True)
    by_count = sorted(tally.failures.items(), key=lambda pair: -len(pair[1]))
    for major in MAJORS:
        async with Arena.open(major) as arena:
            for failure, found in by_count:
                where, seed, _ = found[0]
                if where != major:
                    continue
                schema, change = await shrink(arena, sequence_of(seed), failure)
                outcome = await arena.run(schema, change, dump=failure.startswith("pg_dump"))
                head = f"-- {failure}\n-- {len(found)} of {tally.tried}; this one: seed {seed} on PostgreSQL {major}"
                name = re.sub(r"[^a-z0-9]+", "_", failure.lower())[:80].strip("_")
                file = folder / f"{999 - min(len(found), 999):03}_{name}.sql"
                file.write_text(_text(head, schema, change, outcome))


def _text(head: str, schema: list[str], change: list[str], outcome: Outcome) -> str:
    said = [f"-- {line}" for line in outcome.detail.splitlines()]
    parts = [head, "-- before", *(f"{s};" for s in schema), "-- change", *(f"{s};" for s in change), "-- seen", *said]
    return "\n".join(parts) + "\n"


def told(tally: Tally, seconds: float) -> str:
    """The summary for a person."""
    failures = sum(map(len, tally.failures.values()))
    lines = [
        f"{tally.tried} sequences in {seconds:.0f} s, {seconds / max(tally.tried, 1):.2f} s each",
        f"{tally.accepted / max(tally.said, 1):.1%} of {tally.said} statements accepted by PostgreSQL",
        f"{tally.tried - failures - tally.asked.total()} hold, {failures} fail, {tally.asked.total()} ask first, "
        f"{tally.emptied.total()} tried without rows",
        f"kinds of statement never said: {', '.join(sorted(KINDS.keys() - tally.kinds.keys())) or 'none'}",
    ]
    least = sorted((accepted / said, kind) for kind, (accepted, said) in tally.kinds.items())[:5]
    lines.append("least accepted: " + ", ".join(f"{kind} {share:.0%}" for share, kind in least))
    lines += [f"asked {count} x {words}" for words, count in tally.asked.most_common()]
    lines += [f"without rows {count} x {words}" for words, count in tally.emptied.most_common()]
    for failure, found in sorted(tally.failures.items(), key=lambda pair: -len(pair[1])):
        lines.append(f"failed {len(found)} x {failure}: " + ", ".join(f"{seed}" for _, seed, _ in found[:12]))
    return "\n".join(lines)


def main() -> int:
    """Run the sequences; 0 when none fails."""
    parser = argparse.ArgumentParser(prog="bench.random_ddl", description=__doc__)
    parser.add_argument("--sequences", type=int, default=SEQUENCES, help="how many")
    parser.add_argument("--first", type=int, default=0, help="seed of the first")
    parser.add_argument("--write", type=Path, help="folder for the shortest form of each kind of failure")
    options = parser.parse_args()
    newest = identify(folder_of(max(MAJORS)))
    for label, value in machine(newest.version if newest else "none"):
        print(f"{label:<11} {value}")
    started = time.perf_counter()
    tally = anyio.run(tried, range(options.first, options.first + options.sequences))
    print(told(tally, time.perf_counter() - started), flush=True)
    if options.write is not None:
        anyio.run(write, tally, options.write)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
