"""What happened when a plan ran for real, as a person or a runner tells it."""

from dataclasses import dataclass
from typing import Literal

from server.model.plan import PhaseName

Status = Literal["started", "succeeded", "failed", "rolled back"]
"""How a plan, or one of its phases, goes or ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRun:
    """What was seen of one step; None: not measured."""

    step: str
    """Key of the step."""
    seconds: float | None = None
    lock_wait: float | None = None
    """Seconds."""
    rows: float | None = None
    """Written or read."""
    error: str = ""
    """Message with its SQLSTATE; empty when it did not fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One run of a plan or of a phase of it."""

    status: Status
    phase: PhaseName | None = None
    """The phase that it is about; None: all of the plan."""
    started: str = ""
    """ISO 8601; empty when not known."""
    finished: str = ""
    who: str = ""
    notes: str = ""
    measurements: tuple[tuple[str, float | str], ...] = ()
    """Whatever else was measured: name with its unit, and value."""
    steps: tuple[StepRun, ...] = ()
    not_read: tuple[str, ...] = ()
    """What in a log could not be told to belong to a step, a sentence each."""
