"""Measures what each form of statement locks, rewrites and reads; exit code 1 when it is not what is written down.

``--write`` writes down what was seen, and the page of the documentation that shows it.
"""

import argparse
import sys
import time
from pathlib import Path

import anyio

from server.postgres.trace import Trace
from tests.statement_forms.forms import MAJORS, Form, all_kinds
from tests.statement_forms.measuring import measured
from tests.statement_forms.seen import BySeen, Seen, read_seen, unlike, write_seen
from tests.statement_forms.told import line, page

PAGE = Path(__file__).parents[1] / "docs" / "statements.md"


async def measure(major: int) -> BySeen:
    """Every form, each printed as soon as it is known."""

    def told(kind: str, form: Form, seen: Seen, trace: Trace | None) -> None:
        cost = f" ({trace.duration_ms:.1f} ms, {trace.wal_bytes:,} bytes of WAL)" if trace else ""
        print(f"{major} {kind}: {form.name}: {line(seen)}{cost}", flush=True)

    started = time.perf_counter()
    found = await measured(major, all_kinds(), told)
    print(f"\nPostgreSQL {major}: {sum(map(len, found.values()))} forms in {time.perf_counter() - started:.0f} s\n")
    return found


def main() -> int:
    """Measure all forms on both majors; 0 when everything is as written down."""
    parser = argparse.ArgumentParser(prog="bench.statement_forms", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write down what is seen")
    options = parser.parse_args()
    found = {major: anyio.run(measure, major) for major in MAJORS}
    if options.write:
        for major, seen in found.items():
            write_seen(major, seen)
        PAGE.write_text(page(found))
        return 0
    differences = [text for major, seen in found.items() for text in unlike(read_seen(major), seen)]
    print("\n".join(differences) or "everything is as it is written down")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
