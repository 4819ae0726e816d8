"""Clients that read and write a table at an even rate, as applications do, and what each of their statements took."""

import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgres_majors import folder_of

CLIENTS = 8
"""Half of them read, the others write."""
STATEMENTS_A_SECOND = 400
"""Together; well below what two cores can do, so that a wait is one for somebody else's work."""


@dataclass(slots=True)
class Waits:
    """Milliseconds of each statement, from when it was due."""

    taken: list[float] = field(default_factory=list)
    errors: int = 0

    def percentile(self, share: float) -> float:
        """What that share of the statements stayed below."""
        return sorted(self.taken)[int(len(self.taken) * share)]


def together(some: Iterable[Waits]) -> Waits:
    """All of them as one."""
    waits = Waits()
    for each in some:
        waits.taken += each.taken
        waits.errors += each.errors
    return waits


@contextmanager
def clients(url: str, major: int, *, reads: str, writes: str) -> Iterator[Waits]:
    """Two scripts of pgbench, run by turns while the block runs; the waits are there when it has ended."""
    waits = Waits()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for script, text in (("reads", reads), ("writes", writes)):
            (folder / script).write_text(text)
        command = [str(folder_of(major) / "pgbench"), "-n", "-c", str(CLIENTS), "-j", "1", "-T", "86400"]
        command += ["-R", str(STATEMENTS_A_SECOND), "--log", "--log-prefix", str(folder / "log"), "-M", "prepared"]
        command += ["-f", str(folder / "reads"), "-f", str(folder / "writes"), url]
        # pgbench prints a line for each client that gave up
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            yield waits
        finally:
            process.terminate()
            _, said = process.communicate()
        waits.errors = said.count("ERROR:")
        # client, number, microseconds, script, …; https://www.postgresql.org/docs/18/pgbench.html
        lines = [line.split() for log in folder.glob("log*") for line in log.read_text().splitlines()]
        # the last line may have been cut off
        waits.taken = [int(line[2]) / 1000 for line in lines if len(line) >= 6 and line[2].isdigit()]
