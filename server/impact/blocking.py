"""How long tables are blocked when the change runs as written: locks as observed, times as estimated from sizes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.model.catalog import Catalog, Table
from server.model.impact import Observation
from server.model.lock import LockMode
from server.model.names import QualifiedName
from server.model.policy import Policy

REWRITE_BYTES_PER_SECOND = (10_000_000, 100_000_000)
SCAN_BYTES_PER_SECOND = (50_000_000, 500_000_000)
ASSUMPTION = "assuming 10 to 100 MB/s for a rewrite and 50 to 500 MB/s for a scan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """One statement's lock on one table that makes others wait."""

    statement: int
    table: str
    """As SQL."""
    mode: LockMode
    work: str
    """``rewritten``, ``read from end to end`` or empty when only the catalog changes."""
    small: bool
    """Whether the table is known to be small enough for the policy."""
    rows: int | None
    """None when not known."""
    seconds: tuple[float, float] | None
    """Low and high estimate; None when the size is not known."""

    @property
    def long(self) -> bool:
        """Whether the lock lasts as long as work over all rows of a table not known to be small."""
        return bool(self.work) and not self.small


def blockings(
    observations: Sequence[Observation], catalog: Catalog, policy: Policy, *, row_counts_known: bool
) -> tuple[Blocking, ...]:
    """Every lock that blocks writes or reads, in order of statements."""
    tables = {table.name.sql: table for table in catalog.tables.values()}
    owners = _owners(catalog)
    found: list[Blocking] = []
    for observation in observations:
        rebuilt = {owners.get(name, name) for name in observation.rebuilt}
        for lock in observation.locks:
            if not lock.mode.blocks_writes:
                continue
            table = tables.get(lock.table)
            written = lock.table in observation.rewritten or lock.table in rebuilt
            work = "rewritten" if written else "read from end to end" if lock.table in observation.scanned else ""
            rows = table.rows_estimate if table and row_counts_known and table.rows_estimate >= 0 else None
            found.append(
                Blocking(
                    statement=observation.statement,
                    table=lock.table,
                    mode=lock.mode,
                    work=work,
                    small=rows is not None and rows <= policy.small_table_rows,
                    rows=rows,
                    seconds=_seconds(table, work) if rows is not None else None,
                )
            )
    return tuple(found)


def span(seconds: tuple[float, float]) -> str:
    """A low and high estimate as words, such as ``2 s to 20 s``."""
    low, high = (_duration(value) for value in seconds)
    return low if low == high else f"{low} to {high}"


def describe(found: Sequence[Blocking]) -> Iterator[str]:
    """One phrase a lock, such as ``statement 1: ACCESS EXCLUSIVE on public.t while it is rewritten``."""
    for blocking in found:
        work = f" while it is {blocking.work}" if blocking.work else ", for an instant"
        estimate = f" ({span(blocking.seconds)})" if blocking.work and blocking.seconds else ""
        yield f"statement {blocking.statement}: {blocking.mode.label} on {blocking.table}{work}{estimate}"


def _owners(catalog: Catalog) -> dict[str, str]:
    """Table of each index, by its qualified name."""
    found = {}
    for index in catalog.indexes.values():
        table = catalog.tables.get(index.table_oid)
        if table:
            found[QualifiedName(schema=table.name.schema, name=index.name).sql] = table.name.sql
    return found


def _seconds(table: Table | None, work: str) -> tuple[float, float] | None:
    if table is None:
        return None
    if not work:
        return (0.0, 0.0)
    slow, fast = REWRITE_BYTES_PER_SECOND if work == "rewritten" else SCAN_BYTES_PER_SECOND
    return (table.size_bytes / fast, table.size_bytes / slow)


def _duration(seconds: float) -> str:
    if seconds < 1:
        return "under 1 s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
