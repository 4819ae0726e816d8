"""What each tool's function gives back, before a tool or the command line shows it."""

from dataclasses import dataclass
from pathlib import Path

from server.model.experience import Lesson, StepEstimate
from server.model.plan import Plan
from server.model.proof import Verdict
from server.model.recollection import Recollection
from server.model.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """A plan on disk, rehearsed on an empty shadow, with what memory holds about it."""

    plan: Plan
    folder: Path
    files: tuple[str, ...]
    """Names in the folder, in the order to read them."""
    verdict: Verdict
    """Of the rehearsal without rows, with what memory warns of."""
    recollections: tuple[Recollection, ...]
    estimates: tuple[StepEstimate, ...] = ()
    """Of the steps that take time, as far as sizes and outcomes tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackStep:
    """One phase's way back."""

    phase: str
    file: str
    titles: tuple[str, ...]
    """What is undone, in the order it is undone."""
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback:
    """How to go back, what that loses and how to know that it worked."""

    plan: Plan
    folder: Path
    steps: tuple[RollbackStep, ...]
    triggers: tuple[str, ...]
    """Signs that say: roll back."""
    emergency: tuple[str, ...]
    """What to do, in order, when production is on fire."""
    verification: tuple[str, ...]
    """Queries that show that the way back worked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """A plan run up, down and up again on a populated shadow."""

    plan: Plan
    folder: Path
    verdict: Verdict
    report: Path
    """Where the report was written."""
    recollections: tuple[Recollection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An outcome that is now remembered."""

    target: Target
    plan: str
    """Identity of the plan."""
    entity: str
    """Name of the plan's entity in the knowledge graph."""
    observations: tuple[str, ...]
    """How the plan ended, and all that is known of the run."""
    is_new: bool
    """False: the same was recorded before, and nothing was added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """What the knowledge graph holds on a question or a plan; target is None when only a question was asked."""

    target: Target | None
    recollections: tuple[Recollection, ...]
    lessons: tuple[Lesson, ...] = ()
    """About the strategies of the plan that was asked about."""
