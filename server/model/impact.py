"""Who and what a change touches, with how each fact is known."""

from dataclasses import dataclass, field
from typing import Literal

from server.model.catalog import Dependency
from server.model.lock import LockMode
from server.model.operation import Operation
from server.model.plan import Hazard
from server.model.target import Target

Basis = Literal["observed", "estimated", "declared", "not known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLock:
    """A lock seen while a statement ran; table is the qualified name before the change."""

    table: str
    mode: LockMode


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionCondition:
    """What every row of a partition satisfies, as SQL over its columns; empty when there is none."""

    whole: str
    own: str
    """Without what the partitioned tables above it demand already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one statement of the change did on the shadow when run as written."""

    statement: int
    sql: str
    locks: tuple[TableLock, ...]
    """On tables that existed before; strongest each."""
    rewritten: tuple[str, ...]
    """Tables whose file was written anew."""
    rebuilt: tuple[str, ...]
    """Indexes that existed before and whose file was written anew."""
    scanned: tuple[str, ...]
    """Tables read from end to end."""
    built: tuple[str, ...] = ()
    """Indexes that are new, on tables that existed before."""
    rewritten_toast: tuple[str, ...] = ()
    """Tables whose TOAST was written anew."""
    rows_written: dict[str, int] = field(default_factory=dict)
    """Inserted, updated and deleted, by table; those of a rewrite do not count."""
    waits_for: tuple[str, ...] = ()
    """Whose transactions must end before it goes on: writers, readers, snapshots."""
    outside_transaction: bool
    """Whether PostgreSQL refused it in a transaction, so that it ran alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A place in source code that names a table or column the change touches."""

    project: str
    component: str
    path: str
    line: int
    column: int
    kind: Literal["sql file", "string", "mention"]
    grade: Literal["exact", "likely", "mention"]
    """exact: resolved by PostgreSQL's grammar against the schema; likely: parsed but not fully resolved; mention: the
    name occurs in SQL text that did not parse."""
    object: str
    """Qualified table or table.column it names."""
    usage: tuple[str, ...]
    """select, insert, update, delete, where, join, ddl, ..."""
    excerpt: str
    in_test: bool
    owners: tuple[str, ...] = ()
    """Of the file, as CODEOWNERS or the configuration of its project names them."""

    @property
    def runs(self) -> bool:
        """Whether the code around it runs against the changed schema, which tests and past migrations do not."""
        return not self.in_test and self.usage != ("ddl",)

    @property
    def service(self) -> str:
        """``project/component``, or the project where its only component bears its name."""
        return self.project if self.component == self.project else f"{self.project}/{self.component}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A statement of application code that reads or writes a table the change touches."""

    project: str
    path: str
    line: int
    sql: str
    """With placeholders numbered, such as ``$1``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """A query that is worse off after the change, as the planner estimates with the target's statistics."""

    query: Query
    text: str
    cost_before: float
    """In the planner's unit, a page read in sequence."""
    cost_after: float | None
    """None when PostgreSQL does not take the query any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeScan:
    """References found, and what was not understood: silence is not proof."""

    references: tuple[Reference, ...]
    files_read: int
    statements_read: int
    not_understood: tuple[str, ...]
    """``path:line: reason`` of SQL-looking text that did not parse, and of files skipped."""
    projects: tuple[str, ...]
    queries: tuple[Query, ...] = ()
    """Of code that runs, in the order of their places; those of tests and of migrations are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One line of SPEC's impact checklist."""

    section: str
    label: str
    answer: str
    basis: Basis
    evidence: str
    """How it is known, or ``not known, because ...``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """Something that can lose data or fail."""

    kind: Literal["data loss", "failure", "blocking", "compatibility"]
    level: Literal["low", "medium", "high"]
    object: str
    text: str
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """Everything a change touches."""

    target: Target
    operations: tuple[Operation, ...]
    dependents: tuple[Dependency, ...]
    observations: tuple[Observation, ...]
    code: CodeScan
    risks: tuple[Risk, ...]
    hazards: tuple[Hazard, ...]
    checklist: tuple[ChecklistItem, ...]
    plans: tuple[PlanChange, ...] = ()
    """Queries in code that are worse off; none where statistics of the target are not known."""
    queries_not_planned: int = 0
    """Of those in code: PostgreSQL does not take them as they stand, or there are too many."""
    shadow_differs: tuple[str, ...] = ()
    """What on the shadow is not as in the target, a line each."""
