"""What a rehearsal saw, and whether it agrees with what the plan claims."""

from dataclasses import dataclass
from typing import Literal

from server.model.impact import TableLock
from server.model.plan import Claim, PhaseName


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptEvidence:
    """One run of a step's up or down."""

    step: str
    """Key of the step."""
    phase: PhaseName
    direction: Literal["up", "down", "up again"]
    claim: Claim
    locks: tuple[TableLock, ...]
    rewritten: tuple[str, ...]
    scanned: tuple[str, ...]
    """Tables read from end to end under a lock that blocks writes."""
    rows_written: int = 0
    """Inserted, updated and deleted in all tables; those of a rewrite do not count."""
    wal_bytes: int = 0
    """Write-ahead log of the shadow meanwhile: at most so much is the script's own."""
    waits_for: tuple[str, ...] = ()
    """Whose transactions it had to wait for: writers, readers, snapshots."""
    duration_ms: float
    error: str | None
    """Message and SQLSTATE when it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaEvidence:
    """The schema and rows at one point of the rehearsal, compared with what they must be."""

    point: str
    """Such as ``after up``, ``after down of contract``."""
    expected: str
    """Fingerprint it must have."""
    found: str
    differences: tuple[str, ...]
    column_order: bool
    """Whether column order matches too."""
    rows_equal: bool | None
    """None when rows were not compared at this point."""
    row_differences: tuple[str, ...]
    """Columns whose values differ, and tables that hold another number of rows, or, without a key, other rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything one rehearsal saw."""

    server_version: str
    rows: dict[str, int]
    """Rows each table was populated with."""
    not_populated: tuple[str, ...]
    """``table: reason`` for tables that stayed empty."""
    scripts: tuple[ScriptEvidence, ...]
    schemas: tuple[SchemaEvidence, ...]
    assumptions: tuple[str, ...]
    """What the made-up rows take for granted, such as no nulls in a column whose backfill is undecided."""
    stand_ins: tuple[str, ...] = ()
    """What on the shadow was not as in the target, such as a type of an extension that it has not."""
    depends_on_stand_ins: tuple[str, ...] = ()
    """Where what the plan did met one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One disagreement between claim and evidence, or one thing that could not be seen."""

    severity: Literal["fails", "warns", "unknown"]
    step: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the plan did what it claims."""

    status: Literal["proven", "proven one way", "proven with open decisions", "disproven"]
    """one way: rows or a schema did not come back, as the plan says; disproven: at least one finding fails."""
    equivalent: bool
    """I1: the final schema is that of the direct change."""
    reversible: bool
    """I2: every down returned schema and rows, column order aside."""
    brief: bool
    """I3: no script took more than it claimed, none scans or rewrites under a lock that blocks."""
    findings: tuple[Finding, ...]
    evidence: Evidence
